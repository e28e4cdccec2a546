"""A lottery in public: what was promised beforehand, the list, what was drawn, and how anybody draws it again."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest import service
from redvest.core import clock
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.site.words import moment_words, span_words
from redvest.service.models import Opening
from redvest.service.queries.lottery import counts, lottery, published_lines, winners

_SHOWN = 200  # winners on the page; the files have all
_SCRIPT = Path(service.__file__).parent / "data/lottery/draw.py"
TEXT = "text/plain; charset=utf-8"


@require_safe
@public
@never_cache
def lottery_page(request: HouseRequest, key: UUID) -> HttpResponse:
    """The promise, the list and the draw, each as far as it has come."""
    found, at = lottery(settings.REDVEST_CITY, key), clock.now()
    today = clock.day_of(at)
    moments = {
        "draws": found.draws_at, "drawn": found.drawn_at, "announced": found.announced_at,
    }  # fmt: skip
    known = counts(found) if found.list_digest else None
    context: dict[str, Any] = {
        "opening": found,
        "activity": found.post.activity,
        "span": span_words(found.opens_at, found.closes_at or found.opens_at, today),
        "in_entry": at >= found.opens_at,
        "missed": found.drawn_at is None and at >= found.post.times[0],
        "counts": known,
        "won": winners(found, _SHOWN),
        "more": max(0, known["won"] - _SHOWN) if known else 0,
        "address": settings.REDVEST_BASE_URL or f"{request.scheme}://{request.get_host()}",
        **{name: moment_words(moment, today) if moment else "" for name, moment in moments.items()},
    }
    return render(request, "site/lottery.html", context)


@require_safe
@public
@never_cache
def draw_file(request: HouseRequest, key: UUID) -> HttpResponse:
    """Everything that the script needs, before the draw what is known by then."""
    return JsonResponse(
        draw_facts(lottery(settings.REDVEST_CITY, key)), json_dumps_params={"ensure_ascii": False}
    )


def draw_facts(found: Opening) -> dict[str, Any]:
    """A lottery as plain values; no person is named."""
    times = ("announced_at", "opens_at", "closes_at", "draws_at", "drawn_at")
    return {
        "post": str(found.pk),
        "activity": found.post.activity.title,
        "post_title": found.post.label,
        "places": found.drawn_places if found.drawn_at else found.post.places,
        **{
            name: at.astimezone(clock.CHINA).isoformat() if (at := getattr(found, name)) else None
            for name in times
        },
        "seed_digest": found.seed_digest,
        "list_digest": found.list_digest,
        "seed": found.seed,
        "beacon": found.beacon,
        "checkpoint": found.head.checkpoint if found.head else "",
        "entries": [
            {"ticket": number, "rank": rank, "outcome": outcome}
            for number, rank, outcome in published_lines(found)
        ],
    }


@require_safe
@public
@never_cache
def list_file(request: HouseRequest, key: UUID) -> HttpResponse:
    """The list for spreadsheets: ticket, rank, outcome."""
    found = lottery(settings.REDVEST_CITY, key)
    lines = [f"{number},{rank or ''},{outcome}\n" for number, rank, outcome in published_lines(found)]
    headers = {"Content-Disposition": f'attachment; filename="lottery-{found.pk}.csv"'}
    content = "".join(["ticket,rank,outcome\n", *lines])
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
@public
def script(request: HouseRequest | HttpRequest) -> HttpResponse:
    """The program that draws again."""
    return HttpResponse(_script_text(), content_type=TEXT, headers={"Cache-Control": "public, max-age=300"})


@cache
def _script_text() -> str:
    return _SCRIPT.read_text(encoding="utf-8")


lottery_urls: list[URLPattern] = [
    path("lottery/draw.py", script, name="lottery-script"),
    path("lottery/<uuid:key>/", lottery_page, name="lottery"),
    path("lottery/<uuid:key>/draw.json", draw_file, name="lottery-draw"),
    path("lottery/<uuid:key>/list.csv", list_file, name="lottery-list"),
]
