"""Codes for the doors of a grid (QR): printed here, scanned there; they open the form with the community filled in."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.care.queries.need_place import door_code
from redvest.faces.desk.codes import qr_svg
from redvest.faces.desk.frame import show
from redvest.faces.desk.needs import require_intake
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text, paged
from redvest.registry.queries.grid import grid_for, grids_of

COPIES = 8  # of one code on a sheet: every door of a grid has the same


@never_cache
@require_safe
@staff
def doors(request: HouseRequest) -> HttpResponse:
    """The grids in charge, to choose whose codes are printed."""
    require_intake(request.standing)
    asked = asked_text(request)
    rows, pager = paged(request, grids_of(request.standing, asked), keys=("region_path", "name", "id"))
    context = {"rows": rows, "pager": pager, "asked": asked}
    return show(request, "desk/need_doors.html", context, on="needs")


@never_cache
@require_safe
@staff
def door(request: HouseRequest, key: UUID) -> HttpResponse:
    """A sheet of codes of one grid."""
    require_intake(request.standing)
    grid = grid_for(request.standing, key)
    url = request.build_absolute_uri(f"{reverse('site:need-ask')}?door={door_code(grid)}")
    context = {"grid": grid, "svg": qr_svg(url), "copies": range(COPIES)}
    return show(request, "desk/need_door.html", context, on="needs")
