"""My rights over my data on one page: what I agreed to, who got it, who looked, and a copy to take along."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest, volunteers
from redvest.faces.shared.files import download_answer
from redvest.faces.shared.told import refusal_told
from redvest.faces.shared.typed import day_typed
from redvest.faces.site.consents import answer_consent, purpose_pressed
from redvest.faces.site.me import CHANGEABLE, asked_again, own_record
from redvest.registry.actions.afresh import prove_afresh
from redvest.registry.actions.recipient import allow_recipient, stop_recipient
from redvest.registry.choices import ConsentPurpose
from redvest.registry.models import Consent
from redvest.registry.policy import require_member
from redvest.registry.queries.privacy_notice import outdated, to_ask_again
from redvest.registry.queries.second_factor import kinds_of
from redvest.registry.queries.sharing import looks_at, recipients_of, sharing_of, unmaskings_of
from redvest.service.actions.portability import take_copy

MOST = 50


@never_cache
@require_safe
@volunteers
def rights(request: HouseRequest) -> HttpResponse:
    """Consents with their switch and history, givings, looks."""
    return _show(request)


def _show(request: HouseRequest, fault: DomainError | None = None) -> HttpResponse:
    """After a refusal what was typed is still there."""
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
        "typed": request.POST if fault else {},
        "fault": fault.message if fault else "",
        "factor": bool(kinds_of(require_member(request.standing))),
    }
    return render(request, "site/rights.html", context, status=fault.status if fault else 200)


@never_cache
@require_POST
@volunteers
def answer_again(request: HouseRequest) -> HttpResponse:
    """Yes or no to what a newer notice changed; nothing else is asked again."""
    volunteer = own_record(request)
    purpose = purpose_pressed(request, to_ask_again(volunteer.pk, clock.day_of(clock.now())))
    if purpose is None:
        messages.error(request, _("这一项已经答过了。"))
    elif purpose == ConsentPurpose.REGISTRATION and request.POST.get("give") != "1":
        messages.error(request, _("登记本身要用到这一项。不想再登记，请到“合并记录、退出和注销”里退出。"))
    else:
        answer_consent(request, volunteer, purpose)
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
@sensitive_post_parameters("typed")
@require_POST
@volunteers
def my_copy(request: HouseRequest) -> HttpResponse:
    """The zip, made now; with a fresh proof of who asks the numbers in it are whole."""
    typed, at = request.POST.get("typed", "")[:200], clock.now()
    if typed:
        try:
            prove_afresh(by=request.standing, typed=typed, at=at)
        except DomainError as fault:
            messages.error(request, fault.message)
            return redirect("site:rights")
    data = take_copy(by=request.standing, volunteer=own_record(request), unmasked=bool(typed), at=at)
    return download_answer(data, "application/zip", "my-data.zip")


@never_cache
@require_POST
@volunteers
def allow(request: HouseRequest) -> HttpResponse:
    """Let one named party have my data until a day."""
    sent = request.POST
    try:
        allow_recipient(
            by=request.standing, volunteer=own_record(request), recipient=sent.get("recipient", ""),
            purpose=sent.get("purpose", ""), expires_on=day_typed(sent.get("expires_on", "")), at=clock.now(),
        )  # fmt: skip
    except DomainError as fault:
        return _show(request, fault)
    messages.success(request, _("记下了，随时可以收回。"))
    return redirect("site:rights")


@never_cache
@require_POST
@volunteers
def stop(request: HouseRequest, key: UUID) -> HttpResponse:
    """Take it back."""
    with refusal_told(request):
        stop_recipient(by=request.standing, volunteer=own_record(request), consent_id=key, at=clock.now())
        messages.success(request, _("收回了，从现在起不再提供。"))
    return redirect("site:rights")
