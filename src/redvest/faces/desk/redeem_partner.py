"""A partner (合作点) at the desk: added, changed, with what it offers."""

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
from redvest.core.errors import NotAllowed
from redvest.faces.desk.forms.options import region_options
from redvest.faces.desk.forms.redeem import FIELDS, PartnerFields, partner_start
from redvest.faces.desk.forms.sent import attempt
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import bodies_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.offer_state import offer_state
from redvest.honour.actions.redeem_offer import add_partner, change_partner
from redvest.honour.models import RedeemPartner
from redvest.honour.queries.perk import perks_in_charge
from redvest.honour.queries.redeem import items_in_charge, partner_in_charge
from redvest.honour.rules.redeem import units
from redvest.honour.rules.star import star_name
from redvest.registry.choices import BodyState
from redvest.registry.models import Station
from redvest.registry.policy import Standing
from redvest.registry.queries.within import within

MOST = 300


def _form(request: HouseRequest, by: Standing, start: dict[str, Any]) -> PartnerFields:
    widest = min(by.regions(), key=len)
    stations = Station.objects.filter(within(by, "region__path"), city=by.city).order_by("name")[:MOST]
    bodies = bodies_within(by).filter(state=BodyState.ACTIVE).order_by("name")[:MOST]
    chosen = str(start.get("region", ""))
    return PartnerFields(
        request.POST or None,
        initial=start,
        regions=region_options(widest, chosen=chosen),
        stations=[(str(each.pk), each.name) for each in stations],
        bodies=[(str(each.pk), each.name) for each in bodies],
    )


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def new_partner(request: HouseRequest) -> HttpResponse:
    by, made = request.standing, list[RedeemPartner]()
    if not by.regions():
        raise NotAllowed
    form = _form(request, by, {"active": True})

    def add(_typed: dict[str, Any]) -> None:
        made.append(add_partner(by=by, form=form.to_form(), at=clock.now()))

    if request.method == "POST" and attempt(form, add, FIELDS):
        messages.success(request, _("登记好了，接着写兑换什么，或者给几星什么礼遇。"))
        return redirect("desk:redeem-partner", key=made[0].pk)
    return _page(request, form, {"partner": None})


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def partner(request: HouseRequest, key: UUID) -> HttpResponse:
    """One partner; a POST changes it."""
    by = request.standing
    found = partner_in_charge(by, key)
    form = _form(request, by, partner_start(found))

    def change(_typed: dict[str, Any]) -> None:
        change_partner(by=by, key=key, form=form.to_form(), at=clock.now())

    if request.method == "POST" and attempt(form, change, FIELDS):
        messages.success(request, _("改好了。"))
        return redirect("desk:redeem-partner", key=key)
    items = items_in_charge(by).filter(partner=found).order_by("title", "id")[:MOST]
    perks = perks_in_charge(by).filter(partner=found).order_by("least_star", "id")[:MOST]
    context = {
        "partner": found,
        "items": [
            {"item": each, "price": units(each.ledger, each.price), "state": offer_state(each)}
            for each in items
        ],
        "perks": [
            {"perk": each, "star": star_name(each.least_star), "state": offer_state(each)} for each in perks
        ],
    }
    return _page(request, form, context)


def _page(request: HouseRequest, form: PartnerFields, context: dict[str, Any]) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return show(request, "desk/redeem_partner.html", {**context, "form": form}, on="redeem", status=status)
