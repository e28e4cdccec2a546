"""Needs at the desk: the list, what is due first, and the pairs that may be one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from redvest.care.actions.need_merge import merge_needs, say_needs_differ
from redvest.care.choices import ENDED_NEEDS, OPEN_NEEDS, NeedKind, NeedState, NeedUrgency
from redvest.care.intake_errors import NeedUnknown
from redvest.care.models import Need
from redvest.care.queries.need import Asked, narrowed, needs_for, order_of
from redvest.care.queries.need_alike import pair_for, proposals
from redvest.care.rules.likeness import Why
from redvest.core import clock
from redvest.core.errors import NotAllowed
from redvest.faces.desk.forms.options import domain_options, region_options
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text, paged
from redvest.faces.shared.told import refusal_told
from redvest.registry.models import Region
from redvest.registry.policy import Standing

KINDS = {
    NeedState.SUBMITTED: "wait", NeedState.QUEUED: "wait", NeedState.OFFERED: "wait", NeedState.ACCEPTED: "ok",
    NeedState.SERVING: "ok", NeedState.SERVED: "wait", NeedState.CLOSED: "ok", NeedState.REFUSED: "bad",
}  # fmt: skip
URGENT = {NeedUrgency.URGENT: "why", NeedUrgency.SOON: "warn"}
MOST_PAIRS = 50


def require_intake(by: Standing) -> None:
    """Who governs a place or keeps a station; a body's leaders answer what was dispatched to them elsewhere."""
    if not by.regions() and not by.stations():
        raise NotAllowed


@never_cache
@require_safe
@staff
def needs(request: HouseRequest) -> HttpResponse:
    """What is open, the soonest due first; filters stand in the address."""
    by, at = request.standing, clock.now()
    require_intake(by)
    asked = _asked(request)
    rows, pager = paged(request, narrowed(needs_for(by), asked, by, at), keys=order_of(asked))
    desks = _names(rows)
    context = {
        "rows": [row_of(need, desks, at) for need in rows],
        "pager": pager,
        "asked": asked,
        "picks": _picks(request, asked),
        "kinds": NeedKind.choices,
        "urgencies": NeedUrgency.choices,
        "domains": domain_options(),
        "regions": region_options(min(by.regions(), key=len), chosen=asked.region) if by.regions() else [],
        "narrowed": asked != Asked(),
        "governs": bool(by.regions()),
    }
    return show(request, "desk/needs.html", context, on="needs")


def _asked(request: HouseRequest) -> Asked:
    def one_of(name: str, known: Iterable[str]) -> str:
        text = asked_text(request, name, 24)
        return text if text in set(known) else ""

    return Asked(
        state=one_of("state", NeedState.values), ended=request.GET.get("ended") == "1",
        kind=one_of("kind", NeedKind.values), domain=asked_text(request, "domain", 24),
        region=asked_text(request, "region", 12), urgency=one_of("urgency", NeedUrgency.values),
        overdue=request.GET.get("overdue") == "1", mine=request.GET.get("mine") == "1", words=asked_text(request),
    )  # fmt: skip


def _names(rows: Iterable[Need]) -> dict[str, str]:
    """The names of the places where these needs lie now. One query."""
    paths = {need.desk_path for need in rows}
    return dict(Region.objects.filter(path__in=paths).values_list("path", "name"))


def row_of(need: Need, desks: dict[str, str], at: Any) -> dict[str, Any]:
    return {
        "need": need,
        "state": NeedState(need.state).label,
        "kind": KINDS.get(NeedState(need.state), "off"),
        "urgency": NeedUrgency(need.urgency).label if need.urgency in URGENT else "",
        "urgency_kind": URGENT.get(NeedUrgency(need.urgency), ""),
        "wish": NeedKind(need.kind).label if need.kind != NeedKind.HELP else "",
        "late": need.due_at is not None and need.due_at < at,
        "desk": desks.get(need.desk_path, ""),
    }


def _picks(request: HouseRequest, asked: Asked) -> list[dict[str, Any]]:
    """Links for the states, which keep the other filters."""
    kept = {
        name: value
        for name in ("kind", "domain", "region", "urgency", "q")
        if (value := request.GET.get(name, "")[:60])
    }

    def pick(text: str, on: bool, **more: str) -> dict[str, Any]:
        return {"text": text, "on": on, "url": f"?{urlencode(kept | more)}"}

    plain = not (asked.state or asked.ended or asked.overdue or asked.mine)
    picks = [pick(_("全部要办的"), plain)]
    picks.append(pick(_("轮到我这一级"), asked.mine, mine="1"))
    picks.append(pick(_("超期的"), asked.overdue, overdue="1"))
    picks += [pick(str(state.label), asked.state == state, state=state.value) for state in OPEN_NEEDS]
    ended = asked.ended or asked.state in ENDED_NEEDS
    return [*picks, pick(_("已结束"), ended, ended="1")]


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def alike(request: HouseRequest) -> HttpResponse:
    """Pairs that may be one need. ``verb`` is ``merge`` (the second goes into the first) or ``apart``."""
    by, at = request.standing, clock.now()
    require_intake(by)
    if request.method == "POST":
        _decide(request)
        return redirect("desk:needs-alike")
    found = proposals(by, at)
    desks = _names(need for each in found[:MOST_PAIRS] for need in (each.first, each.second))
    context = {
        "pairs": [
            {
                "first": row_of(each.first, desks, at),
                "second": row_of(each.second, desks, at),
                "why": why_words(each.why),
                "may": by.governs(each.first.region_path) and by.governs(each.second.region_path),
            }
            for each in found[:MOST_PAIRS]
        ],
        "more": max(0, len(found) - MOST_PAIRS),
    }
    return show(request, "desk/needs_alike.html", context, on="needs")


def why_words(why: Why) -> str:
    return _("同一个电话") if why is Why.PHONE else _("相距 100 米以内，说的差不多")


def _decide(request: HouseRequest) -> None:
    by, at = request.standing, clock.now()
    try:
        keys = UUID(request.POST.get("first", "")), UUID(request.POST.get("second", ""))
    except ValueError as fault:
        raise NeedUnknown from fault
    pair = pair_for(by, *keys)
    if pair is None:
        raise NeedUnknown
    first, second = pair
    with refusal_told(request):
        if request.POST.get("verb") == "merge":
            merge_needs(by=by, need=second, into=first, at=at)
            said = _("%(gone)s 并进了 %(kept)s。并错了可以在 %(gone)s 的页面上分开。")
            messages.success(request, said % {"gone": second.number, "kept": first.number})
        else:
            say_needs_differ(by=by, first=first, second=second, at=at)
            messages.success(request, _("记下了，这两条不再提示。"))
