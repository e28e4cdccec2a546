"""By hand at the gate: ticking a person in or out, and a way out that was forgotten."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from redvest.core import clock
from redvest.core.errors import DomainError, NotFound
from redvest.faces.desk.gate_scan import direction_of, gate_url, led_by, told
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.service.actions.attendance import close_stay, tick
from redvest.service.models import Activity, Attendance


@require_POST
@staff
def tick_person(request: HouseRequest, key: UUID) -> HttpResponse:
    """The leader ticks one person in or out."""
    found = led_by(request.standing, key)
    direction = direction_of(request.POST.get("direction"))
    who = _volunteer_id(request)
    place = found.signups.filter(volunteer_id=who).select_related("volunteer").first() if who else None
    if place is None:
        messages.error(request, _("名单里没有这个人。"))
        return redirect(gate_url(found, direction))
    at = clock.now()
    people = [place.volunteer_id]
    result = tick(by=request.standing, activity=found, volunteer_ids=people, direction=direction, at=at)[0]
    ok, said = told(result, place.volunteer, direction)
    (messages.success if ok else messages.error)(request, said)
    return redirect(f"{gate_url(found, direction)}#list")


def _volunteer_id(request: HouseRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("volunteer", ""))
    except ValueError:
        return None


@require_POST
@staff
def end_stay(request: HouseRequest, key: UUID, stay: UUID) -> HttpResponse:
    """A way out that was forgotten, at the time that the leader gives."""
    found = led_by(request.standing, key)
    attendance = Attendance.objects.select_related("activity").filter(pk=stay, activity=found).first()
    if attendance is None:
        raise NotFound
    back = reverse("desk:activity-hours" if request.POST.get("from") == "hours" else "desk:gate", args=[key])
    out_at = clock_time(request.POST.get("out_at", ""), found)
    if out_at is None:
        messages.error(request, _("签退时间请写成 10:30 这样。"))
        return redirect(back)
    try:
        close_stay(by=request.standing, attendance=attendance, out_at=out_at, at=clock.now())
    except DomainError as fault:
        messages.error(request, fault.message)
    else:
        messages.success(request, _("签退补上了。"))
    return redirect(back)


def clock_time(text: str, found: Activity) -> datetime | None:
    """A time of day as a moment of the activity: on its first day, or after midnight where it runs over."""
    try:
        typed = time.fromisoformat(text.strip().zfill(5))
    except ValueError:
        return None
    begins = found.starts_at.astimezone(clock.CHINA)
    day = begins.date()
    if typed < begins.time() and found.ends_at.astimezone(clock.CHINA).date() > day:
        day = found.ends_at.astimezone(clock.CHINA).date()
    return datetime.combine(day, typed.replace(tzinfo=None), clock.CHINA)
