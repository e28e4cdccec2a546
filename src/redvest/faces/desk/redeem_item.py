"""Something to redeem at the desk: added, changed, restocked, paused, ended; and what waits of it called off."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from redvest.core import clock
from redvest.faces.desk.forms.redeem import FIELDS, ItemFields, StockFields, item_start
from redvest.faces.desk.forms.sent import attempt
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.offer_state import offer_state
from redvest.faces.shared.pages import paged
from redvest.faces.shared.pressed import which
from redvest.faces.shared.told import refusal_told
from redvest.honour.actions.redeem_offer import add_item, change_item, move_item, restock_item
from redvest.honour.actions.redeem_return import call_off_redemption
from redvest.honour.choices import OfferState
from redvest.honour.models import RedeemItem
from redvest.honour.queries.redeem import (
    item_in_charge,
    partner_in_charge,
    redemption_in_charge,
    waiting_redemptions,
)
from redvest.honour.rules.redeem import units
from redvest.registry.rules.names import mask_name

MOVES = {"pause": OfferState.PAUSED, "open": OfferState.OPEN, "end": OfferState.ENDED}


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def new_item(request: HouseRequest, key: UUID) -> HttpResponse:
    """Something new of the partner ``key``."""
    by, at = request.standing, clock.now()
    partner, made = partner_in_charge(by, key), list[RedeemItem]()
    start = {"from_on": clock.day_of(at), "minors_allowed": True, "kind": "gift"}
    form = ItemFields(request.POST or None, initial=start, new=True)

    def add(_typed: dict[str, Any]) -> None:
        made.append(add_item(by=by, partner_id=partner.pk, form=form.to_form(), at=at))

    if request.method == "POST" and attempt(form, add, FIELDS):
        messages.success(request, _("上架了，志愿者现在就能兑换。"))
        return redirect("desk:redeem-item", key=made[0].pk)
    status = 422 if form.is_bound and form.errors else 200
    context = {"partner": partner, "item": None, "form": form}
    return show(request, "desk/redeem_item.html", context, on="redeem", status=status)


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def item(request: HouseRequest, key: UUID) -> HttpResponse:
    """One thing. A POST changes it, its stock, or its state: whichever button was pressed."""
    by, at = request.standing, clock.now()
    found = item_in_charge(by, key)
    verb = which(request, "change", "stock", *MOVES) if request.method == "POST" else ""
    form = ItemFields(request.POST if verb == "change" else None, initial=item_start(found), new=False)
    stock = StockFields(request.POST if verb == "stock" else None)

    def change(_typed: dict[str, Any]) -> None:
        change_item(by=by, key=key, form=form.to_form(), at=at)

    def restock(typed: dict[str, Any]) -> None:
        restock_item(by=by, key=key, amount=typed["amount"], at=at)

    if verb in MOVES:
        with refusal_told(request):
            move_item(by=by, key=key, state=MOVES[verb], at=at)
            messages.success(request, _("办好了。"))
        return redirect("desk:redeem-item", key=key)
    if (verb == "change" and attempt(form, change, FIELDS)) or (
        verb == "stock" and attempt(stock, restock, FIELDS)
    ):
        messages.success(request, _("改好了。"))
        return redirect("desk:redeem-item", key=key)
    waiting, pager = paged(request, waiting_redemptions(by).filter(item=found), keys=("until", "id"))
    context = {
        "partner": found.partner,
        "item": found,
        "price": units(found.ledger, found.price),
        "state": offer_state(found),
        "form": form,
        "stock_form": stock,
        "held_rows": [{"kept": each, "name": mask_name(each.volunteer.name)} for each in waiting],
        "pager": pager,
    }
    failed = (form.is_bound and form.errors) or (stock.is_bound and stock.errors)
    return show(request, "desk/redeem_item.html", context, on="redeem", status=422 if failed else 200)


@never_cache
@require_POST
@staff
def call_off(request: HouseRequest, key: UUID) -> HttpResponse:
    """What a partner cannot hand out goes back, with a reason that the person reads."""
    by = request.standing
    found = redemption_in_charge(by, key)
    with refusal_told(request):
        call_off_redemption(by=by, key=key, reason=request.POST.get("reason", ""), at=clock.now())
        messages.success(request, _("退回去了，志愿者会收到消息。"))
    return redirect("desk:redeem-item", key=found.item_id)
