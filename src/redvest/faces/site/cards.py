"""Turns activities into the flat cards that lists show: everything in words, nothing left to ask the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypedDict
from uuid import UUID

from django.urls import reverse

from redvest.core import clock
from redvest.faces.shared.speech import gettext as _
from redvest.faces.site.words import distance_words, opens_words, span_words, where_words
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.queries.activity_cards import ActivityCard
from redvest.service.queries.signup import live_signups_of

FEW = 3
SOON, VERY_SOON = timedelta(hours=24), timedelta(hours=3)


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
    series_text: str
    series_url: str
    state_word: str
    cta_text: str
    cta_url: str


def activity_cards(found: Sequence[ActivityCard], *, volunteer_id: UUID | None, at: datetime) -> list[Card]:
    """The cards of these activities; one more query at most, however many there are."""
    mine: dict[UUID, str] = {}
    if found and volunteer_id is not None:
        mine = {signup.activity_id: signup.state for signup in live_signups_of(volunteer_id).values()}
    list_url = reverse("site:activities")
    return [_card(activity, f"{list_url}{activity.id}/", mine.get(activity.id, ""), at) for activity in found]


def _card(row: ActivityCard, url: str, my_state: str, at: datetime) -> Card:
    word = _state_word(row, my_state, at)
    metres = row.distance_m
    places, taken = sum(post.places for post in row.posts), sum(post.taken for post in row.posts)
    left = places - taken
    return {
        "url": url,
        "title": row.title,
        "when": span_words(row.starts_at, row.ends_at, clock.day_of(at)),
        "where": where_words(row.place_name, row.region_name),
        "distance": _("离你 %(far)s") % {"far": distance_words(metres)} if metres is not None else "",
        "domain": row.domain_name,
        "chips": [] if word else _chips(row, left, at),
        "taken": taken,
        "places": places,
        "waiting": sum(post.waiting for post in row.posts if post.taken >= post.places),
        "series_text": _("系列 · 还有 %(n)d 场") % {"n": row.ahead} if row.ahead > 1 else "",
        "series_url": reverse("site:series", args=[row.series_id]) if row.ahead > 1 else "",
        "state_word": word,
        "cta_text": "" if word else (_("报名") if left > 0 else _("排候补")),
        "cta_url": "" if word else url,
    }


def _state_word(activity: ActivityCard, my_state: str, at: datetime) -> str:
    """Why there is nothing to press, in a word; empty where there is."""
    if my_state:
        return _("已报上") if my_state == SignUpState.CONFIRMED else _("候补中")
    if activity.state != ActivityState.PUBLISHED or at >= activity.ends_at:
        return (
            str(ActivityState(activity.state).label)
            if activity.state != ActivityState.PUBLISHED
            else _("已结束")
        )
    return opens_words(activity.signup_opens_at, at) or (
        _("报名已截止") if at >= activity.signup_closes_at else ""
    )


def _chips(activity: ActivityCard, left: int, at: datetime) -> list[tuple[str, str]]:
    """The reasons to act now, at most two."""
    chips: list[tuple[str, str]] = []
    if lacking := _lacking(activity):
        chips.append((lacking, "why"))
    elif 0 < left <= FEW:
        chips.append((_("还缺 %(n)d 人") % {"n": left}, "why"))
    elif left <= 0:
        chips.append((_("已满，可以候补"), "warn"))
    if activity.signup_closes_at - at < SOON:
        hurry = activity.signup_closes_at - at < VERY_SOON
        chips.append((_("快截止了"), "why" if hurry else ""))
    return chips


def _lacking(activity: ActivityCard) -> str:
    """Which posts lack people, where others are full: the sum alone would not say it."""
    short = [post for post in activity.posts if post.taken < post.places]
    if not short or len(short) == len(activity.posts):
        return ""
    named = [
        _("%(post)s %(n)d 人") % {"post": post.title, "n": post.places - post.taken} for post in short[:2]
    ]
    return _("还缺：%(posts)s") % {"posts": "、".join(named)}
