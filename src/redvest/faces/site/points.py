"""My points and my time bank: both balances, when what expires, every line behind them; giving away, and family."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from redvest.core import clock
from redvest.faces.shared.entry import HouseRequest, volunteers
from redvest.faces.shared.keys import key_typed
from redvest.faces.shared.pressed import which
from redvest.faces.shared.told import refusal_told
from redvest.faces.shared.typed import number_typed
from redvest.honour.actions.family_tie import agree_family_tie, ask_family_tie, end_family_tie
from redvest.honour.actions.ledger_give import contribute, donate, give_to_family
from redvest.honour.choices import AccountKind, FamilyRelation
from redvest.honour.ledger_errors import FamilyTieUnknown
from redvest.honour.queries.ledger import (
    group_accounts,
    group_of,
    lots_of,
    own_account,
    own_accounts,
    own_groups,
    statements,
    tie_of,
    ties_of,
)
from redvest.honour.rules.ledger import soonest_first, usable
from redvest.registry.queries.setting import rule

MOST = 200


@never_cache
@require_safe
@volunteers
def points(request: HouseRequest) -> HttpResponse:
    """Only the person sees this, and of a group who heads it. Two ledgers apart: their units are not added up."""
    by, on = request.standing, clock.day_of(clock.now())
    accounts = [*own_accounts(by), *group_accounts(by)]
    keys = [each.pk for each in accounts]
    lots, moved = lots_of(keys), statements(keys, MOST)
    rows: list[dict[str, Any]] = []
    for account in accounts:
        held = usable(lots[account.pk], on)
        due = [(day, amount) for day, amount in soonest_first(held) if day is not None]
        rows.append(
            {
                "account": account,
                "group": account.body if account.kind == AccountKind.GROUP else None,
                "held": sum(held.values()),
                "due": due[:3],
                "lines": moved[account.pk],
                "key": uuid4(),
            }
        )
    ties = list(ties_of(by)[:20])
    context = {
        "tab": "me",
        "rows": rows,
        "asked": [each for each in ties if each.agreed_at is None and by.is_self(each.relative_id)],
        "family": [each for each in ties if by.is_self(each.giver_id)],
        "named": [each for each in ties if each.agreed_at and by.is_self(each.relative_id)],
        "groups": list(own_groups(by)[:20]),
        "relations": FamilyRelation.choices,
        "parent_age": rule("timebank.parent_age", f"{by.city}/", on),
    }
    return render(request, "site/points.html", context)


def _amount(request: HouseRequest) -> int:
    """What was typed, nothing for anything that is no whole number: the action says what an amount is."""
    return number_typed(request.POST.get("amount", ""), digits=9) or 0


@never_cache
@require_POST
@volunteers
def give(request: HouseRequest, key: UUID) -> HttpResponse:
    """Out of one of my accounts: to the pool, or to somebody of my family or a group of mine (``to``)."""
    by, at = request.standing, clock.now()
    sent = key_typed(request.POST.get("key", "")) or uuid4()
    typed = request.POST.get("to", "")
    to = key_typed(typed)
    with refusal_told(request):
        account, amount = own_account(by, key), _amount(request)
        if typed and to is None:
            raise FamilyTieUnknown  # an address that cannot be read is never a gift to everybody
        group = group_of(by, to)
        if group is not None:
            contribute(by=by, account=account, body=group, amount=amount, key=sent.hex, at=at)
            messages.success(request, _("存进集体账户了，谢谢你。"))
        elif to is None:
            donate(by=by, account=account, amount=amount, key=sent.hex, at=at)
            messages.success(request, _("捐出去了，谢谢你。"))
        else:
            tie = tie_of(by, to)
            give_to_family(by=by, account=account, tie=tie, amount=amount, key=sent.hex, at=at)
            messages.success(request, _("转过去了。"))
    return redirect("site:points")


@never_cache
@require_POST
@volunteers
def family(request: HouseRequest) -> HttpResponse:
    """Name somebody of my family; they have to agree."""
    number, relation = request.POST.get("number", "")[:40], request.POST.get("relation", "")
    with refusal_told(request):
        ask_family_tie(
            by=request.standing, number=number.replace("\0", ""), relation=relation, at=clock.now()
        )
        messages.success(request, _("记下了，等对方在自己的页面上答应。"))
    return redirect("site:points")


@never_cache
@require_POST
@volunteers
def family_answer(request: HouseRequest, key: UUID) -> HttpResponse:
    """Agree, or end it."""
    verb, by, at = which(request, "agree", "end"), request.standing, clock.now()
    with refusal_told(request):
        if verb == "agree":
            agree_family_tie(by=by, tie=tie_of(by, key), at=at)
            messages.success(request, _("答应了。"))
        else:
            end_family_tie(by=by, tie=tie_of(by, key), at=at)
            messages.success(request, _("解除了，已经转的不变。"))
    return redirect("site:points")
