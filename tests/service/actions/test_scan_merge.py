"""Offline batches of two devices, split, repeated, in any order, give exactly the stays of one device online."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from redvest.registry.policy import Standing
from redvest.service.actions.attendance import ScanForm, my_code, record_scans
from redvest.service.choices import Direction
from redvest.service.models import Activity, Attendance, Scan
from tests.factories.registry import NOW, make_leader, make_volunteer, volunteer_standing
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
LATER = NOW + 6 * HOUR
FACTS = ("volunteer_id", "in_at", "out_at", "proofs", "in_proofs", "out_proofs", "proven_from", "proven_to")
EVENTS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 239), st.sampled_from(Direction), st.booleans()),
    min_size=1, max_size=14, unique_by=lambda each: each[:2],
)  # fmt: skip


@pytest.fixture
def activity() -> Activity:
    return make_activity(starts_at=NOW, hours=4)


@pytest.fixture
def leader(activity: Activity) -> Standing:
    return make_leader(activity.body)


def crowd(activity: Activity, count: int) -> list[Standing]:
    post = make_post(activity=activity, places=99)
    return [
        volunteer_standing(make_signup(post=post, volunteer=make_volunteer()).volunteer) for _ in range(count)
    ]


def form(by: Standing, minute: int, way: Direction, *, scanned: bool = True) -> ScanForm:
    at = NOW + minute * MINUTE
    nonce = f"{by.volunteer_id}-{minute}"
    if not scanned:
        return ScanForm(nonce, way, at, volunteer_id=by.volunteer_id)
    return ScanForm(nonce, way, at, code=my_code(by=by, at=at, device=f"{by.volunteer_id}").text)


def stays() -> list[tuple[object, ...]]:
    return list(Attendance.objects.order_by("volunteer_id", "in_at").values_list(*FACTS))


class _Undo(Exception):
    """Takes one way of sending back, so that the next begins with nothing."""


@hypothesis(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS, seed=st.integers(0, 10**6))
def test_batches_in_any_order_give_the_online_result(
    activity: Activity, leader: Standing, events: list[tuple[int, int, Direction, bool]], seed: int
) -> None:
    people = crowd(activity, 3)
    scans = [form(people[who], minute, way, scanned=scanned) for who, minute, way, scanned in events]
    found: list[list[tuple[object, ...]]] = []

    def sent(batches: list[list[ScanForm]]) -> None:
        try:
            with transaction.atomic():
                for batch in batches:
                    record_scans(by=leader, activity=activity, scans=batch, at=LATER)
                found.append(stays())
                raise _Undo
        except _Undo:
            pass

    sent([[scan] for scan in sorted(scans, key=lambda scan: scan.at)])
    chance = Random(seed)
    offline = scans + chance.sample(scans, chance.randint(0, len(scans)))
    chance.shuffle(offline)
    cut = chance.randint(0, len(offline))
    sent([offline[:cut], offline[cut:], offline[: cut // 2]])

    assert found[0] == found[1]


def test_one_code_seen_by_two_devices_begins_when_it_was_first_seen(
    activity: Activity, leader: Standing
) -> None:
    (by,) = crowd(activity, 1)
    code = my_code(by=by, at=NOW).text
    for nonce, seconds in (("late", 6), ("early", 2)):
        seen = ScanForm(nonce, Direction.IN, NOW + timedelta(seconds=seconds), code=code)
        outcome = record_scans(by=leader, activity=activity, scans=[seen], at=LATER)[0].outcome
        assert outcome == ("accepted" if nonce == "late" else "repeated")

    assert Attendance.objects.get().in_at == NOW + timedelta(seconds=2)
    assert Scan.objects.count() == 1


@pytest.mark.parametrize("minutes", [-90, -3, 3, 90])
def test_a_wrong_clock_loses_nobody_and_makes_no_minutes(
    activity: Activity, leader: Standing, minutes: int
) -> None:
    (by,) = crowd(activity, 1)
    off = minutes * MINUTE
    scans = []
    for way, at in ((Direction.IN, NOW), (Direction.OUT, NOW + HOUR)):
        scans.append(ScanForm(f"n-{way}", way, at + off, code=my_code(by=by, at=at).text))

    results = record_scans(by=leader, activity=activity, scans=scans, at=LATER, sent_at=LATER + off)

    assert [(each.outcome, each.skewed) for each in results] == [("accepted", True)] * 2
    stay = Attendance.objects.get()
    assert (stay.in_at, stay.out_at) == (NOW, NOW + HOUR)
    assert set(Scan.objects.values_list("skew_seconds", flat=True)) == {minutes * 60}


def test_a_clock_slightly_off_is_not_marked_and_still_reads_codes(
    activity: Activity, leader: Standing
) -> None:
    (by,) = crowd(activity, 1)
    seen = ScanForm("n", Direction.IN, NOW + 70 * timedelta(seconds=1), code=my_code(by=by, at=NOW).text)

    late = LATER + timedelta(seconds=70)
    (result,) = record_scans(by=leader, activity=activity, scans=[seen], at=LATER, sent_at=late)

    assert (result.outcome, result.skewed) == ("accepted", False)


@pytest.mark.parametrize(("count", "trips"), [(1, 7), (3, 9), (5, 9)])
def test_a_batch_costs_the_same_however_long(
    activity: Activity, leader: Standing, count: int, trips: int
) -> None:
    """A handful of rows goes along with what is asked next; more are copied, twice one trip more."""
    people = crowd(activity, count)
    scans = [
        form(by, minute, way) for by in people for minute, way in ((0, Direction.IN), (60, Direction.OUT))
    ]

    with CaptureQueriesContext(connection) as asked:
        record_scans(by=leader, activity=activity, scans=scans, at=LATER)

    statements = [each["sql"] for each in asked if "SAVEPOINT" not in each["sql"]]
    assert len(statements) == trips, statements
