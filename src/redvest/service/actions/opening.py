"""Planning how a hot post is given out, and calling that off again. Both only before the opening begins."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction

from redvest.core import audit, clock
from redvest.registry.models import Region
from redvest.registry.policy import Standing
from redvest.registry.queries.setting import rules
from redvest.service import policy
from redvest.service.actions.offer import lock_post
from redvest.service.choices import LIVE_SIGNUPS, ActivityState, OpeningMode, StageGroup
from redvest.service.errors import WrongState
from redvest.service.models import Opening, OpeningStage, Post, SignUp
from redvest.service.opening_errors import BadOpening, OpeningFixed, OpeningNotFound, PostInUse, ReviewedPost
from redvest.service.queries.opening import frame_of
from redvest.service.rules.lottery import seed_digest
from redvest.service.rules.opening import OpeningPlan, plan_faults, rest_of

SEED = "service_opening.seed_sealed"
_PLANNABLE = (ActivityState.DRAFT, ActivityState.REFUSED, ActivityState.SUBMITTED, ActivityState.PUBLISHED)


@transaction.atomic
def plan_opening(*, by: Standing, post: Post, plan: OpeningPlan, at: datetime) -> Opening:
    """Announce an opening, or replace one that has not begun. A lottery commits itself to a new seed.

    Raises NotAllowed, WrongState, ReviewedPost, PostInUse, OpeningFixed, BadOpening.
    """
    policy.require_may_publish_for(by, post.activity.body)
    lock_post(post_id=post.pk)
    post = Post.objects.select_related("activity").get(pk=post.pk)
    if post.activity.state not in _PLANNABLE:
        raise WrongState
    if post.needs_review:
        raise ReviewedPost
    if SignUp.objects.filter(post=post, state__in=LIVE_SIGNUPS).exists():
        raise PostInUse
    if (former := Opening.objects.filter(post=post).first()) is not None:
        if at >= former.opens_at:
            raise OpeningFixed
        former.delete()
    faults = plan_faults(plan, frame_of(post, post.activity), at) + _region_faults(post, plan)
    if faults:
        raise BadOpening(errors=[{"field": field, "sentence": sentence} for field, sentence in faults])
    opening = _announce(post, plan, at)
    audit.write_line(
        by=by.actor, at=at, city=post.city, verb="plan_opening", target=opening, mode=opening.mode,
        opens_at=opening.opens_at.isoformat(), seed_digest=opening.seed_digest,
    )  # fmt: skip
    return opening


@transaction.atomic
def call_off_opening(*, by: Standing, post: Post, at: datetime) -> None:
    """Back to signing up as for any post. Raises NotAllowed, OpeningNotFound, OpeningFixed once it has begun."""
    policy.require_may_publish_for(by, post.activity.body)
    lock_post(post_id=post.pk)
    opening = Opening.objects.filter(post=post).first()
    if opening is None:
        raise OpeningNotFound
    if at >= opening.opens_at:
        raise OpeningFixed
    audit.write_line(
        by=by.actor, at=at, city=post.city, verb="call_off_opening", target=opening, mode=opening.mode
    )
    opening.delete()
    Post.objects.filter(pk=post.pk).update(opens_at=None, gated=False)


def _region_faults(post: Post, plan: OpeningPlan) -> list[tuple[str, str]]:
    codes = {stage.value for stage in plan.stages if stage.group == StageGroup.RESIDENTS and stage.value}
    if plan.mode != OpeningMode.STAGED or not codes:
        return []
    known = Region.objects.filter(code__in=codes, city=post.city).count()
    return [] if known == len(codes) else [("stages", "没有这个区域代码，请从列表里选。")]


def _announce(post: Post, plan: OpeningPlan, at: datetime) -> Opening:
    lottery, staged = plan.mode == OpeningMode.LOTTERY, plan.mode == OpeningMode.STAGED
    seed = secrets.token_hex(32) if lottery else ""
    most, days = _cap(post, plan)
    opening = Opening.objects.create(
        post=post, city=post.city, mode=plan.mode, announced_at=at, opens_at=plan.opens_at,
        closes_at=plan.closes_at if lottery else None, draws_at=plan.draws_at if lottery else None,
        waiting_room=plan.waiting_room, admit_per_second=plan.admit_per_second, most_each=most, within_days=days,
        seed_digest=seed_digest(seed) if lottery else "",
        seed_sealed=settings.REDVEST_KEYRING.encrypt(seed, context=SEED) if lottery else None,
    )  # fmt: skip
    stages = plan.stages if staged else ()
    OpeningStage.objects.bulk_create(
        OpeningStage(
            opening=opening,
            order=order,
            group=stage.group,
            value=stage.value,
            opens_at=stage.opens_at,
            places=_places(post, plan, order),
        )
        for order, stage in enumerate(stages)
    )
    direct = None if lottery else stages[-1].opens_at if staged else plan.opens_at
    gated = lottery or plan.waiting_room or most is not None
    Post.objects.filter(pk=post.pk).update(opens_at=direct, gated=gated)
    return opening


def _places(post: Post, plan: OpeningPlan, order: int) -> int:
    """A stage's own places; the last has what is left of the post's."""
    if order < len(plan.stages) - 1:
        return plan.stages[order].places
    return rest_of(plan, post.places)


def _cap(post: Post, plan: OpeningPlan) -> tuple[int | None, int | None]:
    """How often one person may have a hot post: what the plan says, where the place sets none; else the place's rule.

    Fixed with the announcement, so that nobody changes it in the middle.
    """
    activity = post.activity
    day = clock.day_of(post.starts_at or activity.starts_at)
    most, days = rules(("signup.hot_most", "signup.hot_days"), activity.region_path, day).values()
    if not most:
        return plan.most_each, plan.within_days
    if plan.most_each is not None and plan.within_days is not None:
        return min(plan.most_each, most), max(plan.within_days, days)
    return most, days
