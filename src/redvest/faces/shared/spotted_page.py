"""What a page tells of one spotted problem (随手拍): where, what, its pictures before and after, its story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy

from redvest.care.choices import NeedState, PictureOf
from redvest.care.models import Need
from redvest.care.policy import may_handle_spotted
from redvest.care.queries.spotted import kept_grids, may_be_one_with, what_was_seen
from redvest.registry.policy import Standing

# What the states of a need mean where nobody asks for themselves.
_WORDS = {
    NeedState.QUEUED: gettext_lazy("等处理"), NeedState.OFFERED: gettext_lazy("等人接手"),
    NeedState.CLOSED: gettext_lazy("已解决"),
}  # fmt: skip
_KINDS = {
    NeedState.CLOSED: "ok",
    NeedState.PASSED_ON: "plain",
    NeedState.QUEUED: "wait",
    NeedState.OFFERED: "wait",
}
_WAITING = (NeedState.QUEUED, NeedState.OFFERED)


def state_kind(state: str) -> str:
    """The kind of ``{% state %}``; the word stands beside the colour always."""
    return _KINDS.get(NeedState(state), "off")


def state_words(state: str) -> str:
    """What a state is called here."""
    return str(_WORDS.get(NeedState(state), NeedState(state).label))


def may_be_joined(by: Standing, need: Need, day: date) -> list[Need]:
    """Of those that may be one with it, the ones that somebody looks after, too: only they can be put together by them."""
    alike = may_be_one_with(need)
    kept = set(kept_grids(by, day).values_list("grid", flat=True)) if alike and by.records else set()
    return [each for each in alike if may_handle_spotted(by, each, keeps_grid=each.grid_id in kept)]


def told_of(found: Need, alike: Sequence[Need], *, handles: bool) -> dict[str, Any]:
    """``handles``: whoever reads may say what became of it; ``alike``: which others they may put together with it."""
    seen = what_was_seen(found)
    pictures = list(found.pictures.order_by("uploaded_at", "id"))
    return {
        "need": found,
        "state_kind": state_kind(found.state),
        "state_words": state_words(found.state),
        "seen": seen,
        "before": [each for each in pictures if each.of == PictureOf.ASKED],
        "after": [each for each in pictures if each.of == PictureOf.DONE],
        "steps": [(each, state_words(each.after)) for each in found.steps.order_by("at", "id")],
        "alike": alike if handles and found.state == NeedState.QUEUED else [],
        "waiting": found.state in _WAITING,
        "solvable": handles and found.state in (NeedState.QUEUED, NeedState.PASSED_ON),
        "passable": handles and found.state == NeedState.QUEUED,
        "map_data": _map(found.title, seen.lon, seen.lat),
    }


def _map(title: str, lon: float | None, lat: float | None) -> dict[str, Any] | None:
    if lon is None or lat is None:
        return None
    return {
        "center": [lon, lat], "zoom": 16, "markers": [{"lon": lon, "lat": lat, "title": title, "url": "", "text": ""}],
        "outlines": None, "tiles": settings.REDVEST_TILES, "tiles_note": "",
    }  # fmt: skip
