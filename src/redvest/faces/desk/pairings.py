"""1151 at the desk: what it reaches in a place and per branch, and what a community still lacks, with the next step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.care.actions.pairing import twin_unit
from redvest.care.choices import PairingKind, PairingState
from redvest.care.pairing_errors import UnitUnknown
from redvest.care.queries.pairing import branches_kept, pairings_kept, visits_waiting
from redvest.care.queries.pairing_candidates import keepers_for
from redvest.care.queries.pairing_coverage import coverage_of, coverage_of_branches, summed
from redvest.care.queries.pairing_gaps import gaps_of
from redvest.care.queries.silence import heard_of, silent_kept, with_silence
from redvest.care.rules.pairing_keepers import branches_of
from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed
from redvest.faces.desk.forms.pairing import UnitFields
from redvest.faces.desk.frame import show
from redvest.faces.desk.pairing_map import gap_map, place_map
from redvest.faces.desk.scope import community_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text, sliced
from redvest.faces.shared.pairing_form import blame
from redvest.faces.shared.told import refusal_told
from redvest.registry.actions.grid import appoint_keeper
from redvest.registry.choices import RegionLevel
from redvest.registry.grid_errors import GridUnknown
from redvest.registry.models import Body, Region, SanitationZone
from redvest.registry.policy import Standing
from redvest.registry.queries.region import joined_names, names_above, region_in
from redvest.registry.rules.volunteer_number import grouped

MOST = 100
FEW = 30


@never_cache
@require_safe
@staff
def overview(request: HouseRequest) -> HttpResponse:
    """Coverage of a place in charge and of its parts, and of the branches; whoever keeps branches alone sees those."""
    by, today = request.standing, clock.day_of(clock.now())
    if not by.regions() and not branches_of(by):
        raise NotAllowed
    every = coverage_of_branches(list(branches_kept(by).order_by("name", "id")), today)
    branches, pager = sliced(request, every, size=MOST)
    silent = _staged(silent_kept(by)[:FEW])
    context: dict[str, Any] = {
        "branches": branches,
        "branch_sum": summed(every) if len(every) > 1 else None,
        "branch_count": len(every),
        "pager": pager,
        "waiting_visits": visits_waiting(by).count(),
        "silent": silent,
        "silent_more": silent_kept(by).count() - FEW if len(silent) == FEW else 0,
    }
    if by.regions():
        region = _asked_region(by, asked_text(request, "place", 12))
        if region.level == RegionLevel.COMMUNITY:
            return redirect("desk:pairing-place", code=region.code)
        found, lines = coverage_of(region, today)
        shown = [line for line in lines if not line.coverage.empty]
        context |= {
            "region": region,
            "place": joined_names(names_above(region)) or region.name,
            "above": _above(by, region),
            "sum": found,
            "lines": shown,
            "bare": len(lines) - len(shown),
            "map_data": place_map(by.city, shown),
        }
    return show(request, "desk/pairings.html", context, on="pairings")


def _staged(rows: Iterable[Any]) -> list[Any]:
    """Pairings, each with ``heard``: who has heard of its silence, if it is silent."""
    found = list(rows)
    for each in found:
        each.heard = heard_of(each)
    return found


def _asked_region(by: Standing, code: str) -> Region:
    """The place asked for, else the widest in charge. Raises RegionUnknown, NotAllowed."""
    if not code:
        return Region.objects.get(path=min(by.regions(), key=len))
    found = region_in(by.city, code)
    if not by.governs(found.path):
        raise NotAllowed
    return found


def _above(by: Standing, region: Region) -> Region | None:
    """The place above, where that is in charge, too."""
    above = region.parent
    return above if above is not None and by.governs(above.path) else None


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def place(request: HouseRequest, code: str) -> HttpResponse:
    """What one community lacks, row by row. A POST asks a unit to be its twin."""
    by, at = request.standing, clock.now()
    region = community_within(by, code)
    form = UnitFields(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            body = Body.objects.filter(city=by.city, code=form.cleaned_data["body"].strip().upper()).first()
            if body is None:
                raise UnitUnknown
            twin_unit(by=by, body=body, region=region, at=at)
        except DomainError as fault:
            blame(form, fault)
        else:
            messages.success(request, _("问过“%(name)s”了，他们答应了才算结对。") % {"name": body.name})
            return redirect("desk:pairing-place", code=code)
    today = clock.day_of(at)
    found, _lines = coverage_of(region, today)
    gaps = gaps_of(region, today)
    here = pairings_kept(by).filter(region_path=region.path)
    homes = with_silence(here).filter(
        household__isnull=False, state__in=(PairingState.LIVE, PairingState.ASKED)
    )
    units = here.filter(state=PairingState.LIVE, kind=PairingKind.TWINNED)
    context = {
        "region": region,
        "place": joined_names(names_above(region)),
        "above": _above(by, region),
        "sum": found,
        "gaps": gaps,
        "homes": _staged(homes.order_by("household__serial", "kind", "id")[:MOST]),
        "units": _staged(with_silence(units).order_by("id")[:MOST]),
        "form": form,
        "map_data": gap_map(region, gaps),
    }  # fmt: skip
    return show(
        request, "desk/pairing_place.html", context, on="pairings", status=422 if form.errors else 200
    )


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def zone(request: HouseRequest, key: UUID) -> HttpResponse:
    """Who could keep a zone that nobody keeps. A POST appoints one whom the officer has asked."""
    by, at = request.standing, clock.now()
    found = SanitationZone.objects.select_related("grid__community").filter(pk=key, city=by.city).first()
    if found is None or not by.governs(found.grid.region_path):
        raise GridUnknown
    if request.method == "POST":
        done = False
        with refusal_told(request):
            number = request.POST.get("number", "")[:20]
            appoint_keeper(by=by, place=found, number=number, starts_on=clock.day_of(at), at=at)
            messages.success(request, _("这个片区有人包了。"))
            done = True
        if done:
            return redirect("desk:pairing-place", code=found.grid.community_id)
        return redirect("desk:pairing-zone", key=key)
    people = keepers_for(found, clock.day_of(at))
    context = {
        "zone": found,
        "people": [(each, grouped(each.volunteer.number)) for each in people],
    }
    return show(request, "desk/pairing_zone.html", context, on="pairings")
