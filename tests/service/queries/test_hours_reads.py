"""What stays add up to, which entries stand, and what waits for whom."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from redvest.registry.models import DatedSetting
from redvest.service.actions.correction import correct_entry, void_entry
from redvest.service.actions.hours import HoursForm, confirm_hours
from redvest.service.choices import Grade, SheetState
from redvest.service.models import Activity, HoursSheet
from redvest.service.queries.hours import (
    Measured,
    awaiting_second_officer,
    awaiting_volunteer,
    effective,
    entries_of,
    measured,
    minutes_by_grade,
    minutes_on,
    overlapping_entry,
)
from tests.factories.registry import (
    NOW,
    TODAY,
    make_body,
    make_body_admin,
    make_centre,
    make_leader,
    make_member,
    make_officer,
    make_region_tree,
    make_volunteer,
    volunteer_standing,
)
from tests.factories.service import HOUR, make_activity, make_entry, make_post, make_signup, make_stay

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
BOTH = ("leader-scan", "venue-code")


def measure(
    *stays: tuple[int, int | None], proofs: tuple[tuple[str, ...], ...] = (), **facts: object
) -> Measured:
    """What one person's stays (minutes after the start) add up to; four hours unless said otherwise."""
    activity = make_activity(starts_at=NOW, **({"hours": 4} | facts))  # type: ignore[arg-type]
    signup = make_signup(post=make_post(activity=activity), volunteer=make_volunteer())
    for number, (come, go) in enumerate(stays):
        make_stay(
            signup=signup, in_at=NOW + come * MINUTE, out_at=None if go is None else NOW + go * MINUTE,
            proofs=proofs[number] if proofs else ("leader-scan",),
        )  # fmt: skip
    return measured(activity, at=NOW)[signup.volunteer_id]


@pytest.mark.parametrize(
    ("stays", "pause", "minutes"),
    [
        ([(0, 240)], 0, 240),
        ([(0, 240)], 60, 180),
        ([(-30, 300)], 60, 180),
        ([(0, 60), (120, 180)], 0, 120),
        ([(0, 60), (120, 180)], 60, 60),  # the break comes off once, not for each stay
        ([(0, 50)], 60, 50),  # who left before the break keeps what they did
        ([(0, 70)], 60, 60),  # who stays longer never gets less
        ([(0, 120), (60, 180)], 0, 180),  # stays that share time: no minute counts twice
        ([(0, 180), (60, 120)], 0, 180),
        ([(0, 120), (0, 120), (0, 120)], 0, 120),
        ([(60, 120), (0, 60)], 0, 120),
        ([(0, 0)], 0, 0),
        ([(250, 300)], 0, 0),
        ([(-60, -10)], 0, 0),
        ([(-60, -10), (10, 20)], 0, 10),
    ],
)
def test_stays_add_up_to_minutes_within_the_activity(
    stays: list[tuple[int, int]], pause: int, minutes: int
) -> None:
    found = measure(*stays, break_minutes=pause)

    assert (found.minutes, found.open) == (minutes, False)


@hypothesis(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(-60, 300), st.integers(0, 200)), min_size=1, max_size=6))
def test_minutes_are_those_in_which_somebody_was_there(drawn: list[tuple[int, int]]) -> None:
    stays = [(come, come + length) for come, length in drawn]

    there = {minute for come, go in stays for minute in range(come, go) if 0 <= minute < 240}
    assert measure(*stays).minutes == len(there)


def test_the_period_runs_from_the_first_in_to_the_last_out_within_the_activity() -> None:
    found = measure((-20, 60), (120, 300))

    assert (found.starts_at, found.ends_at) == (NOW, NOW + 4 * HOUR)
    inner = measure((10, 60), (120, 200))
    assert (inner.starts_at, inner.ends_at) == (NOW + 10 * MINUTE, NOW + 200 * MINUTE)


def test_an_open_stay_is_said_and_its_minutes_do_not_count() -> None:
    only_open, half_open = measure((0, None)), measure((0, 60), (120, None))

    assert (only_open.open, only_open.minutes, only_open.proofs) == (True, 0, frozenset())
    assert (half_open.open, half_open.minutes) == (True, 60)
    assert (only_open.starts_at, only_open.ends_at) == (NOW, NOW + 4 * HOUR)


def test_who_never_came_has_no_minutes_and_nothing_open() -> None:
    found = measure()

    assert (found.minutes, found.open, found.proofs) == (0, False, frozenset())


def test_proofs_of_all_stays_join_but_not_those_of_an_open_one() -> None:
    joined = measure((0, 60), (70, 120), proofs=(("leader-scan",), ("venue-code",)))
    still_open = measure((0, 60), (70, None), proofs=(("leader-scan",), ("venue-code",)))

    assert joined.proofs == set(BOTH)
    assert still_open.proofs == {"leader-scan"}


