"""Evaluating both ways (order 67 art. 10): once each, changeable while the time lasts, the scores before kept in the audit.

Nothing here touches hours.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction

from redvest.core import audit
from redvest.registry.policy import Standing, require_member, require_volunteer
from redvest.service import policy
from redvest.service.choices import ActivityState
from redvest.service.models import Activity, ActivityFeedback, Evaluation
from redvest.service.queries.evaluation import evaluation_open
from redvest.service.queries.hours import who_served
from redvest.service.rules import evaluation as rules

R = TypeVar("R", Evaluation, ActivityFeedback)


@transaction.atomic
def evaluate_service(
    *, by: Standing, activity: Activity, volunteer_id: UUID, form: rules.EvaluationForm, at: datetime
) -> Evaluation:
    """The leader's word on one person's service, or a change of it.

    Raises NotAllowed, OwnEvaluation, NotServed, EvaluationClosed, BadEvaluation.
    """
    policy.require_may_lead(by, activity)
    if by.is_self(volunteer_id):
        raise rules.OwnEvaluation
    rules.check_scores((form.punctuality, form.attitude, form.skill), (form.text, form.beneficiary_words))
    _require_time_and_service(activity, volunteer_id, at)
    fresh = Evaluation(
        city=activity.city, activity=activity, volunteer_id=volunteer_id, evaluated_at=at,
        evaluated_by_id=require_member(by), **_cleaned(form),
    )  # fmt: skip
    return _put(Evaluation, fresh, by, at, ("punctuality", "attitude", "skill"))


@transaction.atomic
def give_feedback(
    *, by: Standing, activity: Activity, form: rules.FeedbackForm, at: datetime
) -> ActivityFeedback:
    """The volunteer's word on an activity on which they served, or a change of it.

    Raises NotServed, EvaluationClosed, BadEvaluation.
    """
    own = require_volunteer(by)
    served = who_served(activity).filter(pk__in=by.records).order_by("pk")
    volunteer_id = served.values_list("pk", flat=True).first() or own
    rules.check_scores((form.organisation, form.safety), (form.text,))
    _require_time_and_service(activity, volunteer_id, at)
    fresh = ActivityFeedback(
        city=activity.city, activity=activity, volunteer_id=volunteer_id, given_at=at, **_cleaned(form)
    )
    return _put(ActivityFeedback, fresh, by, at, ("organisation", "safety", "again"))


def _cleaned(form: rules.EvaluationForm | rules.FeedbackForm) -> dict[str, Any]:
    return {
        name: " ".join(value.split()) if isinstance(value, str) else value
        for name, value in asdict(form).items()
    }


def _require_time_and_service(activity: Activity, volunteer_id: UUID, at: datetime) -> None:
    begun = activity.state in (ActivityState.PUBLISHED, ActivityState.CLOSED)
    if not begun or not evaluation_open(activity, at):
        raise rules.EvaluationClosed
    if not who_served(activity).filter(pk=volunteer_id).exists():
        raise rules.NotServed


def _put(model: type[R], fresh: R, by: Standing, at: datetime, scores: tuple[str, ...]) -> R:
    """Insert it; where there is one already, also from somebody in this very moment, change that one."""
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
    except IntegrityError:
        standing = model.objects.select_for_update(of=("self",)).get(
            activity=fresh.activity, volunteer_id=fresh.volunteer_id
        )
        before = {name: getattr(standing, name) for name in scores}
        kept = {"id", "evaluated_at", "given_at", "changed_at"}
        for field in model._meta.concrete_fields:
            if field.name not in kept:
                setattr(standing, field.attname, getattr(fresh, field.attname))
        standing.changed_at = at
        standing.save()
        fresh = standing
        _write(fresh, by, at, "change", scores, before=before)
    else:
        _write(fresh, by, at, "give", scores)
    return fresh


def _write(row: Any, by: Standing, at: datetime, step: str, scores: tuple[str, ...], **more: Any) -> None:
    """Scores go into the audit, texts do not: they may hold personal data."""
    now = {name: getattr(row, name) for name in scores}
    verb = f"{step}_{'evaluation' if isinstance(row, Evaluation) else 'feedback'}"
    audit.write_line(by=by.actor, at=at, city=row.city, verb=verb, target=row, scores=now, **more)
