"""Tenders at the desk: the notice is written and published, organisations offer, an officer awards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed
from redvest.faces.desk.forms.contract import FIELDS, AwardFields, BidFields, TenderFields
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.frame import show
from redvest.faces.desk.library import TENDER_LOOKS
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.told import told_moved
from redvest.oversight.actions import tender as act
from redvest.oversight.choices import TenderState
from redvest.oversight.models import Bid, TenderNotice
from redvest.oversight.policy import may_open_bids, plan_for, require_purchases, tender_for
from redvest.oversight.queries.tender import award_of, bid_of, bids_of, has_contract
from redvest.oversight.rules.money import yuan
from redvest.oversight.rules.terms import TenderForm
from redvest.registry.choices import BodyState
from redvest.registry.models import Body
from redvest.registry.policy import Standing


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def new_tender(request: HouseRequest, key: UUID) -> HttpResponse:
    """The notice of a purchase, still a draft."""
    by, plan = request.standing, plan_for(request.standing, key)
    require_purchases(by, plan.city, plan.region_path)
    form = TenderFields(request.POST or None, initial={"title": plan.project.name, "budget": plan.budget_fen})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        terms = TenderForm(
            typed["number"], typed["title"], typed["words"], typed["budget"], typed["closes_on"]
        )
        try:
            made = act.draft_tender(by=by, plan=plan, form=terms, at=clock.now())
        except DomainError as fault:
            if fault.code == NotAllowed.code:
                raise
            blame(form, fault, FIELDS)
        else:
            messages.success(request, _("公告拟好了，看一遍再发布。"))
            return redirect("desk:tender", key=made.pk)
    context = {"form": form, "plan": plan}
    return show(request, "desk/tender_form.html", context, on="library", status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def tender(request: HouseRequest, key: UUID) -> HttpResponse:
    """One notice: for officers its offers once they are open, for who runs an organisation its own."""
    by, verb, today = request.standing, request.POST.get("verb", ""), clock.day_of(clock.now())
    found = tender_for(by, key)
    bids = list(bids_of(found))
    opens = may_open_bids(by, found, today)
    # Who has made a bid is still known to the form, so that a second press is told and not only refused.
    bodies = _bidders(by, found, set() if verb == "bid" else {each.body_id for each in bids})
    forms: dict[str, Form] = {
        "bid": BidFields(request.POST if verb == "bid" else None, prefix="b", bodies=bodies),
        # Sealed bids are known to the form by their keys alone: a press before the day is told so, and shows no price.
        "award": AwardFields(
            request.POST if verb == "award" else None, prefix="a",
            bids=_choices(bids) if opens else [(str(each.pk), "") for each in bids],
        ),
    }  # fmt: skip
    if request.method == "POST" and _did(request, by, found, verb, forms.get(verb)):
        return redirect("desk:tender", key=key)
    out = found.state == TenderState.PUBLISHED
    governs = by.governs(found.plan.region_path)
    context = {
        "tender": found,
        "look": TENDER_LOOKS[TenderState(found.state)],
        "closed": out and today > found.closes_on,
        "bids": bids if opens else [],
        "count": len(bids),
        "opens": opens,
        "own": [each for each in bids if each.body_id in by.headed()],
        "governs": governs,
        "publishes": governs and found.state == TenderState.DRAFT,
        "offers": out and today <= found.closes_on and bool(bodies),
        "sealed": out and today <= found.closes_on,
        "withdraws": out and today <= found.closes_on,
        "awards": governs and out and today > found.closes_on,
        "award": award_of(found),
        "cancels": governs and (out or (found.state == TenderState.AWARDED and not has_contract(found))),
        "bid_form": forms["bid"],
        "award_form": forms["award"],
    }
    faulty = any(form.errors for form in forms.values())
    return show(request, "desk/tender.html", context, on="library", status=422 if faulty else 200)


def _bidders(by: Standing, found: TenderNotice, there: set[UUID]) -> list[tuple[str, str]]:
    """The organisations that somebody runs and that have not offered yet."""
    rows = Body.objects.filter(pk__in=set(by.headed()) - there, city=found.city, state=BodyState.ACTIVE)
    return [(str(each.pk), each.name) for each in rows.order_by("name")]


def _choices(bids: list[Bid]) -> list[tuple[str, str]]:
    said = _("%(body)s，报价 %(yuan)s 元")
    return [(str(each.pk), said % {"body": each.body.name, "yuan": yuan(each.amount_fen)}) for each in bids]


def _did(request: HouseRequest, by: Standing, found: TenderNotice, verb: str, form: Form | None) -> bool:
    at = clock.now()
    typed = form.cleaned_data if form is not None and form.is_valid() else {}
    acts: dict[str, Callable[[], object]] = {
        "publish": lambda: act.publish_tender(by=by, tender=found, at=at),
        "bid": lambda: act.offer_bid(
            by=by, tender=found, body=Body.objects.get(pk=typed["body"]), amount_fen=typed["amount"],
            words=typed["words"], at=at,
        ),
        "withdraw": lambda: act.withdraw_bid(by=by, bid=_own_bid(request, found), at=at),
        "award": lambda: _award(by, found, typed),
        "cancel": lambda: act.cancel_tender(by=by, tender=found, reason=request.POST.get("reason", ""), at=at),
    }  # fmt: skip
    if verb not in acts:
        messages.error(request, _("没看懂要做哪一步，请再点一次。"))
        return True
    if form is not None and not typed:
        return False
    try:
        acts[verb]()
    except DomainError as fault:
        if fault.code == NotAllowed.code or fault.status == 404:
            raise
        if form is None:
            messages.error(request, fault.message)
            return True
        if told_moved(request, fault, FIELDS):
            return True
        blame(form, fault, FIELDS)
        return False
    messages.success(request, _("记下了。"))
    return True


def _own_bid(request: HouseRequest, found: TenderNotice) -> Bid:
    try:
        return bid_of(found, UUID(request.POST.get("bid", "")))
    except ValueError as fault:
        raise NotAllowed from fault


def _award(by: Standing, found: TenderNotice, typed: dict[str, Any]) -> None:
    if typed["bid"] == "none":
        act.fail_tender(by=by, tender=found, reason=typed["reason"], at=clock.now())
    else:
        chosen = bid_of(found, UUID(typed["bid"]))
        act.award_tender(by=by, bid=chosen, reason=typed["reason"], at=clock.now())
