"""What the radar finds of people and their phones."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.registry.models import Account, Body, Volunteer
from redvest.service.choices import Grade
from redvest.service.models import Scan
from tests.factories import registry, service
from tests.factories.registry import NOW
from tests.factories.service import HOUR
from tests.service.queries.integrity.conftest import DAY, MINUTE, enter, found, occasion

pytestmark = pytest.mark.django_db


def two_places(body: Body, *, gap: timedelta, lon: float) -> Volunteer:
    """Somebody scanned at two activities, the second ``gap`` after the first and so far east."""
    who = registry.make_volunteer()
    first = occasion(body, title="上午")
    second = service.make_activity(body=body, starts_at=first.ends_at + gap, lon=lon, title="下午")
    service.make_post(activity=second)
    for one in (first, second):
        entry = enter(
            body, first.leader, volunteer=who, one=one, minutes=120, grade=Grade.B, proofs=("leader-scan",)
        )
        assert entry.starts_at == one.starts_at
    return who


@pytest.mark.parametrize(
    ("gap", "lon", "expected"),
    [(-HOUR, 114.93, {"overlap"}), (5 * MINUTE, 115.2, {"travel"}), (HOUR, 115.2, set()), (5 * MINUTE, 114.94, set())],
)  # fmt: skip
def test_two_places_at_once_and_ways_that_nobody_makes(
    body: Body, gap: timedelta, lon: float, expected: set[str]
) -> None:
    who = two_places(body, gap=gap, lon=lon)
    assert {rule for rule, _, key in found() if key == str(who.pk)} == expected


def test_stays_overlap_even_before_anybody_confirmed_hours(body: Body) -> None:
    who, one, two = (
        registry.make_volunteer(),
        occasion(body, title="甲"),
        occasion(body, title="乙", ago=10 * DAY - HOUR),
    )
    stays = ((one, one.starts_at, one.ends_at), (two, two.starts_at, two.ends_at))
    for each, came, left in stays:
        signup = service.make_signup(post=each.posts.get(), volunteer=who, state="served")  # type: ignore[arg-type]
        service.make_stay(signup=signup, in_at=came, out_at=left)
    assert ("overlap", "person", str(who.pk)) in found()


def test_more_than_a_days_limit_is_marked(body: Body, clerk: Account) -> None:
    who, fair = registry.make_volunteer(), registry.make_volunteer()
    for minutes in (400, 330):
        enter(body, clerk, volunteer=who, minutes=minutes, starts_at=NOW - 3 * DAY)
    enter(body, clerk, volunteer=fair, minutes=720, starts_at=NOW - 3 * DAY)
    assert {key for rule, kind, key in found() if (rule, kind) == ("caps", "person")} == {str(who.pk)}


def test_a_fresh_account_with_many_unproven_hours(body: Body, clerk: Account) -> None:
    fresh = registry.make_volunteer(at=NOW - 8 * DAY)
    eager = registry.make_volunteer(at=NOW - 8 * DAY)
    old = registry.make_volunteer(at=NOW - 300 * DAY)
    for turn in range(6):
        for who, grade in ((fresh, Grade.D), (eager, Grade.B), (old, Grade.D)):
            enter(body, clerk, volunteer=who, minutes=420, grade=grade, starts_at=NOW - (2 + turn) * DAY)
    assert {key for rule, _, key in found() if rule == "newcomer"} == {str(fresh.pk)}


@pytest.mark.parametrize(
    ("people", "proof", "odd"), [(6, "venue-code", True), (5, "venue-code", False), (9, "leader-scan", False)]
)
def test_one_phone_for_more_than_a_family(body: Body, people: int, proof: str, odd: bool) -> None:
    one = occasion(body)
    for turn in range(people):
        who = registry.make_volunteer()
        Scan.objects.create(
            activity=one, nonce=f"n-{turn}", volunteer=who, direction="in", proof=proof, at=one.starts_at,
            received_at=one.starts_at, device="one-phone", account=one.leader, outcome="accepted",
        )  # fmt: skip
    assert (("device", "device", "one-phone") in found()) is odd
