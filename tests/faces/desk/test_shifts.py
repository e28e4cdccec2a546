"""A day of two shifts with one name: the desk tells them apart, and each goes by its own time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from redvest.registry.models import Guardian
from redvest.service.models import HandOver, Post, SignUp
from tests.faces.desk.conftest import Place, said
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import HOUR, make_activity, make_post, make_signup
from tests.registry.actions.test_child import registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def shifts(place: Place) -> tuple[Post, Post]:
    """The first shift runs since an hour, the second is tomorrow's."""
    activity = make_activity(body=place.body, leader=place.leader, starts_at=NOW - HOUR, hours=30)
    early = {"shift": "早班", "starts_at": NOW - HOUR, "ends_at": NOW + HOUR}
    late = {"shift": "次日班", "starts_at": NOW + 24 * HOUR, "ends_at": NOW + 26 * HOUR}
    return tuple(make_post(activity=activity, title="引导员", places=2, **more) for more in (early, late))  # type: ignore[return-value,arg-type]


@pytest.fixture
def both(shifts: tuple[Post, Post]) -> tuple[SignUp, SignUp]:
    """One who serves now, one who comes tomorrow."""
    early, late = shifts
    return (
        make_signup(post=early, volunteer=registry.make_volunteer(name="周正在")),
        make_signup(post=late, volunteer=registry.make_volunteer(name="吴明天")),
    )


def test_lists_sheets_and_changes_name_the_shift(as_leader: Client, both: tuple[SignUp, SignUp]) -> None:
    activity = both[0].activity
    HandOver.objects.create(
        city=activity.city, signup=both[1], kind="stand-in", made_at=NOW, expires_at=NOW + HOUR,
        to_volunteer=registry.make_volunteer(name="郑顶替"),
    )  # fmt: skip
    SignUp.objects.filter(pk=both[1].pk).update(reconfirm_by=NOW + 5 * HOUR)
    roster = reverse("desk:roster", args=[activity.pk])
    for address in (roster, f"{roster}?print=1"):
        page = said(as_leader.get(address))
        assert "引导员 早班" in page and "引导员 次日班" in page, address
    for name in ("coming", "changes", "gate"):
        assert "引导员 次日班" in said(as_leader.get(reverse(f"desk:{name}", args=[activity.pk]))), name


def test_who_comes_tomorrow_can_still_be_taken_off(as_leader: Client, both: tuple[SignUp, SignUp]) -> None:
    now, tomorrow = both
    page = said(as_leader.get(reverse("desk:roster", args=[now.activity_id])))
    assert reverse("desk:roster-remove", args=[now.activity_id, tomorrow.pk]) in page
    assert reverse("desk:roster-remove", args=[now.activity_id, now.pk]) not in page
    gone = as_leader.post(reverse("desk:roster-remove", args=[now.activity_id, tomorrow.pk]), follow=True)
    assert "已经移出名单" in said(gone)
    tomorrow.refresh_from_db()
    assert tomorrow.state == "cancelled"


def test_the_question_can_be_set_while_a_shift_is_to_come(
    as_leader: Client, both: tuple[SignUp, SignUp]
) -> None:
    address = reverse("desk:coming", args=[both[0].activity_id])
    assert reverse("desk:coming-choose", args=[both[0].activity_id, both[1].post_id]) in said(
        as_leader.get(address)
    )
    Post.objects.filter(pk=both[1].post_id).update(starts_at=NOW - timedelta(minutes=1))
    assert "coming-choose" not in said(as_leader.get(address)) and "保存" not in said(as_leader.get(address))


def test_those_behind_are_counted_for_what_they_are(as_leader: Client, shifts: tuple[Post, Post]) -> None:
    late = shifts[1]
    for name, state in (("甲一", "offered"), ("乙二", "applied"), ("丙三", "waiting"), ("丁四", "waiting")):
        row = make_signup(post=late, volunteer=registry.make_volunteer(name=name), state=state)  # type: ignore[arg-type]
        SignUp.objects.filter(pk=row.pk).update(answer_by=NOW + HOUR)
    page = said(as_leader.get(reverse("desk:roster", args=[late.activity_id])))
    assert "等本人答应 1 人，等你们答复 1 人，候补 2 人" in page
    assert "自动补上" not in page


def test_a_long_silence_gives_its_true_number(
    as_leader: Client, shifts: tuple[Post, Post], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("redvest.faces.desk.coming.MOST", 1)
    for name in ("甲一", "乙二"):
        make_signup(post=shifts[1], volunteer=registry.make_volunteer(name=name))
    SignUp.objects.update(reconfirm_by=NOW + HOUR)
    page = said(as_leader.get(reverse("desk:coming", args=[shifts[1].activity_id])))
    assert "还没回音的 2 人" in page and "最急的 1 人" in page


def test_more_changes_than_are_listed_are_said(
    as_leader: Client, both: tuple[SignUp, SignUp], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = reverse("desk:changes", args=[both[0].activity_id])
    for each, name in zip(both, ("郑顶替", "王顶替"), strict=True):
        HandOver.objects.create(
            city=each.city, signup=each, kind="stand-in", made_at=NOW, expires_at=NOW + HOUR,
            to_volunteer=registry.make_volunteer(name=name),
        )  # fmt: skip
    assert "只列最近" not in said(as_leader.get(address))
    monkeypatch.setattr("redvest.faces.desk.changes.MOST", 1)
    page = said(as_leader.get(address))
    assert "只列最近的 1 条" in page and ("郑顶替" in page) != ("王顶替" in page)


def test_a_leader_sees_who_is_a_child_and_whose_guardian_to_call(
    as_leader: Client, as_officer: Client, shifts: tuple[Post, Post]
) -> None:
    parent = registry.make_account(name="李建国")
    child = registered(parent)
    make_signup(post=shifts[1], volunteer=child)
    make_signup(post=shifts[1], volunteer=registry.make_volunteer(name="周成年"))
    address = reverse("desk:roster", args=[shifts[1].activity_id])
    tail = Guardian.objects.get(volunteer=child).phone_tail
    mine, theirs = said(as_leader.get(address)), said(as_officer.get(address))
    assert f"岁，监护人手机尾号 {tail}" in mine and mine.count("监护人手机尾号") == 1
    assert "未成年" in theirs and tail not in theirs and "监护人手机尾号" not in theirs
    assert f"监护人手机尾号 {tail}" in said(as_leader.get(f"{address}?print=1"))
