"""Cheap ways to fake presence, each played out to the ledger: none may give grade A or B.

And the honest way that must not be harder for it: indoors, without GPS, two proofs within fifteen seconds give A.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from redvest.registry.actions.consent import record_consent
from redvest.registry.choices import ConsentPurpose
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.service.actions.attendance import (
    ScanForm,
    check_in_with_venue_code,
    close_stay,
    my_code,
    record_scans,
    tick,
    venue_code,
)
from redvest.service.actions.hours import HoursForm, confirm_hours
from redvest.service.actions.ping import still_here
from redvest.service.actions.second_person import second_officer_confirms, volunteer_confirms
from redvest.service.attendance_errors import DeviceShared, TooFar
from redvest.service.choices import Direction
from redvest.service.code_errors import CodeUsed, ExpiredCode
from redvest.service.errors import NotServing
from redvest.service.hours_errors import OwnHours, SamePerson
from redvest.service.models import Activity, Attendance, HoursEntry, HoursSheet, Scan
from redvest.service.queries.hours import effective
from redvest.service.rules.fence import Position
from tests.factories.registry import NOW, make_leader, make_volunteer, volunteer_standing
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
IN, OUT = Direction.IN, Direction.OUT
END = NOW + 2 * HOUR
HERE = Position(114.93, 27.81, 15)
FAR = Position(114.95, 27.81, 15)  # about two kilometres east


@pytest.fixture
def activity() -> Activity:
    return make_activity(starts_at=NOW, hours=2)


@pytest.fixture
def leader(activity: Activity) -> Standing:
    return make_leader(activity.body)


def someone(activity: Activity, *, locates: bool = False) -> Standing:
    volunteer = make_volunteer()
    make_signup(post=make_post(activity=activity), volunteer=volunteer)
    if locates:
        record_consent(volunteer=volunteer, purpose=ConsentPurpose.LOCATION, by_guardian=False, at=NOW)
    return volunteer_standing(volunteer)


def venue(
    leader: Standing, activity: Activity, by: Standing, way: Direction, at: datetime, *, shown: timedelta = 0 * SECOND,
    device: str = "", position: Position | None = None,
) -> None:  # fmt: skip
    """The volunteer scans a venue code that was shown some time ago."""
    code = venue_code(by=leader, activity=activity, at=at - shown).text
    check_in_with_venue_code(
        by=by, code=code, direction=way, nonce=f"v-{by.volunteer_id}-{way}-{at:%H%M%S}", device=device,
        position=position, at=at,
    )  # fmt: skip


def scanned(
    leader: Standing, activity: Activity, by: Standing, way: Direction, at: datetime, *, code: str = "", device: str = ""
) -> str:  # fmt: skip
    """The leader scans what the volunteer shows."""
    form = ScanForm(f"s-{way}-{at:%H%M%S%f}", way, at, code=code or my_code(by=by, at=at, device=device).text)
    return record_scans(by=leader, activity=activity, scans=[form], at=at)[0].outcome


def confirmed(leader: Standing, activity: Activity, by: Standing, minutes: int | None = None) -> str:
    """The grade that stands in the ledger after the leader's countersign; empty for no entry at all."""
    assert by.volunteer_id is not None
    confirm_hours(by=leader, activity=activity, entries=[HoursForm(by.volunteer_id, minutes)], at=END + HOUR)
    entry = effective().filter(volunteer_id=by.volunteer_id).first()
    return entry.grade if entry else ""


def test_a_replayed_code_of_the_venue(activity: Activity, leader: Standing) -> None:
    by = someone(activity)
    with pytest.raises(ExpiredCode):
        venue(leader, activity, by, IN, NOW, shown=21 * SECOND)
    with pytest.raises(ExpiredCode):
        venue(leader, activity, by, OUT, END, shown=21 * SECOND)

    assert not Attendance.objects.exists()
    assert confirmed(leader, activity, by, 120) == "D"


def test_a_replayed_code_of_the_volunteer(activity: Activity, leader: Standing) -> None:
    by = someone(activity)
    picture = my_code(by=by, at=NOW).text

    assert scanned(leader, activity, by, IN, NOW + 60 * SECOND, code=picture) == "expired-code"
    assert scanned(leader, activity, by, OUT, END, code=picture) == "expired-code"
    assert confirmed(leader, activity, by, 120) == "D"


def test_a_code_relayed_to_a_phone_more_than_a_kilometre_away(activity: Activity, leader: Standing) -> None:
    by = someone(activity, locates=True)
    for way, at in ((IN, NOW), (OUT, END)):
        with pytest.raises(TooFar):
            venue(leader, activity, by, way, at, shown=5 * SECOND, position=FAR)

    assert not Attendance.objects.exists()
    assert set(Scan.objects.values_list("outcome", "fence")) == {("too-far", "outside")}, (
        "the attempts are on record"
    )
    assert confirmed(leader, activity, by, 120) == "D"


