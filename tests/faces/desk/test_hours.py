"""Confirming hours: one row a person with proof and expected grade, refusals at their row, the second officer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from redvest.registry.models import Volunteer
from redvest.service.actions.hours import HoursForm, confirm_hours
from redvest.service.actions.second_person import volunteer_confirms
from redvest.service.choices import SheetState
from redvest.service.models import Activity, HoursEntry, HoursSheet, SignUp
from tests.faces.desk.conftest import Place, SignIn, join, said
from tests.factories import registry, service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
BOTH = ("leader-scan", "venue-code")


def url(found: Activity) -> str:
    return reverse("desk:activity-hours", args=[found.pk])


def stay(
    found: Activity, *, name: str = "李明霞", minutes: int | None = 120, proofs: tuple[str, ...] = BOTH
) -> Volunteer:
    """Somebody who came at the start and left after so many minutes, or is still there."""
    volunteer = join(found, name=name)
    out = found.starts_at + timedelta(minutes=minutes) if minutes is not None else None
    signup = SignUp.objects.get(volunteer=volunteer)
    service.make_stay(signup=signup, in_at=found.starts_at, out_at=out, proofs=proofs)
    return volunteer


def row_of(response: Any, volunteer: Volunteer) -> dict[str, Any]:
    return next(row for row in response.context["rows"] if row["volunteer"] == volunteer.pk)


GRADES = [
    (BOTH, "A", []),
    (("leader-scan",), "B", ["还差志愿者扫现场的码"]),
    (("leader-tick",), "D", ["还差志愿者本人确认", "还差第二位工作人员复核"]),
]


@pytest.mark.parametrize(("proofs", "grade", "missing"), GRADES)
def test_each_row_shows_minutes_proof_and_the_grade_to_come(
    as_leader: Client, over: Activity, proofs: tuple[str, ...], grade: str, missing: list[str]
) -> None:
    volunteer = stay(over, minutes=95, proofs=proofs)

    response = as_leader.get(url(over))

    row = row_of(response, volunteer)
    assert (row["minutes"], row["grade"], row["missing"]) == (95, grade, missing)
    assert row["stays"] == "7:00–8:35"
    assert row["chosen"]
    assert f'class="g g{grade}"' in said(response)


def test_confirming_all_writes_the_ledger(as_leader: Client, over: Activity) -> None:
    first, second = stay(over), stay(over, name="王建国", minutes=60, proofs=("leader-scan",))

    response = as_leader.post(url(over), {"which": "all", "all": [str(first.pk), str(second.pk)]})

    assert "2 人的时长记好了，都已核验" in said(response)
    entries = {entry.volunteer_id: (entry.minutes, entry.grade) for entry in HoursEntry.objects.all()}
    assert entries == {first.pk: (120, "A"), second.pk: (60, "B")}


def test_only_those_chosen_are_confirmed(as_leader: Client, over: Activity) -> None:
    first, second = stay(over), stay(over, name="王建国")
    sent = {"which": "chosen", "who": str(first.pk), "all": [str(first.pk), str(second.pk)]}

    response = as_leader.post(url(over), sent)

    assert HoursEntry.objects.get().volunteer_id == first.pk
    assert row_of(response, second)["sheet"] is None


def test_choosing_nobody_is_said(as_leader: Client, over: Activity) -> None:
    stay(over)
    response = as_leader.post(url(over), {"which": "chosen"})
    assert "一个人也没有选" in said(response)
    assert not HoursEntry.objects.exists()


REFUSALS = [
    ("many", "分钟数要写整数"),
    ("-5", "分钟数要写整数"),
    ("12.5", "分钟数要写整数"),
    ("0", "服务时间不到 1 分钟"),
    ("500", "这场活动一共 120 分钟，不能记 500 分钟"),
]


@pytest.mark.parametrize(("typed", "sentence"), REFUSALS)
def test_a_refusal_stands_at_its_row_and_holds_up_nobody(
    as_leader: Client, over: Activity, typed: str, sentence: str
) -> None:
    wrong, right = stay(over), stay(over, name="王建国")
    sent = {"which": "all", "all": [str(wrong.pk), str(right.pk)], f"minutes-{wrong.pk}": typed}

    response = as_leader.post(url(over), sent)

    assert sentence in row_of(response, wrong)["refusal"]
    assert row_of(response, wrong)["minutes"] == typed
    assert HoursEntry.objects.get().volunteer_id == right.pk
    assert "1 人没有记上" in said(response)


def test_fewer_minutes_keep_the_proof_and_more_lose_it(as_leader: Client, over: Activity) -> None:
    less, more = stay(over, minutes=60), stay(over, name="王建国", minutes=60)
    sent = {
        "which": "all",
        "all": [str(less.pk), str(more.pk)],
        f"minutes-{less.pk}": "45",
        f"minutes-{more.pk}": "90",
    }

    as_leader.post(url(over), sent)

    entries = {entry.volunteer_id: (entry.minutes, entry.grade) for entry in HoursEntry.objects.all()}
    assert entries == {less.pk: (45, "A"), more.pk: (90, "D")}


def test_an_open_stay_is_not_chosen_and_can_be_closed_here(as_leader: Client, over: Activity) -> None:
    volunteer = stay(over, minutes=None)
    response = as_leader.get(url(over))
    row = row_of(response, volunteer)
    assert not row["chosen"]
    assert "有 1 人没有签退" in said(response)

    refused = as_leader.post(url(over), {"which": "all", "all": str(volunteer.pk)})
    assert "还没有签退" in row_of(refused, volunteer)["refusal"]

    closing = reverse("desk:end-stay", args=[over.pk, row["stay"]])
    after = as_leader.post(closing, {"out_at": "08:30", "from": "hours"}, follow=True)
    assert after.redirect_chain[0][0] == url(over)
    assert row_of(after, volunteer)["minutes"] == 90


def test_confirming_twice_changes_nothing(as_leader: Client, over: Activity) -> None:
    volunteer = stay(over)
    for _ in range(2):
        as_leader.post(url(over), {"which": "all", "all": str(volunteer.pk)})
    assert HoursEntry.objects.count() == 1


def test_a_day_too_long_is_flagged(as_leader: Client, place: Place) -> None:
    long = service.make_activity(
        body=place.body, leader=place.leader, starts_at=NOW - 14 * service.HOUR, hours=13
    )
    service.make_post(activity=long)
    volunteer = stay(long, minutes=780)

    page = said(as_leader.post(url(long), {"which": "all", "all": str(volunteer.pk)}))

    assert "这天太长，请核对" in page
    assert HoursEntry.objects.get().minutes == 780


def test_an_officer_sees_but_does_not_confirm(as_officer: Client, over: Activity) -> None:
    volunteer = stay(over)
    page = said(as_officer.get(url(over)))
    assert "李*霞" in page
    assert "李明霞" not in page
    assert 'name="who"' not in page

    assert as_officer.post(url(over), {"which": "all", "all": str(volunteer.pk)}).status_code == 403
    assert not HoursEntry.objects.exists()


def test_before_it_begins_there_is_nothing_to_confirm(as_leader: Client, activity: Activity) -> None:
    volunteer = join(activity)
    assert "还没到确认时长的时候" in said(as_leader.get(url(activity)))

    assert as_leader.post(url(activity), {"which": "all", "all": str(volunteer.pk)}).status_code == 409
    assert not HoursEntry.objects.exists()


def test_nonsense_in_the_form_confirms_nobody(as_leader: Client, over: Activity) -> None:
    stay(over)
    stranger = registry.make_volunteer()
    response = as_leader.post(url(over), {"which": "chosen", "who": ["nonsense", str(stranger.pk)]})
    assert response.status_code == 200
    assert not HoursEntry.objects.exists()


def test_the_way_on_is_closing(as_leader: Client, over: Activity) -> None:
    volunteer = stay(over)
    page = said(as_leader.post(url(over), {"which": "all", "all": str(volunteer.pk)}))
    assert "都确认了，结束活动" in page
    assert reverse("desk:close", args=[over.pk]) in page


def test_the_page_of_one_and_of_three_asks_the_same(
    as_leader: Client, over: Activity, django_assert_num_queries: Any
) -> None:
    for names in (["甲一"], ["乙二", "丙三"]):
        for name in names:
            stay(over, name=name)
        with django_assert_num_queries(15):
            as_leader.get(url(over))


# ---- the second officer


@pytest.fixture
def ticked(place: Place, over: Activity) -> HoursSheet:
    """Hours on the leader's word alone."""
    volunteer = stay(over, proofs=("leader-tick",))
    by = registry.standing_of(place.leader)
    confirm_hours(by=by, activity=over, entries=[HoursForm(volunteer.pk)], at=NOW)
    return HoursSheet.objects.get()


