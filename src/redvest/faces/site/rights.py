"""My rights over my data on one page: what I agreed to, who got it, who looked, and a copy to take along."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest, volunteers
from redvest.faces.shared.typed import typed_day
from redvest.faces.site.me import CHANGEABLE, asked_again, own_record
from redvest.registry.actions.consent import give_consent, withdraw_consent
from redvest.registry.actions.recipient import allow_recipient, stop_recipient
from redvest.registry.choices import ConsentPurpose
from redvest.registry.models import Consent
from redvest.registry.queries.privacy_notice import outdated, to_ask_again
from redvest.registry.queries.sharing import looks_at, recipients_of, sharing_of, unmaskings_of
from redvest.service.actions.portability import take_copy

MOST = 50


@never_cache
@require_safe
@volunteers
def rights(request: HouseRequest) -> HttpResponse:
    """Consents with their switch and history, givings, looks."""
    volunteer = own_record(request)
    history = list(Consent.objects.filter(volunteer=volunteer).order_by("-given_at", "-id"))
    today = clock.day_of(clock.now())
    stale = outdated(history, today)
    context = {
        "tab": "me",
        "switches": [_switch(purpose, history, stale) for purpose in CHANGEABLE],
        "history": history,
        "again": asked_again(stale, today),
        "recipients": recipients_of(volunteer.pk),
        "today": today,
        "given": sharing_of(request.standing.records)[:MOST],
        "looks": _looks(request.standing.records),
    }
    return render(request, "site/rights.html", context)


@never_cache
@require_POST
@volunteers
def answer_again(request: HouseRequest) -> HttpResponse:
    """Yes or no to what a newer notice changed; nothing else is asked again."""
    volunteer, at = own_record(request), clock.now()
    stale = to_ask_again(volunteer.pk, clock.day_of(at))
    purpose = next((each for each in stale if each.value == request.POST.get("purpose")), None)
    if purpose is None:
        messages.error(request, _("这一项已经答过了。"))
    elif request.POST.get("give") == "1":
        give_consent(by=request.standing, volunteer=volunteer, purpose=purpose, at=at)
        messages.success(request, _("记下了：同意“%(what)s”。") % {"what": purpose.label})
    elif purpose != ConsentPurpose.REGISTRATION:
        withdraw_consent(by=request.standing, volunteer=volunteer, purpose=purpose, at=at)
        messages.success(request, _("记下了：不再同意“%(what)s”。") % {"what": purpose.label})
    return redirect("site:rights")


def _switch(purpose: ConsentPurpose, history: list[Consent], stale: list[ConsentPurpose]) -> dict[str, Any]:
    live = any(each.purpose == purpose and each.withdrawn_at is None for each in history)
    return {"purpose": purpose.value, "words": purpose.label, "on": live, "stale": purpose in stale}


def _looks(records: tuple[UUID, ...]) -> list[dict[str, Any]]:
    opened = [
        {"at": row.at, "by": row.account.name, "why": row.words, "number": False}
        for row in looks_at(records)[:MOST]
    ]
    numbers = [
        {"at": line.at, "by": name, "why": line.reason, "number": True}
        for line, name in unmaskings_of(records, MOST)
    ]
    return sorted([*opened, *numbers], key=lambda row: row["at"], reverse=True)


@never_cache
@require_POST
@volunteers
def my_copy(request: HouseRequest) -> HttpResponse:
    """The zip, made now."""
    data = take_copy(by=request.standing, volunteer=own_record(request), at=clock.now())
    headers = {"Content-Disposition": 'attachment; filename="my-data.zip"'}
    return HttpResponse(data, content_type="application/zip", headers=headers)


@never_cache
@require_POST
@volunteers
def allow(request: HouseRequest) -> HttpResponse:
    """Let one named party have my data until a day."""
    sent = request.POST
    try:
        allow_recipient(
            by=request.standing, volunteer=own_record(request), recipient=sent.get("recipient", ""),
            purpose=sent.get("purpose", ""), expires_on=typed_day(sent.get("expires_on", "")), at=clock.now(),
        )  # fmt: skip
    except DomainError as fault:
        messages.error(request, fault.message)
    else:
        messages.success(request, _("记下了，随时可以收回。"))
    return redirect("site:rights")


@never_cache
@require_POST
@volunteers
def stop(request: HouseRequest, key: UUID) -> HttpResponse:
    """Take it back."""
    stop_recipient(by=request.standing, volunteer=own_record(request), consent_id=key, at=clock.now())
    messages.success(request, _("收回了，从现在起不再提供。"))
    return redirect("site:rights")
