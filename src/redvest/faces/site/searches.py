"""Kept searches: kept from the list, watched or not, renamed, let go; and the page that a message's link opens."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest, public, volunteers
from redvest.faces.site.filters import Filters, read_filters
from redvest.faces.site.options import options
from redvest.faces.site.search_words import search_words
from redvest.service.actions import saved_search as actions
from redvest.service.finding_errors import SearchUnknown
from redvest.service.models import SavedSearch
from redvest.service.queries.saved_search import searches_of
from redvest.service.rules.look import Look


@never_cache
@require_safe
@volunteers
def searches(request: HouseRequest) -> HttpResponse:
    """Everything I keep, what each asks, and whether I am told."""
    at = clock.now()
    offered, today = options(settings.REDVEST_CITY, at), clock.day_of(at)
    rows: list[dict[str, Any]] = []
    for kept in searches_of(request.standing.records):
        look = Look.of(kept.asked)
        url = reverse("site:activities") + Filters.of(look).query()
        words = search_words(look, offered, today)
        rows.append({"kept": kept, "url": url, "words": words, "over": look.over(today)})
    return render(request, "site/searches.html", {"tab": "me", "rows": rows})


@never_cache
@require_POST
@volunteers
def keep(request: HouseRequest) -> HttpResponse:
    """Keep the search that stands in the address, under the name typed."""
    filters, _faults = read_filters(request.GET)
    try:
        actions.keep_search(
            by=request.standing,
            name=request.POST.get("name", "").replace("\x00", ""),
            look=filters.look,
            watched=request.POST.get("watched") == "1",
            at=clock.now(),
        )
    except DomainError as fault:
        messages.error(request, fault.message)
        return redirect(reverse("site:activities") + filters.query())
    watched = request.POST.get("watched") == "1"
    said = _("存好了。有新的会发消息告诉你，每场只说一次。")
    messages.success(request, said if watched else _("存好了。没有勾提醒，想看的时候点开就行。"))
    return redirect("site:searches")


@never_cache
@require_POST
@volunteers
def change(request: HouseRequest, key: UUID) -> HttpResponse:
    """Another name, or watched or not any more."""
    name, watched = request.POST.get("name"), request.POST.get("watched")
    try:
        actions.change_search(
            by=request.standing,
            key=key,
            name=None if name is None else name.replace("\x00", ""),
            watched=None if watched is None else watched == "1",
            at=clock.now(),
        )
    except SearchUnknown:
        raise
    except DomainError as fault:
        messages.error(request, fault.message)
    else:
        messages.success(request, _("改好了。"))
    return redirect("site:searches")


@never_cache
@require_POST
@volunteers
def drop(request: HouseRequest, key: UUID) -> HttpResponse:
    """Let one go."""
    actions.drop_search(by=request.standing, key=key, at=clock.now())
    messages.success(request, _("删掉了。"))
    return redirect("site:searches")


@never_cache
@require_http_methods(["GET", "POST"])
@public
def stop(request: HouseRequest, key: UUID) -> HttpResponse:
    """From a message, without signing in: one press and it is quiet. Looking at the page changes nothing."""
    if request.method == "POST":
        kept = actions.stop_watch(stop_key=key, at=clock.now())
    else:
        found = SavedSearch.objects.filter(stop_key=key).first()
        if found is None:
            raise SearchUnknown
        kept = found
    return render(request, "site/watch_stop.html", {"tab": "", "kept": kept})
