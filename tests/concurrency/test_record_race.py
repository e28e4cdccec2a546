"""Requests are decided once, and a person's word is not lost, however many press in the same moment."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest

from redvest.registry.models import OutgoingMessage
from redvest.service.actions.backfill import answer_backfill, approve_backfill, refuse_backfill
from redvest.service.actions.reminder import remind_recording
from redvest.service.actions.report import answer_report, escalate_reports, report_error
from redvest.service.actions.statement import refuse_hours
from redvest.service.actions.transfer import accept_transfer
from redvest.service.backfill_errors import RequestDecided
from redvest.service.choices import Grade, NotService, ReportDecision, SignUpState
from redvest.service.models import (
    BackfillRequest,
    ErrorReport,
    HoursEntry,
    RecordingReminder,
    RefusedRecord,
    TransferRequest,
)
from redvest.service.queries.hours import minutes_by_grade
from redvest.service.report_errors import AlreadyRefused, AlreadyReported
from tests.factories import registry, service
from tests.factories.race import at_once
from tests.factories.registry import CITY, NOW
from tests.factories.service import HOUR
from tests.service.actions.test_backfill import asked
from tests.service.actions.test_transfer import asked as asked_transfer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_a_backfill_approved_many_times_at_once_makes_its_entries_once():
    body, people = registry.make_body(), [registry.make_volunteer() for _ in range(4)]
    request = asked(body, *people)
    officers = [registry.make_officer() for _ in range(5)]
    work = [
        partial(approve_backfill, by=by, request=BackfillRequest.objects.get(pk=request.pk), at=NOW)
        for by in officers
    ]

    outcomes = at_once(*work)

    assert Counter(type(outcome) for outcome in outcomes) == {BackfillRequest: 1, RequestDecided: 4}
    assert HoursEntry.objects.count() == 4


def test_approving_and_refusing_at_once_is_one_decision():
    for _ in range(3):
        request = asked(registry.make_body(), registry.make_volunteer())
        one, other = (BackfillRequest.objects.get(pk=request.pk) for _ in range(2))
        before = HoursEntry.objects.count()

        outcomes = at_once(
            partial(approve_backfill, by=registry.make_officer(), request=one, at=NOW),
            partial(refuse_backfill, by=registry.make_officer(), request=other, note="不清楚", at=NOW),
        )

        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["BackfillRequest", "RequestDecided"]
        request.refresh_from_db()
        assert HoursEntry.objects.count() - before == (request.state == "accepted")


def test_a_yes_in_the_moment_of_the_approval_always_ends_in_grade_c():
    for _ in range(5):
        volunteer = registry.make_volunteer()
        request = asked(registry.make_body(), volunteer)
        line = request.lines.get()

        outcomes = at_once(
            partial(approve_backfill, by=registry.make_officer(), request=request, at=NOW),
            partial(
                answer_backfill, by=registry.volunteer_standing(volunteer), line=line, agrees=True, at=NOW
            ),
        )

        assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)], outcomes
        assert minutes_by_grade(volunteer.pk) == {"A": 0, "B": 0, "C": 120, "D": 0}


def test_a_no_in_the_moment_of_the_approval_always_ends_in_nothing():
    for _ in range(5):
        volunteer = registry.make_volunteer()
        request = asked(registry.make_body(), volunteer)
        line = request.lines.get()

        outcomes = at_once(
            partial(approve_backfill, by=registry.make_officer(), request=request, at=NOW),
            partial(
                answer_backfill, by=registry.volunteer_standing(volunteer), line=line, agrees=False, at=NOW
            ),
        )

        assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)], outcomes
        assert sum(minutes_by_grade(volunteer.pk).values()) == 0


def test_a_transfer_accepted_many_times_at_once_is_one_entry():
    request = asked_transfer(registry.make_volunteer(), registry.make_body())
    work = [
        partial(accept_transfer, by=registry.make_officer(), request=TransferRequest.objects.get(), at=NOW)
        for _ in range(4)
    ]
    outcomes = at_once(*work)
    assert Counter(type(outcome) for outcome in outcomes) == {TransferRequest: 1, RequestDecided: 3}
    assert HoursEntry.objects.get().volunteer_id == request.volunteer_id


def test_a_report_is_filed_once_and_answered_once():
    entry = service.make_entry(volunteer=registry.make_volunteer(), body=registry.make_body(), minutes=60)
    by = registry.volunteer_standing(entry.volunteer)
    filing = partial(report_error, by=by, entry=entry, text="多记了", wanted_minutes=30, at=NOW)

    outcomes = at_once(filing, filing, filing)
    assert Counter(type(outcome) for outcome in outcomes) == {ErrorReport: 1, AlreadyReported: 2}

    heads = [registry.make_body_admin(entry.body) for _ in range(4)]
    outcomes = at_once(
        *[
            partial(
                answer_report, by=head, report=ErrorReport.objects.get(), decision=ReportDecision.CORRECT,
                minutes=30, reason="看了签到表", at=NOW,
            )
            for head in heads
        ]
    )  # fmt: skip
    assert Counter(type(outcome) for outcome in outcomes) == {ErrorReport: 1, RequestDecided: 3}
    assert minutes_by_grade(entry.volunteer_id)[Grade.B] == 30
    assert HoursEntry.objects.count() == 3


def test_hours_are_refused_once():
    activity = service.make_activity(starts_at=NOW)
    volunteer = registry.make_volunteer()
    service.make_signup(post=service.make_post(activity=activity), volunteer=volunteer)
    work = [
        partial(
            refuse_hours, by=registry.make_leader(activity.body), activity=activity, volunteer_id=volunteer.pk,
            kind=NotService.DUTY, note="", at=NOW,
        )
        for _ in range(4)
    ]  # fmt: skip
    outcomes = at_once(*work)
    assert Counter(type(outcome) for outcome in outcomes) == {RefusedRecord: 1, AlreadyRefused: 3}


def test_reminders_and_escalations_of_several_workers_are_sent_once(settings):
    settings.REDVEST_DEMO = True
    activity = service.make_activity(starts_at=NOW - 14 * 24 * HOUR, state="closed")
    service.make_signup(
        post=service.make_post(activity=activity),
        volunteer=registry.make_volunteer(),
        state=SignUpState.SERVED,
    )
    registry.make_officer()
    at = NOW + 10 * 24 * HOUR

    outcomes = at_once(*[partial(remind_recording, city=CITY, at=at) for _ in range(4)])
    assert sorted(outcomes) == [0, 0, 0, 1]  # type: ignore[type-var]
    assert (RecordingReminder.objects.count(), OutgoingMessage.objects.count()) == (1, 1)

    entry = service.make_entry(volunteer=registry.make_volunteer(), body=activity.body)
    report_error(
        by=registry.volunteer_standing(entry.volunteer), entry=entry, text="错", wanted_minutes=None, at=NOW
    )
    outcomes = at_once(*[partial(escalate_reports, city=CITY, at=at) for _ in range(4)])
    assert sum(outcomes) == 1  # type: ignore[arg-type]
