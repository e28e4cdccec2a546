"""Grids (网格): the list with its map, drawing a new one, and one's page with its zones and who keeps them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed, NotFound
from redvest.faces.desk.forms.grid import FIELDS, GridFields, KeeperFields, RedrawFields, ZoneFields, offer
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import community_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.outlines import centre
from redvest.faces.shared.pages import asked_text, paged
from redvest.registry.actions.grid import add_grid, add_zone, appoint_keeper, redraw_place, relieve_keeper
from redvest.registry.grid_errors import GridUnknown
from redvest.registry.models import Grid, GridKeeping, SanitationZone
from redvest.registry.policy import Standing
from redvest.registry.queries.grid import grid_for, grids_of, listed, with_keepers, zone_of
from redvest.registry.queries.region import joined_names, names_above

_FORMS: dict[str, tuple[type[Form], str]] = {
    "zone": (ZoneFields, "zone"), "appoint": (KeeperFields, "keeper"), "redraw": (RedrawFields, "redraw"),
}  # fmt: skip


@never_cache
@require_safe
@staff
def grids(request: HouseRequest) -> HttpResponse:
    """The grids of the places in charge, with their keepers, on a map as well."""
    by, asked = request.standing, asked_text(request)
    today = clock.day_of(clock.now())
    rows = listed(grids_of(by, asked), today)
    found, pager = paged(request, rows, keys=("region_path", "name", "id"))
    context = {
        "rows": found,
        "pager": pager,
        "asked": asked,
        "governs": bool(by.regions()),
        "map_data": _map(by, found) if found else None,
    }
    return show(request, "desk/grids.html", context, on="grids")


def _keeper(place: Grid | SanitationZone) -> GridKeeping | None:
    live: list[GridKeeping] = place.live  # type: ignore[union-attr]
    return live[0] if live else None


def _map(by: Standing, found: Iterable[Grid], *, zones: Iterable[SanitationZone] = ()) -> dict[str, Any]:
    """Pins for the grids that have a point, outlines for those that were drawn."""
    found = list(found)
    shapes = [*(grid.outline for grid in found), *(zone.outline for zone in zones)]
    features = [{"type": "Feature", "properties": {}, "geometry": shape} for shape in shapes if shape]
    return {
        "center": list(centre(by.city)),
        "zoom": 12,
        "markers": [
            {
                "lon": grid.lon, "lat": grid.lat, "title": grid.name, "text": grid.community.name,
                "url": reverse("desk:grid", args=[grid.pk]),
            }
            for grid in found if grid.lon is not None and grid.lat is not None
        ],
        "outlines": {"type": "FeatureCollection", "features": features} if features else None,
        "tiles": settings.REDVEST_TILES,
        "tiles_note": "",
    }  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def new_grid(request: HouseRequest) -> HttpResponse:
    """A new grid of a community."""
    by = request.standing
    if not by.regions():
        raise NotAllowed
    form = GridFields(request.POST or None, initial={"community": asked_text(request, "community", 12)})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = add_grid(
                by=by, community=community_within(by, typed["community"]), name=typed["name"], outline=typed["outline"],
                at=clock.now(),
            )  # fmt: skip
        except DomainError as fault:
            blame(form, fault, FIELDS)
        else:
            messages.success(
                request, _("网格“%(name)s”划好了，接着划卫生片区、定负责人。") % {"name": made.name}
            )
            return redirect("desk:grid", key=made.pk)
    return show(
        request, "desk/grid_form.html", {"form": form}, on="grids", status=422 if form.errors else 200
    )


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def grid(request: HouseRequest, key: UUID) -> HttpResponse:
    """One grid. A POST adds a zone, redraws, or appoints or relieves a keeper: whichever button was pressed."""
    by, verb = request.standing, request.POST.get("verb", "")
    forms = {
        name: kind(request.POST if name == verb else None, prefix=prefix)
        for name, (kind, prefix) in _FORMS.items()
    }
    if request.method == "POST" and _did(request, by, grid_for(by, key), verb, forms.get(verb)):
        return redirect("desk:grid", key=key)
    today = clock.day_of(clock.now())
    shown = with_keepers(grids_of(by), today).filter(pk=key).first()
    if shown is None:
        raise GridUnknown
    names = names_above(shown.community)
    zones = list(shown.kept_zones)  # type: ignore[attr-defined]
    places = [("", shown.name), *((str(zone.pk), zone.name) for zone in zones)]
    for name in ("appoint", "redraw"):
        offer(forms[name], places)
    context = {
        "grid": shown,
        "place": joined_names(names),
        "desk_place": names.get(min(by.regions(), key=len), "") if by.regions() else "",
        "governs": by.governs(shown.region_path),
        "keeper": _keeper(shown),
        "zones": [{"zone": zone, "keeper": _keeper(zone)} for zone in zones],
        "zone_form": forms["zone"],
        "keeper_form": forms["appoint"],
        "redraw_form": forms["redraw"],
        "map_data": _map(by, [shown], zones=zones) if shown.lon is not None else None,
    }
    faulty = any(form.errors for form in forms.values())
    return show(request, "desk/grid.html", context, on="grids", status=422 if faulty else 200)


def _did(
    request: HouseRequest,
    by: Standing,
    found: Grid,
    verb: str,
    form: Form | None,
) -> bool:
    at = clock.now()

    def place(of: str) -> Grid | SanitationZone:
        try:
            return zone_of(found, UUID(of)) if of else found
        except ValueError as fault:
            raise NotFound from fault

    typed = form.cleaned_data if form is not None and form.is_valid() else {}
    acts: dict[str, Callable[[], object]] = {
        "zone": lambda: add_zone(
            by=by, grid=found, name=typed["name"], outline=typed["outline"], at=at
        ),
        "appoint": lambda: appoint_keeper(
            by=by, place=place(typed["zone"]), number=typed["number"],
            starts_on=typed["starts_on"] or clock.day_of(at), ends_on=typed["ends_on"], at=at,
        ),
        "redraw": lambda: redraw_place(
            by=by, place=place(typed["zone"]), name=typed["name"], outline=typed["outline"], at=at
        ),
        "relieve": lambda: relieve_keeper(by=by, place=place(request.POST.get("zone", "")), at=at),
    }  # fmt: skip
    if verb not in acts:
        messages.error(request, _("没看懂要做哪一步，请再点一次。"))
        return True
    if verb != "relieve" and not typed:
        return False
    try:
        acts[verb]()
    except DomainError as fault:
        if fault.status in (401, 403) or verb == "relieve":
            raise
        if form is not None:
            blame(form, fault, FIELDS)
        return False
    messages.success(request, _("记下了。"))
    return True
