"""Redemption at the desk: what is offered, by whom, perks, what waits to be picked up, and what was redeemed by month."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.core import clock
from redvest.core.errors import NotAllowed
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.offer_state import offer_state, redemption_state
from redvest.faces.shared.pages import asked_text, paged
from redvest.honour.choices import OfferState
from redvest.honour.queries.perk import perks_in_charge
from redvest.honour.queries.redeem import (
    items_in_charge,
    partners_in_charge,
    partners_served,
    redeemed_by_month,
    waiting_redemptions,
)
from redvest.honour.rules.redeem import units
from redvest.honour.rules.star import star_name
from redvest.registry.policy import Standing
from redvest.registry.rules.names import mask_name

LOOK_BACK = timedelta(days=366)


def _lists() -> dict[str, str]:
    return {
        "items": _("兑换项目"), "partners": _("合作点"), "perks": _("礼遇"), "held": _("待领取"), "months": _("每月兑换"),
    }  # fmt: skip


@never_cache
@require_safe
@staff
def overview(request: HouseRequest) -> HttpResponse:
    """``list=`` is one of five; ``state=`` and ``q=`` narrow what is offered. For who governs a place."""
    by = request.standing
    if not by.regions():
        raise NotAllowed
    chosen = request.GET.get("list", "")
    chosen = chosen if chosen in _lists() else "items"
    state = request.GET.get("state", "")
    context: dict[str, Any] = {
        "chosen": chosen,
        "lists": list(_lists().items()),
        "asked": asked_text(request),
        "state": state if state in OfferState.values else "",
        "states": OfferState.choices,
        "serves": partners_served(by).exists(),
    }
    context |= _SHOWN[chosen](request, by, context["asked"], context["state"])
    return show(request, "desk/redeem.html", context, on="redeem")


def _narrowed(rows: QuerySet[Any], asked: str, state: str) -> QuerySet[Any]:
    if asked:
        rows = rows.filter(title__icontains=asked) | rows.filter(partner__name__icontains=asked)
    return rows.filter(state=state) if state else rows


def _items(request: HouseRequest, by: Standing, asked: str, state: str) -> dict[str, Any]:
    found, pager = paged(request, _narrowed(items_in_charge(by), asked, state), keys=("title", "id"))
    rows = [
        {"item": each, "price": units(each.ledger, each.price), "state": offer_state(each)} for each in found
    ]
    return {"rows": rows, "pager": pager}


def _partners(request: HouseRequest, by: Standing, asked: str, _state: str) -> dict[str, Any]:
    rows = partners_in_charge(by)
    found, pager = paged(request, rows.filter(name__icontains=asked) if asked else rows, keys=("name", "id"))
    return {"rows": found, "pager": pager, "today": clock.day_of(clock.now())}


def _perks(request: HouseRequest, by: Standing, asked: str, state: str) -> dict[str, Any]:
    found, pager = paged(request, _narrowed(perks_in_charge(by), asked, state), keys=("least_star", "id"))
    rows = [{"perk": each, "star": star_name(each.least_star), "state": offer_state(each)} for each in found]
    return {"rows": rows, "pager": pager}


def _held(request: HouseRequest, by: Standing, _asked: str, _state: str) -> dict[str, Any]:
    found, pager = paged(request, waiting_redemptions(by), keys=("until", "id"))
    rows = [
        {"kept": each, "name": mask_name(each.volunteer.name), "state": redemption_state(each)}
        for each in found
    ]
    return {"rows": rows, "pager": pager}


def _months(_request: HouseRequest, by: Standing, _asked: str, _state: str) -> dict[str, Any]:
    since = clock.day_of(clock.now()) - LOOK_BACK
    rows = redeemed_by_month(by, since.replace(day=1))
    return {"rows": [{**each, "units": units(each["item__ledger"], each["spent"])} for each in rows]}


_SHOWN = {"items": _items, "partners": _partners, "perks": _perks, "held": _held, "months": _months}
