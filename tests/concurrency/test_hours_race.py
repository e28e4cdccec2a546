"""Hours enter the ledger once, however many people confirm, second, void or decide in the same moment."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from redvest.core.models import AuditLine
from redvest.service.actions.activity import approve_activity, refuse_activity
from redvest.service.actions.correction import correct_entry, void_entry
from redvest.service.actions.hours import HoursForm, confirm_hours
from redvest.service.actions.hours_entry import HoursResult
from redvest.service.actions.second_person import second_officer_confirms, volunteer_confirms
from redvest.service.choices import ActivityState
from redvest.service.errors import WrongState
from redvest.service.hours_errors import EntryVoided
from redvest.service.models import Activity, HoursEntry, HoursSheet
from redvest.service.queries import hours as queries
from tests.factories.race import at_once
from tests.factories.registry import (
    NOW,
    make_body_admin,
    make_leader,
    make_officer,
    make_volunteer,
    volunteer_standing,
)
from tests.factories.service import HOUR, make_activity, make_entry, make_post, make_signup, make_stay

pytestmark = pytest.mark.django_db(transaction=True)
AFTER = NOW + 4 * HOUR


def served(activity, volunteer, proofs=("leader-scan",), in_at=None):
    """A stay over the whole activity; several at one time, as only a mistake or a fraud makes them."""
    signup = make_signup(post=make_post(activity=activity), volunteer=volunteer, state="served")
    make_stay(signup=signup, in_at=in_at or activity.starts_at, out_at=activity.ends_at, proofs=proofs)


def confirm(leader, activity, *volunteers):
    return confirm_hours(
        by=leader, activity=activity, entries=[HoursForm(v.pk) for v in volunteers], at=AFTER
    )


def balance(volunteer) -> int:
    return sum(queries.minutes_by_grade(volunteer.pk).values())


def test_two_activities_that_overlap_confirmed_at_once_give_one_entry():
    for _ in range(4):
        volunteer = make_volunteer()
        activities = [make_activity(starts_at=NOW + n * HOUR, hours=2) for n in (0, 1)]
        for activity in activities:
            served(activity, volunteer)
        work = [partial(confirm, make_leader(activity.body), activity, volunteer) for activity in activities]

        outcomes = [results[0].outcome for results in at_once(*work)]

        assert sorted(outcomes) == ["hours-overlap", "recorded"]
        assert HoursEntry.objects.filter(volunteer=volunteer).count() == 1
        assert (HoursSheet.objects.filter(volunteer=volunteer).count(), balance(volunteer)) == (1, 120)


def test_the_same_confirmation_many_times_at_once_gives_one_entry():
    activity, volunteer = make_activity(starts_at=NOW), make_volunteer()
    served(activity, volunteer)
    leaders = [make_leader(activity.body) for _ in range(3)]

    outcomes = at_once(*[partial(confirm, leader, activity, volunteer) for leader in leaders * 3])

    results = [results[0] for results in outcomes]
    assert Counter(result.outcome for result in results) == {"recorded": 1, "already-recorded": 8}
    assert len({result.entry_id for result in results}) == 1
    assert (HoursEntry.objects.count(), HoursSheet.objects.count(), balance(volunteer)) == (1, 1, 120)
    assert AuditLine.objects.filter(verb="confirm_hours").count() == 1


def test_lists_in_opposite_order_do_not_wait_for_each_other_for_ever():
    activity = make_activity(starts_at=NOW)
    people = [make_volunteer() for _ in range(8)]
    for volunteer in people:
        served(activity, volunteer)
    leader = make_leader(activity.body)

    outcomes = at_once(
        partial(confirm, leader, activity, *people), partial(confirm, leader, activity, *reversed(people))
    )

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert HoursEntry.objects.count() == 8


def ticked():
    """A sheet of grade D that its volunteer has confirmed: one second officer makes it C."""
    activity, volunteer = make_activity(starts_at=NOW), make_volunteer()
    served(activity, volunteer, ("leader-tick",))
    confirm(make_leader(activity.body), activity, volunteer)
    sheet = HoursSheet.objects.get(volunteer=volunteer)
    return sheet, volunteer


def test_two_second_officers_at_once_lift_the_hours_once():
    sheet, volunteer = ticked()
    volunteer_confirms(by=volunteer_standing(volunteer), sheet=sheet, at=AFTER)
    officers = [make_officer() for _ in range(4)]

    outcomes = at_once(*[partial(second_officer_confirms, by=by, sheet=sheet, at=AFTER) for by in officers])

    assert all(isinstance(outcome, HoursResult) and outcome.grade == "C" for outcome in outcomes), outcomes
    assert [entry.minutes for entry in HoursEntry.objects.order_by("recorded_at", "id")] == [120, -120, 120]
    assert queries.minutes_by_grade(volunteer.pk) == {"A": 0, "B": 0, "C": 120, "D": 0}
    assert AuditLine.objects.filter(verb="second_officer_confirms").count() == 1
    sheet.refresh_from_db()
    assert sheet.second_officer_id in {by.account_id for by in officers}


def test_the_volunteer_and_the_second_officer_at_once_lift_the_hours_once():
    for _ in range(4):
        sheet, volunteer = ticked()
        work = (
            partial(volunteer_confirms, by=volunteer_standing(volunteer), sheet=sheet, at=AFTER),
            partial(second_officer_confirms, by=make_officer(), sheet=sheet, at=AFTER),
        )

        outcomes = at_once(*work, *work)

        assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)], outcomes
        assert queries.minutes_by_grade(volunteer.pk) == {"A": 0, "B": 0, "C": 120, "D": 0}
        assert HoursEntry.objects.filter(volunteer=volunteer).count() == 3


def test_voiding_many_times_at_once_takes_the_hours_back_once():
    activity, volunteer = make_activity(), make_volunteer()
    entry = make_entry(volunteer=volunteer, body=activity.body)
    admins = [make_body_admin(activity.body) for _ in range(5)]

    outcomes = at_once(*[partial(void_entry, by=by, entry=entry, reason="记错了", at=AFTER) for by in admins])

    assert Counter(type(outcome) for outcome in outcomes) == {HoursEntry: 1, EntryVoided: 4}
    assert (HoursEntry.objects.count(), balance(volunteer)) == (2, 0)


def test_voiding_and_correcting_at_once_is_one_of_the_two():
    for _ in range(4):
        volunteer, body = make_volunteer(), make_activity().body
        entry = make_entry(volunteer=volunteer, body=body, minutes=120)
        by = make_body_admin(body)

        outcomes = at_once(
            partial(void_entry, by=by, entry=entry, reason="没有来", at=AFTER),
            partial(correct_entry, by=by, entry=entry, minutes=90, reason="早走了", at=AFTER),
        )

        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["EntryVoided", "HoursEntry"]
        assert balance(volunteer) in (0, 90)
        assert HoursEntry.objects.filter(voids=entry).count() == 1


def test_voiding_and_seconding_at_once_never_leaves_hours_that_were_taken_back():
    for _ in range(5):
        sheet, volunteer = ticked()
        volunteer_confirms(by=volunteer_standing(volunteer), sheet=sheet, at=AFTER)
        by = make_body_admin(sheet.activity.body)
        entry = HoursEntry.objects.get(volunteer=volunteer)

        voided, seconded = at_once(
            partial(void_entry, by=by, entry=entry, reason="没有来", at=AFTER),
            partial(second_officer_confirms, by=make_officer(), sheet=sheet, at=AFTER),
        )

        if isinstance(voided, HoursEntry):
            assert isinstance(seconded, WrongState), seconded
            assert balance(volunteer) == 0
        else:
            assert isinstance(voided, EntryVoided) and isinstance(seconded, HoursResult), (voided, seconded)
            assert queries.minutes_by_grade(volunteer.pk)["C"] == balance(volunteer) == 120


def test_approving_and_refusing_at_once_is_one_decision():
    for _ in range(5):
        activity = make_activity(state=ActivityState.SUBMITTED)
        work = [
            partial(
                approve_activity, by=make_officer(), activity=Activity.objects.get(pk=activity.pk), at=NOW
            ),
            partial(
                refuse_activity,
                by=make_officer(),
                activity=Activity.objects.get(pk=activity.pk),
                note="改",
                at=NOW,
            ),
        ]

        outcomes = at_once(*work)

        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Activity", "WrongState"]
        activity.refresh_from_db()
        (decided,) = [outcome for outcome in outcomes if isinstance(outcome, Activity)]
        assert activity.state == decided.state
        assert bool(activity.review_note) == (activity.state == ActivityState.REFUSED)
        decisions = AuditLine.objects.filter(
            target_id=str(activity.pk), verb__in=("approve_activity", "refuse_activity")
        )
        assert decisions.count() == 1


def test_many_people_at_once_each_get_their_own_hours():
    activity = make_activity(starts_at=NOW)
    people = [make_volunteer() for _ in range(10)]
    for volunteer in people:
        served(activity, volunteer, in_at=NOW - timedelta(minutes=5))
    leader = make_leader(activity.body)

    outcomes = at_once(*[partial(confirm, leader, activity, volunteer) for volunteer in people])

    assert [results[0].outcome for results in outcomes] == ["recorded"] * 10
    assert [balance(volunteer) for volunteer in people] == [120] * 10
