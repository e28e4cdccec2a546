"""Choosing shifts for a roster: those of some days or of one activity, the soonest first, and what was ticked."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from redvest.core import clock
from redvest.faces.desk.words import span_words
from redvest.faces.shared.entry import HouseRequest
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.typed import day_typed
from redvest.service.models import Post
from redvest.service.queries.roster import postable

MOST = 200


def posts_to_pick(request: HouseRequest, body_id: UUID, at: datetime) -> list[Post]:
    """All that may still be rostered, or those of the activity and of the days that the address names."""
    since, until = _day(request, "from"), _day(request, "until")
    rows = postable(
        body_id,
        at,
        since=_midnight(since) if since else None,
        before=_midnight(until) + timedelta(days=1) if until else None,
    )
    if key := key_typed(request.GET.get("activity", "")):
        rows = rows.filter(activity_id=key)
    return list(rows[:MOST])


def _day(request: HouseRequest, name: str) -> date | None:
    """One that a shift could be on; None for any other."""
    day = day_typed(request.GET.get(name, ""))
    return day if day and 2000 <= day.year < 3000 else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, clock.CHINA)


def pick_context(request: HouseRequest, posts: list[Post], at: datetime) -> dict[str, Any]:
    """What the list of shifts and the form of days show; a day that is none is left out."""
    days = {name: _day(request, name) for name in ("from", "until")}
    return {
        "rows": [_row(each, request, at) for each in posts],
        "most": MOST,
        "since": days["from"].isoformat() if days["from"] else "",
        "until": days["until"].isoformat() if days["until"] else "",
        "from_activity": request.GET.get("activity", ""),
    }


def _row(post: Post, request: HouseRequest, at: datetime) -> dict[str, Any]:
    """Ticked beforehand where the address means this activity and places are left; nobody else chose it yet."""
    sent = request.method == "POST"
    free = max(0, post.places - post.taken)
    meant = bool(free) and key_typed(request.GET.get("activity", "")) == post.activity_id
    return {
        "post": post,
        "when": span_words(*post.times, clock.day_of(at)),
        "free": free,
        "on": f"on-{post.pk}" in request.POST if sent else meant,
        "minimum": request.POST.get(f"least-{post.pk}", "")[:3] if sent else "",
    }


def minimums_typed(request: HouseRequest, posts: list[Post]) -> dict[UUID, int]:
    """The shifts that were ticked, each with how many it cannot do without."""
    found = {}
    for post in posts:
        if f"on-{post.pk}" in request.POST:
            typed = request.POST.get(f"least-{post.pk}", "").strip()
            found[post.pk] = int(typed[:9]) if typed.isascii() and typed.isdigit() else 0
    return found
