"""What I am asked to help with and what I serve: where to go, beginning with the code, ending, not coming after all."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.care.actions.need_read import read_private
from redvest.care.actions.serving import begin_serving, cancel_serving, finish_serving
from redvest.care.choices import LIVE_SERVINGS, ServingState
from redvest.care.models import NeedAsk, NeedServing
from redvest.care.queries.dispatch import AHEAD, LATEST_TAKEN, asked_of, serving_of, servings_of
from redvest.care.queries.private_time import readable_hours, readable_until
from redvest.care.queries.serving_grade import verdict_of
from redvest.care.rules.ask_reasons import in_words
from redvest.care.rules.need_private import Private
from redvest.care.rules.service_code import MOST_TRIES
from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest, volunteers
from redvest.faces.shared.pages import paged
from redvest.faces.shared.pressed import which
from redvest.faces.site.words import moment_words
from redvest.service.choices import Grade

KINDS = {
    ServingState.ACCEPTED: "ok", ServingState.SERVING: "ok", ServingState.SERVED: "wait", ServingState.CONFIRMED: "ok",
    ServingState.DISPUTED: "bad",
}  # fmt: skip
SAID = {
    "begin": gettext_lazy("开始了。办完了回到这里点“办完了”。"),
    "finish": gettext_lazy("辛苦了。已经请求助人确认，时长等会签后入账。"),
    "cancel": gettext_lazy("知道了，我们另外找人。"),
}
MOST = 50


@never_cache
@require_safe
@volunteers
def needs_mine(request: HouseRequest) -> HttpResponse:
    """What waits for an answer, then what lies ahead, then what is done."""
    by, at = request.standing, clock.now()
    mine = servings_of(by)
    ahead = mine.filter(state__in=AHEAD).order_by("accepted_at", "id")[:MOST]
    rows, pager = paged(request, mine.exclude(state__in=AHEAD), keys=LATEST_TAKEN)
    today = clock.day_of(at)
    context = {
        "tab": "me",
        "asks": [_asked(each, today) for each in asked_of(by)[:MOST]],
        "ahead": [_served(each) for each in ahead],
        "rows": [_served(each) for each in rows],
        "pager": pager,
    }
    return render(request, "site/needs_mine.html", context)


def _asked(ask: NeedAsk, today: date) -> dict[str, Any]:
    why = "，".join(in_words(ask.reasons)[:3])
    return {"ask": ask, "need": ask.need, "why": why, "until": moment_words(ask.due_at, today)}


def _served(each: NeedServing) -> dict[str, Any]:
    state = ServingState(each.state)
    return {"serving": each, "need": each.need, "state": state.label, "kind": KINDS.get(state, "off")}


@never_cache
@require_http_methods(["GET", "POST"])
@volunteers
def serving(request: HouseRequest, key: UUID) -> HttpResponse:
    """One of them. ``verb`` is ``look`` (the address, on this answer alone), ``begin``, ``finish`` or ``cancel``."""
    by, at = request.standing, clock.now()
    found = serving_of(by, key)
    private: Private | None = None
    fault, status = "", 200
    if request.method == "POST":
        verb = which(request, "look", "begin", "finish", "cancel")
        try:
            if verb == "look":
                private = read_private(by=by, need=found.need, at=at)
            else:
                _act(request, found, verb)
                messages.success(request, SAID[verb])
                return redirect("site:need-serving", key=key)
        except DomainError as refusal:
            if refusal.status in (401, 403):
                raise
            fault, status = refusal.message, refusal.status
    context = _context(found, private, at) | {"fault": fault, "typed": request.POST}
    return render(request, "site/need_serving.html", context, status=status)


def _act(request: HouseRequest, found: NeedServing, verb: str) -> None:
    by, at = request.standing, clock.now()
    code = request.POST.get("code", "")[:20]
    words = request.POST.get("words", "")
    if verb == "begin":
        begin_serving(by=by, serving=found, code=code, at=at)
    elif verb == "finish":
        text = request.POST.get("minutes", "").strip()
        minutes = int(text) if text.isdecimal() and len(text) < 6 else None
        finish_serving(by=by, serving=found, minutes=minutes, words=words, code=code, at=at)
    else:
        cancel_serving(by=by, serving=found, words=words, at=at)


def _context(found: NeedServing, private: Private | None, at: Any) -> dict[str, Any]:
    need, until = found.need, readable_until(found.need)
    state = ServingState(found.state)
    today = clock.day_of(at)
    return {
        "tab": "me",
        "serving": found,
        "need": need,
        "state": state.label,
        "kind": KINDS.get(state, "off"),
        "private": private,
        "point": _point(private),
        "readable": state in LIVE_SERVINGS and (until is None or at < until) and need.private_gone_at is None,
        "until": moment_words(until, today) if until is not None else "",
        "hours_after": readable_hours(need, at),
        "to_begin": state == ServingState.ACCEPTED,
        "to_finish": state == ServingState.SERVING,
        "code_given": bool(found.proofs),
        "code_open": found.code_tries < MOST_TRIES,
        "missing": [_(each) for each in verdict_of(found).missing]
        if found.entry and found.entry.grade == Grade.D
        else [],
        "waits_for_body": state in (ServingState.SERVED, ServingState.CONFIRMED) and found.body_id is None,
    }


def _point(private: Private | None) -> str:
    """A link that a phone's map opens; nothing where nobody knows the point."""
    if private is None or private.lon is None or private.lat is None:
        return ""
    return f"geo:{private.lat:.6f},{private.lon:.6f}?q={private.lat:.6f},{private.lon:.6f}"
