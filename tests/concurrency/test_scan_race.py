"""Scans arrive twice, together and from both sides: presence is written down once."""

from __future__ import annotations

from collections import Counter
from functools import partial
from itertools import chain

import pytest

from redvest.core.models import AuditLine
from redvest.registry.models import Volunteer
from redvest.service.actions.attendance import (
    ScanForm,
    check_in_with_venue_code,
    my_code,
    record_scans,
    tick,
    venue_code,
)
from redvest.service.choices import Direction
from redvest.service.models import Attendance, Scan
from tests.factories.race import at_once
from tests.factories.registry import NOW, make_leader, make_volunteer, volunteer_standing
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def activity():
    return make_activity(starts_at=NOW, hours=2)


@pytest.fixture
def leader(activity):
    return make_leader(activity.body)


def someone(activity):
    return volunteer_standing(
        make_signup(post=make_post(activity=activity), volunteer=make_volunteer()).volunteer
    )


def scan(by, nonce, direction=Direction.IN, at=NOW):
    return ScanForm(nonce=nonce, direction=direction, at=at, code=my_code(by=by, at=at).text, device="gate")


def record(leader, activity, *scans, at=NOW):
    return [result.outcome for result in record_scans(by=leader, activity=activity, scans=scans, at=at)]


def test_the_same_nonce_twenty_times_at_once_is_one_scan_and_one_stay(activity, leader):
    by = someone(activity)
    form = scan(by, "n1")

    outcomes = at_once(*[partial(record, leader, activity, form)] * 20)

    assert Counter(outcome[0] for outcome in outcomes) == {"accepted": 1, "repeated": 19}
    assert (Scan.objects.count(), Attendance.objects.count()) == (1, 1)
    assert AuditLine.objects.filter(verb="check_in").count() == 1


def test_a_whole_batch_sent_twice_at_once_counts_once(activity, leader):
    people = [someone(activity) for _ in range(6)]
    batch = [scan(by, f"in-{n}") for n, by in enumerate(people)]
    batch += [scan(by, f"out-{n}", Direction.OUT, NOW + HOUR) for n, by in enumerate(people)]

    outcomes = at_once(*[partial(record, leader, activity, *batch, at=NOW + 2 * HOUR)] * 3)

    assert Counter(chain(*outcomes)) == {"accepted": 12, "repeated": 24}
    assert (Scan.objects.count(), Attendance.objects.count()) == (12, 6)
    assert set(Attendance.objects.values_list("in_at", "out_at")) == {(NOW, NOW + HOUR)}


def test_in_by_the_leader_and_by_the_venue_at_once_is_one_stay_with_both_proofs(activity, leader):
    for number in range(4):
        by = someone(activity)
        venue = venue_code(by=leader, activity=activity, at=NOW).text

        outcomes = at_once(
            partial(record, leader, activity, scan(by, f"leader-{number}")),
            partial(
                check_in_with_venue_code,
                by=by,
                code=venue,
                direction=Direction.IN,
                nonce=f"venue-{number}",
                at=NOW,
            ),
        )

        assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)], outcomes
        stay = Attendance.objects.get(volunteer_id=by.volunteer_id)
        assert (stay.proofs, stay.out_at) == (["leader-scan", "venue-code"], None)
        assert Scan.objects.filter(volunteer_id=by.volunteer_id).count() == 2


def test_two_devices_that_scan_one_person_at_once_open_one_stay(activity, leader):
    by = someone(activity)

    outcomes = at_once(*[partial(record, leader, activity, scan(by, f"gate-{n}")) for n in range(8)])

    assert sorted(chain(*outcomes)) == ["accepted", *["repeated"] * 7], "one code is used once"
    assert (Scan.objects.count(), Attendance.objects.count()) == (1, 1)


def test_one_code_for_in_and_for_out_at_once_serves_one_of_them(activity, leader):
    for number in range(4):
        by = someone(activity)
        record(leader, activity, scan(by, f"first-{number}", at=NOW))
        at = NOW + HOUR
        both = [scan(by, f"{way}-{number}", way, at) for way in (Direction.IN, Direction.OUT)]

        outcomes = at_once(*[partial(record, leader, activity, form, at=at) for form in both])

        assert sorted(chain(*outcomes)) == ["accepted", "code-used"]


def test_one_code_at_two_activities_at_once_serves_one_of_them(activity, leader):
    other = make_activity(starts_at=NOW + 2 * HOUR, hours=2)
    at = NOW + 1.5 * HOUR  # the first is still on, the doors of the second are open
    elsewhere = make_leader(other.body)
    for number in range(4):
        by = someone(activity)
        make_signup(post=make_post(activity=other), volunteer=Volunteer.objects.get(pk=by.volunteer_id))
        form = scan(by, f"n-{number}", at=at)

        outcomes = at_once(
            partial(record, leader, activity, form, at=at), partial(record, elsewhere, other, form, at=at)
        )

        assert sorted(chain(*outcomes)) == ["accepted", "code-used"]
        assert Attendance.objects.filter(volunteer_id=by.volunteer_id).count() == 1


def test_a_phone_for_two_people_at_once_serves_one_of_them(activity, leader):
    for number in range(4):
        people = [someone(activity) for _ in range(2)]
        code = venue_code(by=leader, activity=activity, at=NOW).text

        outcomes = at_once(
            *[
                partial(
                    check_in_with_venue_code,
                    by=by, code=code, direction=Direction.IN, nonce=f"{by.volunteer_id}", device=f"phone-{number}", at=NOW,
                )
                for by in people
            ]
        )  # fmt: skip

        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Activity", "DeviceShared"]
        assert Attendance.objects.filter(volunteer_id__in=[by.volunteer_id for by in people]).count() == 1


def test_out_from_two_devices_at_once_ends_the_stay_at_the_later(activity, leader):
    by = someone(activity)
    record(leader, activity, scan(by, "in"))
    outs = [scan(by, f"out-{n}", Direction.OUT, NOW + HOUR + n * HOUR / 60) for n in range(4)]

    outcomes = at_once(*[partial(record, leader, activity, out, at=NOW + 2 * HOUR) for out in outs])

    assert outcomes == [["accepted"]] * 4
    assert Attendance.objects.get().out_at == NOW + HOUR + 3 * HOUR / 60


def test_one_nonce_for_two_people_at_once_lets_one_of_them_in(activity, leader):
    for number in range(5):
        first, second = someone(activity), someone(activity)

        outcomes = at_once(
            *[partial(record, leader, activity, scan(by, f"same-{number}")) for by in (first, second)]
        )

        assert sorted(chain(*outcomes)) == ["accepted", "nonce-reused"]
        assert Scan.objects.filter(nonce=f"same-{number}").count() == 1
        present = Attendance.objects.filter(volunteer_id__in=[first.volunteer_id, second.volunteer_id])
        assert present.count() == 1, "who was not written down is not there"


def test_a_double_click_on_a_tick_is_one_stay(activity, leader):
    by = someone(activity)
    click = partial(
        tick, by=leader, activity=activity, volunteer_ids=[by.volunteer_id], direction=Direction.IN, at=NOW
    )

    outcomes = at_once(*[click] * 6)

    assert Counter(results[0].outcome for results in outcomes) == {"accepted": 1, "repeated": 5}
    assert Attendance.objects.get().proofs == ["leader-tick"]