QUEUE = "/desk/hours/"


def test_the_second_officer_confirms(as_officer: Client, ticked: HoursSheet) -> None:
    volunteer_confirms(by=registry.volunteer_standing(ticked.volunteer), sheet=ticked, at=NOW)
    page = said(as_officer.get(QUEUE))
    assert "李明霞" in page
    assert "已确认" in page

    response = as_officer.post(QUEUE, {"sheet": str(ticked.pk)}, follow=True)

    assert "复核了 1 人的时长" in said(response)
    ticked.refresh_from_db()
    assert ticked.state == SheetState.RECORDED
    assert ticked.entry is not None
    assert ticked.entry.grade == "C"


def test_who_confirmed_first_neither_sees_nor_seconds_it(as_leader: Client, ticked: HoursSheet) -> None:
    assert "没有等你复核的时长" in said(as_leader.get(QUEUE))

    response = as_leader.post(QUEUE, {"sheet": str(ticked.pk)}, follow=True)

    assert "不能是同一个人" in said(response)
    ticked.refresh_from_db()
    assert ticked.second_officer_id is None


def test_officers_of_elsewhere_do_not_second_it(place: Place, ticked: HoursSheet, sign_in: SignIn) -> None:
    client = sign_in(place.far_officer)
    assert "没有等你复核的时长" in said(client.get(QUEUE))

    client.post(QUEUE, {"sheet": str(ticked.pk)})

    ticked.refresh_from_db()
    assert ticked.second_officer_id is None


