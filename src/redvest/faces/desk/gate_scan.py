"""What was scanned or typed at the gate, and what the leader hears of it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.errors import DomainError, every_error
from redvest.faces.desk.scope import activity_within
from redvest.faces.shared.entry import HouseRequest
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.registry.rules.names import mask_name
from redvest.registry.rules.volunteer_number import normalise
from redvest.service import policy
from redvest.service.actions.attendance import ScanForm, ScanResult, record_scans, tick
from redvest.service.choices import Direction
from redvest.service.code_errors import BadCode
from redvest.service.models import Activity
from redvest.service.queries.codes import owner_of_code
from redvest.service.queries.presence import ACCEPTED, REPEATED
from redvest.service.rules.presence import PREFIX, CodeKind, kind_of


def led_by(by: Standing, key: UUID) -> Activity:
    """An activity that this person leads. Raises NotAllowed, NotFound."""
    found = activity_within(by, key)
    policy.require_may_lead(by, found)
    return found


def direction_of(text: str | None) -> Direction:
    return Direction.OUT if text == Direction.OUT else Direction.IN


def gate_url(activity: Activity, direction: Direction) -> str:
    return f"{reverse('desk:gate', args=[activity.pk])}?direction={direction.value}"


def scanned(
    request: HouseRequest, found: Activity, direction: Direction, at: datetime
) -> tuple[HttpResponse | None, str]:
    """An answer of its own, or why there is none: that is then said beside what was typed."""
    text = request.POST.get("code", "").strip()[:400]
    try:
        who, result = _read(request.standing, found, text, direction, at)
        ok, said = told(result, who, direction)
    except DomainError as fault:
        ok, said = False, fault.message
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"ok": ok, "text": said}), ""
    if not ok:
        return None, said
    messages.success(request, said)
    return redirect(gate_url(found, direction)), ""


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


def told(result: ScanResult, who: Volunteer | None, direction: Direction) -> tuple[bool, str]:
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
