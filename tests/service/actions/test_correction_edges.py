"""Corrections at their edges: how long, by whom, and what a refusal leaves as it was; reminders beside their main path."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redvest.core.errors import DomainError, NotAllowed
from redvest.core.models import AuditLine, ThrottleCount
from redvest.registry.choices import Role
from redvest.registry.models import Account, Body, OutgoingMessage
from redvest.registry.policy import Standing
from redvest.service.actions.correction import LONGEST, correct_entry, send_back_hours, void_entry
from redvest.service.actions.hours import HoursForm, confirm_hours
from redvest.service.actions.reminder import remind_leader, remind_recording, stage_of
from redvest.service.actions.second_person import second_officer_confirms
from redvest.service.choices import ActivityState, ReminderStage, SheetState, SignUpState
from redvest.service.errors import WrongState
from redvest.service.hours_errors import BadHours, EntryVoided, OwnHours, SamePerson
from redvest.service.models import Activity, HoursEntry, HoursSheet, RecordingReminder
from redvest.service.queries.hours import minutes_by_grade
from redvest.service.rules.deadline import Deadline
from tests.factories import registry, service
from tests.factories.registry import CITY, NOW, TODAY
from tests.factories.service import HOUR

pytestmark = pytest.mark.django_db
AFTER = NOW + 3 * HOUR
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def kept_messages(settings: Any) -> None:
    settings.REDVEST_DEMO = True


@pytest.fixture
def team() -> Body:
    return registry.make_body()


@pytest.fixture
def head(team: Body) -> Standing:
    return registry.make_body_admin(team)


def ticked(team: Body, leader: Standing) -> HoursSheet:
    """Two hours on the leader's word alone, waiting for a second officer."""
    activity = service.make_activity(body=team, starts_at=NOW)
    volunteer = registry.make_volunteer()
    signup = service.make_signup(post=service.make_post(activity=activity), volunteer=volunteer)
    service.make_stay(signup=signup, in_at=NOW, out_at=NOW + 2 * HOUR, proofs=("leader-tick",))
    confirm_hours(by=leader, activity=activity, entries=[HoursForm(volunteer.pk)], at=AFTER)
    return HoursSheet.objects.get(volunteer=volunteer)


def state() -> tuple[list[Any], list[Any], int, int]:
    """Everything that a correction could touch."""
    entries = list(HoursEntry.objects.order_by("id").values())
    sheets = list(HoursSheet.objects.order_by("id").values())
    return entries, sheets, AuditLine.objects.count(), OutgoingMessage.objects.count()


# ---- how long


def test_hours_without_an_activity_may_fill_their_own_period(team: Body, head: Standing) -> None:
    entry = service.make_entry(volunteer=registry.make_volunteer(), body=team, minutes=60)
    before = state()
    for minutes in (61, 0, -30):
        with pytest.raises(BadHours):
            correct_entry(by=head, entry=entry, minutes=minutes, reason="核对签到表", at=AFTER)
    assert state() == before
    new = correct_entry(by=head, entry=entry, minutes=60, reason="核对签到表", at=AFTER)
    assert (new.grade, new.kind, new.recorded_by_id) == ("B", "correction", head.account_id)


def test_a_record_keeps_its_place_mark_and_source_through_a_correction(team: Body, head: Standing) -> None:
    person = registry.make_volunteer()
    entry = service.make_marked(volunteer=person, body=team, mark="transfer", source="江西志愿服务网")
    new = correct_entry(by=head, entry=entry, minutes=20, reason="核对签到表", at=AFTER)
    for kept in (
        "mark",
        "source",
        "title",
        "region_path",
        "service_on",
        "starts_at",
        "ends_at",
        "proofs",
        "grade",
    ):
        assert getattr(new, kept) == getattr(entry, kept), kept
    assert new.voids_id is None and entry.voided_by.minutes == -60
    assert minutes_by_grade(person.pk) == {"A": 0, "B": 0, "C": 0, "D": 20}