@pytest.mark.parametrize(
    ("minutes", "proofs"), [(1, BOTH), (60, BOTH), (61, ("leader-tick",)), (1000, ("leader-tick",))]
)
def test_scans_prove_no_more_than_they_measured(minutes: int, proofs: tuple[str, ...]) -> None:
    found = measure((0, 60), proofs=(BOTH,))

    assert found.proofs_for(minutes) == proofs


def test_who_was_not_measured_has_only_the_leaders_word() -> None:
    assert measure().proofs_for(30) == ("leader-tick",)


@pytest.mark.parametrize(("minutes", "ends"), [(30, 100), (90, 100), (200, 210)])
def test_hours_occupy_the_stay_but_no_less_than_their_minutes(minutes: int, ends: int) -> None:
    found = measure((10, 100))

    assert found.period(minutes) == (NOW + 10 * MINUTE, NOW + ends * MINUTE)


@pytest.mark.parametrize(
    ("unit", "mode", "minutes"),
    [(1, "down", 100), (15, "down", 90), (15, "nearest", 105), (30, "up", 120), (60, "nearest", 120)],
)
def test_minutes_are_rounded_once_by_the_rule_of_the_place_and_day(
    unit: int, mode: str, minutes: int
) -> None:
    region = make_region_tree().yushui
    for key, value in (("hours.rounding_unit_minutes", unit), ("hours.rounding_mode", mode)):
        DatedSetting.objects.create(key=key, region=region, effective_on=TODAY, value=value, set_at=NOW)

    assert measure((0, 50), (60, 110)).minutes == minutes


def test_a_rule_of_tomorrow_does_not_round_today() -> None:
    DatedSetting.objects.create(
        key="hours.rounding_unit_minutes", region=make_region_tree().yushui, effective_on=TODAY + timedelta(days=1), value=60,
        set_at=NOW,
    )  # fmt: skip

    assert measure((0, 110)).minutes == 110


def test_everybody_with_a_place_is_measured_and_who_was_there_without_one() -> None:
    activity = make_activity(starts_at=NOW)
    post = make_post(activity=activity, places=9)
    people = {state: make_signup(post=post, volunteer=make_volunteer(), state=state) for state in
              ("confirmed", "served", "absent", "waiting", "cancelled")}  # fmt: skip
    make_stay(signup=people["cancelled"], in_at=NOW, out_at=NOW + HOUR)
    make_signup(post=make_post(), volunteer=make_volunteer())

    found = measured(activity, at=NOW)

    assert set(found) == {
        people[state].volunteer_id for state in ("confirmed", "served", "absent", "cancelled")
    }


@pytest.mark.parametrize("count", [1, 3])
def test_measuring_costs_the_same_however_many_were_there(count: int) -> None:
    activity = make_activity(starts_at=NOW)
    for _ in range(count):
        signup = make_signup(post=make_post(activity=activity), volunteer=make_volunteer())
        for start in (0, 60):
            make_stay(signup=signup, in_at=NOW + start * MINUTE, out_at=NOW + (start + 30) * MINUTE)

    with CaptureQueriesContext(connection) as asked:
        found = measured(activity, at=NOW)

    assert [each.minutes for each in found.values()] == [60] * count
    assert len(asked) == 4  # stays, people, and two rules


def test_entries_that_stand_are_neither_voids_nor_voided() -> None:
    volunteer, body = make_volunteer(), make_body()
    by = make_body_admin(body)
    stays, goes, changes = (
        make_entry(volunteer=volunteer, body=body, starts_at=NOW - n * 24 * HOUR) for n in (1, 2, 3)
    )
    assert set(effective()) == {stays, goes, changes}

    void_entry(by=by, entry=goes, reason="记错了", at=NOW)
    corrected = correct_entry(by=by, entry=changes, minutes=60, reason="早走了", at=NOW)

    assert set(effective()) == {stays, corrected}
    assert sum(entry.minutes for entry in effective()) == sum(minutes_by_grade(volunteer.pk).values()) == 180
    void_entry(by=by, entry=corrected, reason="没有来", at=NOW)
    assert set(effective()) == {stays}


@pytest.mark.parametrize(
    ("begins", "ends", "found"),
    [
        (0, 60, True),
        (-60, 1, True),
        (59, 90, True),
        (-60, 0, False),
        (60, 90, False),
        (10, 20, True),
        (-10, 90, True),
    ],
)
def test_hours_that_share_a_minute_overlap_and_hours_that_touch_do_not(
    begins: int, ends: int, found: bool
) -> None:
    volunteer = make_volunteer()
    entry = make_entry(volunteer=volunteer, body=make_body(), starts_at=NOW, minutes=60)
    make_entry(volunteer=make_volunteer(), body=make_body(), starts_at=NOW, minutes=600)

    overlapping = overlapping_entry(volunteer.pk, NOW + begins * MINUTE, NOW + ends * MINUTE)

    assert overlapping == (entry if found else None)


