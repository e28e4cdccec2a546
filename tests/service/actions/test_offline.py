"""Queues of two phones, merged in every order: always the stays that a network would have made."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from redvest.core.errors import NotAllowed
from redvest.registry.policy import Standing
from redvest.service.actions.attendance import ScanForm, my_code, record_scans
from redvest.service.actions.offline import Merged, merge_queue, take_roster
from redvest.service.attendance_errors import NotYourQueue, RosterUnknown
from redvest.service.choices import Direction
from redvest.service.models import Activity, Attendance, Scan, SignUp
from redvest.service.rules.offline import RosterPass
from tests.factories.registry import NOW, make_leader, make_volunteer, volunteer_standing
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
LATER = NOW + 4 * HOUR
IN, OUT = Direction.IN, Direction.OUT


@pytest.fixture
def activity() -> Activity:
    return make_activity(starts_at=NOW, hours=4)


@pytest.fixture
def leader(activity: Activity) -> Standing:
    return make_leader(activity.body)


@pytest.fixture
def place(activity: Activity) -> SignUp:
    return make_signup(post=make_post(activity=activity), volunteer=make_volunteer())


def carried(leader: Standing, activity: Activity) -> RosterPass:
    return take_roster(by=leader, activity=activity, people=[], at=NOW)


def passed(place: SignUp, minute: float, way: Direction, phone: str, *, code: bool = True) -> ScanForm:
    at = NOW + minute * MINUTE
    text = my_code(by=volunteer_standing(place.volunteer), at=at).text if code else ""
    return ScanForm(
        nonce=f"{phone}-{minute}-{way}", direction=way, at=at, code=text, device=phone,
        volunteer_id=None if code else place.volunteer_id,
    )  # fmt: skip


def merge(leader: Standing, activity: Activity, scans: list[ScanForm], **other: Any) -> Merged:
    given: dict[str, Any] = {"carried": carried(leader, activity), "at": LATER, "sent_at": LATER} | other
    return merge_queue(by=leader, activity=activity, scans=scans, **given)


def stays() -> list[tuple[float, float | None, list[str]]]:
    return [
        ((each.in_at - NOW) / MINUTE, each.out_at and (each.out_at - NOW) / MINUTE, each.proofs)
        for each in Attendance.objects.order_by("in_at")
    ]


def day(place: SignUp) -> list[ScanForm]:
    """In on one phone, out and back on the other, both phones seeing one code more than once."""
    return [
        passed(place, 1, IN, "a", code=False), passed(place, 1.05, IN, "b"), passed(place, 60, OUT, "a"),
        passed(place, 60.1, OUT, "b"), passed(place, 90, IN, "b"), passed(place, 150, OUT, "a", code=False),
        passed(place, 151, OUT, "b"),
    ]  # fmt: skip


def test_two_queues_in_any_order_make_what_a_network_makes(
    activity: Activity, leader: Standing, place: SignUp
) -> None:
    for scan in day(place):
        record_scans(by=leader, activity=activity, scans=[scan], at=scan.at)
    online = stays()
    assert [each[:2] for each in online] == [(1, 60), (90, 151)]
    for seed in range(6):
        Attendance.objects.all().delete()
        Scan.objects.all().delete()
        chance = random.Random(seed)
        batches = [[scan] for scan in day(place)]
        chance.shuffle(batches)
        for batch in batches:
            merge(leader, activity, batch)
        assert stays() == online, seed
        for batch in batches:
            merge(leader, activity, batch)
        assert stays() == online, f"sent twice, {seed}"


def test_the_earlier_sight_of_one_code_counts_even_before_its_way_in(
    activity: Activity, leader: Standing, place: SignUp
) -> None:
    merge(leader, activity, [passed(place, 60.1, OUT, "b")])
    merge(leader, activity, [passed(place, 1, IN, "a"), passed(place, 60, OUT, "a")])

    assert [each[:2] for each in stays()] == [(1, 60)]


def test_the_clock_is_told_in_seconds(activity: Activity, leader: Standing, place: SignUp) -> None:
    merged = merge(
        leader, activity, [passed(place, 5, IN, "a", code=False)], sent_at=LATER - timedelta(minutes=5)
    )
    assert (merged.skew_seconds, merged.skewed) == (-300, True)
    assert [each[:2] for each in stays()] == [(10, None)]


def test_only_the_leaders_own_roster_of_this_activity_opens_the_door(
    activity: Activity, leader: Standing, place: SignUp
) -> None:
    other = make_activity(project=activity.project, starts_at=NOW, hours=4)
    second = make_leader(activity.body)
    mine = carried(leader, activity)
    scans = [passed(place, 5, IN, "a")]
    for by, pass_, fault in (
        (second, mine, NotYourQueue),
        (leader, carried(leader, other), RosterUnknown),
        (leader, replace(mine, account=str(second.account_id)), RosterUnknown),
        (volunteer_standing(place.volunteer), mine, NotAllowed),
    ):
        with pytest.raises(fault):
            merge(by, activity, scans, carried=pass_)
    assert not Scan.objects.exists()
    assert not Attendance.objects.exists()


def test_who_does_not_lead_takes_no_list(activity: Activity, place: SignUp) -> None:
    with pytest.raises(NotAllowed):
        carried(volunteer_standing(place.volunteer), activity)
