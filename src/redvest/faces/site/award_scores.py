"""The result of an award in public: the ranking as it was frozen, its log, and how anybody works it out again."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest import honour
from redvest.core import clock
from redvest.faces.shared.award_words import edition_state, nominee_place, public_nominees
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.site import award_vote
from redvest.honour.choices import AsideReason, NominationState
from redvest.honour.models import AwardFreeze
from redvest.honour.queries.award_freeze import freezes_of, public_freeze, result_of

_PROGRAM = Path(honour.__file__).parent / "data/award/recompute.py"
TEXT = "text/plain; charset=utf-8"


@never_cache
@require_safe
@public
def result_page(request: HouseRequest, key: UUID) -> HttpResponse:
    """Everything comes from the log itself; only winners have names, and only as they let them be read."""
    freeze = public_freeze(request.standing.city, key)
    log = json.loads(freeze.log)
    chosen = [
        each.nomination for each in result_of(freeze) if each.nomination.state == NominationState.CHOSEN
    ]
    names = public_nominees(chosen, clock.now())
    winners = {str(each.pk): {"name": names[each.pk], "place": nominee_place(each)} for each in chosen}
    context = {
        "tab": "find",
        "edition": freeze.edition,
        "state": edition_state(freeze.edition),
        "freeze": freeze,
        "categories": [_category(each, winners) for each in log["categories"]],
        "jurors": sum(each["state"] == "sealed" for each in log["jurors"]),
        "released": [each for each in log["jurors"] if each["state"] == "released"],
        "earlier": [each for each in freezes_of(freeze.edition) if each.number < freeze.number],
        "address": settings.REDVEST_BASE_URL or f"{request.scheme}://{request.get_host()}",
    }
    return render(request, "site/award_scores.html", context)


def _category(told: dict[str, Any], winners: dict[str, dict[str, str]]) -> dict[str, Any]:
    numbers = {each["id"]: each["number"] for each in told["entries"]}
    aside: dict[str, int] = {}
    for each in told["votes"]:
        for reason, count in each["aside"].items():
            aside[reason] = aside.get(reason, 0) + count
    return {
        "name": told["name"],
        "places": told["places"],
        "aside": [(AsideReason(reason).label, count) for reason, count in sorted(aside.items())],
        "aside_sum": sum(aside.values()),
        "rows": [
            {
                **line,
                "number": numbers[line["entry"]],
                "winner": winners.get(line["entry"]),
                "points": line["total"] / 1000,
                "jury_points": line["jury"] / 1000,
                "vote_points": line["vote"] / 1000,
            }
            for line in told["result"]
        ],
    }


@never_cache
@require_safe
@public
def scores_file(request: HouseRequest, key: UUID, number: int | None = None) -> HttpResponse:
    """The log, bit for bit as it was frozen; with a number an earlier one that was corrected since."""
    freeze: AwardFreeze = public_freeze(request.standing.city, key, number)
    headers = {
        "Content-Disposition": f'attachment; filename="scores-{freeze.edition.year}-{freeze.number}.json"'
    }
    return HttpResponse(freeze.log, content_type="application/json", headers=headers)


@require_safe
@public
def program(request: HouseRequest | HttpRequest) -> HttpResponse:
    """What works it out again."""
    return HttpResponse(_program_text(), content_type=TEXT, headers={"Cache-Control": "public, max-age=300"})


@cache
def _program_text() -> str:
    return _PROGRAM.read_text(encoding="utf-8")


award_urls: list[URLPattern] = [
    path("awards/recompute.py", program, name="award-program"),
    path("awards/<uuid:key>/vote/", award_vote.vote_page, name="award-vote"),
    path("awards/<uuid:key>/vote/<uuid:category>/", award_vote.cast, name="award-cast"),
    path("awards/<uuid:key>/result/", result_page, name="award-scores"),
    path("awards/<uuid:key>/scores.json", scores_file, name="award-scores-file"),
    path("awards/<uuid:key>/scores-<int:number>.json", scores_file, name="award-scores-earlier"),
]
