"""Hours voided, corrected and entered again: the ledger only grows."""

from __future__ import annotations

import pytest

from redvest.core.errors import NotAllowed
from redvest.registry.choices import Role
from redvest.service.actions.correction import correct_entry, void_entry
from redvest.service.actions.second_person import volunteer_confirms
from redvest.service.choices import Grade
from redvest.service.hours_errors import BadHours, EntryVoided, OwnHours
from redvest.service.models import HoursEntry, HoursSheet
from redvest.service.queries import hours as queries
from tests.factories.registry import (
    NOW,
    make_body,
    make_body_admin,
    make_grant,
    make_leader,
    make_member,
    make_volunteer,
    volunteer_standing,
)
from tests.factories.service import HOUR, make_activity, make_entry
from tests.service.actions.test_hours import AFTER, confirm, present

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity():
    return make_activity(starts_at=NOW, hours=2)


@pytest.fixture
def leader(activity):
    return make_leader(activity.body)


def test_hours_that_were_voided_do_not_overlap(activity, leader):
    volunteer, body = present(activity), make_body()
    entry = make_entry(volunteer=volunteer, body=body, starts_at=NOW, minutes=30)
    void_entry(by=make_body_admin(body), entry=entry, reason="记错了人", at=AFTER)

    assert confirm(leader, activity, volunteer).outcome == "recorded"


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
