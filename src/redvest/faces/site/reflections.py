"""Reflections (心得) that everybody reads, with their activities and pictures."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.connectors.storage import storage
from redvest.core import clock
from redvest.faces.shared.entry import HouseRequest, public
from redvest.faces.shared.files import paper_answer
from redvest.faces.shared.pages import paged
from redvest.faces.site.options import options
from redvest.service.queries.reflection import as_public, picture_for, public_reflections

PAGE = 20


@never_cache
@require_safe
@public
def reflections(request: HouseRequest) -> HttpResponse:
    """The latest first; ``domain=``: of one kind of service. A child has no name here."""
    city, at = request.standing.city, clock.now()
    kinds = options(city, at).kinds
    chosen = request.GET.get("domain", "")
    chosen = chosen if any(each.key == chosen for each in kinds) else ""
    rows = public_reflections(city, domain=chosen)
    found, pager = paged(request, rows, keys=("-published_at", "-id"), size=PAGE)
    context = {
        "tab": "find",
        "kinds": kinds,
        "chosen": chosen,
        "rows": as_public(found, at),
        "pager": pager,
    }
    return render(request, "site/reflections.html", context)


@never_cache
@require_safe
@public
def picture(request: HouseRequest, key: UUID, picture: UUID) -> HttpResponse:
    """One picture: of a public reflection for everybody, else for its author and who looks at it."""
    found = picture_for(request.standing, key, picture, clock.now())
    return paper_answer(storage().read(found.key), found.media_type)