def test_choosing_no_sheet_is_said(as_officer: Client, ticked: HoursSheet) -> None:
    response = as_officer.post(QUEUE, {"sheet": "nonsense"}, follow=True)
    assert "一条也没有选" in said(response)


def test_the_queue_of_one_and_of_three_asks_the_same(
    as_officer: Client, place: Place, ticked: HoursSheet, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(6):
        as_officer.get(QUEUE)
    for name in ("甲一", "乙二"):
        other = service.make_activity(body=place.body, leader=place.leader, starts_at=NOW - 3 * service.HOUR)
        service.make_post(activity=other)
        volunteer = stay(other, name=name, proofs=("leader-tick",))
        by = registry.standing_of(place.leader)
        confirm_hours(by=by, activity=other, entries=[HoursForm(volunteer.pk)], at=NOW)
    with django_assert_num_queries(6):
        as_officer.get(QUEUE)


def test_the_second_officer_sees_who_confirmed_and_whom(as_officer: Client, ticked: HoursSheet) -> None:
    page = said(as_officer.get(reverse("desk:hours")))
    assert ticked.volunteer.name in page
    assert ticked.countersigned_by is not None
    assert ticked.countersigned_by.name in page
    assert "谁确认的" in page
    assert "全选" in page


def test_the_second_officer_sends_hours_back(
    as_officer: Client, as_leader: Client, over: Activity, ticked: HoursSheet
) -> None:
    sent = {"back": str(ticked.pk), "reason": "照片里没有这个人"}
    page = said(as_officer.post(reverse("desk:hours"), sent, follow=True))

    assert "退回领队了" in page
    ticked.refresh_from_db()
    assert ticked.state == SheetState.REFUSED
    response = as_leader.get(url(over))
    row = row_of(response, ticked.volunteer)
    assert (row["sheet"], row["taken_back"]) == (None, "照片里没有这个人")
    assert "照片里没有这个人" in said(response)
    as_leader.post(url(over), {"which": "chosen", "who": str(ticked.volunteer_id)})
    ticked.refresh_from_db()
    assert ticked.state == SheetState.AWAITING


@pytest.mark.parametrize("sent", [{"reason": " "}, {"back": "x", "reason": "不对"}])
def test_sending_back_needs_a_reason_and_a_sheet(
    as_officer: Client, ticked: HoursSheet, sent: dict[str, str]
) -> None:
    as_officer.post(reverse("desk:hours"), {"back": str(ticked.pk), **sent}, follow=True)
    ticked.refresh_from_db()
    assert ticked.state == SheetState.AWAITING
    assert HoursEntry.objects.count() == 1


def test_the_desk_says_what_a_sheet_still_needs(
    as_leader: Client, as_officer: Client, over: Activity, ticked: HoursSheet
) -> None:
    assert "等志愿者本人确认，等第二人复核" in said(as_leader.get(url(over)))
    as_officer.post(reverse("desk:hours"), {"sheet": str(ticked.pk)})
    page = said(as_leader.get(url(over)))
    assert "第二人已复核，等志愿者本人确认" in page
    assert "等你确认" not in page


def test_a_weak_record_is_not_said_to_be_done(as_leader: Client, over: Activity) -> None:
    first, second = stay(over), stay(over, name="王建国", proofs=("leader-tick",))
    page = said(as_leader.post(url(over), {"which": "all", "all": [str(first.pk), str(second.pk)]}))
    assert "2 人的时长记好了：1 人已核验；1 人暂记为 D（未核验）" in page
