"""The short address that can be typed on a touch screen: the stations of the city, each with the page of its screen."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.core.search import query_terms
from redvest.faces.shared.entry import public
from redvest.registry.models import Station

MOST = 80


@never_cache
@require_safe
@public
def choose(request: HttpRequest) -> HttpResponse:
    """Every station, or those that are so named."""
    asked = request.GET.get("q", "").replace("\x00", "")[:60]
    rows = Station.objects.filter(city=settings.REDVEST_CITY).select_related("region").order_by("name", "id")
    if asked:
        rows = rows.filter(search__contains=query_terms(asked))
    return render(request, "kiosk/choose.html", {"rows": rows[:MOST], "asked": asked})
