"""Confirming hours: one row a person with proof and expected grade, refusals at their row."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from redvest.registry.models import Volunteer
from redvest.service.models import Activity, HoursEntry, SignUp
from tests.faces.desk.conftest import Place, join, said
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
        with django_assert_num_queries(14):
            as_leader.get(url(over))


def test_a_weak_record_is_not_said_to_be_done(as_leader: Client, over: Activity) -> None:
    first, second = stay(over), stay(over, name="王建国", proofs=("leader-tick",))
    page = said(as_leader.post(url(over), {"which": "all", "all": [str(first.pk), str(second.pk)]}))
    assert "2 人的时长记好了：1 人已核验；1 人暂记为 D（未核验）" in page
