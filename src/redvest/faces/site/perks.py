"""Perks (礼遇): what each star opens, for everybody; what mine opens, with a code of five minutes."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.faces.shared.entry import HouseRequest, public, volunteers
from redvest.faces.shared.told import refusal_told
from redvest.faces.site.checkin import qr_svg
from redvest.faces.site.gifts import counter_address
from redvest.honour.actions.perk import show_perk_code
from redvest.honour.queries.perk import announced_perks, own_code, own_uses, star_held, used_this_year
from redvest.honour.queries.redeem import codes_key
from redvest.honour.rules.perk import enough, perk_code
from redvest.honour.rules.redeem import spaced
from redvest.honour.rules.star import star_name

MOST, MOST_USES = 300, 30


@never_cache
@require_safe
@public
def perks(request: HouseRequest) -> HttpResponse:
    """By star, the first that opens it; a higher star opens all below."""
    by = request.standing
    rows = list(announced_perks(by.city, clock.day_of(clock.now()))[:MOST])
    grouped = groupby(rows, key=lambda each: each.least_star)
    context = {
        "tab": "find",
        "stars": [{"name": star_name(level), "perks": list(found)} for level, found in grouped],
        "registered": by.volunteer_id is not None,
    }
    return render(request, "site/perks.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@volunteers
def mine(request: HouseRequest) -> HttpResponse:
    """What my star opens and what is left of it this year; a POST shows fresh digits for five minutes."""
    by, at = request.standing, clock.now()
    if request.method == "POST":
        with refusal_told(request):
            show_perk_code(by=by, at=at)
        return redirect("site:perks-mine")
    on, star = clock.day_of(at), star_held(by.records)
    rows = list(announced_perks(by.city, on)[:MOST])
    used = used_this_year([each.pk for each in rows], by.records, on.year)
    context: dict[str, Any] = {
        "tab": "me",
        "star": star_name(star) if star else "",
        "rows": [
            {
                "perk": each,
                "least": star_name(each.least_star),
                "left": _left(each.uses, used.get(each.pk, 0)),
            }
            for each in rows
            if enough(star, each.least_star)
        ],
        "uses": list(own_uses(by)[:MOST_USES]),
    }
    shown = own_code(by)
    if star and shown is not None and shown.until > at:
        code = perk_code(codes_key(), shown.volunteer_id, shown.serial)
        context |= {
            "code": spaced(code),
            "qr": qr_svg(counter_address(request, code)),
            "until": shown.until,
            "seconds": max(int((shown.until - at).total_seconds()), 1),
        }
    return render(request, "site/perks_mine.html", context)


def _left(uses: int | None, used: int) -> int | None:
    return None if uses is None else max(uses - used, 0)
