"""Turns activities into the flat cards that lists show: everything in words, nothing left to ask the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TypedDict
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core import clock
from redvest.faces.site.words import distance_words, moment_words, span_words
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import Activity
from redvest.service.queries.activity import waiting_counts
from redvest.service.queries.signup import live_signups_of

FEW = 3
SOON = timedelta(hours=24)


class Card(TypedDict):
    """What ``{% activity_card %}`` draws."""

    url: str
    title: str
    when: str
    where: str
    distance: str
    domain: str
    chips: list[tuple[str, str]]
    taken: int
    places: int
    waiting: int
    state_word: str
    cta_text: str
    cta_url: str


def activity_cards(rows: Iterable[Activity], *, volunteer_id: UUID | None, at: datetime) -> list[Card]:
    """The cards of activities whose body, domain, region and posts are at hand; two more queries at most."""
    activities = list(rows)
    waiting = _waiting(activities)
    mine: dict[UUID, str] = {}
    if volunteer_id is not None and activities:
        mine = {signup.activity_id: signup.state for signup in live_signups_of(volunteer_id).values()}
    return [
        _card(activity, waiting.get(activity.pk, 0), mine.get(activity.pk, ""), at) for activity in activities
    ]


def _waiting(activities: list[Activity]) -> Mapping[UUID, int]:
    """How many wait for each activity; asked only where a post is full."""
    full = {
        post.pk: activity.pk
        for activity in activities
        for post in activity.posts.all()
        if post.taken >= post.places
    }
    sums: dict[UUID, int] = {}
    for post_id, count in (waiting_counts(full) if full else {}).items():
        sums[full[post_id]] = sums.get(full[post_id], 0) + count
    return sums


def _card(activity: Activity, waiting: int, my_state: str, at: datetime) -> Card:
    posts = activity.posts.all()
    places, taken = sum(post.places for post in posts), sum(post.taken for post in posts)
    url = reverse("site:activity", args=[activity.pk])
    word = _state_word(activity, my_state, at)
    metres = getattr(activity, "distance_m", None)
    today = clock.day_of(at)
    return {
        "url": url,
        "title": activity.title,
        "when": span_words(activity.starts_at, activity.ends_at, today),
        "where": f"{activity.region.name} · {activity.place_name}"
        if activity.place_name
        else activity.region.name,
        "distance": _("离你 %(far)s") % {"far": distance_words(metres)} if metres is not None else "",
        "domain": activity.domain.name,
        "chips": [] if word else _chips(activity, places - taken, at),
        "taken": taken,
        "places": places,
        "waiting": waiting,
        "state_word": word,
        "cta_text": "" if word else (_("报名") if taken < places else _("排候补")),
        "cta_url": "" if word else url,
    }


def _state_word(activity: Activity, my_state: str, at: datetime) -> str:
    """Why there is nothing to press, in a word; empty where there is."""
    if my_state:
        return _("已报上") if my_state == SignUpState.CONFIRMED else _("候补中")
    if activity.state != ActivityState.PUBLISHED or at >= activity.ends_at:
        return (
            str(ActivityState(activity.state).label)
            if activity.state != ActivityState.PUBLISHED
            else _("已结束")
        )
    if at < activity.signup_opens_at:
        return _("%(when)s 开始报名") % {"when": moment_words(activity.signup_opens_at, clock.day_of(at))}
    return _("报名已截止") if at >= activity.signup_closes_at else ""


def _chips(activity: Activity, left: int, at: datetime) -> list[tuple[str, str]]:
    """The reasons to act now, at most two."""
    chips: list[tuple[str, str]] = []
    if 0 < left <= FEW:
        chips.append((_("还缺 %(n)d 人") % {"n": left}, "why"))
    elif left <= 0:
        chips.append((_("已满，可以候补"), "warn"))
    if activity.signup_closes_at - at < SOON:
        chips.append((_("快截止了"), "why"))
    return chips