def test_a_code_relayed_to_a_phone_that_hides_where_it_is(activity: Activity, leader: Standing) -> None:
    by = someone(activity)
    for way, at in ((IN, NOW), (OUT, END)):
        venue(
            leader, activity, by, way, at, shown=5 * SECOND, position=HERE
        )  # no consent: not even looked at

    assert not Scan.objects.exclude(fence="").exists()
    assert confirmed(leader, activity, by) == "D"
    sheet = HoursSheet.objects.get()
    assert sheet.proofs == ["venue-code"]


def test_one_phone_that_scans_for_two(activity: Activity, leader: Standing) -> None:
    first, second = someone(activity, locates=True), someone(activity, locates=True)
    venue(leader, activity, first, IN, NOW, device="phone", position=HERE)
    with pytest.raises(DeviceShared):
        venue(leader, activity, second, IN, NOW + 12 * SECOND, device="phone", position=HERE)
    venue(leader, activity, first, OUT, END, device="phone", position=HERE)
    with pytest.raises(DeviceShared):
        venue(leader, activity, second, OUT, END + 12 * SECOND, device="phone", position=HERE)

    assert confirmed(leader, activity, second, 120) == "D"
    assert confirmed(leader, activity, first) == "B"


def test_one_phone_that_shows_two_peoples_codes(activity: Activity, leader: Standing) -> None:
    first, second = someone(activity), someone(activity)
    assert scanned(leader, activity, first, IN, NOW, device="phone") == "accepted"
    assert scanned(leader, activity, second, IN, NOW + 12 * SECOND, device="phone") == "device-shared"
    assert scanned(leader, activity, second, OUT, END, device="phone") == "device-shared"

    assert confirmed(leader, activity, second, 120) == "D"


def test_a_mocked_place_alone(activity: Activity, leader: Standing) -> None:
    """Everything a phone can invent: a place in every request, and no code that holds."""
    by = someone(activity, locates=True)
    with pytest.raises(ExpiredCode):
        venue(leader, activity, by, IN, NOW, shown=30 * SECOND, position=HERE)
    tick(by=leader, activity=activity, volunteer_ids=[by.volunteer_id], direction=IN, at=NOW)  # type: ignore[list-item]
    tick(by=leader, activity=activity, volunteer_ids=[by.volunteer_id], direction=OUT, at=END)  # type: ignore[list-item]

    assert confirmed(leader, activity, by) == "D"


def test_a_leader_who_confirms_their_own_hours(activity: Activity, leader: Standing) -> None:
    record = make_volunteer(account=activity.leader)
    make_signup(post=make_post(activity=activity), volunteer=record)
    own = Standing(activity.leader_id, record.pk, record.city, "陈领队", leader.grants)

    with pytest.raises(OwnHours):
        venue(leader, activity, own, IN, NOW)
    assert scanned(own, activity, own, IN, NOW) == "own-hours"
    # A standing that does not remember the record does not help either.
    for standing in (own, Standing(activity.leader_id, None, record.city, "陈领队", leader.grants)):
        assert confirmed(standing, activity, own, 120) == ""


def test_another_leader_of_the_body_cannot_scan_the_screen_they_show(
    activity: Activity, leader: Standing
) -> None:
    record = make_volunteer()
    make_signup(post=make_post(activity=activity), volunteer=record)
    both = Standing(record.account_id, record.pk, record.city, "李", leader.grants)

    with pytest.raises(OwnHours):
        venue(both, activity, both, IN, NOW)
    assert not Scan.objects.exists()


def test_a_second_officer_who_is_the_first(activity: Activity, leader: Standing) -> None:
    by = someone(activity)
    assert confirmed(leader, activity, by, 120) == "D"
    sheet = HoursSheet.objects.get()
    volunteer_confirms(by=by, sheet=sheet, at=END + HOUR)

    for same in (leader, Standing(activity.leader_id, None, by.city, "陈", leader.grants)):
        with pytest.raises(SamePerson):
            second_officer_confirms(by=same, sheet=sheet, at=END + HOUR)
    served = Standing(by.account_id, None, by.city, "李", leader.grants)
    with pytest.raises(SamePerson):
        second_officer_confirms(by=served, sheet=sheet, at=END + HOUR)

    assert HoursEntry.objects.get().grade == "D"


