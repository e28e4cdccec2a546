"""The second officer's queue: who stands in it, confirming, sending back, and who may not."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from redvest.service.actions.hours import HoursForm, confirm_hours
from redvest.service.actions.second_person import volunteer_confirms
from redvest.service.choices import SheetState
from redvest.service.models import Activity, HoursEntry, HoursSheet
from tests.faces.desk.conftest import Place, SignIn, said
from tests.faces.desk.test_hours import row_of, stay, url
from tests.factories import registry, service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


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
    with django_assert_num_queries(5):
        as_officer.get(QUEUE)
    for name in ("甲一", "乙二"):
        other = service.make_activity(body=place.body, leader=place.leader, starts_at=NOW - 3 * service.HOUR)
        service.make_post(activity=other)
        volunteer = stay(other, name=name, proofs=("leader-tick",))
        by = registry.standing_of(place.leader)
        confirm_hours(by=by, activity=other, entries=[HoursForm(volunteer.pk)], at=NOW)
    with django_assert_num_queries(5):
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