def test_balances_by_day_and_by_grade_and_by_body() -> None:
    volunteer, mine, other = make_volunteer(), make_body(), make_body()
    for body, minutes, grade, day in (
        (mine, 60, Grade.A, 0), (mine, 30, Grade.A, 1), (other, 45, Grade.B, 0), (other, 15, Grade.D, 0),
    ):  # fmt: skip
        make_entry(
            volunteer=volunteer, body=body, minutes=minutes, grade=grade, starts_at=NOW - day * 24 * HOUR
        )
    make_entry(volunteer=make_volunteer(), body=mine, minutes=999, starts_at=NOW)

    assert minutes_by_grade(volunteer.pk) == {"A": 90, "B": 45, "C": 0, "D": 15}
    assert minutes_by_grade(volunteer.pk, mine.pk) == {"A": 90, "B": 0, "C": 0, "D": 0}
    assert minutes_by_grade(make_volunteer().pk) == {"A": 0, "B": 0, "C": 0, "D": 0}
    assert (minutes_on(volunteer.pk, TODAY), minutes_on(volunteer.pk, date(2020, 1, 1))) == (120, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_ones_own_entries_the_latest_first_in_one_query(count: int) -> None:
    volunteer, body = make_volunteer(), make_body()
    made = [
        make_entry(
            volunteer=volunteer, body=body, starts_at=NOW - n * 24 * HOUR, activity=make_activity(body=body)
        )
        for n in range(1, count + 1)
    ]
    void = void_entry(by=make_body_admin(body), entry=made[-1], reason="记错了", at=NOW)

    with CaptureQueriesContext(connection) as asked:
        shown = [
            (entry.pk, entry.body.name, entry.activity and entry.activity.title, hasattr(entry, "voided_by"))
            for entry in entries_of(volunteer.pk)
        ]

    assert len(asked) == 1
    assert [pk for pk, *_ in shown] == [*(entry.pk for entry in made[:-1]), void.pk, made[-1].pk]
    assert [voided for *_, voided in shown] == [False] * count + [True]


def sheet_of(activity: Activity, **facts: object) -> HoursSheet:
    volunteer = make_volunteer()
    make_signup(post=make_post(activity=activity), volunteer=volunteer)
    leader = make_leader(activity.body)
    confirm_hours(by=leader, activity=activity, entries=[HoursForm(volunteer.pk, 60)], at=NOW + 3 * HOUR)
    sheet = HoursSheet.objects.get(volunteer=volunteer)
    HoursSheet.objects.filter(pk=sheet.pk).update(**facts)
    return HoursSheet.objects.get(pk=sheet.pk)


@pytest.mark.parametrize("state", SheetState)
def test_a_volunteer_is_asked_about_what_awaits_them_only(state: SheetState) -> None:
    activity = make_activity(starts_at=NOW)
    sheet, others = sheet_of(activity, state=state), sheet_of(activity)
    confirmed = sheet_of(activity, volunteer_confirmed_at=NOW)

    assert list(awaiting_volunteer(sheet.volunteer_id)) == ([sheet] if state == SheetState.AWAITING else [])
    assert list(awaiting_volunteer(others.volunteer_id)) == [others]
    assert list(awaiting_volunteer(confirmed.volunteer_id)) == []


def test_a_second_officer_is_asked_about_what_others_countersigned_in_their_charge() -> None:
    activity = make_activity(starts_at=NOW)
    late, early = (sheet_of(activity, countersigned_at=NOW + n * HOUR) for n in (2, 1))
    sheet_of(activity, state=SheetState.RECORDED)
    officer = make_officer()
    sheet_of(activity, second_officer_id=officer.account_id)

    assert list(awaiting_second_officer(officer)) == [early, late]
    assert list(awaiting_second_officer(make_leader(activity.body))) == [early, late]
    assert list(awaiting_second_officer(make_centre())) == [early, late]
    for outsider in (make_member(), make_leader(make_body()), make_officer(make_region_tree().fenyi)):
        assert list(awaiting_second_officer(outsider)) == []


def test_nobody_is_asked_to_second_themselves() -> None:
    activity = make_activity(starts_at=NOW)
    leader = make_leader(activity.body)
    mine = sheet_of(activity, countersigned_by_id=leader.account_id)
    served = sheet_of(activity)
    assert list(awaiting_second_officer(leader)) == [served]

    volunteer = served.volunteer
    standing = volunteer_standing(volunteer)
    as_leader = type(standing)(standing.account_id, volunteer.pk, standing.city, standing.name, leader.grants)
    assert list(awaiting_second_officer(as_leader)) == [mine]
