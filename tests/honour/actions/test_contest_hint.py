"""Works that are alike are shown to people, once, and nothing follows by itself."""

from __future__ import annotations

import pytest

from redvest.core.models import AuditLine
from redvest.honour.actions.contest_hint import look_for_likeness, look_over_contests, see_hint
from redvest.honour.actions.contest_picture import clean_pictures, keep_contest_pictures
from redvest.honour.choices import ContestKind, ContestState, EntryState, HintKind
from redvest.honour.contest_errors import ContestUnknown, EntryUnknown
from redvest.honour.models import ContestEntry, ContestHint
from redvest.honour.queries.contest_entry import entries_listed, hints_about, hints_of
from tests.factories.contest import drawing, make_contest, make_entry_of
from tests.factories.registry import CITY, NOW, make_member, make_officer

pytestmark = pytest.mark.django_db
ESSAY = "那天早上下着大雨，我背着书包去上学，看见路口站着一位穿红马甲的阿姨，她撑着伞把老人一个个送过马路，自己的衣服全湿了。"


def found() -> set[tuple[str, str, str]]:
    rows = ContestHint.objects.values_list("first__title", "second__title", "kind")
    return {(*sorted((one, other)), kind) for one, other, kind in rows}  # type: ignore[misc]


def test_texts_and_links() -> None:
    contest = make_contest()
    make_entry_of(contest, title="甲", words=ESSAY)
    make_entry_of(contest, title="乙", words="我要讲的故事是这样的。" + ESSAY, link="https://v.example.cn/1")
    make_entry_of(
        contest, title="丙", words="孔目江边有一群白鹭，每年春天都来。", link="https://v.example.cn/1"
    )
    make_entry_of(make_contest(), title="别处", words=ESSAY)
    make_entry_of(contest, title="撤回的", words=ESSAY, state=EntryState.WITHDRAWN)
    assert look_for_likeness(by=make_officer(), key=contest.pk, at=NOW) == 2
    assert found() == {("乙", "甲", HintKind.WORDS), ("丙", "乙", HintKind.LINK)}
    assert not ContestEntry.objects.exclude(state__in=(EntryState.ENTERED, EntryState.WITHDRAWN)).exists()


def test_slogans() -> None:
    contest = make_contest(kind=ContestKind.SLOGAN)
    make_entry_of(contest, title="甲", words="人人参与志愿服务，处处盛开文明之花")
    make_entry_of(contest, title="乙", words="人人参与志愿活动，处处盛开文明之花")
    make_entry_of(contest, title="丙", words="红马甲走在前，新余更温暖")
    assert look_for_likeness(by=make_officer(), key=contest.pk, at=NOW) == 1
    assert found() == {("乙", "甲", HintKind.WORDS)}


def test_pictures_of_two_works_and_not_of_one() -> None:
    contest = make_contest(kind=ContestKind.PAINTING)
    for title, files in (
        ("甲", [drawing(1, size=200), drawing(1, size=120)]), ("乙", [drawing(1, size=90, kind="JPEG")]), ("丙", [drawing(2)]),
    ):  # fmt: skip
        entry = make_entry_of(contest, title=title, words="")
        keep_contest_pictures(entry=entry, pictures=clean_pictures(files=files))
    assert look_for_likeness(by=make_officer(), key=contest.pk, at=NOW) == 1
    assert found() == {("乙", "甲", HintKind.PICTURE)}
    assert ContestHint.objects.get().percent >= 90


def test_looked_at_it_is_gone_and_comes_no_more() -> None:
    contest, by = make_contest(), make_officer()
    one = make_entry_of(contest, words=ESSAY)
    make_entry_of(contest, words=ESSAY)
    look_for_likeness(by=by, key=contest.pk, at=NOW)
    hint = hints_of(contest).get()
    assert entries_listed(contest, only="alike").count() == 2
    for _ in range(2):
        see_hint(by=by, key=hint.pk, at=NOW)
    assert not hints_of(contest).exists() and not entries_listed(contest, only="alike").exists()
    assert hints_about(one).count() == 1
    assert look_for_likeness(by=by, key=contest.pk, at=NOW) == 0
    assert AuditLine.objects.filter(verb="see_hint").count() == 1


def test_the_night_looks_over_what_is_still_to_be_judged() -> None:
    for state in (ContestState.OPEN, ContestState.JUDGING, ContestState.PUBLISHED, ContestState.DRAFT):
        contest = make_contest(state=state)
        for _ in range(2):
            make_entry_of(contest, words=ESSAY)
    assert look_over_contests(city=CITY, at=NOW) == 2
    assert look_over_contests(city=CITY, at=NOW) == 0
    assert AuditLine.objects.filter(verb="look_for_likeness", actor_kind="system").count() == 2


def test_for_who_runs_it() -> None:
    contest = make_contest()
    with pytest.raises(ContestUnknown):
        look_for_likeness(by=make_member(), key=contest.pk, at=NOW)
    for _ in range(2):
        make_entry_of(contest, words=ESSAY)
    assert look_for_likeness(by=None, key=contest.pk, at=NOW) == 1
    with pytest.raises(EntryUnknown):
        see_hint(by=make_member(), key=ContestHint.objects.get().pk, at=NOW)
    assert hints_of(contest).exists()


@pytest.mark.parametrize("many", [2, 6])
def test_it_costs_the_same(many: int, django_assert_num_queries: object) -> None:
    contest, by = make_contest(), make_officer()
    for at in range(many):
        entry = make_entry_of(contest, words=ESSAY)
        keep_contest_pictures(entry=entry, pictures=clean_pictures(files=[drawing(at)]))
    with django_assert_num_queries(9):  # type: ignore[operator]
        look_for_likeness(by=by, key=contest.pk, at=NOW)
