"""The partner's counter: scan or type a code, see what it opens and for whom, confirm once. Works without scripts.

A pick-up code has eight digits, a perk's six; the picture holds this page's address, so that a telephone's own camera
opens it as well.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.offer_state import redemption_state
from redvest.faces.shared.pressed import which
from redvest.faces.shared.told import refusal_told
from redvest.honour.actions.perk import look_up_perk_code, use_perk
from redvest.honour.actions.redeem_counter import counters_of, look_up_redemption, pick_up
from redvest.honour.choices import RedemptionState
from redvest.honour.models import RedeemPartner
from redvest.honour.perk_errors import PerkUnknown
from redvest.honour.queries.perk import confirmed_by_code, perks_at, used_this_year
from redvest.honour.queries.redeem import partners_served
from redvest.honour.redeem_errors import RedemptionUnknown
from redvest.honour.rules.perk import DIGITS as PERK_DIGITS
from redvest.honour.rules.perk import enough
from redvest.honour.rules.redeem import spaced, typed_code, units
from redvest.honour.rules.star import star_name
from redvest.registry.policy import Standing
from redvest.registry.queries.merge import records_of
from redvest.registry.rules.names import mask_name


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def counter(request: HouseRequest) -> HttpResponse:
    """A code in the address or sent looks up; the buttons under what it opened confirm."""
    by, at = request.standing, clock.now()
    if request.method == "GET" and (by.headed() or by.stations()) and not partners_served(by).exists():
        return show(request, "desk/counter_none.html", {}, on="counter-codes")
    partners = counters_of(by=by)
    raw = request.POST.get("code", "") or request.GET.get("code", "")
    code = typed_code(raw)
    if request.method == "POST" and request.POST.get("verb"):
        return _confirmed(request, by, code, at)
    context: dict[str, Any] = {"typed": raw[:40], "code": code, "spaced": spaced(code) if code else ""}
    context["counters"] = list(RedeemPartner.objects.filter(pk__in=partners).order_by("name")[:20])
    status = 200
    if raw:
        try:
            context |= _perk(by, code, at) if len(code) == PERK_DIGITS else _redemption(by, code, at)
        except DomainError as fault:
            if fault.status == 403:
                raise
            context["fault"], status = fault.message, fault.status
    return show(request, "desk/counter_codes.html", context, on="counter-codes", status=status)


def _redemption(by: Standing, code: str, at: datetime) -> dict[str, Any]:
    kept = look_up_redemption(by=by, code=code, at=at)
    return {
        "kept": kept,
        "name": mask_name(kept.volunteer.name),
        "price": units(kept.item.ledger, kept.price),
        "state": redemption_state(kept),
        "held": kept.state == RedemptionState.HELD and kept.until >= clock.day_of(at),
        "picked": kept.state == RedemptionState.PICKED_UP,
    }


def _perk(by: Standing, code: str, at: datetime) -> dict[str, Any]:
    shown, star = look_up_perk_code(by=by, code=code, at=at)
    on = clock.day_of(at)
    perks = list(perks_at(counters_of(by=by), on))
    keys = [each.pk for each in perks]
    used, confirmed = (
        used_this_year(keys, records_of(shown.volunteer_id), on.year),
        confirmed_by_code(keys, code),
    )
    rows = [
        {
            "perk": each,
            "least": star_name(each.least_star),
            "enough": enough(star, each.least_star),
            "confirmed": each.pk in confirmed,
            "used": used.get(each.pk, 0),
            "left": None if each.uses is None else max(each.uses - used.get(each.pk, 0), 0),
        }
        for each in perks
    ]
    return {"star": star_name(star), "name": mask_name(shown.volunteer.name), "perks": rows}


def _confirmed(request: HouseRequest, by: Standing, code: str, at: datetime) -> HttpResponse:
    verb, key = which(request, "pick-up", "use"), key_typed(request.POST.get("key", ""))
    with refusal_told(request):
        if verb == "pick-up":
            if key is None:
                raise RedemptionUnknown
            kept = pick_up(by=by, key=key, code=code, at=at)
            messages.success(request, _("“%(title)s”发放好了。") % {"title": kept.item.title})
        else:
            if key is None:
                raise PerkUnknown
            used = use_perk(by=by, perk_id=key, code=code, at=at)
            said = _("“%(title)s”确认好了，今年第 %(n)d 次。")
            messages.success(request, said % {"title": used.perk.title, "n": used.turn})
    return redirect("desk:counter-codes")
