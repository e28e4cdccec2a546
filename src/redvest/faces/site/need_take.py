"""One need as everybody may see it, masked; and the yes or no of whoever was asked or comes first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.care.actions.ask_answer import accept_need, decline_need
from redvest.care.choices import AskState, DispatchState, DispatchWay, NeedKind, NeedState
from redvest.care.models import Need, NeedAsk
from redvest.care.queries.dispatch import ask_of, public_need
from redvest.care.queries.need_fit import live_serving, reasons_against
from redvest.care.rules.ask_reasons import in_words
from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest, public, volunteers
from redvest.faces.site.signups import refused
from redvest.faces.site.words import span_words
from redvest.registry.models import Volunteer

KINDS = {
    NeedState.OFFERED: "wait", NeedState.QUEUED: "wait", NeedState.ACCEPTED: "ok", NeedState.SERVING: "ok",
    NeedState.SERVED: "ok", NeedState.CLOSED: "ok",
}  # fmt: skip


@never_cache
@require_safe
@public
def need(request: HouseRequest, key: UUID) -> HttpResponse:
    """What, which community, when and how long: never whose it is or where exactly."""
    by = request.standing
    found = public_need(settings.REDVEST_CITY, key)
    ask = ask_of(found, by) if by.records else None
    mine = live_serving(found, by.records) if by.records else None
    context: dict[str, Any] = {
        "tab": "find",
        "need": found,
        "kind": KINDS[NeedState(found.state)],
        "wish": NeedKind(found.kind).label if found.kind != NeedKind.HELP else "",
        "when": _when(found),
        "asked": ask is not None and ask.state == AskState.ASKED,
        "why": in_words(ask.reasons) if ask is not None else [],
        "ask": ask,
        "mine": mine,
        "takes": mine is None and _takes(found, ask),
        "reasons": _reasons(by.volunteer_id, found) if by.volunteer_id and mine is None else [],
        "lacks": found.hands - found.taken,
    }
    return render(request, "site/need.html", context)


def _when(found: Need) -> str:
    if found.starts_at is None:
        return str(found.get_urgency_display())
    today = clock.day_of(clock.now())
    return span_words(found.starts_at, found.ends_at or found.starts_at, today)


def _takes(found: Need, ask: NeedAsk | None) -> bool:
    """Whether a yes of this person would be heard: it is open to all, or they were asked."""
    if found.taken >= found.hands:
        return False
    if ask is not None and ask.state in (AskState.ASKED, AskState.DECLINED):
        return found.state in (NeedState.OFFERED, NeedState.ACCEPTED)
    return found.dispatches.filter(state=DispatchState.OPEN, way=DispatchWay.GRAB).exists()


def _reasons(volunteer_id: UUID, found: Need) -> list[str]:
    """Why this person could not, said before they press anything."""
    person = Volunteer.objects.select_related("account").get(pk=volunteer_id)
    if found.state not in (NeedState.OFFERED, NeedState.ACCEPTED):
        return []
    return [each.sentence for each in reasons_against(person, found, clock.now())]


@never_cache
@require_POST
@volunteers
def accept(request: HouseRequest, key: UUID) -> HttpResponse:
    """The yes; whoever comes second hears it at once, with every reason."""
    found = public_need(settings.REDVEST_CITY, key)
    try:
        serving = accept_need(by=request.standing, need=found, at=clock.now())
    except DomainError as fault:
        return refused(request, fault, reverse("site:help-need", args=[key]), _("回到这条需求"))
    messages.success(request, _("接下来了，谢谢你！住址和电话点“看住址和电话”。"))
    return redirect("site:need-serving", key=serving.pk)


@never_cache
@require_POST
@volunteers
def decline(request: HouseRequest, key: UUID) -> HttpResponse:
    """The no, which nobody has to explain."""
    found = public_need(settings.REDVEST_CITY, key)
    try:
        decline_need(by=request.standing, need=found, words=request.POST.get("words", ""), at=clock.now())
    except DomainError as fault:
        return refused(request, fault, reverse("site:needs-mine"), _("我接的需求"))
    messages.success(request, _("知道了，不勉强。"))
    return redirect("site:needs-mine")
