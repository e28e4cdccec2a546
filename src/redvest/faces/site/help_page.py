"""Where help begins (求助): what one can ask for, the ways to ask, whom to call, and what is asked for most."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from redvest.care.queries.menu import offered_items
from redvest.care.queries.supply_demand import most_asked
from redvest.care.queries.wish import wish_figures
from redvest.core import clock
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.site.options import options
from redvest.faces.site.words import hours_words
from redvest.registry.queries.setting import rule

LOOKED_BACK = timedelta(days=90)


@require_safe
@public
def help_page(request: HouseRequest) -> HttpResponse:
    """For everybody, also those who never had an account."""
    city, at = request.standing.city, clock.now()
    context = {
        "tab": "",
        "kinds": options(city, at).kinds,
        "services": offered_items(city).count(),
        "wishes": wish_figures(city),
        "most": most_asked(city, at - LOOKED_BACK),
        "answered_in": hours_words(rule("need.review_hours", f"{city}/", clock.day_of(at))),
        "phone": str(getattr(settings, "REDVEST_CENTRE_PHONE", "") or ""),
    }
    return render(request, "site/help.html", context)
