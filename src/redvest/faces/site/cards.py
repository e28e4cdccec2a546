"""Turns activities into the flat cards that lists show: everything in words, nothing left to ask the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypedDict
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core import clock
from redvest.faces.site.words import distance_words, moment_words, span_words, where_words
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import Activity, Post
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


class CardRow(Protocol):
    """The columns of an activity that a card is made of; whole rows would cost three times as much to read."""

    id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    signup_opens_at: datetime
    signup_closes_at: datetime
    state: str
    place_name: str
    lon: float | None
    lat: float | None
    domain__name: str
    region__name: str


COLUMNS = tuple(CardRow.__annotations__)


def card_rows(rows: QuerySet[Activity]) -> QuerySet[Activity, Any]:
    """The same activities as flat rows with a card's columns; ``near`` adds the distance."""
    columns = (*COLUMNS, "distance_m") if "distance_m" in rows.query.annotations else COLUMNS
    return rows.select_related(None).prefetch_related(None).values_list(*columns, named=True)


@dataclass
class Filling:
    """How full an activity's posts are together."""

    places: int = 0
    taken: int = 0
    waiting: int = 0


def activity_cards(rows: Sequence[CardRow], *, volunteer_id: UUID | None, at: datetime) -> list[Card]:
    """The cards of these activities; three more queries at most, however many there are."""
    if not rows:
        return []
    fillings = _fillings([row.id for row in rows])
    mine: dict[UUID, str] = {}
    if volunteer_id is not None:
        mine = {signup.activity_id: signup.state for signup in live_signups_of(volunteer_id).values()}
    return [_card(row, fillings[row.id], mine.get(row.id, ""), at) for row in rows]


def _fillings(activity_ids: list[UUID]) -> dict[UUID, Filling]:
    """Places and people by activity; who waits is asked only where a post is full."""
    found = {key: Filling() for key in activity_ids}
    full: dict[UUID, UUID] = {}
    posts = Post.objects.filter(activity_id__in=activity_ids).order_by()
    for post_id, key, places, taken in posts.values_list("id", "activity_id", "places", "taken"):
        found[key].places += places
        found[key].taken += taken
        if taken >= places:
            full[post_id] = key
    for post_id, count in (waiting_counts(full) if full else {}).items():
        found[full[post_id]].waiting += count
    return found


def _card(row: CardRow, filling: Filling, my_state: str, at: datetime) -> Card:
    url = reverse("site:activity", args=[row.id])
    word = _state_word(row, my_state, at)
    metres = getattr(row, "distance_m", None)
    left = filling.places - filling.taken
    return {
        "url": url,
        "title": row.title,
        "when": span_words(row.starts_at, row.ends_at, clock.day_of(at)),
        "where": where_words(row.place_name, row.region__name),
        "distance": _("离你 %(far)s") % {"far": distance_words(metres)} if metres is not None else "",
        "domain": row.domain__name,
        "chips": [] if word else _chips(row, left, at),
        "taken": filling.taken,
        "places": filling.places,
        "waiting": filling.waiting,
        "state_word": word,
        "cta_text": "" if word else (_("报名") if left > 0 else _("排候补")),
        "cta_url": "" if word else url,
    }


def _state_word(activity: CardRow, my_state: str, at: datetime) -> str:
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


def _chips(activity: CardRow, left: int, at: datetime) -> list[tuple[str, str]]:
    """The reasons to act now, at most two."""
    chips: list[tuple[str, str]] = []
    if 0 < left <= FEW:
        chips.append((_("还缺 %(n)d 人") % {"n": left}, "why"))
    elif left <= 0:
        chips.append((_("已满，可以候补"), "warn"))
    if activity.signup_closes_at - at < SOON:
        chips.append((_("快截止了"), "why"))
    return chips
