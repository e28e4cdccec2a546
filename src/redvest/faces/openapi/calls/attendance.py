"""Checking in and out: the venue's code, the leader's scans in batches, the volunteer's own scan."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import NAMESPACE_URL, UUID, uuid5

from django.http import HttpResponse

from redvest.core import clock
from redvest.faces.openapi.answers import answer
from redvest.faces.openapi.calls.finding import find_activity, find_gate
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, staff, volunteers
from redvest.faces.openapi.once import once, once_apart
from redvest.faces.openapi.shapes.account import RotatingCode
from redvest.faces.openapi.shapes.attendance import (
    CheckedIn,
    CheckInForm,
    ScanBatch,
    ScanForm,
    ScanOutcome,
    ScanResults,
)
from redvest.registry.models import Volunteer
from redvest.service.actions import attendance as actions

calls = Calls("签到")


@calls.get("/activities/{uuid:activity_id}/venue-code", staff, "现场码", RotatingCode)
def show_venue_code(request: Asking, activity_id: UUID) -> HttpResponse:
    """The code that volunteers scan at the venue, for its leaders' screens."""
    code = actions.venue_code(
        by=request.standing, activity=find_activity(request, activity_id), at=clock.now()
    )
    return answer(RotatingCode(code=code.text, renew_at=code.renew_at))


@calls.post("/activities/{uuid:activity_id}/attendance", staff, "上传扫码", ScanResults)
@once
def record_scans(request: Asking, activity_id: UUID, form: ScanBatch) -> HttpResponse:
    """One scan or an offline batch; each stands for itself."""
    activity = find_gate(request, activity_id)
    known = volunteer_ids([scan.volunteer for scan in form.scans if scan.volunteer], request.standing.city)
    scans = [_scan(scan, known) for scan in form.scans]
    results = actions.record_scans(
        by=request.standing, activity=activity, scans=scans, at=clock.now(), sent_at=form.sent_at
    )
    outcomes = [ScanOutcome(nonce=each.nonce, outcome=each.outcome, skewed=each.skewed) for each in results]
    return answer(ScanResults(results=outcomes))


@calls.post("/me/check-ins", volunteers, "我来签到", CheckedIn, 404, 409, status=201)
@once_apart
def check_in(request: Asking, form: CheckInForm) -> HttpResponse:
    """The volunteer scanned the venue's code. The same nonce again changes nothing; refused attempts leave a trace."""
    return _checked_in(request, form)


@calls.post("/checkins", volunteers, "我来签到（短地址）", CheckedIn, 404, 409, status=201)
@once_apart
def check_in_shortly(request: Asking, form: CheckInForm) -> HttpResponse:
    """The same as ``/me/check-ins``."""
    return _checked_in(request, form)


def _checked_in(request: Asking, form: CheckInForm) -> HttpResponse:
    activity = actions.check_in_with_venue_code(
        by=request.standing,
        code=form.code,
        direction=form.direction,
        nonce=form.nonce,
        device=form.device,
        position=form.position,
        at=clock.now(),
    )
    return answer(CheckedIn(activity=activity.pk, title=activity.title, direction=form.direction), status=201)


def volunteer_ids(named: Sequence[str], city: str) -> dict[str, UUID]:
    """The ids of volunteers given by id or by number, in one query. Unknown ones become ids of nobody."""
    numbers = [_digits(text) for text in named if _as_uuid(text) is None]
    by_number = (
        dict(Volunteer.objects.filter(city=city, number__in=numbers).values_list("number", "id"))
        if numbers
        else {}
    )
    return {
        text: _as_uuid(text) or by_number.get(_digits(text)) or uuid5(NAMESPACE_URL, f"nobody:{text}")
        for text in named
    }


def _digits(text: str) -> str:
    """A volunteer number as it is kept; pages show it in groups of four."""
    return "".join(text.split())


def _as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _scan(scan: ScanForm, known: dict[str, UUID]) -> actions.ScanForm:
    return actions.ScanForm(
        nonce=scan.nonce,
        direction=scan.direction,
        at=scan.at,
        code=scan.code,
        volunteer_id=known.get(scan.volunteer),
        device=scan.device,
        position=scan.position,
    )