@given(minutes=st.integers(min_value=1, max_value=120))
@settings(max_examples=12)
def test_any_correction_downwards_keeps_the_grade_and_the_sum_is_what_was_said(minutes: int) -> None:
    team = registry.make_body()
    person, by = registry.make_volunteer(), registry.make_body_admin(team)
    entry = service.make_entry(volunteer=person, body=team, minutes=120)
    new = correct_entry(by=by, entry=entry, minutes=minutes, reason="早走了", at=AFTER)
    assert (new.minutes, new.grade) == (minutes, "B")
    assert minutes_by_grade(person.pk) == {"A": 0, "B": minutes, "C": 0, "D": 0}
    assert [each.minutes for each in HoursEntry.objects.filter(volunteer=person).order_by("recorded_at", "id")] == [
        120, -120, minutes,
    ]  # fmt: skip


def test_who_writes_more_minutes_down_cannot_be_the_second_one_as_well(team: Body, head: Standing) -> None:
    activity = service.make_activity(body=team, starts_at=NOW)
    volunteer = registry.make_volunteer()
    signup = service.make_signup(post=service.make_post(activity=activity), volunteer=volunteer)
    service.make_stay(signup=signup, in_at=NOW, out_at=NOW + HOUR)
    confirm_hours(
        by=registry.make_leader(team), activity=activity, entries=[HoursForm(volunteer.pk)], at=AFTER
    )
    entry = HoursEntry.objects.get()

    new = correct_entry(by=head, entry=entry, minutes=100, reason="漏算了收尾", at=AFTER)

    sheet = HoursSheet.objects.get()
    assert (new.grade, list(new.proofs)) == ("D", ["leader-tick"])
    assert (sheet.state, sheet.entry_id, sheet.minutes) == (SheetState.AWAITING, new.pk, 100)
    assert (sheet.countersigned_by_id, sheet.volunteer_confirmed_at) == (head.account_id, None)
    before = state()
    with pytest.raises(SamePerson):
        second_officer_confirms(by=head, sheet=sheet, at=AFTER)
    with pytest.raises(SamePerson):
        send_back_hours(by=head, sheet=sheet, reason="再想想", at=AFTER)
    assert state() == before
    send_back_hours(by=registry.make_officer(), sheet=sheet, reason="没有依据", at=AFTER)
    assert sum(minutes_by_grade(volunteer.pk).values()) == 0


# ---- by whom


def test_only_the_recording_body_and_its_officers_correct(team: Body) -> None:
    person = registry.make_volunteer()
    entry = service.make_entry(volunteer=person, body=team, minutes=60)
    outsiders = [
        registry.make_member(),
        registry.make_body_admin(registry.make_body()),
        registry.make_leader(team),  # without an activity there is nothing that they lead
        registry.make_officer(registry.make_region_tree().fenyi),
        registry.volunteer_standing(person),
    ]
    before = state()
    for by in outsiders:
        with pytest.raises(NotAllowed):
            correct_entry(by=by, entry=entry, minutes=30, reason="早走了", at=AFTER)
        with pytest.raises(NotAllowed):
            void_entry(by=by, entry=entry, reason="没有到场", at=AFTER)
    assert state() == before
    for by in (registry.make_officer(), registry.make_centre(), registry.make_body_admin(team)):
        entry = correct_entry(by=by, entry=entry, minutes=entry.minutes - 5, reason="早走了", at=AFTER)
    assert minutes_by_grade(person.pk)["B"] == 45


def test_an_officer_does_not_void_their_own_hours(team: Body) -> None:
    person = registry.make_volunteer()
    account = Account.objects.get(pk=person.account_id)
    registry.make_grant(account=account, role=Role.REGION_OFFICER, region=registry.make_region_tree().yushui)
    entry = service.make_entry(volunteer=person, body=team)
    before = state()
    with pytest.raises(OwnHours):
        void_entry(by=registry.volunteer_standing(person), entry=entry, reason="不要了", at=AFTER)
    assert state() == before


