"""Objections against certificates under publicity: what waits for me, and answering."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.frame import show
from redvest.faces.desk.register import require_register
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import paged
from redvest.faces.shared.pressed import pressed
from redvest.service.actions.publicity import answer_objection
from redvest.service.choices import ObjectionState
from redvest.service.queries.publicity import objection_for, objections_for
from redvest.service.queries.register import shown_name

KINDS = {
    ObjectionState.OPEN: "wait",
    ObjectionState.UPHELD: "bad",
    ObjectionState.DISMISSED: "off",
    ObjectionState.CLOSED: "off",
}


@never_cache
@require_safe
@staff
def objections(request: HouseRequest) -> HttpResponse:
    """All that came to me, the newest first."""
    by = request.standing
    require_register(by)
    found, pager = paged(request, objections_for(by), keys=("-raised_at", "-id"))
    rows = [
        {
            "objection": each,
            "name": shown_name(by, each.certificate),
            "state": ObjectionState(each.state).label,
            "kind": KINDS[ObjectionState(each.state)],
            "open": each.state == ObjectionState.OPEN,
            "may_uphold": by.governs(each.certificate.body.region_path),
        }
        for each in found
    ]
    return show(request, "desk/objections.html", {"rows": rows, "pager": pager}, on="certificates")


@require_POST
@staff
def answer(request: HouseRequest, key: UUID) -> HttpResponse:
    """Upheld, which revokes the certificate, or not; who objected reads the answer."""
    by = request.standing
    found = objection_for(by, key)
    upheld = pressed(request, "uphold", "dismiss")
    try:
        answer_objection(
            by=by, objection=found, upheld=upheld, answer=request.POST.get("answer", ""), at=clock.now()
        )
    except DomainError as fault:
        if fault.status == 403:
            raise
        messages.error(request, fault.message)
    else:
        messages.success(request, _("异议成立，证明已经撤销。") if upheld else _("已经答复，证明照旧有效。"))
    return redirect("desk:objections")
