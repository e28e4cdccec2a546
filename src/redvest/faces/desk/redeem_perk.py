"""A perk (礼遇) at the desk: added, changed, paused, ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.faces.desk.forms.redeem import FIELDS, PerkFields, perk_start
from redvest.faces.desk.forms.sent import attempt
from redvest.faces.desk.frame import show
from redvest.faces.desk.redeem_item import MOVES
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.offer_state import offer_state
from redvest.faces.shared.pressed import which
from redvest.faces.shared.told import refusal_told
from redvest.honour.actions.perk import add_perk, change_perk, move_perk
from redvest.honour.models import Perk
from redvest.honour.queries.perk import perk_in_charge
from redvest.honour.queries.redeem import partner_in_charge

_FIELDS = {**FIELDS, "redeem-item-is-money": "what"}


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def new_perk(request: HouseRequest, key: UUID) -> HttpResponse:
    """A new one of the partner ``key``."""
    by, at = request.standing, clock.now()
    partner, made = partner_in_charge(by, key), list[Perk]()
    form = PerkFields(request.POST or None, initial={"from_on": clock.day_of(at), "announced": True})

    def add(_typed: dict[str, Any]) -> None:
        made.append(add_perk(by=by, partner_id=partner.pk, form=form.to_form(), at=at))

    if request.method == "POST" and attempt(form, add, _FIELDS):
        messages.success(request, _("登记好了，够星级的志愿者现在就能用。"))
        return redirect("desk:perk", key=made[0].pk)
    status = 422 if form.is_bound and form.errors else 200
    context = {"partner": partner, "perk": None, "form": form}
    return show(request, "desk/redeem_perk.html", context, on="redeem", status=status)


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def perk(request: HouseRequest, key: UUID) -> HttpResponse:
    """One perk. A POST changes it or its state: whichever button was pressed."""
    by, at = request.standing, clock.now()
    found = perk_in_charge(by, key)
    verb = which(request, "change", *MOVES) if request.method == "POST" else ""
    form = PerkFields(request.POST if verb == "change" else None, initial=perk_start(found))

    def change(_typed: dict[str, Any]) -> None:
        change_perk(by=by, key=key, form=form.to_form(), at=at)

    if verb in MOVES:
        with refusal_told(request):
            move_perk(by=by, key=key, state=MOVES[verb], at=at)
            messages.success(request, _("办好了。"))
        return redirect("desk:perk", key=key)
    if verb and attempt(form, change, _FIELDS):
        messages.success(request, _("改好了。"))
        return redirect("desk:perk", key=key)
    context = {"partner": found.partner, "perk": found, "state": offer_state(found), "form": form}
    status = 422 if form.is_bound and form.errors else 200
    return show(request, "desk/redeem_perk.html", context, on="redeem", status=status)