def test_what_is_voided_is_not_corrected_any_more(team: Body, head: Standing) -> None:
    entry = service.make_entry(volunteer=registry.make_volunteer(), body=team, minutes=60)
    void = void_entry(by=head, entry=entry, reason="没有到场", at=AFTER)
    before = state()
    with pytest.raises(EntryVoided):
        correct_entry(by=head, entry=entry, minutes=30, reason="早走了", at=AFTER)
    with pytest.raises(DomainError):  # a void has no minutes to correct
        correct_entry(by=head, entry=void, minutes=30, reason="早走了", at=AFTER)
    assert state() == before


def test_a_reason_is_trimmed_and_kept_to_its_length(team: Body, head: Standing) -> None:
    sheet = ticked(team, registry.make_leader(team))
    void = send_back_hours(by=head, sheet=sheet, reason=f"  {'长' * 300} ", at=AFTER)
    assert void.reason == "长" * LONGEST
    assert AuditLine.objects.get(verb="send_back_hours").reason == "长" * LONGEST


def test_hours_are_sent_back_once(team: Body, head: Standing) -> None:
    sheet = ticked(team, registry.make_leader(team))
    send_back_hours(by=head, sheet=sheet, reason="照片里没有他", at=AFTER)
    before = state()
    with pytest.raises(WrongState):  # also with the sheet as it was read before
        send_back_hours(by=head, sheet=sheet, reason="再来一次", at=AFTER)
    with pytest.raises(DomainError):
        second_officer_confirms(by=head, sheet=sheet, at=AFTER)
    assert state() == before


# ---- reminders


def ended(team: Body, *, ago: timedelta = 3 * HOUR, **given: Any) -> Activity:
    given = {"state": ActivityState.CLOSED} | given
    activity = service.make_activity(body=team, starts_at=NOW - ago, **given)
    post = service.make_post(activity=activity)
    service.make_signup(post=post, volunteer=registry.make_volunteer(), state=SignUpState.SERVED)
    return activity


@given(due=st.integers(0, 60), today=st.integers(0, 120), before=st.integers(0, 10))
def test_stages_follow_one_another_and_none_comes_back(due: int, today: int, before: int) -> None:
    order = [None, ReminderStage.SOON, ReminderStage.LAST_DAY, ReminderStage.OVERDUE]
    last = Deadline(TODAY + due * DAY, True)
    now, next_day = (
        stage_of(due=last, days_before=before, today=TODAY + each * DAY) for each in (today, today + 1)
    )
    assert order.index(now) <= order.index(next_day)
    assert (now == ReminderStage.LAST_DAY) == (today == due)
    assert (now == ReminderStage.OVERDUE) == (today > due)


def test_nobody_is_told_of_another_city_or_of_what_was_called_off(team: Body) -> None:
    ended(team, state=ActivityState.CANCELLED)
    ended(team, ago=200 * DAY)  # so old that it counts as settled
    assert remind_recording(city=CITY, at=NOW + 15 * DAY) == 0
    ended(team)
    assert remind_recording(city="410800", at=NOW + 15 * DAY) == 0
    assert not OutgoingMessage.objects.exists() and not RecordingReminder.objects.exists()


def test_a_head_who_is_an_officer_too_gets_one_text(team: Body, head: Standing) -> None:
    account = Account.objects.get(pk=head.account_id)
    registry.make_grant(account=account, role=Role.REGION_OFFICER, region=registry.make_region_tree().yushui)
    ended(team)
    assert remind_recording(city=CITY, at=NOW + 15 * DAY) == 1
    assert OutgoingMessage.objects.filter(phone_tail=account.phone_tail).count() == 1


def test_who_does_not_see_the_roster_reminds_nobody(team: Body) -> None:
    activity = ended(team, ago=20 * DAY)
    outsiders = (
        registry.make_body_admin(registry.make_body()),
        registry.make_officer(registry.make_region_tree().fenyi),
        registry.volunteer_standing(activity.signups.get().volunteer),
    )
    for by in outsiders:
        with pytest.raises(NotAllowed):
            remind_leader(by=by, activity=activity, at=NOW)
    assert not OutgoingMessage.objects.exists() and not ThrottleCount.objects.exists()
    remind_leader(
        by=registry.make_leader(team), activity=activity, at=NOW
    )  # a refusal has not used up the day
    assert activity.title in registry.last_text(activity.leader.phone_tail)