def test_a_back_dated_tick_and_one_scan(activity: Activity, leader: Standing) -> None:
    by = someone(activity)
    back = ScanForm("late-tick", IN, NOW, volunteer_id=by.volunteer_id)
    record_scans(by=leader, activity=activity, scans=[back], at=END)
    assert scanned(leader, activity, by, OUT, END) == "accepted"

    assert Attendance.objects.get().proofs == ["leader-tick"]
    assert confirmed(leader, activity, by) == "D"


def test_one_scan_and_a_way_out_by_hand(activity: Activity, leader: Standing) -> None:
    by = someone(activity)
    venue(leader, activity, by, IN, NOW)
    scanned(leader, activity, by, IN, NOW + 15 * SECOND)
    close_stay(by=leader, attendance=Attendance.objects.get(), out_at=END, at=END)

    assert Attendance.objects.get().proofs == ["leader-scan", "leader-tick", "venue-code"]
    assert confirmed(leader, activity, by) == "D", (
        "the scans stand for the quarter of a minute that they cover"
    )


def test_one_code_for_the_way_in_and_the_way_out(activity: Activity, leader: Standing) -> None:
    by = someone(activity)
    code = my_code(by=by, at=NOW).text
    assert scanned(leader, activity, by, IN, NOW, code=code) == "accepted"
    assert scanned(leader, activity, by, OUT, NOW + 5 * SECOND, code=code) == "code-used"
    assert scanned(leader, activity, by, IN, NOW + 6 * SECOND, code=code) == "repeated"
    late = someone(activity)
    venue(leader, activity, late, IN, NOW)
    with pytest.raises(CodeUsed):
        venue(leader, activity, late, OUT, NOW + SECOND)

    assert not Attendance.objects.exclude(out_at=None).exists()
    assert confirmed(leader, activity, by, 120) == "D"


def test_indoors_without_gps_two_proofs_within_fifteen_seconds_give_a(
    activity: Activity, leader: Standing
) -> None:
    by = someone(activity)
    for way, at in ((IN, NOW), (OUT, END)):
        assert scanned(leader, activity, by, way, at, device="own") == "accepted"
        venue(leader, activity, by, way, at + 14 * SECOND, device="own")

    assert Scan.objects.filter(fence="").count() == 4, "no place was asked for"
    assert confirmed(leader, activity, by) == "A"
    assert Volunteer.objects.get(pk=by.volunteer_id).entries.get().minutes == 120


def test_a_relayed_way_out_stretches_no_leader_s_scan(activity: Activity, leader: Standing) -> None:
    """At the door for a minute, and a friend films the code at the end."""
    by = someone(activity)
    scanned(leader, activity, by, IN, NOW)
    venue(leader, activity, by, OUT, END)

    assert confirmed(leader, activity, by) == "D"


def test_one_family_at_each_end_gives_a_where_both_stand_by_themselves(
    activity: Activity, leader: Standing
) -> None:
    by = someone(activity, locates=True)
    scanned(leader, activity, by, IN, NOW)
    venue(leader, activity, by, OUT, END, position=HERE, device="phone")

    assert confirmed(leader, activity, by) == "A"


def test_a_word_from_home_with_a_mocked_place_stretches_nothing(activity: Activity, leader: Standing) -> None:
    by = someone(activity, locates=True)
    scanned(leader, activity, by, IN, NOW)
    still_here(by=by, activity=activity, position=HERE, at=END - 10 * SECOND)
    assert by.volunteer_id is not None
    tick(by=leader, activity=activity, volunteer_ids=[by.volunteer_id], direction=OUT, at=END)

    assert confirmed(leader, activity, by) == "D"


def test_three_from_one_machine_with_a_relayed_code_and_a_mocked_place(
    activity: Activity, leader: Standing
) -> None:
    for _person in range(3):
        by = someone(activity, locates=True)
        for way, at in ((IN, NOW), (OUT, END)):
            venue(leader, activity, by, way, at, position=HERE)
        assert confirmed(leader, activity, by) == "D"


@pytest.mark.parametrize("state", ["suspended", "left", "pending-guardian"])
def test_who_may_not_serve_proves_nothing(activity: Activity, leader: Standing, state: str) -> None:
    by = someone(activity)
    code = my_code(by=by, at=NOW).text
    Volunteer.objects.filter(pk=by.volunteer_id).update(state=state)
    with pytest.raises(NotServing):
        my_code(by=by, at=NOW)
    with pytest.raises(NotServing):
        venue(leader, activity, by, IN, NOW)
    assert scanned(leader, activity, by, IN, NOW, code=code) == "not-serving"
    assert not Scan.objects.exists()
    assert confirmed(leader, activity, by, minutes=60) == ""
