"""What can be changed on an activity that is announced, or on occurrences of its series: when, where, what, how many.

What a reviewer has to weigh (risks, danger, conditions, ages) is not among it: that takes a new review.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from redvest.core import audit, events
from redvest.core.identifiers import uuid7
from redvest.registry.policy import Standing, require_member
from redvest.service import policy
from redvest.service.actions.activity_fields import index
from redvest.service.actions.agreement import renew_agreement
from redvest.service.actions.insurance import require_insurance
from redvest.service.actions.moving import move_signups
from redvest.service.actions.offer import lock_post, lock_posts
from redvest.service.actions.roster_change import hold_rosters_with, keep_deadlines
from redvest.service.actions.signup import set_places
from redvest.service.activity_errors import BadActivity
from redvest.service.choices import ActivityState, EditScope
from redvest.service.errors import WrongState
from redvest.service.events import ActivitiesChanged
from redvest.service.models import Activity, ActivityChange, Post
from redvest.service.queries.hours import who_served
from redvest.service.queries.opening import posts_overtaken
from redvest.service.queries.series import OPEN_STATES, within_scope
from redvest.service.rules.change import TOLD, Facts, change_faults, differences
from redvest.service.series_errors import NothingChanged, NothingLeft

TEXTS = ("place_name", "content", "contact_name", "contact_phone")

SAVED = ("starts_at", "ends_at", "signup_closes_at", "lon", "lat", "search", *TEXTS)


@dataclass(frozen=True)
class ChangeForm:
    """What this occurrence is to be; None leaves a thing as it is. ``places`` by the order of the posts, from 0."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place_name: str | None = None
    lon: float | None = None
    lat: float | None = None
    content: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None
    places: Mapping[int, int] = field(default_factory=dict)


@transaction.atomic
def change_activity(
    *, by: Standing, activity: Activity, form: ChangeForm, scope: EditScope = EditScope.ONE, at: datetime
) -> UUID:
    """Change an occurrence, or it and others by as much; those signed up hear of a new time or place once.

    Who has other plans at the new time loses the place and is told so. Returns the edit under which the changes stand.
    Raises NotAllowed, WrongState (begun, over), NothingLeft, NothingChanged, BadActivity, PlacesTaken, InsuranceMissing.
    """
    policy.require_may_publish_for(by, activity.body)
    if activity.state not in OPEN_STATES or at >= activity.starts_at:
        raise WrongState("活动已经开始、结束或者取消了，不能再改。")
    _require_whole(form, activity)
    # Under the lock of the rows: the same change pressed twice at once moves it once.
    rows = list(_locked(within_scope(activity, scope, at)))
    activity = next((row for row in rows if row.pk == activity.pk), activity)
    later = (form.starts_at or activity.starts_at) - activity.starts_at
    length = None if form.ends_at is None else form.ends_at - (activity.starts_at + later)
    rows = [row for row in rows if not who_served(row).exists()]
    if not rows:
        raise NothingLeft
    hold_rosters_with(activities=rows)  # before the posts, as whoever answers on one
    for post_id in Post.objects.filter(activity__in=rows).order_by("id").values_list("id", flat=True):
        lock_post(post_id=post_id)  # all of them in one order, as who leaves takes them
    if later > timedelta(0):
        rows.reverse()  # the last first: a series that moves never meets itself on the way
    edit, changed = uuid7(), []
    for row in rows:
        if change := _change(by, row, form, (later, length), edit, at):
            changed.append(change)
    if not changed:
        raise NothingChanged
    if any(set(change.after) & TOLD for change in changed):
        events.publish(ActivitiesChanged(activity.city, edit, at))
    return edit


def _require_whole(form: ChangeForm, activity: Activity) -> None:
    """Half a point, or places for a post that is not there, would otherwise be left out without a word."""
    errors = []
    if (form.lon is None) != (form.lat is None):
        errors.append({"field": "point", "sentence": "经度和纬度要一起填。"})
    if set(form.places) - set(range(activity.posts.count())):
        errors.append({"field": "places", "sentence": "没有这个次序的岗位，岗位从 0 数起。"})
    if errors:
        raise BadActivity(errors=errors)


