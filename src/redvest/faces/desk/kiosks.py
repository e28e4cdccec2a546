"""The screens of the stations in charge: pairing one, switching one off, what it could not hand in, and who asked for help."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError, error_with
from redvest.faces.desk.codes import qr_svg
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.forms.kiosk import FIELDS, KioskFields
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import paged
from redvest.faces.shared.told import refusal_told
from redvest.registry.actions.kiosk import ask_for_kiosk, revoke_kiosk
from redvest.registry.models import KioskReceipt, Station
from redvest.registry.queries.asked import asked_of
from redvest.registry.queries.kiosk import devices_of, kiosk_for, refused_of, stations_in_charge, with_kiosks
from redvest.registry.queries.station_life import kept_station

MOST, MOST_ASKED = 20, 12
QUIET = timedelta(minutes=30)  # the start page asks for a newer one every ten minutes


@never_cache
@require_safe
@staff
def kiosks(request: HouseRequest) -> HttpResponse:
    """Who asked for help, and the stations with their screens."""
    by, at = request.standing, clock.now()
    rows, pager = paged(request, with_kiosks(stations_in_charge(by)), keys=("name", "id"))
    for row in rows:
        row.quiet = row.seen_at is not None and at - row.seen_at > QUIET  # type: ignore[attr-defined]
    context = {"rows": rows, "pager": pager, "asked": asked_of(by, MOST_ASKED)}
    return show(request, "desk/kiosks.html", context, on="kiosks")


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def station_kiosks(request: HouseRequest, key: UUID) -> HttpResponse:
    """One station's screens; a POST asks for a new one, whose code is shown on this answer and never again."""
    found, at, code = kept_station(request.standing, key), clock.now(), ""
    form = KioskFields(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            code = ask_for_kiosk(by=request.standing, station=found, name=form.cleaned_data["name"], at=at)[1]
        except DomainError as fault:
            blame(form, fault, FIELDS)
        else:
            form = KioskFields()
    context = _station(request, found) | {"form": form, "code": f"{code[:4]} {code[4:]}".strip()}
    if code:
        context["qr"] = qr_svg(context["address"])
    return show(request, "desk/station_kiosks.html", context, on="kiosks", status=422 if form.errors else 200)


def _station(request: HouseRequest, found: Station) -> dict[str, Any]:
    at = clock.now()
    return {
        "station": found,
        "devices": list(devices_of([found.pk], at)),
        "refused": [(each, _why(each)) for each in refused_of([found.pk])[:MOST]],
        "address": request.build_absolute_uri(reverse("kiosk:start", args=[found.pk])),
        "short": request.build_absolute_uri(reverse("kiosk:choose")).split("://", 1)[1],
        "quiet": at - QUIET,
    }


def _why(receipt: KioskReceipt) -> str:
    return error_with(receipt.outcome).message


@require_POST
@staff
def switch_off(request: HouseRequest, key: UUID) -> HttpResponse:
    """From now on that browser is nobody's."""
    device = kiosk_for(request.standing, key)
    with refusal_told(request):
        revoke_kiosk(by=request.standing, device=device, at=clock.now())
        messages.success(request, _("停用了，那台机器不能再签到。"))
    return redirect("desk:station-kiosks", key=device.station_id)
