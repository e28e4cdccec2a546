"""Certificates under publicity in the units I belong to, and saying that one of them is wrong."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.shared.entry import HouseRequest, volunteers
from redvest.registry.policy import require_member
from redvest.registry.queries.shown_name import public_names
from redvest.service.actions.publicity import object_to
from redvest.service.choices import ObjectionState
from redvest.service.queries.publicity import in_publicity, own_objections
from redvest.service.rules.certificate import verified_minutes

SHOWN = 200
KINDS = {
    ObjectionState.OPEN: "wait",
    ObjectionState.UPHELD: "bad",
    ObjectionState.DISMISSED: "off",
    ObjectionState.CLOSED: "off",
}


@never_cache
@require_safe
@volunteers
def notices(request: HouseRequest) -> HttpResponse:
    """What is under publicity today, names masked unless their owners publish them; what I said about it, and the answer."""
    by = request.standing
    said = own_objections(require_member(by))
    rows: list[dict[str, Any]] = []
    today = clock.day_of(clock.now())
    found = list(in_publicity(by, today)[:SHOWN])
    names = public_names((each.volunteer for each in found), today)
    for each in found:
        mine = said.get(each.pk)
        rows.append(
            {
                "certificate": each,
                "name": names[each.volunteer_id],
                "own": by.is_self(each.volunteer_id),
                "minutes": verified_minutes(each.minutes_by_grade),
                "objection": mine,
                "state": ObjectionState(mine.state).label if mine else "",
                "kind": KINDS[ObjectionState(mine.state)] if mine else "",
            }
        )
    return render(request, "site/notices.html", {"tab": "me", "rows": rows})


@require_POST
@volunteers
def object_here(request: HouseRequest, number: str) -> HttpResponse:
    """An objection; it goes to the head of the body and the officers of its place."""
    try:
        object_to(by=request.standing, number=number, text=request.POST.get("text", ""), at=clock.now())
    except DomainError as fault:
        if fault.status == 404:
            raise
        messages.error(request, fault.message)
    else:
        messages.success(request, _("收到了。组织负责人和区域管理员会去核实，答复会显示在这里。"))
    return redirect("site:notices")
