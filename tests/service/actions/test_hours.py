"""Hours: what is confirmed, which grade it gets, and that nobody makes them alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from redvest.core.errors import NotAllowed
from redvest.registry.choices import Role
from redvest.registry.models import DatedSetting
from redvest.service.actions.correction import correct_entry, void_entry
from redvest.service.actions.hour_code import make_hour_codes, redeem_hour_code
from redvest.service.actions.hours import (
    HoursForm,
    confirm_hours,
    second_officer_confirms,
    volunteer_confirms,
)
from redvest.service.choices import Grade
from redvest.service.errors import WrongState
from redvest.service.hours_errors import BadHours, EntryVoided, OwnHours, SamePerson
from redvest.service.models import HoursEntry, HoursSheet, PersonSalt
from redvest.service.queries import hours as queries
from redvest.service.queries.codes import hour_code_text
from redvest.service.queries.log import facts_of
from redvest.service.rules.ledger import commitment
from tests.factories.registry import (
    NOW,
    TODAY,
    make_body,
    make_body_admin,
    make_grant,
    make_leader,
    make_member,
    make_officer,
    make_region_tree,
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


def test_breaks_come_off_once():
    activity = make_activity(starts_at=NOW, hours=4, break_minutes=60)
    volunteer = present(activity, out_at=NOW + 4 * HOUR)

    assert confirm(make_leader(activity.body), activity, volunteer, at=NOW + 5 * HOUR).minutes == 180


def test_more_minutes_than_were_scanned_are_only_the_leaders_word(activity, leader):
    volunteer = present(activity, ("leader-scan", "venue-code"), out_at=NOW + HOUR)

    assert confirm(leader, activity, volunteer, minutes=100).grade == "D"


def test_fewer_minutes_keep_the_proof(activity, leader):
    assert confirm(leader, activity, present(activity), minutes=60).grade == "B"


@pytest.mark.parametrize("minutes", [0, -5, 121, 10_000])
def test_impossible_minutes_are_refused(activity, leader, minutes):
    volunteer = present(activity)

    assert confirm(leader, activity, volunteer, minutes=minutes).outcome == "bad-hours"
    assert not HoursEntry.objects.exists()
    assert not HoursSheet.objects.exists()


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


def test_hours_that_were_voided_do_not_overlap(activity, leader):
    volunteer, body = present(activity), make_body()
    entry = make_entry(volunteer=volunteer, body=body, starts_at=NOW, minutes=30)
    void_entry(by=make_body_admin(body), entry=entry, reason="记错了人", at=AFTER)

    assert confirm(leader, activity, volunteer).outcome == "recorded"


def test_over_long_days_are_flagged(leader, activity):
    volunteer = present(activity)
    make_entry(volunteer=volunteer, body=make_body(), starts_at=NOW + 4 * HOUR, minutes=11 * 60)

    assert confirm(leader, activity, volunteer).over_long
    assert HoursSheet.objects.get().over_long


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


def test_two_more_people_lift_a_ticked_hour_to_c_and_no_further(activity, leader):
    volunteer = present(activity, ("leader-tick",))
    confirm(leader, activity, volunteer)
    sheet = HoursSheet.objects.get()

    assert volunteer_confirms(by=volunteer_standing(volunteer), sheet=sheet, at=AFTER).grade == "D"
    assert second_officer_confirms(by=make_officer(), sheet=sheet, at=AFTER).grade == "C"

    assert queries.minutes_by_grade(volunteer.pk) == {"A": 0, "B": 0, "C": 120, "D": 0}
    sheet.refresh_from_db()
    assert (sheet.state, sheet.entry.grade) == ("recorded", "C")


def test_a_record_never_confirmed_stays_out_of_verified_hours(activity, leader):
    volunteer = present(activity, ())
    assert confirm(leader, activity, volunteer, minutes=120).grade == "D"
    assert queries.minutes_by_grade(volunteer.pk)["D"] == 120


def test_the_second_officer_is_a_second_person(activity, leader):
    volunteer = present(activity, ("leader-tick",))
    confirm(leader, activity, volunteer)
    sheet = HoursSheet.objects.get()

    with pytest.raises(SamePerson):
        second_officer_confirms(by=leader, sheet=sheet, at=AFTER)
    for outsider in (make_member(), make_officer(make_region_tree().fenyi), volunteer_standing(volunteer)):
        with pytest.raises(NotAllowed):
            second_officer_confirms(by=outsider, sheet=sheet, at=AFTER)
    with pytest.raises(NotAllowed):
        volunteer_confirms(by=volunteer_standing(make_volunteer()), sheet=sheet, at=AFTER)

    sheet.refresh_from_db()
    assert (sheet.second_officer_id, sheet.volunteer_confirmed_at, sheet.entry.grade) == (None, None, "D")


def test_a_void_takes_back_and_a_correction_replaces(activity, leader):
    volunteer = present(activity)
    confirm(leader, activity, volunteer)
    entry = HoursEntry.objects.get()

    new = correct_entry(by=leader, entry=entry, minutes=90, reason="中途离开半小时", at=AFTER)

    assert queries.minutes_by_grade(volunteer.pk)["B"] == 90
    assert [e.minutes for e in HoursEntry.objects.order_by("recorded_at", "id")] == [120, -120, 90]
    assert list(queries.effective()) == [new]
    void_entry(by=leader, entry=new, reason="没有参加", at=AFTER)
    assert sum(queries.minutes_by_grade(volunteer.pk).values()) == 0


def test_a_correction_upwards_is_unproven(activity, leader):
    volunteer = present(activity, out_at=NOW + HOUR)
    confirm(leader, activity, volunteer)

    assert (
        correct_entry(by=leader, entry=HoursEntry.objects.get(), minutes=100, reason="漏算", at=AFTER).grade
        == Grade.D
    )


def test_nothing_is_voided_twice_silently_or_without_a_reason(activity, leader):
    volunteer = present(activity)
    confirm(leader, activity, volunteer)
    entry = HoursEntry.objects.get()
    with pytest.raises(BadHours):
        void_entry(by=leader, entry=entry, reason=" ", at=AFTER)
    with pytest.raises(NotAllowed):
        void_entry(by=make_member(), entry=entry, reason="x", at=AFTER)
    assert HoursEntry.objects.count() == 1
    void_entry(by=leader, entry=entry, reason="记错了", at=AFTER)

    with pytest.raises(EntryVoided):
        void_entry(by=leader, entry=entry, reason="再来一次", at=AFTER)
    with pytest.raises(EntryVoided):
        void_entry(by=leader, entry=entry.voided_by, reason="反悔", at=AFTER)
    assert HoursEntry.objects.count() == 2


def test_nobody_corrects_their_own_hours():
    volunteer, body = make_volunteer(), make_body()
    entry = make_entry(volunteer=volunteer, body=body)
    make_grant(account=volunteer.account, role=Role.BODY_ADMIN, body=body)

    with pytest.raises(OwnHours):
        correct_entry(by=volunteer_standing(volunteer), entry=entry, minutes=60, reason="x", at=AFTER)
    assert HoursEntry.objects.count() == 1


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


def test_the_queues_show_each_what_waits_for_them(activity, leader):
    volunteer = present(activity, ("leader-tick",))
    confirm(leader, activity, volunteer)

    assert queries.awaiting_volunteer(volunteer.pk).count() == 1
    assert queries.awaiting_second_officer(make_officer()).count() == 1
    assert queries.awaiting_second_officer(leader).count() == 0
    assert queries.awaiting_second_officer(make_officer(make_region_tree().fenyi)).count() == 0


def test_hours_that_were_voided_are_confirmed_by_nobody_any_more(activity, leader):
    volunteer = present(activity, ("leader-tick",))
    confirm(leader, activity, volunteer)
    sheet = HoursSheet.objects.get()
    void_entry(by=leader, entry=sheet.entry, reason="没有来", at=AFTER)

    with pytest.raises(WrongState):
        volunteer_confirms(by=volunteer_standing(volunteer), sheet=sheet, at=AFTER)
    with pytest.raises(WrongState):
        second_officer_confirms(by=make_officer(), sheet=sheet, at=AFTER)

    sheet.refresh_from_db()
    assert (sheet.volunteer_confirmed_at, sheet.second_officer_id, sheet.state) == (None, None, "refused")
    assert sum(queries.minutes_by_grade(volunteer.pk).values()) == 0


def test_a_short_scan_does_not_prove_a_long_tick(activity, leader):
    volunteer = present(activity, out_at=NOW + MINUTE)
    signup = volunteer.signups.get()
    make_stay(signup=signup, in_at=NOW + 2 * MINUTE, out_at=NOW + 2 * HOUR, proofs=("leader-tick",))

    assert confirm(leader, activity, volunteer).grade == "D"


def test_two_kinds_of_scan_prove_only_what_both_measured(activity, leader):
    volunteer = present(activity, ("leader-scan",), out_at=NOW + 2 * HOUR)
    make_stay(signup=volunteer.signups.get(), in_at=NOW, out_at=NOW + 10 * MINUTE, proofs=("venue-code",))

    assert confirm(leader, activity, volunteer).grade == "B"


def test_a_correction_cannot_outlast_the_activity(activity, leader):
    confirm(leader, activity, present(activity))

    with pytest.raises(BadHours):
        correct_entry(by=leader, entry=HoursEntry.objects.get(), minutes=121, reason="漏算", at=AFTER)
    assert HoursEntry.objects.count() == 1


def test_unproven_minutes_do_not_inherit_the_old_proof(activity, leader):
    volunteer = present(activity, ("leader-scan", "venue-code"), out_at=NOW + HOUR)
    confirm(leader, activity, volunteer)
    correct_entry(by=leader, entry=HoursEntry.objects.get(), minutes=100, reason="漏算", at=AFTER)

    result = volunteer_confirms(by=volunteer_standing(volunteer), sheet=HoursSheet.objects.get(), at=AFTER)

    assert result.grade == "D"
    assert queries.minutes_by_grade(volunteer.pk) == {"A": 0, "B": 0, "C": 0, "D": 100}


def test_voided_hours_may_be_entered_again(activity, leader):
    volunteer = present(activity)
    confirm(leader, activity, volunteer)
    void_entry(by=leader, entry=HoursEntry.objects.get(), reason="记错了", at=AFTER)

    again = confirm(leader, activity, volunteer, minutes=45)

    assert (again.outcome, again.minutes, again.grade) == ("recorded", 45, "B")
    assert queries.minutes_by_grade(volunteer.pk)["B"] == 45
    assert HoursSheet.objects.get().state == "recorded"


def test_hours_that_come_late_turn_absence_into_service(activity, leader):
    volunteer = present(activity, ())
    signup = volunteer.signups.get()
    signup.state = "absent"
    signup.save()

    confirm(leader, activity, volunteer, minutes=60)

    signup.refresh_from_db()
    assert signup.state == "served"


def ruled(activity, key, value):
    DatedSetting.objects.create(
        key=key, region=make_region_tree().yushui, effective_on=TODAY, value=value, set_at=NOW
    )


@pytest.mark.parametrize(("stayed", "outcome"), [(71, "below-minimum"), (72, "recorded")])
def test_below_the_minimum_share_no_hours_are_recorded(activity, leader, stayed, outcome):
    ruled(activity, "attendance.minimum_percent", 60)
    volunteer = present(activity, out_at=NOW + stayed * MINUTE)

    result = confirm(leader, activity, volunteer)

    assert result.outcome == outcome
    assert ("60%" in result.sentence) == (outcome != "recorded")
    assert HoursEntry.objects.exists() == (outcome == "recorded")


def test_the_cap_of_a_place_limits_what_is_measured_and_refuses_more(activity, leader):
    ruled(activity, "hours.activity_cap_minutes", 90)
    volunteer, typed = present(activity), present(activity)

    assert confirm(leader, activity, volunteer).minutes == 90
    assert confirm(leader, activity, typed, 100).outcome == "bad-hours"
    assert HoursEntry.objects.count() == 1


def test_an_hour_code_stands_for_its_minutes_without_any_scan(activity, leader):
    volunteer = present(activity, ())
    (code,) = make_hour_codes(by=leader, activity=activity, count=1, minutes=100, at=NOW)
    redeem_hour_code(by=volunteer_standing(volunteer), code=hour_code_text(code), at=NOW)

    result = confirm(leader, activity, volunteer)

    assert (result.minutes, result.grade) == (100, "B")
    assert HoursEntry.objects.get().proofs == ["hour-code"]


@pytest.mark.parametrize("who", ["the volunteer", "a second officer"])
def test_a_card_counts_once_a_second_person_stands_behind_it(activity, leader, who):
    volunteer = present(activity, ("card-scan",))
    assert confirm(leader, activity, volunteer).grade == "D"
    sheet = HoursSheet.objects.get()

    if who == "the volunteer":
        result = volunteer_confirms(by=volunteer_standing(volunteer), sheet=sheet, at=AFTER)
    else:
        result = second_officer_confirms(by=make_officer(), sheet=sheet, at=AFTER)

    assert result.grade == "B"
    assert queries.minutes_by_grade(volunteer.pk) == {"A": 0, "B": 120, "C": 0, "D": 0}
