"""An activity without its day: what another one is begun from. Pure; JSON in and out.

Times are kept as minutes: of the day for the start, from the start for everything else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from redvest.core.clock import CHINA, day_of

PLAIN = (
    "title", "domain_key", "region_code", "content", "place_name", "lon", "lat", "break_minutes", "conditions",
    "how_to_apply", "risks", "guarantees", "dangerous", "danger_note", "kind", "audience_places", "agreement",
)  # fmt: skip
POST = (
    "title", "places", "description", "min_age", "max_age", "needs_review", "answer_hours", "meeting_point", "shift",
    "break_minutes",
)  # fmt: skip
LISTS = ("courses", "qualifications", "skills")
_MINUTE = timedelta(minutes=1)


def blueprint(
    fields: Mapping[str, Any], times: Mapping[str, datetime], posts: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """``times``: starts_at, ends_at, signup_opens_at, signup_closes_at."""
    starts = times["starts_at"]
    local = starts.astimezone(CHINA)
    return {
        "fields": {name: fields[name] for name in PLAIN},
        "begins": local.hour * 60 + local.minute,
        "weekday": local.weekday(),
        "lasts": (times["ends_at"] - starts) // _MINUTE,
        "closes": (times["signup_closes_at"] - starts) // _MINUTE,
        "posts": [_post(post, starts) for post in posts],
    }


def _post(post: Mapping[str, Any], starts: datetime) -> dict[str, Any]:
    kept = {name: post[name] for name in POST} | {name: [str(each) for each in post[name]] for name in LISTS}
    for name in ("starts_at", "ends_at"):
        kept[name] = None if post[name] is None else (post[name] - starts) // _MINUTE
    return kept


def on_day(content: Mapping[str, Any], day: date) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The fields and the posts of an activity like it on a day. Sign-up opens when it is published."""
    starts = datetime.combine(day, time(), CHINA) + content["begins"] * _MINUTE
    fields = dict(content["fields"]) | {
        "starts_at": starts,
        "ends_at": starts + content["lasts"] * _MINUTE,
        "signup_closes_at": starts + content["closes"] * _MINUTE,
    }
    posts = []
    for each in content["posts"]:
        times = {
            name: None if each[name] is None else starts + each[name] * _MINUTE
            for name in ("starts_at", "ends_at")
        }
        posts.append(dict(each) | times)
    return fields, posts


def next_like(content: Mapping[str, Any], at: datetime) -> date:
    """The first day from tomorrow on with the same weekday."""
    tomorrow = day_of(at) + timedelta(days=1)
    return tomorrow + timedelta(days=(content["weekday"] - tomorrow.weekday()) % 7)
