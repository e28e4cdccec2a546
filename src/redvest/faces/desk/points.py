"""Points and time bank of a city at the desk: where all units are, budgets filled, rewards given and help out of the pool."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.forms.points import FIELDS, POOL, BudgetFilled, UnitsGiven
from redvest.faces.desk.frame import show
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.honour.actions.ledger_give import fund_budget, give_from_pool, grant_from_budget
from redvest.honour.choices import AccountKind, CaseState, Hardship, LedgerName
from redvest.honour.queries.ledger import budgets_of, cases_of, person_to_give, trial_balance
from redvest.registry.policy import Standing
from redvest.registry.queries.region import city_region, districts, region_in


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def points(request: HouseRequest) -> HttpResponse:
    """A POST with ``verb=fund`` fills a budget (the city's centre), with ``verb=give`` gives to one person."""
    by = request.standing
    if not by.regions():
        raise NotAllowed
    verb = request.POST.get("verb", "")
    places = _places(by)
    filled = BudgetFilled(request.POST if verb == "fund" else None, places=places, auto_id="fund_%s")
    given = UnitsGiven(request.POST if verb == "give" else None, places=places, auto_id="give_%s")
    if verb == "fund" and filled.is_valid() and _funded(by, filled):
        messages.success(request, _("拨进去了。"))
        return redirect("desk:points")
    if verb == "give" and given.is_valid() and _gave(by, given):
        messages.success(request, _("发下去了，对方在自己的明细里能看到。"))
        return redirect("desk:points")
    context = {
        "sums": _sums(by),
        "budgets": list(budgets_of(by)),
        "owed": cases_of(by).filter(state=CaseState.OPEN).count(),
        "filled": filled if by.is_centre else None,
        "given": given,
    }
    return show(request, "desk/points.html", context, on="points", status=422 if verb else 200)


def _places(by: Standing) -> list[tuple[str, str]]:
    """The places with a budget that somebody governs: the city and its districts, no smaller ones."""
    whole = [city_region(by.city), *districts(by.city)]
    return [(each.code, each.name) for each in whole if by.governs(each.path)]


def _sums(by: Standing) -> list[dict[str, Any]]:
    """Of each ledger where its units are, and how much was ever issued: the two are the same figure."""
    found = trial_balance(by.city)
    rows = []
    for ledger in LedgerName:
        held = found.get(ledger, {})
        issued = -held.get(AccountKind.ISSUE, 0)
        places = [(kind.label, held.get(kind, 0)) for kind in AccountKind if kind != AccountKind.ISSUE]
        rows.append({"ledger": ledger, "issued": issued, "places": places})
    return rows


def _funded(by: Standing, form: BudgetFilled) -> bool:
    typed = form.cleaned_data
    try:
        fund_budget(
            by=by, ledger=LedgerName(typed["ledger"]), region=region_in(by.city, typed["region"]), amount=typed["amount"],
            key=typed["key"].hex, reason=typed["reason"], at=clock.now(),
        )  # fmt: skip
    except DomainError as fault:
        return _blamed(form, fault)
    return True


def _gave(by: Standing, form: UnitsGiven) -> bool:
    typed = form.cleaned_data
    try:
        person = person_to_give(by, typed["number"])
        shared: dict[str, Any] = {
            "by": by, "ledger": LedgerName(typed["ledger"]), "volunteer": person, "amount": typed["amount"],
            "key": typed["key"].hex, "reason": typed["reason"], "at": clock.now(),
        }  # fmt: skip
        if typed["source"] == POOL:
            give_from_pool(ground=Hardship(typed["ground"]), **shared)
        else:
            grant_from_budget(region=region_in(by.city, typed["source"]), **shared)
    except DomainError as fault:
        return _blamed(form, fault)
    return True


def _blamed(form: BudgetFilled | UnitsGiven, fault: DomainError) -> bool:
    if fault.status == 401:
        raise fault
    blame(form, fault, FIELDS)
    return False
