"""The menu of services (服务菜单) that residents order from."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from redvest.care.models import MenuItem
from redvest.care.queries.menu import MenuFilters, left_of, listed, offered_items
from redvest.core import clock
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.shared.pages import asked_text, paged
from redvest.faces.shared.week import DAY_WORDS, PART_WORDS, week_words
from redvest.faces.site.options import options
from redvest.faces.site.words import where_words
from redvest.registry.rules.availability import DAYS, PARTS

SIZE = 24


@require_safe
@public
def menus(request: HouseRequest) -> HttpResponse:
    """Cards with what is done, for whom, when, and how many turns this week still has."""
    city, at = request.standing.city, clock.now()
    known = options(city, at)
    region = next((each for each in known.districts if each.code == request.GET.get("region", "")), None)
    filters = MenuFilters(
        q=asked_text(request),
        domain=next((each.key for each in known.kinds if each.key == request.GET.get("domain")), ""),
        region=region.path if region else "",
        day=_one_of(request, "day", DAYS),
        part=_one_of(request, "part", PARTS),
        at_home=request.GET.get("home") == "1",
    )
    rows = listed(offered_items(city), filters, clock.day_of(at))
    found, pager = paged(request, rows, keys=("domain_id", "name", "id"), size=SIZE)
    context = {
        "groups": _by_kind(found),
        "pager": pager,
        "asked": filters,
        "region": region.code if region else "",
        "kinds": known.kinds,
        "districts": known.districts,
        "days": DAY_WORDS.items(),
        "parts": PART_WORDS.items(),
        "narrowed": filters != MenuFilters(),
    }
    return render(request, "site/menu.html", context)


def _one_of(request: HouseRequest, name: str, known: tuple[str, ...]) -> str:
    asked = request.GET.get(name, "")
    return asked if asked in known else ""


def _by_kind(found: list[MenuItem]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Under the name of each kind of service, in the order in which they come."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for item in found:
        card = {
            "item": item,
            "when": week_words(item.slots),
            "where": where_words("", item.region.name),
            "left": left_of(item),
        }
        groups.setdefault(item.domain.name, []).append(card)
    return list(groups.items())
