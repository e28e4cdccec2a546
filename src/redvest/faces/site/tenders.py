"""Tenders and what projects achieved, for everybody: notices, who was chosen and why, evaluations."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from redvest.core import clock
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.shared.pages import paged
from redvest.oversight.choices import TenderState
from redvest.oversight.queries.project_plan import public_effect_of, public_effects
from redvest.oversight.queries.tender import award_of, public_tender_of, public_tenders

SIZE = 20
MOST_EFFECTS = 20


@require_safe
@public
def tenders(request: HouseRequest) -> HttpResponse:
    """Notices that are or were out, and beside them the latest published evaluations; ``?list=effects`` all of these."""
    city, today = request.standing.city, clock.day_of(clock.now())
    if request.GET.get("list") == "effects":
        effects, pager = paged(request, public_effects(city), keys=("-published_at", "-id"), size=SIZE)
        return render(
            request,
            "site/tenders.html",
            {"tab": "find", "all_effects": True, "effects": effects, "pager": pager},
        )
    found, pager = paged(request, public_tenders(city), keys=("-published_on", "-id"), size=SIZE)
    context = {
        "tab": "find",
        "rows": [
            {"tender": each, "open": each.state == TenderState.PUBLISHED and today <= each.closes_on}
            for each in found
        ],
        "pager": pager,
        "effects": (latest := list(public_effects(city)[: MOST_EFFECTS + 1]))[:MOST_EFFECTS],
        "more_effects": len(latest) > MOST_EFFECTS,
    }
    return render(request, "site/tenders.html", context)


@require_safe
@public
def tender(request: HouseRequest, key: UUID) -> HttpResponse:
    """One notice with its outcome. Offers are named only where one was chosen."""
    found = public_tender_of(request.standing.city, key)
    today = clock.day_of(clock.now())
    context = {
        "tab": "find",
        "tender": found,
        "open": found.state == TenderState.PUBLISHED and today <= found.closes_on,
        "award": award_of(found),
        "may_offer": bool(request.standing.headed()),
    }
    return render(request, "site/tender.html", context)


@require_safe
@public
def effect(request: HouseRequest, key: UUID) -> HttpResponse:
    """One published evaluation."""
    found = public_effect_of(request.standing.city, key)
    return render(request, "site/effect.html", {"tab": "find", "effect": found, "plan": found.plan})
