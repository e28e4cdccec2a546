"""The honour wall (荣誉墙): winners who want to be on it, by kind and year, each with a story where there is one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.core import clock
from redvest.faces.shared.award_words import nominee_name, nominee_place
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.shared.pages import paged
from redvest.honour.choices import ProgrammeKind, StoryState
from redvest.honour.models import AwardNomination
from redvest.honour.queries.honour_wall import on_the_wall, wall_of_honour, winners_not_on_the_wall

SIZE = 24


@never_cache
@require_safe
@public
def wall(request: HouseRequest) -> HttpResponse:
    """``kind=`` narrows it. Names stand by a consent of their own for each honour, asked anew for every page."""
    city, on = request.standing.city, clock.day_of(clock.now())
    kind = request.GET.get("kind", "")
    kind = kind if kind in ProgrammeKind.values else ""
    rows = wall_of_honour(city, on)
    if kind:
        rows = rows.filter(edition__programme__kind=kind)
    found, pager = paged(request, rows, keys=("-wall_consented_at", "-id"), size=SIZE)
    context = {
        "tab": "find",
        "rows": [_row(each) for each in found],
        "pager": pager,
        "kinds": ProgrammeKind.choices,
        "kind": kind,
        "others": winners_not_on_the_wall(city) if not kind else 0,
    }
    return render(request, "site/honour_wall.html", context)


def _row(each: AwardNomination) -> dict[str, Any]:
    story = getattr(each, "story", None)
    return {
        "each": each,
        "name": nominee_name(each, whole=True),
        "place": nominee_place(each),
        "story": story.text if story is not None and story.state == StoryState.PUBLISHED else "",
    }


@never_cache
@require_safe
@public
def honour(request: HouseRequest, key: UUID) -> HttpResponse:
    """One winner with the whole story."""
    found = on_the_wall(request.standing.city, key, clock.day_of(clock.now()))
    return render(request, "site/honour.html", {"tab": "find", **_row(found)})
