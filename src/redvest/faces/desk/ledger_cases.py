"""Points and time that voided hours had earned and that were gone: an officer takes them back later, or lets them be."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.core.errors import NotAllowed
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.offer_state import redemption_state
from redvest.faces.shared.pressed import which
from redvest.faces.shared.told import refusal_told
from redvest.honour.actions.ledger_case import collect_case, waive_case
from redvest.honour.choices import CaseState
from redvest.honour.models import Redemption
from redvest.honour.queries.ledger import case_of, cases_of
from redvest.honour.queries.redeem import bought_since
from redvest.honour.rules.redeem import units

MOST = 100


@never_cache
@require_safe
@staff
def ledger_cases(request: HouseRequest) -> HttpResponse:
    """The oldest first; ``?state=`` shows those that are done."""
    if not request.standing.regions():
        raise NotAllowed
    state = request.GET.get("state", "")
    wanted = state if state in CaseState.values else CaseState.OPEN
    rows = list(cases_of(request.standing).filter(state=wanted)[:MOST])
    bought = bought_since(rows)
    context = {
        "rows": [
            {"case": each, "bought": [_bought(kept) for kept in bought.get(each.pk, [])]} for each in rows
        ],
        "state": wanted,
        "states": CaseState.choices,
    }
    return show(request, "desk/ledger_cases.html", context, on="points")


def _bought(kept: Redemption) -> dict[str, Any]:
    """What somebody redeemed since the voided hour was credited: it may be what the missing units went for."""
    return {"kept": kept, "price": units(kept.item.ledger, kept.price), "state": redemption_state(kept)}


@never_cache
@require_POST
@staff
def ledger_case(request: HouseRequest, key: UUID) -> HttpResponse:
    """Take back what is there now, or let it be with a reason."""
    verb, by, at = which(request, "collect", "waive"), request.standing, clock.now()
    with refusal_told(request):
        case = case_of(by, key)
        if verb == "collect":
            taken = collect_case(by=by, case=case, at=at)
            messages.success(request, _("收回了 %(n)d。") % {"n": taken})
        else:
            waive_case(by=by, case=case, reason=request.POST.get("reason", "").replace("\0", ""), at=at)
            messages.success(request, _("记下了，不再收回。"))
    return redirect("desk:ledger-cases")
