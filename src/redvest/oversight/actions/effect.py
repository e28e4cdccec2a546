"""Evaluating the effect of a project (成效评估): by somebody who had no hand in it, and then for everybody to read."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from redvest.core.audit import write_line
from redvest.oversight.choices import PlanState as State
from redvest.oversight.models import EffectEvaluation, ProjectPlan
from redvest.oversight.policy import require_may_judge, require_purchases
from redvest.oversight.project_plan_errors import EffectPublished, PlanState
from redvest.oversight.rules.project_plan import EffectForm, check_effect
from redvest.registry.policy import Standing, require_member


@transaction.atomic
def record_effect(*, by: Standing, plan: ProjectPlan, form: EffectForm, at: datetime) -> EffectEvaluation:
    """Of a project under way or finished. Raises NotAllowed, EffectByOneself, BadEffect, PlanState."""
    require_may_judge(by, plan)
    check_effect(form)
    judged = (State.RUNNING, State.FINISHED)
    if not ProjectPlan.objects.select_for_update().filter(pk=plan.pk, state__in=judged).exists():
        raise PlanState
    effect = EffectEvaluation.objects.create(
        city=plan.city, plan=plan, evaluator_kind=form.evaluator_kind, evaluator_name=form.evaluator_name.strip(),
        indicators=[asdict(each) for each in form.indicators], score=form.score, words=form.words.strip(),
        evaluated_by_id=require_member(by), evaluated_at=at,
    )  # fmt: skip
    write_line(by=by.actor, at=at, city=plan.city, verb="record_effect", target=effect, score=form.score)
    return effect


@transaction.atomic
def publish_effect(*, by: Standing, effect: EffectEvaluation, at: datetime) -> None:
    """For everybody to read, once. Raises NotAllowed, EffectPublished."""
    require_purchases(by, effect.city, effect.plan.region_path)
    require_member(by)
    rows = EffectEvaluation.objects.filter(pk=effect.pk, published_at__isnull=True)
    if not rows.update(published_at=at):
        raise EffectPublished
    write_line(by=by.actor, at=at, city=effect.city, verb="publish_effect", target=effect)
