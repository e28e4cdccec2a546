"""The short standing pages: what this is, how to get help, what we do with what people tell us."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from redvest.faces.shared.entry import HouseRequest, public


@require_safe
@public
def about(request: HouseRequest) -> HttpResponse:
    """What this is and what its figures and letters mean."""
    return render(request, "site/about.html", {})


@require_safe
@public
def help_page(request: HouseRequest) -> HttpResponse:
    """What people ask most, and whom to call."""
    return render(request, "site/help.html", {})


@require_safe
@public
def privacy(request: HouseRequest) -> HttpResponse:
    """What is kept of a person, what for, who sees it, how to take it back."""
    return render(request, "site/privacy.html", {})