def _locked(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    return (
        rows.filter(state__in=OPEN_STATES).select_related("body").select_for_update(of=("self",), no_key=True)
    )


def _change(
    by: Standing,
    row: Activity,
    form: ChangeForm,
    times: tuple[timedelta, timedelta | None],
    edit: UUID,
    at: datetime,
) -> ActivityChange | None:
    """One of them; None where nothing is different."""
    later, length = times
    lock_posts(activity_id=row.pk)  # before any row of theirs: whoever signs up takes them in this order
    posts = list(Post.objects.filter(activity=row).order_by("order", "id"))
    before = _facts(row, posts)
    _put(row, posts, form, later, length)
    wanted = replace(
        _facts(row, posts), places=tuple(form.places.get(n, p.places) for n, p in enumerate(posts))
    )
    faults = change_faults(wanted, row.signup_opens_at, at)
    if later < timedelta(0):
        faults += [("starts_at", _too_early(post)) for post in posts_overtaken(row, posts, at)]
    if faults:
        raise BadActivity(errors=[{"field": name, "sentence": sentence} for name, sentence in faults])
    row.save(update_fields=SAVED)
    moved = before.times != _facts(row, posts).times
    if moved:
        Post.objects.bulk_update(posts, ["starts_at", "ends_at"])
        move_signups(activity=row, at=at)
        keep_deadlines(activity=row)
    _set_places(posts, form.places, at)
    after = _facts(row, posts)
    found = differences(before, after)
    if not found[0]:
        return None
    if row.state == ActivityState.PUBLISHED:
        require_insurance(activity=row)
        renew_agreement(activity=row, at=at)
    change = ActivityChange.objects.create(
        city=row.city, activity=row, edit=edit, before=found[0], after=found[1], made_by_id=require_member(by),
        made_at=at,
    )  # fmt: skip
    audit.write_line(
        by=by.actor, at=at, city=row.city, verb="change_activity", target=row, fields=sorted(found[1])
    )
    return change


def _too_early(post: Post) -> str:
    said = "公布的放号就来不及了。还没开放的，先改放号安排；已经开放的不能改，请换个晚些的时间。"
    return f"提前到这时候，岗位“{post.label}”{said}"


def _put(
    row: Activity, posts: list[Post], form: ChangeForm, later: timedelta, length: timedelta | None
) -> None:
    """The new values, not saved yet. Who recruited until the start still does; shifts move with the whole."""
    with_the_start = row.signup_closes_at == row.starts_at
    length = length if length is not None else row.ends_at - row.starts_at
    row.starts_at += later
    row.ends_at = row.starts_at + length
    row.signup_closes_at = row.starts_at if with_the_start else row.signup_closes_at + later
    for post in posts:
        if post.starts_at is not None and post.ends_at is not None:
            post.starts_at, post.ends_at = post.starts_at + later, post.ends_at + later
    for name in TEXTS:
        if (said := getattr(form, name)) is not None:
            setattr(row, name, said.strip())
    if form.lon is not None and form.lat is not None:
        row.lon, row.lat = form.lon, form.lat
    index(activity=row, body_name=row.body.name)


def _set_places(posts: list[Post], wanted: Mapping[int, int], at: datetime) -> None:
    for number, post in enumerate(posts):
        places = wanted.get(number, post.places)
        if places != post.places:
            set_places(post=post, places=places, at=at)
            post.places = places


def _facts(row: Activity, posts: list[Post]) -> Facts:
    return Facts(
        starts_at=row.starts_at, ends_at=row.ends_at, break_minutes=row.break_minutes,
        texts={name: getattr(row, name) for name in TEXTS}, point=(row.lon, row.lat),
        shifts=tuple((post.starts_at, post.ends_at) for post in posts),
        places=tuple(post.places for post in posts),
    )  # fmt: skip
