"""Contests at the desk: written, published, entries narrowed, what is alike, a class sent in, judged blind, chosen, printed."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.honour.actions.contest_hint import look_for_likeness
from redvest.honour.actions.contest_judging import hand_out_works
from redvest.honour.actions.contest_picture import clean_pictures, keep_contest_pictures
from redvest.honour.choices import ContestKind, ContestState, EntryState, Marking
from redvest.honour.models import Contest, ContestEntry, ContestHint, ContestJudge, ContestMark
from redvest.honour.queries.contest_judging import marks_of
from redvest.registry.choices import Role
from redvest.registry.models import Account, Message
from redvest.registry.policy import Standing
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry
from tests.factories.contest import (
    DAY,
    RIGHTS,
    drawing,
    make_contest,
    make_entry_of,
    make_judge,
    make_juror,
    make_pupil_entry,
)
from tests.factories.registry import NOW, make_officer, next_phone

pytestmark = pytest.mark.django_db
URL = "/desk/contests/"


def spent_on(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as spent:
        assert client.get(url).status_code == 200
    return len(spent)


def filled(**more: Any) -> dict[str, Any]:
    return {
        "kind": "essay", "title": "我身边的文明故事", "words": "写一件你亲眼看到的文明小事，真人真事。",
        "enter_from": "2026-03-05T08:00", "enter_until": "2026-03-20T18:00", "judge_until": "2026-04-01T18:00",
        "groups": "小学组 6-12\n中学组 12-18", "least_letters": "50", "most_letters": "1500", "most_pictures": "3",
        "most_per_person": "1", "judges_each": "3", "marking": "score", "rights": RIGHTS, "owner": "place:360502", **more,
    }  # fmt: skip


def account_of(by: Standing) -> Account:
    return Account.objects.get(pk=by.account_id)


class TestWritten:
    def test_a_draft_then_published(self, place: Place, as_officer: Client) -> None:
        page = said(as_officer.post(f"{URL}new/", filled(), follow=True))
        contest = Contest.objects.get()
        assert contest.state == ContestState.DRAFT and [each.name for each in contest.group_list] == [
            "小学组",
            "中学组",
        ]
        assert "还没有人看到" in page and "发布" in page
        page = said(as_officer.post(f"{URL}{contest.pk}/", {"verb": "open"}, follow=True))
        assert "大家看得到了" in page and "征集中" in page

    def test_what_was_typed_stays(self, place: Place, as_officer: Client) -> None:
        page = as_officer.post(
            f"{URL}new/", filled(title="画家乡", judge_until="2026-03-01T18:00", groups="小学组 12-6")
        )
        assert page.status_code == 422 and 'value="画家乡"' in said(page) and "有一行看不懂" in said(page)
        page = as_officer.post(f"{URL}new/", filled(judge_until="2026-03-01T18:00"))
        assert page.status_code == 422 and "评审结束要在截稿以后" in said(page)
        assert not Contest.objects.exists()

    def test_for_an_organisation_by_who_runs_it(self, place: Place, sign_in: SignIn) -> None:
        sign_in(place.admin).post(f"{URL}new/", filled(owner=str(place.body.pk)))
        assert Contest.objects.get().body == place.body
        assert sign_in(place.admin).post(f"{URL}new/", filled()).status_code == 422
        assert sign_in(place.leader).get(f"{URL}new/").status_code == 403
        assert Contest.objects.count() == 1

    def test_changed(self, place: Place, as_officer: Client) -> None:
        contest = make_contest()
        page = said(as_officer.get(f"{URL}{contest.pk}/edit/"))
        assert "我身边的文明故事" in page and "征集什么不能再改" in page
        as_officer.post(
            f"{URL}{contest.pk}/edit/", filled(title="新标题", rights="还会印成一本书，送给每个学校。")
        )
        contest.refresh_from_db()
        assert contest.title == "新标题" and contest.rights_version == 2

    def test_judged_given_out_called_off(self, place: Place, as_officer: Client) -> None:
        contest = make_contest(enter_until=NOW - DAY / 2)
        assert "开始评审" in said(as_officer.get(f"{URL}{contest.pk}/"))
        as_officer.post(f"{URL}{contest.pk}/", {"verb": "judge"})
        make_entry_of(contest, state=EntryState.EXCELLENT)
        assert "公布结果" in said(as_officer.get(f"{URL}{contest.pk}/"))
        as_officer.post(f"{URL}{contest.pk}/", {"verb": "publish"})
        contest.refresh_from_db()
        assert contest.state == ContestState.PUBLISHED
        other = make_contest()
        assert "请写一句为什么" in said(
            as_officer.post(f"{URL}{other.pk}/", {"verb": "call-off", "reason": ""})
        )
        page = said(
            as_officer.post(f"{URL}{other.pk}/", {"verb": "call-off", "reason": "经费没有着落"}, follow=True)
        )
        assert "经费没有着落" in page
        assert "刚刚有了变动" in said(as_officer.post(f"{URL}{contest.pk}/", {"verb": "open"}, follow=True))

    def test_nobody_elses(self, place: Place, as_far_officer: Client, sign_in: SignIn) -> None:
        contest = make_contest(body=place.body)
        for url in ("", "edit/", "entries/", "hints/", "judges/", "ranking/", "class/", "judge/"):
            assert as_far_officer.get(f"{URL}{contest.pk}/{url}").status_code == 404, url
            assert sign_in(place.member).get(f"{URL}{contest.pk}/{url}").status_code == 403, url
        assert as_far_officer.post(f"{URL}{contest.pk}/papers.pdf").status_code == 404

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same(self, place: Place, as_officer: Client, many: int) -> None:
        for _ in range(many):
            contest = make_contest(body=place.body)
            make_judge(contest)
        assert spent_on(as_officer, URL) == 6
        assert spent_on(as_officer, f"{URL}{contest.pk}/") == 9


class TestEntries:
    def test_narrowed_and_masked(self, place: Place, as_officer: Client) -> None:
        contest = make_contest(groups=[{"name": "小学组", "least": 6, "most": 12}])
        one = make_pupil_entry(
            contest,
            name="王小明",
            school_name="渝水一小",
            school_class="三（2）班",
            title="甲作",
            group="小学组",
        )
        make_entry_of(
            contest, registry.make_volunteer(name="李明霞"), title="乙作", state=EntryState.SET_ASIDE
        )
        page = said(as_officer.get(f"{URL}{contest.pk}/entries/"))
        assert "王*明" in page and "李*霞" in page and "王小明" not in page and "李明霞" not in page
        for narrowed in (f"q={one.number}", "q=一小", "q=甲作", "list=waiting", "group=小学组"):
            page = said(as_officer.get(f"{URL}{contest.pk}/entries/?{narrowed}"))
            assert "甲作" in page and "乙作" not in page, narrowed
        assert "乙作" in said(as_officer.get(f"{URL}{contest.pk}/entries/?list=set-aside"))
        assert "没有符合的作品" in said(as_officer.get(f"{URL}{contest.pk}/entries/?q=没有的"))

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same(self, place: Place, as_officer: Client, many: int) -> None:
        contest = make_contest()
        for _ in range(many):
            make_entry_of(contest)
        assert spent_on(as_officer, f"{URL}{contest.pk}/entries/") == 6
        assert spent_on(as_officer, f"{URL}{contest.pk}/ranking/") == 8

    def test_more_than_a_page(self, place: Place, as_officer: Client) -> None:
        contest = make_contest()
        for at in range(51):
            make_entry_of(contest, number=200_000 + at)
        page = said(as_officer.get(f"{URL}{contest.pk}/entries/"))
        assert "200049" in page and "200050" not in page and "after=" in page

    def test_set_aside_and_taken_in_again(self, place: Place, as_officer: Client) -> None:
        entry = make_entry_of(make_contest())
        url = f"{URL}entries/{entry.pk}/"
        assert as_officer.post(url, {"verb": "aside", "reason": ""}).status_code == 422
        page = said(as_officer.post(url, {"verb": "aside", "reason": "和网上的一篇一样"}, follow=True))
        assert "不参评了" in page and "和网上的一篇一样" in page
        as_officer.post(url, {"verb": "back"})
        entry.refresh_from_db()
        assert entry.state == EntryState.ENTERED and Message.objects.count() == 2

    def test_shown_only_by_consent(self, place: Place, as_officer: Client) -> None:
        contest = make_contest(state=ContestState.JUDGING)
        entry = make_pupil_entry(contest, state=EntryState.EXCELLENT)
        page = said(as_officer.post(f"{URL}entries/{entry.pk}/", {"verb": "show"}, follow=True))
        assert "家长还没有同意，这件作品不能展示" in page
        ContestEntry.objects.filter(pk=entry.pk).update(guardian_agreed_at=NOW)
        as_officer.post(f"{URL}entries/{entry.pk}/", {"verb": "show"})
        entry.refresh_from_db()
        assert entry.state == EntryState.PUBLISHED
        as_officer.post(f"{URL}entries/{entry.pk}/", {"verb": "down"})
        as_officer.post(f"{URL}entries/{entry.pk}/", {"verb": "unchoose"})
        entry.refresh_from_db()
        assert entry.state == EntryState.ENTERED

    def test_its_picture(self, place: Place, as_officer: Client, as_far_officer: Client) -> None:
        entry = make_entry_of(make_contest())
        (picture,) = keep_contest_pictures(entry=entry, pictures=clean_pictures(files=[drawing(1)]))
        url = f"{URL}entries/{entry.pk}/pictures/{picture.pk}/"
        assert as_officer.get(url)["Content-Type"] == "image/jpeg"
        assert as_officer.get(f"{url}?whole")["Content-Type"] == "image/png"
        assert as_far_officer.get(url).status_code == 404


class TestHints:
    def test_looked_for_and_left(self, place: Place, as_officer: Client) -> None:
        contest = make_contest(kind=ContestKind.SLOGAN)
        for title in ("甲作", "乙作"):
            make_entry_of(contest, title=title, words="人人参与志愿服务，处处盛开文明之花")
        assert "没有提示" in said(as_officer.get(f"{URL}{contest.pk}/hints/"))
        page = said(as_officer.post(f"{URL}{contest.pk}/hints/", {"verb": "look"}, follow=True))
        assert "新找到 1 对" in page and "甲作" in page and "乙作" in page and "100%" in page
        hint = ContestHint.objects.get()
        page = said(
            as_officer.post(f"{URL}{contest.pk}/hints/", {"verb": "seen", "hint": str(hint.pk)}, follow=True)
        )
        assert "不再提示" in page and "没有提示" in page

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same(self, place: Place, as_officer: Client, many: int) -> None:
        contest = make_contest()
        for at in range(many + 1):
            entry = make_entry_of(contest, words="", link="https://v.example.cn/1")
            keep_contest_pictures(entry=entry, pictures=clean_pictures(files=[drawing(at)]))
        look_for_likeness(by=make_officer(), key=contest.pk, at=NOW)
        assert ContestHint.objects.count() == many
        assert spent_on(as_officer, f"{URL}{contest.pk}/hints/") == 7


class TestClass:
    def sheet(self, *rows: tuple[str, ...]) -> str:
        return "\n".join("\t".join(each) for each in rows)

    def teacher(self, place: Place, sign_in: SignIn) -> Client:
        account = registry.make_account(name="吴老师")
        registry.make_grant(account=account, role=Role.TEACHER, body=place.body)
        return sign_in(account)

    def test_pasted_from_a_sheet(self, place: Place, sign_in: SignIn) -> None:
        client, contest = self.teacher(place, sign_in), make_contest(pupils_only=True)
        assert "替班级投稿" in said(client.get(URL))
        first = ("王小明", next_phone(), "甲作", "我看到一件小事。")
        rows = self.sheet(
            first,
            ("李小红", next_phone(), "乙作", "下雨天。", "三（3）班"),
        )
        given = {
            "school": place.body.name, "school_class": "三（2）班", "rows": rows, "rights": "on", "version": "1",
            "key": "0195f2a0-0000-7000-8000-000000000001",
        }  # fmt: skip
        page = client.post(f"{URL}{contest.pk}/class/", given, follow=True)
        assert "投了 2 件" in said(page)
        assert set(ContestEntry.objects.values_list("school_class", flat=True)) == {"三（2）班", "三（3）班"}
        client.post(f"{URL}{contest.pk}/class/", given)
        assert ContestEntry.objects.count() == Message.objects.count() == 2

    def test_a_wrong_line_is_named_and_all_stays_typed(self, place: Place, sign_in: SignIn) -> None:
        client, contest = self.teacher(place, sign_in), make_contest()
        first = ("王小明", next_phone(), "甲作", "我看到一件小事。")
        rows = self.sheet(first, ("李小红", "12", "乙作", "下雨天。"))
        given = {
            "school": place.body.name,
            "rows": rows,
            "rights": "on",
            "version": "1",
            "key": "0195f2a0-0000-7000-8000-000000000002",
        }
        page = client.post(f"{URL}{contest.pk}/class/", given)
        assert page.status_code == 422 and "第 2 行" in said(page) and "王小明" in said(page)
        assert not ContestEntry.objects.exists()

    def test_a_picture_for_each_line(self, place: Place, sign_in: SignIn) -> None:
        client, contest = self.teacher(place, sign_in), make_contest(kind=ContestKind.PAINTING)
        rows = self.sheet(("王小明", next_phone(), "甲作"), ("李小红", next_phone(), "乙作"))
        given = {
            "school": place.body.name,
            "rows": rows,
            "rights": "on",
            "version": "1",
            "key": "0195f2a0-0000-7000-8000-000000000003",
        }
        photos = [SimpleUploadedFile(f"{at}.png", drawing(at), content_type="image/png") for at in range(2)]
        page = client.post(f"{URL}{contest.pk}/class/", {**given, "pictures": photos[:1]})
        assert page.status_code == 422 and "图片有 1 张" in said(page)
        for each in photos:
            each.seek(0)
        client.post(f"{URL}{contest.pk}/class/", {**given, "pictures": photos})
        assert [each.pictures.count() for each in ContestEntry.objects.all()] == [1, 1]


class TestJudges:
    def test_named_and_works_handed_out(self, place: Place, as_officer: Client) -> None:
        contest, juror = make_contest(state=ContestState.JUDGING), make_juror()
        make_entry_of(contest)
        url = f"{URL}{contest.pk}/judges/"
        assert "郑评委" in said(as_officer.get(url))
        assert "请了 1 位" in said(
            as_officer.post(url, {"verb": "name", "juror": [str(juror.account_id)]}, follow=True)
        )
        assert "一共 1 份" in said(as_officer.post(url, {"verb": "hand-out"}, follow=True))
        assert "不再评了" in said(
            as_officer.post(url, {"verb": "drop", "judge": str(juror.account_id)}, follow=True)
        )
        assert not ContestJudge.objects.exists() and not ContestMark.objects.exists()
        assert "评委不够" in said(as_officer.post(url, {"verb": "hand-out"}, follow=True))

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same(self, place: Place, as_officer: Client, many: int) -> None:
        contest = make_contest()
        for _ in range(many):
            make_judge(contest)
            make_juror()
        assert spent_on(as_officer, f"{URL}{contest.pk}/judges/") == 7


class TestJudging:
    def before(self, sign_in: SignIn, *, works: int = 2, **more: Any) -> tuple[Contest, Client, Standing]:
        contest = make_contest(state=ContestState.JUDGING, **more)
        judge = make_judge(contest)
        school = registry.make_body(name="渝水一小")
        for at in range(works):
            entry = make_pupil_entry(
                contest,
                name=f"王小{'明红亮'[at]}",
                school=school,
                school_name="渝水一小",
                school_class="三（2）班",
                title=f"作品{at}",
            )
            keep_contest_pictures(entry=entry, pictures=clean_pictures(files=[drawing(at)]))
        hand_out_works(by=make_officer(), key=contest.pk, at=NOW)
        return contest, sign_in(account_of(judge)), judge

    def test_one_after_another_and_blind(self, place: Place, sign_in: SignIn) -> None:
        contest, client, judge = self.before(sign_in)
        assert "还有 2 件，共 2 件" in said(client.get(URL))
        for turn, points in enumerate(("80", "95")):
            page = said(client.get(f"{URL}{contest.pk}/judge/"))
            assert "作品" in page and f"评了 {turn} 件，共 2 件" in page
            assert not any(each in page for each in ("王小", "王*", "一小", "三（2）班"))
            mark = marks_of(judge, contest).filter(points__isnull=True).first()
            assert mark
            client.post(f"{URL}{contest.pk}/judge/", {"mark": str(mark.pk), "points": points})
        assert "都评完了" in said(client.get(f"{URL}{contest.pk}/judge/"))
        assert sorted(ContestMark.objects.values_list("points", flat=True)) == [80, 95]
        assert "评过了，可以改" in said(client.get(f"{URL}{contest.pk}/judge/?turn=1"))

    def test_words_that_name_the_author_are_read_without_the_name(
        self, place: Place, sign_in: SignIn
    ) -> None:
        contest, client, _judge = self.before(sign_in, works=1)
        ContestEntry.objects.update(title="王小明的画", words="我是渝水一小三（2）班的王小明。")
        page = said(client.get(f"{URL}{contest.pk}/judge/"))
        assert (
            "某某的画" in page and "王小明" not in page and "渝水一小" not in page and "三（2）班" not in page
        )

    def test_who_was_handed_nothing_is_not_thanked(self, place: Place, sign_in: SignIn) -> None:
        contest = make_contest(state=ContestState.JUDGING)
        client = sign_in(account_of(make_judge(contest)))
        for url in (URL, f"{URL}{contest.pk}/judge/"):
            page = said(client.get(url))
            assert "还没有分作品给你" in page and "都评完了" not in page

    def test_not_through_the_page_of_another_contest(self, place: Place, sign_in: SignIn) -> None:
        contest, client, judge = self.before(sign_in, works=1)
        mark = marks_of(judge, contest).get()
        other = make_contest(state=ContestState.JUDGING, title="另一个征集")
        ContestJudge.objects.create(contest=other, account_id=judge.account_id, named_at=NOW)
        page = client.post(f"{URL}{other.pk}/judge/", {"mark": str(mark.pk), "points": "70"})
        mark.refresh_from_db()
        assert page.status_code == 404 and mark.points is None

    @pytest.mark.parametrize("points", ["", "x", "101", "-1", "²", "1e2"])
    def test_no_points(self, place: Place, sign_in: SignIn, points: str) -> None:
        contest, client, judge = self.before(sign_in, works=1)
        mark = marks_of(judge, contest).get()
        page = client.post(f"{URL}{contest.pk}/judge/", {"mark": str(mark.pk), "points": points})
        assert page.status_code == 422 and "0 到 100 之间的整数" in said(page) and "作品0" in said(page)
        assert not ContestMark.objects.filter(points__isnull=False).exists()

    def test_picked_or_not(self, place: Place, sign_in: SignIn) -> None:
        contest, client, judge = self.before(sign_in, marking=Marking.PICK)
        for mark, verb in zip(marks_of(judge, contest), ("pick", "pass"), strict=True):
            client.post(f"{URL}{contest.pk}/judge/", {"mark": str(mark.pk), "verb": verb})
        assert sorted(ContestMark.objects.values_list("points", flat=True)) == [0, 100]

    def test_the_picture_is_the_judges_alone_and_small(
        self, place: Place, sign_in: SignIn, as_officer: Client
    ) -> None:
        contest, client, judge = self.before(sign_in, works=1)
        mark = marks_of(judge, contest).get()
        url = f"{URL}marks/{mark.pk}/pictures/{mark.entry.pictures.get().pk}/"
        assert client.get(f"{url}?whole")["Content-Type"] == "image/jpeg"
        assert as_officer.get(url).status_code == 404
        assert as_officer.get(f"{URL}{contest.pk}/judge/").status_code == 404

    @pytest.mark.parametrize("works", [1, 3])
    def test_it_costs_the_same(self, place: Place, sign_in: SignIn, works: int) -> None:
        contest, client, _judge = self.before(sign_in, works=works)
        assert spent_on(client, f"{URL}{contest.pk}/judge/") == 10


class TestResult:
    def test_chosen_and_shown(self, place: Place, as_officer: Client) -> None:
        contest = make_contest(state=ContestState.JUDGING)
        ready, waiting = make_entry_of(contest, title="甲作"), make_pupil_entry(contest, title="乙作")
        url = f"{URL}{contest.pk}/ranking/"
        page = said(
            as_officer.post(url, {"verb": "choose", "entry": [str(ready.pk), str(waiting.pk)]}, follow=True)
        )
        assert "选了 2 件" in page
        page = said(as_officer.post(url, {"verb": "show"}, follow=True))
        assert "1 件可以展示" in page and f"作品 {waiting.number}：家长还没有同意" in page

    def test_papers(self, place: Place, as_officer: Client) -> None:
        contest = make_contest(state=ContestState.PUBLISHED)
        make_entry_of(contest)
        answer = as_officer.post(f"{URL}{contest.pk}/papers.pdf", {"part": "1"})
        assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
        assert as_officer.post(f"{URL}{contest.pk}/papers.pdf", {"part": "2"}).status_code == 302
        assert as_officer.get(f"{URL}{contest.pk}/papers.pdf").status_code == 405
