"""Hours sent back by a second officer, and what a void does to the reports of the volunteer."""

from __future__ import annotations

import pytest

from redvest.core.errors import DomainError, NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.models import OutgoingMessage
from redvest.service.actions.correction import send_back_hours, void_entry
from redvest.service.actions.hours import HoursForm, confirm_hours
from redvest.service.actions.report import report_error
from redvest.service.actions.second_person import second_officer_confirms
from redvest.service.choices import RequestState, SheetState
from redvest.service.errors import ReasonNeeded, WrongState
from redvest.service.hours_errors import SamePerson
from redvest.service.models import HoursEntry, HoursSheet
from redvest.service.queries.hours import minutes_by_grade
from tests.factories import registry, service
from tests.factories.registry import NOW
from tests.factories.service import HOUR

pytestmark = pytest.mark.django_db
AFTER = NOW + 3 * HOUR


@pytest.fixture(autouse=True)
def kept_messages(settings):
    settings.REDVEST_DEMO = True


@pytest.fixture
def sheet() -> HoursSheet:
    """Hours on the leader's word alone."""
    body = registry.make_body()
    leader = registry.make_leader(body)
    activity = service.make_activity(body=body, starts_at=NOW)
    service.make_post(activity=activity)
    volunteer = registry.make_volunteer()
    signup = service.make_signup(post=activity.posts.get(), volunteer=volunteer)
    service.make_stay(signup=signup, in_at=NOW, out_at=NOW + 2 * HOUR, proofs=("leader-tick",))
    confirm_hours(by=leader, activity=activity, entries=[HoursForm(volunteer.pk)], at=AFTER)
    return HoursSheet.objects.get()


def sent_back(by, sheet: HoursSheet, reason: str = "照片里没有他") -> HoursEntry:
    return send_back_hours(by=by, sheet=sheet, reason=reason, at=AFTER)


def test_hours_go_back_with_a_reason_that_both_read(sheet: HoursSheet) -> None:
    OutgoingMessage.objects.all().delete()

    void = sent_back(registry.make_officer(), sheet)

    sheet.refresh_from_db()
    assert (sheet.state, void.voids_id, void.reason) == (SheetState.REFUSED, sheet.entry_id, "照片里没有他")
    assert sum(minutes_by_grade(sheet.volunteer_id).values()) == 0
    assert AuditLine.objects.filter(verb="send_back_hours").count() == 1
    texts = [message.text for message in OutgoingMessage.objects.all()]
    assert len(texts) == 2
    assert all("照片里没有他" in text for text in texts)


def test_the_leader_may_enter_them_anew(sheet: HoursSheet) -> None:
    sent_back(registry.make_officer(), sheet)
    leader = registry.standing_of(sheet.countersigned_by)
    entries = [HoursForm(sheet.volunteer_id, 60)]

    (result,) = confirm_hours(by=leader, activity=sheet.activity, entries=entries, at=AFTER)

    assert (result.outcome, result.minutes) == ("recorded", 60)
    sheet.refresh_from_db()
    assert sheet.state == SheetState.AWAITING


def test_only_a_second_person_sends_back(sheet: HoursSheet) -> None:
    leader = registry.standing_of(sheet.countersigned_by)
    refused: list[tuple[object, type[DomainError]]] = [
        (leader, SamePerson),
        (registry.make_member(), NotAllowed),
        (registry.make_officer(registry.make_region_tree().fenyi), NotAllowed),
        (registry.volunteer_standing(sheet.volunteer), NotAllowed),
    ]
    for by, kind in refused:
        with pytest.raises(kind):
            sent_back(by, sheet)
    assert HoursEntry.objects.count() == 1
    sheet.refresh_from_db()
    assert sheet.state == SheetState.AWAITING


def test_it_needs_a_reason_and_hours_that_wait(sheet: HoursSheet) -> None:
    officer = registry.make_officer()
    with pytest.raises(ReasonNeeded):
        sent_back(officer, sheet, "  ")
    second_officer_confirms(by=officer, sheet=sheet, at=AFTER)
    with pytest.raises(WrongState):
        sent_back(officer, sheet)
    assert HoursEntry.objects.count() == 1


def test_a_void_answers_the_open_report(sheet: HoursSheet) -> None:
    entry = sheet.entry
    assert entry is not None
    own = registry.volunteer_standing(sheet.volunteer)
    report = report_error(by=own, entry=entry, text="我没有去", wanted_minutes=None, at=AFTER)

    leader = registry.standing_of(sheet.countersigned_by)
    void = void_entry(by=leader, entry=entry, reason="核实没有到场", at=AFTER)

    report.refresh_from_db()
    assert (report.state, report.answer, report.result) == (RequestState.ACCEPTED, "核实没有到场", void)
    assert report.answered_by_id == leader.account_id
    assert OutgoingMessage.objects.filter(text__contains="你对时长的异议已经核实处理").count() == 1


def test_a_refused_void_leaves_the_report_open(sheet: HoursSheet) -> None:
    entry = sheet.entry
    assert entry is not None
    own = registry.volunteer_standing(sheet.volunteer)
    report = report_error(by=own, entry=entry, text="我没有去", wanted_minutes=None, at=AFTER)

    with pytest.raises(NotAllowed):
        void_entry(by=registry.make_member(), entry=entry, reason="核实没有到场", at=AFTER)

    report.refresh_from_db()
    assert report.state == RequestState.OPEN
