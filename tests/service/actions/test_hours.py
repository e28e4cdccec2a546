"""Hours: what is confirmed, which grade it gets, and that nobody makes them alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from redvest.core.errors import NotAllowed
from redvest.service.actions.hour_code import make_hour_codes, redeem_hour_code
from redvest.service.actions.hours import HoursForm, confirm_hours
from redvest.service.errors import WrongState
from redvest.service.models import HoursEntry, PersonSalt
from redvest.service.queries.codes import hour_code_text
from redvest.service.queries.log import facts_of
from redvest.service.rules.ledger import commitment
from tests.factories.registry import (
    NOW,
    make_body,
    make_leader,
    make_member,
    make_officer,
    make_volunteer,
    volunteer_standing,
)
from tests.factories.service import HOUR, make_activity, make_entry, make_post, make_signup, make_stay

pytestmark = pytest.mark.django_db
AFTER = NOW + 3 * HOUR
MINUTE = timedelta(minutes=1)


@pytest.fixture
def activity():
    return make_activity(starts_at=NOW, hours=2)


@pytest.fixture
def leader(activity):
    return make_leader(activity.body)


def present(activity, proofs=("leader-scan",), in_at=NOW, out_at=NOW + 2 * HOUR, volunteer=None):
    signup = make_signup(post=make_post(activity=activity), volunteer=volunteer or make_volunteer())
    if proofs:
        make_stay(signup=signup, in_at=in_at, out_at=out_at, proofs=proofs)
    return signup.volunteer


def confirm(leader, activity, volunteer, minutes=None, at=AFTER):
    return confirm_hours(by=leader, activity=activity, entries=[HoursForm(volunteer.pk, minutes)], at=at)[0]


@pytest.mark.parametrize(
    ("proofs", "grade"),
    [
        (("leader-scan", "venue-code"), "A"),
        (("leader-scan",), "B"),
        (("venue-code",), "D"),
        (("location", "venue-code"), "B"),
        (("card-scan",), "D"),  # and B once a second person stands behind it
        (("card-scan", "venue-code"), "A"),
        (("leader-tick",), "D"),
    ],
)
def test_the_evidence_gives_the_grade(activity, leader, proofs, grade):
    volunteer = present(activity, proofs)

    result = confirm(leader, activity, volunteer)

    assert (result.outcome, result.minutes, result.grade) == ("recorded", 120, grade)
    entry = HoursEntry.objects.get()
    assert (entry.minutes, entry.grade, entry.body_id, entry.recorded_by_id) == (
        120,
        grade,
        activity.body_id,
        leader.account_id,
    )
    assert bool(result.missing) == (grade != "A")


@pytest.mark.parametrize(
    ("in_at", "out_at", "minutes"),
    [(-30, 120, 120), (10, 100, 90), (0, 200, 120), (30, 31, 1)],
)
def test_only_time_within_the_activity_counts(activity, leader, in_at, out_at, minutes):
    volunteer = present(activity, in_at=NOW + in_at * MINUTE, out_at=NOW + out_at * MINUTE)

    assert confirm(leader, activity, volunteer).minutes == minutes


def test_more_minutes_than_were_scanned_are_only_the_leaders_word(activity, leader):
    volunteer = present(activity, ("leader-scan", "venue-code"), out_at=NOW + HOUR)

    assert confirm(leader, activity, volunteer, minutes=100).grade == "D"


def test_fewer_minutes_keep_the_proof(activity, leader):
    assert confirm(leader, activity, present(activity), minutes=60).grade == "B"


def test_an_open_stay_needs_a_way_out_first(activity, leader):
    result = confirm(leader, activity, present(activity, out_at=None))

    assert result.outcome == "bad-hours"
    assert "签退" in result.sentence
    assert not HoursEntry.objects.exists()


def test_confirming_again_changes_nothing(activity, leader):
    volunteer = present(activity)
    first = confirm(leader, activity, volunteer)

    again = confirm(leader, activity, volunteer, minutes=30)

    assert (again.outcome, again.minutes, again.entry_id) == ("already-recorded", 120, first.entry_id)
    assert HoursEntry.objects.count() == 1


def test_one_refusal_does_not_hold_up_the_others(activity, leader):
    good, stranger = present(activity), make_volunteer()

    results = confirm_hours(
        by=leader, activity=activity, entries=[HoursForm(stranger.pk), HoursForm(good.pk)], at=AFTER
    )

    assert [result.outcome for result in results] == ["bad-hours", "recorded"]
    assert HoursEntry.objects.get().volunteer_id == good.pk


def test_overlapping_hours_are_refused_whoever_recorded_them(activity, leader):
    volunteer = present(activity)
    make_entry(volunteer=volunteer, body=make_body(), starts_at=NOW + HOUR, minutes=30)

    assert confirm(leader, activity, volunteer).outcome == "hours-overlap"
    assert HoursEntry.objects.count() == 1


def test_who_may_not_confirm(activity):
    volunteer = present(activity)
    for by in (make_member(), make_leader(make_body()), make_officer(), volunteer_standing(volunteer)):
        with pytest.raises(NotAllowed):
            confirm(by, activity, volunteer)
    assert not HoursEntry.objects.exists()


def test_a_leader_cannot_confirm_their_own_hours(activity):
    volunteer = present(activity)
    type(activity).objects.filter(pk=activity.pk).update(leader_id=volunteer.account_id)
    activity.refresh_from_db()

    assert confirm(volunteer_standing(volunteer), activity, volunteer).outcome == "own-hours"
    assert not HoursEntry.objects.exists()


def test_nothing_is_confirmed_before_it_begins(activity, leader):
    volunteer = present(activity)
    with pytest.raises(WrongState):
        confirm(leader, activity, volunteer, at=NOW - MINUTE)
    assert not HoursEntry.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE service_hoursentry SET minutes = minutes + 60",
        "DELETE FROM service_hoursentry",
        "TRUNCATE service_hoursentry CASCADE",
        "UPDATE core_auditline SET verb = 'nothing'",
        "DELETE FROM core_auditline",
    ],
)
def test_the_database_itself_refuses_to_change_the_past(activity, leader, statement):
    confirm(leader, activity, present(activity))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or TRUNCATE would be refused for another reason
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)  # as the application's own user

        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            cursor.execute(statement)

    assert HoursEntry.objects.get().minutes == 120


def test_a_commitment_binds_every_fact_and_needs_the_salt(activity, leader):
    volunteer = present(activity)
    confirm(leader, activity, volunteer)
    entry = HoursEntry.objects.get()
    facts = facts_of(entry)
    salt = bytes(PersonSalt.objects.get(volunteer=volunteer).salt)

    assert commitment(salt, facts) == bytes(entry.commitment)
    assert commitment(bytes(16), facts) != bytes(entry.commitment)


def test_a_short_scan_does_not_prove_a_long_tick(activity, leader):
    volunteer = present(activity, out_at=NOW + MINUTE)
    signup = volunteer.signups.get()
    make_stay(signup=signup, in_at=NOW + 2 * MINUTE, out_at=NOW + 2 * HOUR, proofs=("leader-tick",))

    assert confirm(leader, activity, volunteer).grade == "D"


def test_two_kinds_of_scan_prove_only_what_both_measured(activity, leader):
    volunteer = present(activity, ("leader-scan",), out_at=NOW + 2 * HOUR)
    make_stay(signup=volunteer.signups.get(), in_at=NOW, out_at=NOW + 10 * MINUTE, proofs=("venue-code",))

    assert confirm(leader, activity, volunteer).grade == "B"


def test_hours_that_come_late_turn_absence_into_service(activity, leader):
    volunteer = present(activity, ())
    signup = volunteer.signups.get()
    signup.state = "absent"
    signup.save()

    confirm(leader, activity, volunteer, minutes=60)

    signup.refresh_from_db()
    assert signup.state == "served"


def test_an_hour_code_stands_for_its_minutes_without_any_scan(activity, leader):
    volunteer = present(activity, ())
    (code,) = make_hour_codes(by=leader, activity=activity, count=1, minutes=100, at=NOW)
    redeem_hour_code(by=volunteer_standing(volunteer), code=hour_code_text(code), at=NOW)

    result = confirm(leader, activity, volunteer)

    assert (result.minutes, result.grade) == (100, "B")
    assert HoursEntry.objects.get().proofs == ["hour-code"]
