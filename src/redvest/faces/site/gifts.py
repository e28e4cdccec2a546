"""Redemption (兑换): what there is for points and time, one thing with its price, and what I redeemed with its code.

``who`` in the address or the form: for a child that one answers for, out of the child's own account.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redvest.core import clock
from redvest.faces.shared.entry import HouseRequest, NeedsRealName, members, public
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.offer_state import redemption_state
from redvest.faces.shared.pages import paged
from redvest.faces.shared.pressed import which
from redvest.faces.shared.told import refusal_told
from redvest.faces.shared.typed import number_typed
from redvest.faces.site.checkin import qr_svg
from redvest.faces.site.for_whom import standing_for
from redvest.honour.actions.redeem import cancel_redemption, redeem, renew_code
from redvest.honour.choices import GiftKind, LedgerName, RedemptionState
from redvest.honour.models import RedeemItem, Redemption
from redvest.honour.queries.redeem import (
    codes_key,
    open_item,
    open_items,
    own_redemption,
    own_redemptions,
    usable_of,
)
from redvest.honour.rules.redeem import pick_up_code, spaced, units
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing

SIZE = 30


def _for_whom(request: HouseRequest) -> tuple[str, Standing]:
    """The child who is named, and whose standing it is. Raises ChildUnknown."""
    who = request.POST.get("who", "") or request.GET.get("who", "")
    return who, standing_for(request.standing, who, clock.now())


def _own(request: HouseRequest) -> tuple[str, Standing]:
    """As above, for what needs a record. Raises NeedsRealName for who has none and names no child."""
    who, by = _for_whom(request)
    if by.volunteer_id is None:
        raise NeedsRealName
    return who, by


def _asked(who: str) -> str:
    return f"?{urlencode({'who': who})}" if who else ""


def _balances(by: Standing) -> dict[str, int]:
    """What can be spent of each ledger; of the account that is the fullest, as one redemption is paid from one."""
    if not by.records:
        return {}
    held = usable_of(by.records, clock.day_of(clock.now()))
    return {ledger: accounts[0][1] for ledger, accounts in held.items() if accounts}


def _worded(balances: dict[str, int]) -> list[str]:
    return [units(ledger, balances[ledger]) for ledger in LedgerName.values if balances.get(ledger)]


def _row(item: RedeemItem, balances: dict[str, int]) -> dict[str, Any]:
    has = balances.get(item.ledger, 0)
    return {
        "item": item,
        "price": units(item.ledger, item.price),
        "out": item.stock == 0,
        "lacks": units(item.ledger, item.price - has) if has < item.price else "",
    }


@never_cache
@require_safe
@public
def gifts(request: HouseRequest) -> HttpResponse:
    """The cheapest first; ``ledger`` and ``kind`` narrow it. Whoever is signed in reads what they have beside it."""
    who, by = _for_whom(request)
    ledger, kind = request.GET.get("ledger", ""), request.GET.get("kind", "")
    rows = open_items(by.city, clock.day_of(clock.now()))
    if ledger in LedgerName.values:
        rows = rows.filter(ledger=ledger)
    if kind in GiftKind.values:
        rows = rows.filter(kind=kind)
    found, pager = paged(request, rows, keys=("price", "id"), size=SIZE)
    balances = _balances(by)
    context = {
        "tab": "find",
        "rows": [_row(each, balances) for each in found],
        "pager": pager,
        "balances": _worded(balances),
        "ledger": ledger,
        "ledgers": LedgerName.choices,
        "kind": kind,
        "kinds": GiftKind.choices,
        "registered": by.volunteer_id is not None,
        "who": who,
        "for_whom": _asked(who),
    }
    return render(request, "site/gifts.html", context)


@never_cache
@require_safe
@public
def gift(request: HouseRequest, key: UUID) -> HttpResponse:
    """One thing: what it is, where it is picked up, what it costs, and the step that redeems it."""
    who, by = _for_whom(request)
    item = open_item(by.city, key, clock.day_of(clock.now()))
    balances = _balances(by)
    context = {
        "tab": "find",
        **_row(item, balances),
        "balance": units(item.ledger, balances.get(item.ledger, 0)),
        "left": units(item.ledger, max(balances.get(item.ledger, 0) - item.price, 0)),
        "registered": by.volunteer_id is not None,
        "key": uuid4(),
        "who": who,
        "for_whom": _asked(who),
    }
    return render(request, "site/gift.html", context)


@never_cache
@require_POST
@members
def redeem_here(request: HouseRequest, key: UUID) -> HttpResponse:
    """At the price that the page showed; sent twice it is one."""
    who, by = _own(request)
    sent = key_typed(request.POST.get("key", "")) or uuid4()
    read = number_typed(request.POST.get("price", ""), digits=8) or 0
    kept: Redemption | None = None
    with refusal_told(request):
        kept = redeem(by=by, item_id=key, price=read, key=sent.hex, at=clock.now())
        messages.success(request, _("兑换好了，凭下面的码去领。"))
    back = reverse("site:redemption", args=[kept.pk]) if kept else reverse("site:gift", args=[key])
    return redirect(back + _asked(who))


@never_cache
@require_safe
@members
def mine(request: HouseRequest) -> HttpResponse:
    """What waits first, then the rest, the latest first; ``?list=done`` shows what is over."""
    who, by = _own(request)
    done = request.GET.get("list", "") == "done"
    rows = own_redemptions(by)
    held = rows.filter(state=RedemptionState.HELD)
    chosen, keys = (
        (rows.exclude(state=RedemptionState.HELD), ("-at", "-id")) if done else (held, ("until", "id"))
    )
    found, pager = paged(request, chosen, keys=keys, size=SIZE)
    context = {
        "tab": "me", "rows": [_mine(each) for each in found], "pager": pager, "done": done, "who": who,
        "for_whom": _asked(who), "person": Volunteer.objects.filter(pk=by.records[0]).first() if who else None,
    }  # fmt: skip
    return render(request, "site/redemptions.html", context)


def _mine(kept: Redemption) -> dict[str, Any]:
    return {
        "kept": kept, "state": redemption_state(kept), "price": units(kept.item.ledger, kept.price),
        "held": kept.state == RedemptionState.HELD,
    }  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
@members
def redemption(request: HouseRequest, key: UUID) -> HttpResponse:
    """One of mine with its code. A POST takes it back or asks for other digits."""
    who, by = _own(request)
    kept = own_redemption(by, key)
    if request.method == "POST":
        _changed(request, by, kept)
        return redirect(reverse("site:redemption", args=[key]) + _asked(who))
    context: dict[str, Any] = {"tab": "me", "who": who, "for_whom": _asked(who), **_mine(kept)}
    if context["held"]:
        code = pick_up_code(codes_key(), kept.pk, kept.serial)
        context |= {"code": spaced(code), "qr": qr_svg(counter_address(request, code))}
    return render(request, "site/redemption.html", context)


def _changed(request: HouseRequest, by: Standing, kept: Redemption) -> None:
    verb, at = which(request, "cancel", "renew"), clock.now()
    with refusal_told(request):
        if verb == "renew":
            renew_code(by=by, key=kept.pk, at=at)
            messages.success(request, _("换好了，原来的码不能用了。"))
            return
        gone = cancel_redemption(by=by, key=kept.pk, at=at)
        said = _("取消了，%(units)s 退回你的账户。") % {"units": units(kept.item.ledger, kept.price)}
        if gone:
            said += _("其中 %(units)s 已经到期，不能再用。") % {"units": units(kept.item.ledger, gone)}
        messages.success(request, said)


def counter_address(request: HouseRequest, code: str) -> str:
    """What a picture holds: the counter's page with the digits, so that any camera opens it. Worthless to others."""
    path = f"/desk/counter-codes/?code={code}"
    base = settings.REDVEST_BASE_URL
    return f"{base}{path}" if base else request.build_absolute_uri(path)
