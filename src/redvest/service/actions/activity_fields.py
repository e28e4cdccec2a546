"""From a form to rows: an activity's fields, its posts, what the posts ask for. Nothing here decides or publishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from redvest.core import clock
from redvest.core.search import index_text
from redvest.registry.models import Account
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries.role import live_grants
from redvest.registry.queries.setting import rule
from redvest.registry.rules.names import initials, pinyin
from redvest.service.actions.activity_form import ActivityForm, PostForm
from redvest.service.activity_errors import BadActivity
from redvest.service.models import Activity, Post, Project


def leader_of(*, by: Standing, form: ActivityForm, project: Project, at: datetime) -> Account:
    """Who leads: whoever drafts it, or somebody with a role in the body. Nobody is given power over its roster by accident."""
    if form.leader_id is None or form.leader_id == by.account_id:
        return Account.objects.get(pk=require_member(by))
    granted = live_grants(clock.day_of(at)).filter(account=form.leader_id, body=project.body)
    if not granted.exists():
        raise BadActivity(errors=[{"field": "leader", "sentence": "负责人要从这个组织的负责人和领队里选。"}])
    return Account.objects.get(pk=form.leader_id)


def fill(*, activity: Activity, form: ActivityForm, project: Project, at: datetime) -> None:
    for name, value in asdict(form).items():
        if name in ActivityForm.COPIED:
            setattr(activity, name, value.strip() if isinstance(value, str) else value)
    activity.leader_name = activity.leader.name
    activity.signup_opens_at = form.signup_opens_at or activity.signup_opens_at or at
    # Recruiting ends when service begins; who announces something already going on takes people until its end.
    default_close = form.starts_at if form.starts_at > at else form.ends_at
    activity.signup_closes_at = form.signup_closes_at or default_close
    if activity.signup_closes_at <= activity.signup_opens_at:
        activity.signup_opens_at = min(at, activity.created_at)
    index(activity=activity, body_name=project.body.name)


def index(*, activity: Activity, body_name: str) -> None:
    """The words under which an activity is found."""
    words = (activity.title, activity.place_name, activity.content, body_name)
    activity.search = index_text(*words, pinyin(activity.title), initials(activity.title))


def lowest_age(*, activity: Activity) -> int | None:
    """Nobody under age on a dangerous activity (江西, 浙江, 江苏 regulations; domain 3.3)."""
    if not activity.dangerous:
        return None
    return int(rule("age.danger_under", activity.region_path, clock.day_of(activity.starts_at)))


def new_posts(*, activity: Activity, posts: Sequence[PostForm]) -> list[Post]:
    """The rows of these posts, not saved yet."""
    floor = lowest_age(activity=activity)
    return [_new_post(activity, post, order, floor) for order, post in enumerate(posts)]


def _new_post(activity: Activity, form: PostForm, order: int, floor: int | None) -> Post:
    return Post(
        city=activity.city,
        activity=activity,
        title=form.title.strip(),
        description=form.description.strip(),
        places=form.places,
        min_age=max(floor or 0, form.min_age or 0) or None,
        max_age=form.max_age,
        needs_review=form.needs_review,
        answer_hours=form.answer_hours if form.needs_review else None,
        meeting_point=form.meeting_point.strip(),
        qualifications=list(form.qualifications),
        skills=list(form.skills),
        shift=form.shift.strip(),
        starts_at=form.starts_at,
        ends_at=form.ends_at,
        break_minutes=form.break_minutes,
        order=order,
    )
