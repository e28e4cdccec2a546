"""The wall of small wishes (微心愿): what somebody wishes for, without telling who, and what came true."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from redvest.care.models import Need
from redvest.care.queries.wish import WishFilters, wish_figures, wishes_granted, wishes_waiting
from redvest.core import clock
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.shared.pages import paged
from redvest.faces.shared.words import day_words
from redvest.faces.site.options import options
from redvest.faces.site.words import where_words

SIZE, GRANTED = 24, 8


@require_safe
@public
def wishes(request: HouseRequest) -> HttpResponse:
    """Those that wait, the oldest first, so that nobody waits behind those who came later."""
    city, at = request.standing.city, clock.now()
    known = options(city, at)
    region = next((each for each in known.districts if each.code == request.GET.get("region", "")), None)
    filters = WishFilters(
        domain=next((each.key for each in known.kinds if each.key == request.GET.get("domain")), ""),
        region=region.path if region else "",
        claimable=request.GET.get("open") == "1",
    )
    found, pager = paged(request, wishes_waiting(city, filters), keys=("created_at", "id"), size=SIZE)
    today = clock.day_of(at)
    context = {
        "rows": [_card(each, today) for each in found],
        "granted": [_thanks(each, today) for each in wishes_granted(city)[:GRANTED]],
        "figures": wish_figures(city),
        "pager": pager,
        "asked": filters,
        "region": region.code if region else "",
        "kinds": known.kinds,
        "districts": known.districts,
        "narrowed": filters != WishFilters(),
    }
    return render(request, "site/wishes.html", context)


def _card(wish: Need, today: date) -> dict[str, Any]:
    return {
        "key": wish.pk,
        "title": wish.title,
        "where": _where(wish),
        "kind": wish.domain.name,
        "since": day_words(clock.day_of(wish.created_at), today),
        "open": wish.open,  # type: ignore[attr-defined]
    }


def _thanks(wish: Need, today: date) -> dict[str, Any]:
    assert wish.served_at is not None
    return {
        "title": wish.title,
        "where": _where(wish),
        "when": day_words(clock.day_of(wish.served_at), today),
        "who": wish.thanks,  # type: ignore[attr-defined]
        "helpers": wish.helpers,  # type: ignore[attr-defined]
        "score": wish.score,
    }


def _where(wish: Need) -> str:
    """The street and no nearer: a community may be a village in which everybody knows whose wish it is."""
    place = wish.region.parent or wish.region
    return where_words("", place.name)
