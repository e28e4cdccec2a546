"""The second officer's queue: hours that need a second person's word, confirmed or sent back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.frame import show
from redvest.faces.desk.proof_words import PROOF_WORDS
from redvest.faces.desk.words import span_words
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import paged
from redvest.faces.shared.told import refusal_told
from redvest.service.actions.correction import send_back_hours
from redvest.service.actions.second_person import second_officer_confirms
from redvest.service.choices import ProofKind
from redvest.service.models import HoursSheet
from redvest.service.queries.hours import awaiting_second_officer


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def second_officer(request: HouseRequest) -> HttpResponse:
    """Hours that need a second person's word; a POST confirms those chosen."""
    by, at = request.standing, clock.now()
    waiting = awaiting_second_officer(by)
    if request.method == "POST":
        (_send_back if request.POST.get("back") else _confirm_chosen)(request, at)
        return redirect("desk:hours")
    found, pager = paged(request, waiting, keys=("countersigned_at", "id"))
    today = clock.day_of(at)
    rows = [
        {
            "sheet": sheet.pk,
            "activity": sheet.activity,
            "body": sheet.activity.body.name,
            "name": sheet.volunteer.name,
            "by": sheet.countersigned_by.name if sheet.countersigned_by else _("系统"),
            "when": span_words(sheet.starts_at, sheet.ends_at, today),
            "minutes": sheet.minutes,
            "over_long": sheet.over_long,
            "agreed": sheet.volunteer_confirmed_at is not None,
            "proofs": [PROOF_WORDS[ProofKind(proof)] for proof in sheet.proofs],
        }
        for sheet in found
    ]
    return show(request, "desk/second_officer.html", {"rows": rows, "pager": pager}, on="hours")


def _confirm_chosen(request: HouseRequest, at: datetime) -> None:
    """Each for itself: one refusal does not hold up the others."""
    by = request.standing
    keys = [text for text in request.POST.getlist("sheet") if _is_uuid(text)]
    done = 0
    for sheet in HoursSheet.objects.filter(pk__in=keys, city=by.city).select_related("activity", "volunteer"):
        try:
            second_officer_confirms(by=by, sheet=sheet, at=at)
            done += 1
        except DomainError as fault:
            messages.error(request, f"{sheet.volunteer.name}：{fault.message}")
    if done:
        said = ngettext("复核了 %(n)d 人的时长。", "复核了 %(n)d 人的时长。", done)
        messages.success(request, said % {"n": done})
    elif not keys:
        messages.warning(request, _("一条也没有选。先勾上，再点“同意选中的时长”。"))


def _send_back(request: HouseRequest, at: datetime) -> None:
    """One sheet back to its leader, with the reason that leader and volunteer read."""
    key = request.POST.get("back", "")
    rows = HoursSheet.objects.filter(city=request.standing.city).select_related("activity", "volunteer")
    sheet = rows.filter(pk=key).first() if _is_uuid(key) else None
    if sheet is None:
        messages.error(request, _("这条时长已经不等复核了。"))
        return
    with refusal_told(request, about=sheet.volunteer.name):
        send_back_hours(by=request.standing, sheet=sheet, reason=request.POST.get("reason", ""), at=at)
        said = _("%(name)s 的时长退回领队了，领队和本人都会看到原因。")
        messages.success(request, said % {"name": sheet.volunteer.name})


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
