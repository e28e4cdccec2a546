"""Being there: my own rotating code for a leader to scan, and the venue's code for me to scan."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import segno
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.device import device_of, keep_device
from redvest.faces.shared.entry import HouseRequest, volunteers
from redvest.faces.site.forms.place import position_of
from redvest.faces.site.forms.refusal import blame
from redvest.faces.site.forms.scan import ScanForm
from redvest.faces.site.me import own_record
from redvest.faces.site.signups import shown, signups_ahead
from redvest.faces.site.words import number_words
from redvest.registry.models import Volunteer
from redvest.registry.policy import require_volunteer
from redvest.registry.rules.names import mask_name
from redvest.service.actions.attendance import check_in_with_venue_code, my_code
from redvest.service.choices import Direction
from redvest.service.models import Attendance
from redvest.service.queries.presence import agreed_to_location
from redvest.service.rules.presence import Code


def qr_svg(text: str) -> SafeString:
    """A QR picture that takes its size from the page; its ground there is always white."""
    drawn = segno.make(text, error="m", boost_error=False, micro=False)
    return mark_safe(drawn.svg_inline(border=0, omitsize=True, dark="#23262b"))  # noqa: S308


def _seconds_left(code: Code, at: datetime) -> int:
    return max(1, int((code.renew_at - at).total_seconds()))


@never_cache
@require_safe
@volunteers
def my_code_page(request: HouseRequest) -> HttpResponse:
    """The code, its owner's masked name and number; without scripts the page fetches itself anew."""
    answer = render(request, "site/code.html", code_facts(request, own_record(request)))
    return keep_device(answer, request, device_of(request))


def code_facts(request: HouseRequest, volunteer: Volunteer) -> dict[str, Any]:
    """What the page shows of the code of whoever stands on the request."""
    at = clock.now()
    code = my_code(by=request.standing, at=at, device=device_of(request))
    left = _seconds_left(code, at)
    coming = signups_ahead(volunteer.pk, at).first()
    return {
        "tab": "code",
        "qr_svg": qr_svg(code.text),
        "qr_text": code.text,
        "qr_expires_in": left,
        "qr_period": left,
        "name": mask_name(volunteer.name),
        "number": number_words(volunteer.number),
        "next_signup": shown(coming, at) if coming else None,
        "fresh_url": reverse("site:fresh-code"),
    }


@never_cache
@require_safe
@volunteers
def fresh_code(request: HouseRequest) -> HttpResponse:
    """The next code for the page's script."""
    return keep_device(JsonResponse(fresh_code_facts(request)), request, device_of(request))


def fresh_code_facts(request: HouseRequest) -> dict[str, Any]:
    """The code of whoever stands on the request, as the script takes it."""
    at = clock.now()
    code = my_code(by=request.standing, at=at, device=device_of(request))
    left = _seconds_left(code, at)
    return {
        "svg": qr_svg(code.text),
        "text": code.text,
        "renew_at": code.renew_at,
        "expires_in": left,
        "period": left,
    }


@never_cache
@require_http_methods(["GET", "POST"])
@volunteers
def scan(request: HouseRequest) -> HttpResponse:
    """Scan or type the venue's code; what is most likely meant, in or out, is chosen beforehand."""
    inside = _stay(request)
    if request.method != "POST":
        direction = Direction.OUT if inside else Direction.IN
        return _show(request, ScanForm(initial={"direction": direction}), inside)
    form = ScanForm(request.POST)
    if not form.is_valid():
        return _show(request, form, inside, status=422)
    typed, at, device = form.cleaned_data, clock.now(), device_of(request)
    direction = Direction(typed["direction"])
    try:
        activity = check_in_with_venue_code(
            by=request.standing,
            code=typed["code"].strip(),
            direction=direction,
            nonce=typed["nonce"] or uuid4().hex,
            device=device,
            position=position_of(request.POST.dict()),
            at=at,
        )
    except DomainError as fault:
        blame(form, fault)
        return _show(request, form, inside, status=fault.status)
    if direction == Direction.IN:
        said = _("签到好了：%(title)s。走的时候别忘了再扫一次签退。")
    else:
        said = _("签退好了：%(title)s。领队确认后，时长会出现在“时长”里。")
    messages.success(request, said % {"title": activity.title})
    answer = redirect("site:scan" if direction == Direction.IN else "site:hours")
    return keep_device(answer, request, device)


def _stay(request: HouseRequest) -> Attendance | None:
    """Where this person is checked in now, if anywhere."""
    open_stays = Attendance.objects.filter(
        volunteer_id=require_volunteer(request.standing), out_at__isnull=True
    )
    return open_stays.select_related("activity").order_by("-in_at").first()


def _show(
    request: HouseRequest, form: ScanForm, inside: Attendance | None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "tab": "code",
        "form": form,
        "inside": inside,
        "direction": str(form["direction"].value() or Direction.IN.value),
        "nonce": uuid4().hex,
        "locates": agreed_to_location(require_volunteer(request.standing)),
    }
    return render(request, "site/scan.html", context, status=status)
