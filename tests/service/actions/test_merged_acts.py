"""What the person may do with hours of a record merged into theirs, and what they may not, being one person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from redvest.registry.models import Account, Volunteer
from redvest.registry.policy import Standing
from redvest.service.actions.award import decide_award
from redvest.service.actions.backfill import answer_backfill
from redvest.service.actions.evaluation import evaluate_service, give_feedback
from redvest.service.actions.report import report_error, report_missing
from redvest.service.actions.signup import cancel_signup, sign_up
from redvest.service.actions.statement import state_off_duty
from redvest.service.attendance_errors import NotOnRoster
from redvest.service.award_errors import OwnAward
from redvest.service.choices import AwardState, SignUpState
from redvest.service.hours_errors import EntryNotFound, OwnHours
from redvest.service.models import (
    ActivityFeedback,
    BackfillLine,
    BackfillRequest,
    ErrorReport,
    OffDutyStatement,
    SignUp,
)
from redvest.service.queries.award import awards_in_charge, awards_of
from redvest.service.queries.evaluation import feedback_of, scores_of_person
from redvest.service.queries.hours import minutes_on, overlapping_entry
from redvest.service.queries.report import reports_by, without_hours
from redvest.service.queries.signup import live_signups_of
from redvest.service.queries.training import lacking
from redvest.service.rules import evaluation as rules
from redvest.service.signup_errors import NotEligible
from tests.factories import parts
from tests.factories import registry as make
from tests.factories import service as made
from tests.service.actions.test_backfill import asked as backfill
from tests.service.actions.test_person import DAY, merged, two_records

pytestmark = pytest.mark.django_db
FEEDBACK = rules.FeedbackForm(organisation=5, safety=4, again=True, text="挺好")


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def both() -> tuple[Volunteer, Volunteer]:
    return two_records()


def mine(both: tuple[Volunteer, Volunteer]) -> Standing:
    merged(*both)
    return make.volunteer_standing(both[1])


def test_the_word_on_a_backfill(both: tuple[Volunteer, Volunteer]) -> None:
    body = make.make_body()
    backfill(body, both[0])
    line, by = BackfillLine.objects.get(), mine(both)
    answer_backfill(by=by, line=line, agrees=True, at=make.NOW)
    line.refresh_from_db()
    assert line.confirmed_at == make.NOW


def test_nobody_asks_a_backfill_for_their_own_other_record(both: tuple[Volunteer, Volunteer]) -> None:
    body = make.make_body()
    account = both[1].account
    assert account is not None
    make.make_grant(account=account, role=make.Role.ACTIVITY_LEADER, body=body)
    by = mine(both)
    with pytest.raises(OwnHours):
        backfill(body, both[0], by=by)
    assert not BackfillRequest.objects.exists()


def test_an_error_in_hours_of_the_other_record(both: tuple[Volunteer, Volunteer]) -> None:
    activity = made.make_activity(starts_at=make.NOW - 2 * DAY)
    entry = made.make_entry(volunteer=both[0], body=activity.body, activity=activity, minutes=30)
    with pytest.raises(EntryNotFound):
        said = {"entry": entry, "text": "少记了", "wanted_minutes": 60, "at": make.NOW}
        report_error(by=make.volunteer_standing(both[1]), **said)  # type: ignore[arg-type]
    assert not ErrorReport.objects.exists()
    report = report_error(by=mine(both), **said)  # type: ignore[arg-type]
    assert list(reports_by(both[1].pk)) == [report]


def test_hours_that_are_missing_and_time_of_ones_own(both: tuple[Volunteer, Volunteer]) -> None:
    activity = made.make_activity(starts_at=make.NOW - 2 * DAY)
    post = made.make_post(activity=activity)
    made.make_signup(post=post, volunteer=both[0], state=SignUpState.SERVED)
    assert not without_hours(both[1].pk, make.NOW)
    with pytest.raises(NotOnRoster):
        state_off_duty(by=make.volunteer_standing(both[1]), activity=activity, at=make.NOW)
    by = mine(both)
    assert list(without_hours(both[1].pk, make.NOW)) == [activity]
    report_missing(by=by, activity=activity, text="我去了", wanted_minutes=60, at=make.NOW)
    state_off_duty(by=by, activity=activity, at=make.NOW)
    assert OffDutyStatement.objects.get().volunteer_id == both[0].pk


def test_feedback_is_given_once_by_whom_served_and_nobody_rates_themselves(
    both: tuple[Volunteer, Volunteer],
) -> None:
    body, account = make.make_body(), both[1].account
    assert account is not None
    activity = parts.served_on(body=body, leader=account, volunteers=[both[0]])
    parts.make_evaluation(
        activity=parts.served_on(body=body, leader=account, volunteers=[]), volunteer=both[0]
    )
    with pytest.raises(rules.NotServed):
        give_feedback(by=make.volunteer_standing(both[1]), activity=activity, form=FEEDBACK, at=make.NOW)
    by = mine(both)
    give_feedback(by=by, activity=activity, form=FEEDBACK, at=make.NOW)
    assert ActivityFeedback.objects.get().volunteer_id == both[0].pk
    assert feedback_of(activity.pk, both[1].pk) == ActivityFeedback.objects.get()
    assert scores_of_person(both[1].pk).count == 1
    form = rules.EvaluationForm(punctuality=5, attitude=5, skill=5)
    with pytest.raises(rules.OwnEvaluation):
        evaluate_service(by=by, activity=activity, volunteer_id=both[0].pk, form=form, at=make.NOW)


def test_training_of_the_other_record_opens_a_post(both: tuple[Volunteer, Volunteer]) -> None:
    activity = made.make_activity(starts_at=make.NOW + 5 * DAY)
    course = parts.make_course(body=activity.body)
    post = parts.ask_for(made.make_post(activity=activity), course)
    parts.make_training(volunteer=both[0], course=course)
    with pytest.raises(NotEligible):
        sign_up(by=make.volunteer_standing(both[1]), post_id=post.pk, at=make.NOW)
    assert lacking(both[1].pk, post.pk, make.TODAY) == [course]
    by = mine(both)
    assert lacking(both[1].pk, post.pk, make.TODAY) == []
    assert sign_up(by=by, post_id=post.pk, at=make.NOW).state == SignUpState.CONFIRMED
    cancel_signup(by=by, signup_id=SignUp.objects.get().pk, at=make.NOW)
    assert live_signups_of(both[1].pk) == {}


def test_one_person_is_at_one_place_at_a_time(both: tuple[Volunteer, Volunteer]) -> None:
    entry = made.make_entry(volunteer=both[0], body=make.make_body(), minutes=90)
    assert entry.starts_at is not None and entry.ends_at is not None
    span = (entry.starts_at, entry.ends_at)
    assert overlapping_entry(both[1].pk, *span) is None
    mine(both)
    assert overlapping_entry(both[1].pk, *span) == entry
    assert minutes_on(both[1].pk, entry.service_on) == 90


def test_awards_are_shown_and_never_decided_by_oneself(both: tuple[Volunteer, Volunteer]) -> None:
    award = parts.make_award(volunteer=both[0], state=AwardState.APPLIED)
    account = Account.objects.get(pk=both[1].account_id)
    make.make_grant(account=account, role=make.Role.REGION_OFFICER, region=make.make_region_tree().city)
    assert list(awards_in_charge(make.standing_of(account))) == [award]
    by = mine(both)
    assert list(awards_of(both[1].pk)) == [award] and not awards_in_charge(by)
    with pytest.raises(OwnAward):
        decide_award(by=by, award=award, approve=True, note="", at=make.NOW)
    award.refresh_from_db()
    assert award.state == AwardState.APPLIED
