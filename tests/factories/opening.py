"""Openings for tests, announced through their own action: who may publish for the body plans them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from redvest.registry.policy import Standing
from redvest.service.actions.draw_entry import enter_draw
from redvest.service.actions.opening import plan_opening
from redvest.service.models import DrawEntry, Opening, Post
from redvest.service.rules.opening import OpeningPlan, StagePlan
from tests.factories.registry import NOW, make_leader, make_volunteer, volunteer_standing
from tests.factories.service import make_post

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
OPENS, CLOSES, DRAWS = NOW + HOUR, NOW + 3 * HOUR, NOW + 4 * HOUR


def someone(**about: Any) -> Standing:
    return volunteer_standing(make_volunteer(**about))


def announce(post: Post | None = None, at: datetime = NOW, **plan: Any) -> Opening:
    """First come from an hour from now on, unless said otherwise."""
    post = post or make_post()
    wanted = OpeningPlan(**{"mode": "first-come", "opens_at": OPENS} | plan)
    return plan_opening(by=make_leader(post.activity.body), post=post, plan=wanted, at=at)


def announce_lottery(post: Post | None = None, **plan: Any) -> Opening:
    """Entry for two hours, drawn an hour later."""
    return announce(post, **{"mode": "lottery", "closes_at": CLOSES, "draws_at": DRAWS} | plan)


def announce_stages(post: Post, *first: StagePlan, last: datetime = NOW + 5 * HOUR) -> Opening:
    """The given stages, then everybody."""
    return announce(post, mode="staged", stages=(*first, StagePlan("all", last, 0)))


def enter(opening: Opening, *people: Standing, at: datetime = OPENS) -> list[DrawEntry]:
    return [enter_draw(by=by, post_id=opening.pk, at=at) for by in people]
