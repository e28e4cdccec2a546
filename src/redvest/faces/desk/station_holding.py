"""What a station has: its services, its things, and who is in its team."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redvest.core import clock
from redvest.faces.desk.forms.several import several
from redvest.faces.desk.forms.station_log import FIELDS, ContactFields, ServiceFields, ThingFields
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.told import refusal_told
from redvest.registry.actions.station_holding import add_service, end_service, set_facility, set_station_phone
from redvest.registry.models import Station
from redvest.registry.queries.station_holding import left_of, members_of, service_of, services_of
from redvest.registry.queries.station_life import kept_station

_SAID = {"thing": set_facility, "service": add_service, "contact": set_station_phone}


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def holding(request: HouseRequest, key: UUID) -> HttpResponse:
    """Show it, or take one line in."""
    station = kept_station(request.standing, key)
    contact = partial(ContactFields, initial={"phone": station.phone})
    sent = several(request, {"thing": ThingFields, "service": ServiceFields, "contact": contact})
    if sent.done(partial(_do, request, station), FIELDS):
        messages.success(request, _("记下了。"))
        return redirect("desk:station-holding", key=key)
    context = {
        "station": station,
        "desk_place": "" if request.standing.regions() else station.name,
        "forms": sent.forms,
        "services": services_of(station.pk),
        "facilities": left_of(station.pk),
        "team": members_of(station.pk)[:100],
    }
    return show(request, "desk/station_holding.html", context, on="stations", status=sent.status)


def _do(request: HouseRequest, station: Station, verb: str, typed: dict[str, Any]) -> None:
    _SAID[verb](by=request.standing, station=station, at=clock.now(), **typed)  # type: ignore[operator]


@require_POST
@staff
def service_end(request: HouseRequest, key: UUID, service: UUID) -> HttpResponse:
    """No longer offered."""
    station = kept_station(request.standing, key)
    with refusal_told(request):
        end_service(by=request.standing, service=service_of(station, service), at=clock.now())
        messages.success(request, _("记下了。"))
    return redirect("desk:station-holding", key=key)
