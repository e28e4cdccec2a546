"""Being there: codes, scans, ticks, and the stays they make."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from redvest.core.errors import NotAllowed
from redvest.registry.models import DatedSetting
from redvest.service.actions.attendance import (
    ScanForm,
    check_in_with_venue_code,
    close_stay,
    my_code,
    record_scans,
    tick,
    venue_code,
)
from redvest.service.attendance_errors import NonceReused, NotOnRoster, OutsideHours
from redvest.service.choices import ActivityState, Direction
from redvest.service.code_errors import BadCode, ExpiredCode
from redvest.service.errors import WrongState
from redvest.service.hours_errors import OwnHours
from redvest.service.models import Attendance, Scan
from tests.factories.registry import (
    NOW,
    make_leader,
    make_officer,
    make_region_tree,
    make_volunteer,
    volunteer_standing,
)
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def activity():
    return make_activity(starts_at=NOW, hours=2)


@pytest.fixture
def leader(activity):
    return make_leader(activity.body)


@pytest.fixture
def signup(activity):
    return make_signup(post=make_post(activity=activity), volunteer=make_volunteer())


@pytest.fixture
def by(signup):
    return volunteer_standing(signup.volunteer)


def scan(by, nonce="n1", direction=Direction.IN, at=NOW, code_at=None):
    return ScanForm(
        nonce=nonce, direction=direction, at=at, code=my_code(by=by, at=code_at or at).text, device="gate-1"
    )


def outcomes(results):
    return [result.outcome for result in results]


def test_the_leader_scans_in_and_out(activity, leader, by):
    assert outcomes(record_scans(by=leader, activity=activity, scans=[scan(by)], at=NOW)) == ["accepted"]
    out = NOW + 2 * HOUR
    record_scans(by=leader, activity=activity, scans=[scan(by, "n2", Direction.OUT, out)], at=out)

    stay = Attendance.objects.get()
    assert (stay.in_at, stay.out_at, stay.proofs) == (NOW, out, ["leader-scan"])


def test_a_repeated_nonce_is_answered_as_the_first_and_writes_nothing(activity, leader, by):
    first = scan(by)
    record_scans(by=leader, activity=activity, scans=[first], at=NOW)

    again = record_scans(by=leader, activity=activity, scans=[first, first], at=NOW + MINUTE)

    assert outcomes(again) == ["repeated", "repeated"]
    assert (Scan.objects.count(), Attendance.objects.count()) == (1, 1)


def test_a_batch_out_of_order_makes_the_same_stay(activity, leader, by):
    out = NOW + 90 * MINUTE
    batch = [scan(by, "late", Direction.OUT, out), scan(by, "early")]

    assert outcomes(record_scans(by=leader, activity=activity, scans=batch, at=NOW + 3 * HOUR)) == [
        "accepted",
        "accepted",
    ]

    stay = Attendance.objects.get()
    assert (stay.in_at, stay.out_at) == (NOW, out)


def test_both_kinds_of_scan_join_in_one_stay(activity, leader, by):
    check_in_with_venue_code(
        by=by,
        code=venue_code(by=leader, activity=activity, at=NOW).text,
        direction=Direction.IN,
        nonce="v1",
        at=NOW,
    )
    record_scans(by=leader, activity=activity, scans=[scan(by)], at=NOW)

    assert Attendance.objects.get().proofs == ["leader-scan", "venue-code"]


def test_a_code_lives_no_longer_than_its_validity(activity, leader, by):
    code = venue_code(by=leader, activity=activity, at=NOW)
    for wait in range(60):
        at = NOW + wait * SECOND
        try:
            check_in_with_venue_code(by=by, code=code.text, direction=Direction.IN, nonce=f"v{wait}", at=at)
            longest = wait
        except ExpiredCode:
            break
    assert 10 <= longest < 20
    assert (code.renew_at - NOW).total_seconds() <= 20


def test_an_old_screenshot_earns_nothing(activity, leader, by):
    old = scan(by, at=NOW + 5 * MINUTE, code_at=NOW)

    assert outcomes(record_scans(by=leader, activity=activity, scans=[old], at=NOW + 5 * MINUTE)) == [
        "expired-code"
    ]
    assert not Attendance.objects.exists()


@pytest.mark.parametrize(
    "text", ["", "RV1", "RV1.A.x.y.z", "https://example.cn/abc", "RV1.V." + "A" * 22 + ".1f.sig"]
)
def test_what_is_not_our_code_is_refused(activity, leader, by, text):
    with pytest.raises(BadCode):
        check_in_with_venue_code(by=by, code=text, direction=Direction.IN, nonce="v1", at=NOW)
    assert not Scan.objects.exists()


def test_a_volunteers_code_is_no_venue_code_and_a_changed_one_is_refused(activity, leader, by):
    mine = my_code(by=by, at=NOW).text
    venue = venue_code(by=leader, activity=activity, at=NOW).text
    other = make_activity(starts_at=NOW)
    forged = venue.split(".")
    forged[2] = venue_code(by=make_leader(other.body), activity=other, at=NOW).text.split(".")[2]

    for text in (mine, ".".join(forged)):
        with pytest.raises(BadCode):
            check_in_with_venue_code(by=by, code=text, direction=Direction.IN, nonce="v1", at=NOW)
    assert not Attendance.objects.exists()


def test_only_people_on_the_list_come_in(activity, leader, by):
    stranger = volunteer_standing(make_volunteer())

    assert outcomes(record_scans(by=leader, activity=activity, scans=[scan(stranger)], at=NOW)) == [
        "not-on-roster"
    ]
    with pytest.raises(NotOnRoster):
        check_in_with_venue_code(
            by=stranger,
            code=venue_code(by=leader, activity=activity, at=NOW).text,
            direction=Direction.IN,
            nonce="v",
            at=NOW,
        )
    assert not Attendance.objects.exists()


def test_who_waits_is_not_on_the_list(activity, leader):
    waiting = make_signup(post=make_post(activity=activity), volunteer=make_volunteer(), state="waiting")

    result = record_scans(
        by=leader, activity=activity, scans=[scan(volunteer_standing(waiting.volunteer))], at=NOW
    )

    assert outcomes(result) == ["not-on-roster"]


def test_only_who_leads_the_activity_scans(activity, by):
    for other in (by, make_leader(make_activity().body), make_officer()):
        with pytest.raises(NotAllowed):
            record_scans(by=other, activity=activity, scans=[scan(by)], at=NOW)
        with pytest.raises(NotAllowed):
            venue_code(by=other, activity=activity, at=NOW)
    assert not Scan.objects.exists()


def test_a_leader_cannot_check_themself_in(activity, signup):
    leader = make_leader(activity.body)
    account = signup.volunteer.account
    signup.volunteer.account = None
    signup.volunteer.save()
    account.delete()
    signup.volunteer.account_id = leader.account_id
    signup.volunteer.save()
    leader = volunteer_standing(type(signup.volunteer).objects.get(pk=signup.volunteer_id))

    assert outcomes(record_scans(by=leader, activity=activity, scans=[scan(leader)], at=NOW)) == ["own-hours"]
    assert not Attendance.objects.exists()


def test_the_named_leader_cannot_prove_presence_by_their_own_screen(signup):
    volunteer = signup.volunteer
    activity = signup.activity
    type(activity).objects.filter(pk=activity.pk).update(leader_id=volunteer.account_id)
    activity.refresh_from_db()
    by = volunteer_standing(volunteer)

    with pytest.raises(OwnHours):
        check_in_with_venue_code(
            by=by,
            code=venue_code(by=by, activity=activity, at=NOW).text,
            direction=Direction.IN,
            nonce="v",
            at=NOW,
        )
    assert not Attendance.objects.exists()


def test_out_without_in_is_refused(activity, leader, by):
    assert outcomes(
        record_scans(by=leader, activity=activity, scans=[scan(by, direction=Direction.OUT)], at=NOW)
    ) == ["not-checked-in"]
    assert not Attendance.objects.exists()
    assert Scan.objects.get().outcome == "not-checked-in", "kept, in case the way in is still under way"


@pytest.mark.parametrize(("at", "allowed"), [(-61, False), (-60, True), (360, True), (361, False)])
def test_scans_belong_to_the_hours_of_the_activity(activity, leader, by, at, allowed):
    moment = NOW + at * MINUTE

    result = outcomes(record_scans(by=leader, activity=activity, scans=[scan(by, at=moment)], at=moment))

    assert result == (["accepted"] if allowed else ["outside-hours"])


def test_a_scan_from_the_future_is_refused(activity, leader, by):
    ahead = scan(by, at=NOW + 3 * MINUTE)

    assert outcomes(record_scans(by=leader, activity=activity, scans=[ahead], at=NOW)) == ["outside-hours"]


@pytest.mark.parametrize("state", [ActivityState.DRAFT, ActivityState.CANCELLED, ActivityState.SUBMITTED])
def test_no_presence_at_what_does_not_take_place(activity, leader, by, state):
    activity.state = state
    activity.save()

    assert outcomes(record_scans(by=leader, activity=activity, scans=[scan(by)], at=NOW)) == ["wrong-state"]
    assert not Attendance.objects.exists()


def test_a_tick_is_an_entry_and_not_a_proof(activity, leader, signup):
    tick(by=leader, activity=activity, volunteer_ids=[signup.volunteer_id], direction=Direction.IN, at=NOW)

    assert Attendance.objects.get().proofs == ["leader-tick"]


def test_a_forgotten_way_out_stays_open_until_the_leader_closes_it(activity, leader, by):
    record_scans(by=leader, activity=activity, scans=[scan(by)], at=NOW)
    stay = Attendance.objects.get()
    with pytest.raises(NotAllowed):
        close_stay(by=make_officer(), attendance=stay, out_at=NOW + HOUR, at=NOW + HOUR)
    with pytest.raises(OutsideHours):
        close_stay(by=leader, attendance=stay, out_at=NOW - MINUTE, at=NOW + HOUR)
    stay.refresh_from_db()
    assert stay.out_at is None

    close_stay(by=leader, attendance=stay, out_at=NOW + HOUR, at=NOW + 2 * HOUR)

    stay.refresh_from_db()
    assert (stay.out_at, stay.closed_by_id) == (NOW + HOUR, leader.account_id)
    with pytest.raises(WrongState):
        close_stay(by=leader, attendance=stay, out_at=NOW + 2 * HOUR, at=NOW + 2 * HOUR)


def test_a_later_way_out_extends_and_coming_back_opens_a_second_stay(activity, leader, by):
    times = [
        ("in", Direction.IN, 0),
        ("out", Direction.OUT, 30),
        ("out2", Direction.OUT, 40),
        ("in2", Direction.IN, 60),
    ]
    for nonce, direction, minutes in times:
        at = NOW + minutes * MINUTE
        record_scans(by=leader, activity=activity, scans=[scan(by, nonce, direction, at)], at=at)

    first, second = Attendance.objects.order_by("in_at")
    assert (first.out_at, second.in_at, second.out_at) == (NOW + 40 * MINUTE, NOW + 60 * MINUTE, None)


def test_a_districts_own_rule_for_codes_does_not_make_the_venues_code_unreadable(activity, leader, by):
    region = make_region_tree().yushui
    DatedSetting.objects.create(
        key="attendance.code_seconds", region=region, effective_on=date(2020, 1, 1), value=6, set_at=NOW
    )

    code = venue_code(by=leader, activity=activity, at=NOW)
    check_in_with_venue_code(by=by, code=code.text, direction=Direction.IN, nonce="v1", at=NOW + 5 * SECOND)

    assert Attendance.objects.get().proofs == ["venue-code"]


def test_a_nonce_serves_one_person_and_one_direction(activity, leader, by):
    other = volunteer_standing(
        make_signup(post=make_post(activity=activity), volunteer=make_volunteer()).volunteer
    )
    record_scans(by=leader, activity=activity, scans=[scan(by)], at=NOW)

    out = scan(by, direction=Direction.OUT, at=NOW + MINUTE)
    refused = record_scans(by=leader, activity=activity, scans=[scan(other), out], at=NOW + MINUTE)

    assert outcomes(refused) == ["nonce-reused", "nonce-reused"]
    assert Attendance.objects.get().volunteer_id == by.volunteer_id
    with pytest.raises(NonceReused):
        venue = venue_code(by=leader, activity=activity, at=NOW)
        check_in_with_venue_code(by=other, code=venue.text, direction=Direction.IN, nonce="n1", at=NOW)
    assert Attendance.objects.count() == 1


def test_two_people_with_one_nonce_in_one_batch_are_told_apart(activity, leader, by):
    other = volunteer_standing(
        make_signup(post=make_post(activity=activity), volunteer=make_volunteer()).volunteer
    )

    assert outcomes(record_scans(by=leader, activity=activity, scans=[scan(by), scan(other)], at=NOW)) == [
        "accepted",
        "nonce-reused",
    ]
