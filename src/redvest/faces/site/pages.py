"""The short standing pages: what this is, how to get help, what we do with what people tell us."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from redvest.core import clock
from redvest.core.errors import NotFound
from redvest.faces.shared.entry import HouseRequest, public
from redvest.registry.rules.privacy_notice import version_on, versions_until


@require_safe
@public
def about(request: HouseRequest) -> HttpResponse:
    """What this is and what its figures and letters mean."""
    return render(request, "site/about.html", {})


@require_safe
@public
def questions(request: HouseRequest) -> HttpResponse:
    """What people ask most, and whom to call."""
    return render(request, "site/questions.html", {})


@require_safe
@public
def privacy(request: HouseRequest) -> HttpResponse:
    """The short notice, one screen: who, what for, which data, how long, which rights; the full one lies behind it."""
    return render(request, "site/privacy.html", {"version": version_on(clock.day_of(clock.now()))})


@require_safe
@public
def notice(request: HouseRequest, key: str) -> HttpResponse:
    """One version of the full notice; those that people agreed to once stay readable."""
    known = versions_until(clock.day_of(clock.now()))
    found = next((each for each in known if each.key == key), None)
    if found is None:
        raise NotFound
    others = [each for each in known if each is not found]
    context = {"version": found, "full": f"site/notice/{found.key}.html", "others": others}
    return render(request, "site/privacy.html", context)
