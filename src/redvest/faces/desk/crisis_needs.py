"""Needs of a crisis at the desk: the list, one of them, and those that may be one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from redvest.care.actions.crisis_merge import keep_crisis_apart, merge_crisis_needs, part_crisis_needs
from redvest.care.actions.crisis_need import (
    NeedReport,
    Verified,
    end_crisis_need,
    report_crisis_need,
    show_crisis_need,
    show_crisis_phone,
    verify_crisis_need,
)
from redvest.care.choices import CrisisNeedState, CrisisVia
from redvest.care.crisis_errors import CrisisNeedEnded, CrisisOver
from redvest.care.models import Crisis, CrisisNeed
from redvest.care.policy import may_command
from redvest.care.queries.crisis import crisis_for
from redvest.care.queries.crisis_need import OPEN_STATES, likely_found, need_of, needs_of, told_of
from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.crises import commanded, crisis_page
from redvest.faces.desk.forms.crisis import EndFields, ReportFields, VerifyFields
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.pages import asked_text, paged
from redvest.faces.shared.told import refusal_told

KINDS = {
    CrisisNeedState.NEW: "wait", CrisisNeedState.VERIFIED: "ok", CrisisNeedState.EXPIRED: "bad",
}  # fmt: skip
SHOWN, MOST_PAIRS = 60, 50
_ENDED = (CrisisNeedEnded.code, CrisisOver.code)


@never_cache
@sensitive_post_parameters("words", "place", "phone")
@require_http_methods(["GET", "POST"])
@staff
def crisis_needs(request: HouseRequest, key: UUID) -> HttpResponse:
    """By state, the longest waiting first; a POST takes one in that came by phone. Addresses stand in no list."""
    found = crisis_for(request.standing, key)
    form = ReportFields(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = report_crisis_need(
                by=request.standing, crisis=found, form=NeedReport(**form.cleaned_data), at=clock.now(),
                via=CrisisVia.DESK,
            )  # fmt: skip
        except DomainError as fault:
            blame(form, fault, {"crisis-words-missing": "words"})
        else:
            messages.success(request, _("记下了，核实以后才上公开看板。"))
            return redirect("desk:crisis-need", key=key, need=made.pk)
    state = asked_text(request, "state", 10)
    keys = ("reported_at", "id") if state in CrisisNeedState.values else ("-reported_at", "-id")
    rows, pager = paged(request, needs_of(found, state), keys=keys)
    may = may_command(request.standing, found.region_path)
    context = {
        "rows": [
            {
                "need": each,
                "kind": KINDS.get(CrisisNeedState(each.state), "off"),
                "said": each.shown or (told_of(each).words[:SHOWN] if may else ""),
            }
            for each in rows
        ],
        "pager": pager, "form": form, "state": state, "states": [("", _("全部")), *CrisisNeedState.choices],
    }  # fmt: skip
    return crisis_page(request, found, "crisis_needs", "needs", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def crisis_need(request: HouseRequest, key: UUID, need: UUID) -> HttpResponse:
    """One need. ``verb``: ``show`` (words, address and phone, on this answer alone), ``verify``, ``end`` or ``part``."""
    found = crisis_for(request.standing, key)
    one, by, at = need_of(found, need), request.standing, clock.now()
    verb = request.POST.get("verb", "")
    initial = {"kind": one.kind, "area": one.area, "shown": one.shown, "wanted": one.wanted}
    verify = VerifyFields(request.POST if verb == "verify" else None, initial=initial)
    end = EndFields(request.POST if verb == "end" else None)
    context: dict[str, Any] = {}
    if verb == "show":
        context["told"] = show_crisis_need(by=by, need=one, at=at)
        context["phone"] = show_crisis_phone(by=by, need=one, at=at) if one.phone_tail else ""
    elif request.method == "POST" and _did(request, found, one, verb, verify, end):
        return redirect("desk:crisis-need", key=key, need=need)
    going = one.goings.filter(withdrawn_at__isnull=True).select_related("person").order_by("said_at")
    context |= {
        "need": one, "kind": KINDS.get(CrisisNeedState(one.state), "off"), "open": one.state in OPEN_STATES,
        "verify": verify, "end": end, "going": going, "merged": needs_of(found).filter(merged_into=one),
    }  # fmt: skip
    faulty = verify.errors or end.errors
    return crisis_page(request, found, "crisis_need", "needs", context, status=422 if faulty else 200)


def _did(request: HouseRequest, found: Crisis, one: CrisisNeed, verb: str, verify: Form, end: Form) -> bool:
    by, at = request.standing, clock.now()
    acts: dict[str, tuple[Form | None, Callable[[], object]]] = {
        "verify": (
            verify,
            lambda: verify_crisis_need(by=by, need=one, said=Verified(**verify.cleaned_data), at=at),
        ),
        "end": (end, lambda: end_crisis_need(by=by, need=one, at=at, **end.cleaned_data)),
        "part": (None, lambda: part_crisis_needs(by=by, need=one, at=at)),
    }
    if verb not in acts:
        return True
    used, act = acts[verb]
    if used is None:
        with refusal_told(request):
            act()
            messages.success(request, _("拆开了，不会再提示它们是同一件。"))
        return True
    if not used.is_valid():
        return False
    try:
        act()
    except DomainError as fault:
        if fault.status == 403:
            raise
        if fault.code in _ENDED:  # the form is there no more
            messages.error(request, fault.message)
            return True
        blame(used, fault, {})
        return False
    messages.success(request, _("记下了。"))
    return True


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def crisis_likely(request: HouseRequest, key: UUID) -> HttpResponse:
    """What may be one: from one phone, or near in similar words. One press makes it one, another keeps it apart."""
    found = commanded(request, key)
    if request.method == "POST":
        by, at = request.standing, clock.now()
        with refusal_told(request):
            one = need_of(found, key_typed(request.POST.get("one", "")))
            other = need_of(found, key_typed(request.POST.get("other", "")))
            if request.POST.get("verb") == "apart":
                keep_crisis_apart(by=by, one=one, other=other, at=at)
                messages.success(request, _("记下了，是两件事，不再提示。"))
            else:
                merge_crisis_needs(by=by, keep=one, other=other, at=at)
                messages.success(request, _("并成一条了。弄错了，在那一条里可以拆开。"))
        return redirect("desk:crisis-likely", key=key)
    likely = likely_found(found, MOST_PAIRS)
    context = {"pairs": likely.pairs, "more": likely.more}
    return crisis_page(request, found, "crisis_likely", "likely", context)
