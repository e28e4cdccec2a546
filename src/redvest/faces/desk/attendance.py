"""The leader's page at the venue: the code to show, the camera, the list to tick, and forgotten ways out."""

from __future__ import annotations

import hashlib
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError, NotFound, every_error
from redvest.faces.desk.activities import activity_head
from redvest.faces.desk.codes import qr_svg
from redvest.faces.desk.frame import show
from redvest.faces.desk.presence import people_at
from redvest.faces.desk.scope import activity_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.registry.rules.names import mask_name
from redvest.registry.rules.volunteer_number import normalise
from redvest.service import policy
from redvest.service.actions.attendance import (
    ScanForm,
    ScanResult,
    close_stay,
    record_scans,
    tick,
    venue_code,
)
from redvest.service.choices import Direction
from redvest.service.code_errors import BadCode
from redvest.service.models import Activity, Attendance
from redvest.service.queries.codes import owner_of_code
from redvest.service.queries.presence import ACCEPTED, REPEATED, pings_of
from redvest.service.rules.presence import PREFIX, CodeKind, kind_of

PERIOD = 10  # seconds a picture stays up before the next one is fetched: half of a code's life


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def gate(request: HouseRequest, key: UUID) -> HttpResponse:
    """Shows everything the leader needs; a POST is a scanned code or a typed number."""
    at = clock.now()
    found = _led(request.standing, key)
    # Once it is over people only leave.
    usual = Direction.OUT if at >= found.ends_at else Direction.IN
    direction = _direction(request.POST.get("direction") or request.GET.get("direction") or usual)
    typed, fault = "", ""
    if request.method == "POST":
        typed = request.POST.get("code", "").strip()[:400]
        answer, fault = _scanned(request, found, direction, at)
        if answer is not None:
            return answer
    code = venue_code(by=request.standing, activity=found, at=at)
    left = max(1, round((code.renew_at - at).total_seconds()))
    context = {
        **activity_head(request.standing, found, at, tab="gate"),
        **_list(found, at),
        "direction": direction,
        "qr_svg": qr_svg(code.text),
        "qr_url": reverse("desk:venue-code", args=[found.pk]),
        "qr_expires_in": left,
        "qr_period": PERIOD,
        "pings": pings_of(found)[:20],
        "skewed": found.scans.filter(Q(skew_seconds__gt=120) | Q(skew_seconds__lt=-120)).count(),
        "scan_url": _gate_url(found, direction),
        "scan_typed": typed if fault else "",
        "scan_fault": fault,
        "scan_extra": format_html('<input type="hidden" name="direction" value="{}">', direction.value),
    }
    return show(request, "desk/gate.html", context, on="activities", status=422 if fault else 200)


def _led(by: Standing, key: UUID) -> Activity:
    found = activity_within(by, key)
    policy.require_may_lead(by, found)
    return found


def _direction(text: str | None) -> Direction:
    return Direction.OUT if text == Direction.OUT else Direction.IN


def _gate_url(activity: Activity, direction: Direction) -> str:
    return f"{reverse('desk:gate', args=[activity.pk])}?direction={direction.value}"


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
    found = _led(request.standing, key)
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


def _scanned(
    request: HouseRequest, found: Activity, direction: Direction, at: datetime
) -> tuple[HttpResponse | None, str]:
    """An answer of its own, or why there is none: that is then said beside what was typed."""
    text = request.POST.get("code", "").strip()[:400]
    try:
        who, result = _read(request.standing, found, text, direction, at)
        ok, said = _told(result, who, direction)
    except DomainError as fault:
        ok, said = False, fault.message
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"ok": ok, "text": said}), ""
    if not ok:
        return None, said
    messages.success(request, said)
    return redirect(_gate_url(found, direction)), ""


def _read(
    by: Standing, found: Activity, text: str, direction: Direction, at: datetime
) -> tuple[Volunteer | None, ScanResult]:
    """A rotating code is a proof; a typed number is the leader's tick."""
    if text.upper().startswith(f"{PREFIX}."):
        # The same picture seen twice is one scan: its text is its nonce.
        nonce = hashlib.sha256(f"{direction}:{text}".encode()).hexdigest()[:40]
        # A printed card is the same every time: the minute makes two scans of it two.
        if kind_of(text) is CodeKind.CARD:
            nonce = f"{nonce[:28]}-{int(at.timestamp()) // 60:x}"
        scan = ScanForm(nonce=nonce, direction=direction, at=at, code=text, device="desk")
        result = record_scans(by=by, activity=found, scans=[scan], at=at)[0]
        return _owner(text), result
    volunteer = Volunteer.objects.filter(city=found.city, number=normalise(text)).first() if text else None
    if volunteer is None:
        if not text:
            raise BadCode(_("先扫码，或者输入编号。"))
        said = _("没有编号是“%(typed)s”的志愿者。对着卡再看一遍，或者在下面名单里勾名字。")
        raise BadCode(said % {"typed": text[:20]})
    return volunteer, tick(by=by, activity=found, volunteer_ids=[volunteer.pk], direction=direction, at=at)[0]


def _owner(text: str) -> Volunteer | None:
    """Whose code this is; unreadable ones are nobody's."""
    try:
        who = owner_of_code(text)
    except DomainError:
        return None
    return Volunteer.objects.filter(pk=who).first()


def _told(result: ScanResult, who: Volunteer | None, direction: Direction) -> tuple[bool, str]:
    """What the leader hears, and whether it is good news."""
    name = mask_name(who.name) if who else ""
    if result.outcome == ACCEPTED:
        return True, _("%(name)s %(done)s了") % {"name": name, "done": direction.label}
    if result.outcome == REPEATED:
        return True, _("%(name)s 已经%(done)s过了") % {"name": name, "done": direction.label}
    return False, sentence_of(result.outcome)


def sentence_of(code: str) -> str:
    """The sentence of a refusal that came back as a code."""
    found = next((error for error in every_error() if error.code == code), DomainError)
    return found().message


@require_POST
@staff
def tick_person(request: HouseRequest, key: UUID) -> HttpResponse:
    """The leader ticks one person in or out."""
    found = _led(request.standing, key)
    direction = _direction(request.POST.get("direction"))
    who = _volunteer_id(request)
    place = found.signups.filter(volunteer_id=who).select_related("volunteer").first() if who else None
    if place is None:
        messages.error(request, _("名单里没有这个人。"))
        return redirect(_gate_url(found, direction))
    at = clock.now()
    people = [place.volunteer_id]
    result = tick(by=request.standing, activity=found, volunteer_ids=people, direction=direction, at=at)[0]
    ok, said = _told(result, place.volunteer, direction)
    (messages.success if ok else messages.error)(request, said)
    return redirect(f"{_gate_url(found, direction)}#list")


def _volunteer_id(request: HouseRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("volunteer", ""))
    except ValueError:
        return None


@require_POST
@staff
def end_stay(request: HouseRequest, key: UUID, stay: UUID) -> HttpResponse:
    """A way out that was forgotten, at the time that the leader gives."""
    found = _led(request.standing, key)
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
