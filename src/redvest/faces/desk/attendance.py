"""The leader's page at the venue: the code to show, the camera, the list to tick."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.faces.desk.activities import activity_head
from redvest.faces.desk.codes import qr_svg
from redvest.faces.desk.frame import show
from redvest.faces.desk.gate_scan import direction_of, gate_url, led_by, scanned
from redvest.faces.desk.presence import people_at
from redvest.faces.desk.scope import activity_within
from redvest.faces.desk.words import moment_words
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.service.actions.attendance import venue_code
from redvest.service.choices import Direction
from redvest.service.models import Activity
from redvest.service.policy import EARLY
from redvest.service.queries.presence import pings_of

PERIOD = 10  # seconds a picture stays up before the next one is fetched: half of a code's life


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def gate(request: HouseRequest, key: UUID) -> HttpResponse:
    """Shows everything the leader needs; a POST is a scanned code or a typed number."""
    at = clock.now()
    found = led_by(request.standing, key)
    # Once it is over people only leave.
    usual = Direction.OUT if at >= found.ends_at else Direction.IN
    direction = direction_of(request.POST.get("direction") or request.GET.get("direction") or usual)
    typed, fault = "", ""
    if request.method == "POST":
        typed = request.POST.get("code", "").strip()[:400]
        answer, fault = scanned(request, found, direction, at)
        if answer is not None:
            return answer
    code = venue_code(by=request.standing, activity=found, at=at)
    left, opens = max(1, round((code.renew_at - at).total_seconds())), found.starts_at - EARLY
    context = {
        **activity_head(request.standing, found, at, tab="gate"),
        **_list(found, at),
        "opens": moment_words(opens, clock.day_of(at)) if at < opens else "",
        "direction": direction,
        "qr_svg": qr_svg(code.text),
        "qr_url": reverse("desk:venue-code", args=[found.pk]),
        "qr_expires_in": left,
        "qr_period": PERIOD,
        "pings": pings_of(found)[:20],
        "skewed": found.scans.filter(Q(skew_seconds__gt=120) | Q(skew_seconds__lt=-120)).count(),
        "scan_url": gate_url(found, direction),
        "scan_typed": typed if fault else "",
        "scan_fault": fault,
        "scan_extra": format_html('<input type="hidden" name="direction" value="{}">', direction.value),
    }
    return show(request, "desk/gate.html", context, on="activities", status=422 if fault else 200)


def _list(found: Activity, at: datetime) -> dict[str, Any]:
    people = people_at(found, at)
    return {
        "people": people,
        "here": sum(person["here"] for person in people),
        "came": sum(person["came"] for person in people),
        "forgotten": [person for person in people if person["here"]] if at >= found.ends_at else [],
    }


@never_cache
@require_safe
@staff
def gate_list(request: HouseRequest, key: UUID) -> HttpResponse:
    """The list alone, fetched again after each scan."""
    found = led_by(request.standing, key)
    context = {"activity": found, **_list(found, clock.now())}
    return render(request, "desk/_gate_list.html", context)


@never_cache
@require_safe
@staff
def next_code(request: HouseRequest, key: UUID) -> JsonResponse:
    """The code to show now, as a picture, and for how long."""
    at = clock.now()
    code = venue_code(by=request.standing, activity=activity_within(request.standing, key), at=at)
    left = max(1, round((code.renew_at - at).total_seconds()))
    return JsonResponse({"svg": str(qr_svg(code.text)), "expires_in": left, "period": PERIOD})
