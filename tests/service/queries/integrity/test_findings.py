"""Every statement of the radar over real rows: what is odd is found by name, its honest twin is left alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from redvest.core.clock import day_of
from redvest.registry.choices import Role
from redvest.registry.models import Account, Body, DatedSetting, Region, Volunteer
from redvest.service.actions import ledger
from redvest.service.choices import EntryMark, Grade, SheetState
from redvest.service.models import Activity, HoursEntry, HoursSheet, Scan
from redvest.service.queries.integrity.findings import look
from tests.factories import registry, service
from tests.factories.registry import CITY, NOW
from tests.factories.service import HOUR

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def body() -> Body:
    return registry.make_body(name="夕阳红服务队")


@pytest.fixture
def clerk() -> Account:
    return registry.make_account(name="周建国")


def found(at: datetime = NOW, **given: int) -> set[tuple[str, str, str]]:
    """Rule, kind and key of everything that the radar finds."""
    with transaction.atomic():
        return {(f.rule.value, f.kind.value, f.subject.key) for f in look(city=CITY, at=at, **given).findings}


def rules(at: datetime = NOW) -> set[str]:
    return {rule for rule, _, _ in found(at)}


def change(key: str, value: object) -> None:
    """A dated rule of the city."""
    DatedSetting.objects.create(
        key=f"integrity.{key}", region=Region.objects.get(pk=CITY), value=value, effective_on=day_of(NOW - DAY),
        set_by=None, set_at=NOW,
    )  # fmt: skip


def enter(
    body: Body, clerk: Account, *, volunteer: Volunteer | None = None, one: Activity | None = None, minutes: int = 125,
    grade: Grade = Grade.D, at: datetime = NOW - DAY, starts_at: datetime | None = None, second: Account | None = None,
    proofs: tuple[str, ...] = ("leader-tick",), mark: EntryMark | str = "",
) -> HoursEntry:  # fmt: skip
    """An entry with all that the radar reads of it."""
    volunteer = volunteer or registry.make_volunteer()
    begins = starts_at or (one.starts_at if one else None)
    return ledger.append_entry(
        new=ledger.NewEntry(
            city=CITY, volunteer_id=volunteer.pk, body_id=body.pk, activity_id=one.pk if one else None, title="服务",
            region_path=body.region_path, service_on=day_of(begins or at), minutes=minutes, grade=grade, starts_at=begins,
            ends_at=begins + minutes * MINUTE if begins else None, proofs=proofs, recorded_by_id=clerk.pk,
            second_officer_id=second.pk if second else None, mark=mark,
        ),
        at=at,
    )  # fmt: skip


def sheet(entry: HoursEntry, *, confirmed: bool = False) -> HoursSheet:
    assert entry.activity is not None and entry.starts_at and entry.ends_at
    return HoursSheet.objects.create(
        city=CITY, activity=entry.activity, volunteer=entry.volunteer, starts_at=entry.starts_at, ends_at=entry.ends_at,
        minutes=entry.minutes, state=SheetState.AWAITING, entry=entry, volunteer_confirmed_at=NOW if confirmed else None,
    )  # fmt: skip


def occasion(
    body: Body, *, ago: timedelta = 10 * DAY, places: int = 500, title: str = "陪独居老人买菜", **more: float
) -> Activity:
    one = service.make_activity(body=body, starts_at=NOW - ago, title=title, **more)
    service.make_post(activity=one, places=places)
    return one


def join(one: Activity, volunteer: Volunteer, *, ago: timedelta = 12 * DAY) -> None:
    service.make_signup(post=one.posts.get(), volunteer=volunteer, at=NOW - ago)


def stay(one: Activity, volunteer: Volunteer, came: datetime, left: datetime, *proofs: str) -> None:
    signup = volunteer.signups.filter(activity=one).first() or service.make_signup(
        post=one.posts.get(), volunteer=volunteer, at=one.starts_at - DAY
    )
    service.make_stay(signup=signup, in_at=came, out_at=left, proofs=proofs or ("leader-scan",))


# ---- whose word stands behind an entry


def test_nothing_is_odd_about_an_empty_city_or_honest_scans(body: Body, clerk: Account) -> None:
    assert found() == set()
    one = occasion(body)
    for turn in range(3):
        who = registry.make_volunteer()
        join(one, who)
        came = one.starts_at + turn * 3 * MINUTE
        stay(one, who, came, one.ends_at + turn * MINUTE)
        enter(body, clerk, volunteer=who, one=one, minutes=110, grade=Grade.B, proofs=("leader-scan",))
    assert found() == set()


def test_one_word_alone_is_found_by_its_recorder(body: Body, clerk: Account) -> None:
    enter(body, clerk)
    assert found() == {("absence", "recorder", str(clerk.pk))}


def test_a_sign_up_in_time_a_confirmation_or_a_second_officer_is_another_word(
    body: Body, clerk: Account
) -> None:
    one, other = occasion(body, ago=2 * DAY), registry.make_account()
    signed, sure = registry.make_volunteer(), registry.make_volunteer()
    join(one, signed, ago=3 * DAY)
    enter(body, clerk, volunteer=signed, one=one)
    sheet(enter(body, clerk, volunteer=sure, one=one), confirmed=True)
    enter(body, clerk, one=one, second=other, grade=Grade.C)
    assert ("absence", "recorder", str(clerk.pk)) not in found()


def test_a_sign_up_after_the_start_is_no_word(body: Body, clerk: Account) -> None:
    one, late = occasion(body, ago=2 * DAY), registry.make_volunteer()
    join(one, late, ago=DAY)
    enter(body, clerk, volunteer=late, one=one)
    assert ("absence", "recorder", str(clerk.pk)) in found()


def test_hours_that_wait_for_confirmation_have_their_days_of_grace(body: Body, clerk: Account) -> None:
    one = occasion(body, ago=2 * DAY)
    sheet(enter(body, clerk, one=one, at=NOW - DAY))
    assert found() == set()
    assert ("absence", "recorder", str(clerk.pk)) in found(NOW + 3 * DAY)


def test_what_was_voided_or_is_another_citys_or_too_old_is_not_looked_at(body: Body, clerk: Account) -> None:
    entry = enter(body, clerk)
    ledger.void(entry=entry, reason="录错了", by_account=clerk.pk, at=NOW - HOUR)
    enter(body, registry.make_account(), at=NOW - 90 * DAY)
    HoursEntry.objects.bulk_create([_elsewhere(body, clerk)])
    assert found() == set()
    assert len(found(days=120)) == 1


def _elsewhere(body: Body, clerk: Account) -> HoursEntry:
    return HoursEntry(
        id=uuid4(), city="410800", volunteer=registry.make_volunteer(), body=body, title="别处", region_path="410800/",
        kind="record", service_on=day_of(NOW), minutes=60, grade="D", proofs=[], recorded_at=NOW - DAY, recorded_by=clerk,
        commitment=b"-",
    )  # fmt: skip


@pytest.mark.parametrize(("rows", "odd"), [(50, False), (3, True)])
def test_an_office_may_move_an_old_system_in_but_not_a_few_rows(
    body: Body, clerk: Account, rows: int, odd: bool
) -> None:
    registry.make_grant(account=clerk, role=Role.CENTRE, region=registry.make_region_tree().city)
    who = registry.make_volunteer()
    for turn in range(rows):
        enter(
            body, clerk, volunteer=who, proofs=("imported",), minutes=60, starts_at=NOW - (100 + turn) * DAY
        )
    assert (("absence", "recorder", str(clerk.pk)) in found()) is odd


# ---- recorders


def several(body: Body, clerk: Account, moments: Iterable[datetime], **more: object) -> None:
    for moment in moments:
        enter(body, clerk, at=moment, **more)  # type: ignore[arg-type]


def test_many_within_minutes_are_bulk_and_many_over_days_are_not(body: Body, clerk: Account) -> None:
    slow = registry.make_account()
    several(body, clerk, (NOW - DAY + turn * 50 * timedelta(seconds=1) for turn in range(10)))
    several(body, slow, (NOW - DAY - turn * HOUR for turn in range(10)))
    assert {key for rule, _, key in found() if rule == "bulk"} == {str(clerk.pk)}


def test_three_occasions_in_one_minute_are_a_batch(body: Body, clerk: Account) -> None:
    moment, one = NOW - DAY, registry.make_account()
    for turn in range(15):
        enter(body, clerk, at=moment, starts_at=NOW - (3 + turn % 3) * DAY)
        enter(body, one, at=moment, starts_at=NOW - 3 * DAY)
    assert {(kind, key) for rule, kind, key in found() if rule == "batch"} == {("recorder", str(clerk.pk))}


def test_whole_hours_stand_out_only_against_scans_that_are_not(body: Body, clerk: Account) -> None:
    change("round_sample", 10)
    for turn in range(10):
        enter(body, clerk, minutes=120, at=NOW - DAY - turn * HOUR)
    for turn in range(20):
        enter(body, clerk, minutes=120, grade=Grade.B, proofs=("leader-scan",), at=NOW - DAY - turn * HOUR)
    assert "round" not in rules()
    for turn in range(60):
        enter(
            body,
            clerk,
            minutes=101 + turn % 7,
            grade=Grade.B,
            proofs=("leader-scan",),
            at=NOW - DAY - turn * HOUR,
        )
    assert "round" in rules()


def test_what_came_in_numbers_and_far_too_late_is_late(body: Body, clerk: Account) -> None:
    prompt = registry.make_account()
    for turn in range(10):
        enter(body, clerk, starts_at=NOW - (60 + turn) * DAY)
        enter(body, prompt, starts_at=NOW - (5 + turn) * DAY)
    assert {key for rule, _, key in found() if rule == "late"} == {str(clerk.pk)}


def test_hours_beyond_the_scans_or_the_plan_are_longer(body: Body, clerk: Account) -> None:
    one = occasion(body, hours=6)
    who, fair, fairly = registry.make_volunteer(), registry.make_volunteer(), registry.make_account()
    stay(one, who, one.starts_at, one.starts_at + HOUR)
    stay(one, fair, one.starts_at, one.starts_at + 3 * HOUR)
    enter(body, clerk, volunteer=who, one=one, minutes=300)
    enter(body, fairly, volunteer=fair, one=one, minutes=185)
    assert {key for rule, _, key in found() if rule == "longer"} == {str(clerk.pk)}


def test_one_for_everything_without_a_trace_of_the_volunteers(body: Body, clerk: Account) -> None:
    change("confirmer_entries", 8)
    other, leader = registry.make_body(), registry.make_account()
    one = occasion(other)
    for turn in range(8):
        enter(body, clerk, at=NOW - DAY - turn * HOUR)
        who = registry.make_volunteer()
        join(one, who)
        enter(other, leader, volunteer=who, one=one)
    assert {key for rule, _, key in found() if rule == "confirmer"} == {str(clerk.pk)}


def test_always_the_same_two_are_a_pair(body: Body, clerk: Account) -> None:
    change("pair_entries", 10)
    second = registry.make_account()
    for _ in range(10):
        enter(body, clerk, grade=Grade.C, second=second)
    assert ("confirmer", "recorder", str(clerk.pk)) in found()
    enter(body, clerk, grade=Grade.C, second=registry.make_account())
    assert ("confirmer", "recorder", str(clerk.pk)) not in found()


# ---- people and their phones


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


# ---- activities


def test_many_hours_without_sign_ups_or_scans_are_a_fiction(body: Body, clerk: Account) -> None:
    ghostly, real = occasion(body), occasion(body, ago=9 * DAY)
    for _ in range(10):
        enter(body, clerk, one=ghostly)
        who = registry.make_volunteer()
        join(real, who)
        enter(body, clerk, volunteer=who, one=real)
    assert {key for rule, _, key in found() if rule == "fiction"} == {str(ghostly.pk)}


def test_nobody_seen_after_the_days_of_grace(body: Body, clerk: Account) -> None:
    one, fair = occasion(body), occasion(body, ago=9 * DAY)
    for each in (one, fair):
        who = registry.make_volunteer()
        join(each, who)
        entry = enter(body, clerk, volunteer=who, one=each, at=NOW - 8 * DAY)
        sheet(entry, confirmed=each is fair)
    assert {key for rule, kind, key in found() if (rule, kind) == ("absence", "activity")} == {str(one.pk)}


def test_more_people_than_places(body: Body, clerk: Account) -> None:
    small, large = occasion(body, places=5), occasion(body, ago=9 * DAY, places=50)
    for _ in range(9):
        enter(body, clerk, one=small)
        enter(body, clerk, one=large)
    assert {key for rule, kind, key in found() if (rule, kind) == ("caps", "activity")} == {str(small.pk)}


def test_a_stack_of_screenshots_moves_as_one(body: Body) -> None:
    stack, queue = occasion(body), occasion(body, ago=9 * DAY)
    for turn in range(15):
        stay(stack, registry.make_volunteer(), stack.starts_at, stack.ends_at, "venue-code")
        stay(queue, registry.make_volunteer(), queue.starts_at + turn * MINUTE, queue.ends_at + turn * MINUTE)
    assert {key for rule, kind, key in found() if (rule, kind) == ("batch", "activity")} == {str(stack.pk)}


def test_a_meeting_by_its_title_and_the_citys_own_words(body: Body, clerk: Account) -> None:
    one = occasion(body, title="第三季度工作例会")
    fair = occasion(body, title="夜跑沙龙", ago=9 * DAY)
    for each in (one, fair):
        enter(body, clerk, one=each)
    assert {key for rule, _, key in found() if rule == "meeting"} == {str(one.pk)}
    change("meeting_weak", ["沙龙"])
    assert {key for rule, _, key in found() if rule == "meeting"} == {str(one.pk), str(fair.pk)}


def test_as_many_statements_for_thirty_entries_as_for_three(
    body: Body, clerk: Account, django_assert_num_queries: object
) -> None:
    counts = []
    for people in (3, 27):
        for _ in range(people):
            enter(body, clerk, one=occasion(body))
        with django_assert_num_queries(25) as caught, transaction.atomic():  # type: ignore[operator]
            look(city=CITY, at=NOW)
        counts.append(len(caught))
    assert counts[0] == counts[1]
