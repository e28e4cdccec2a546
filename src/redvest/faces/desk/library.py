"""The project library (项目库): the list, a new entry, and one entry with its partners, contracts and evaluations."""

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
from django.views.decorators.http import require_http_methods, require_safe

from redvest.core import clock
from redvest.core.errors import DomainError, NotAllowed, NotFound
from redvest.faces.desk.forms.contract import FIELDS, EffectFields, PartnerFields, PlanFields
from redvest.faces.desk.forms.inputs import blame
from redvest.faces.desk.frame import show
from redvest.faces.desk.out_of_reach import BodyOutOfReach
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text, paged
from redvest.faces.shared.told import told_moved
from redvest.oversight.actions import effect as effects
from redvest.oversight.actions import project_plan as plans
from redvest.oversight.choices import ContractState, PlanState, TenderState, WayOfRunning
from redvest.oversight.models import ProjectPlan
from redvest.oversight.policy import may_draft_plan, may_judge, may_list_plan, plan_for, plans_for
from redvest.oversight.project_plan_errors import PlanUnknown
from redvest.oversight.queries.contract import contracts_of_plan
from redvest.oversight.queries.project_plan import (
    effect_of,
    effects_of,
    narrowed,
    partner_of,
    partners_of,
    projects_to_list,
    with_money,
)
from redvest.oversight.queries.tender import tenders_of
from redvest.oversight.rules.project_plan import EffectForm, PartnerForm, PlanForm, indicators_typed
from redvest.registry.models import Body
from redvest.registry.policy import Standing

MOST_PROJECTS = 200
LOOKS = {
    PlanState.DRAFT: "wait", PlanState.LISTED: "plain", PlanState.RUNNING: "ok", PlanState.FINISHED: "off",
    PlanState.WITHDRAWN: "bad",
}  # fmt: skip
CONTRACT_LOOKS = {
    ContractState.DRAFT: "wait", ContractState.RUNNING: "ok", ContractState.CLOSED: "off", ContractState.ENDED: "bad",
}  # fmt: skip
TENDER_LOOKS = {
    TenderState.DRAFT: "wait", TenderState.PUBLISHED: "ok", TenderState.AWARDED: "off", TenderState.FAILED: "bad",
}  # fmt: skip


@never_cache
@require_safe
@staff
def library(request: HouseRequest) -> HttpResponse:
    """What is in somebody's charge, by name, way, state and place."""
    by, asked = request.standing, asked_text(request)
    way, state, place = (request.GET.get(name, "") for name in ("way", "state", "place"))
    rows = narrowed(plans_for(by), words=asked, way=way, state=state, path=place[:60])
    found, pager = paged(request, with_money(rows), keys=("-drafted_at", "-id"))
    context = {
        "rows": [{"plan": each, "look": LOOKS[PlanState(each.state)]} for each in found],
        "pager": pager,
        "asked": asked,
        "way": way,
        "state": state,
        "ways": WayOfRunning.choices,
        "states": PlanState.choices,
        "narrowed": bool(asked or way or state or place),
        "may_add": bool(by.regions() or by.headed()),
    }
    return show(request, "desk/library.html", context, on="library")


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def new_plan(request: HouseRequest) -> HttpResponse:
    """Enter a project: one of somebody's own, or of the place that they govern."""
    by = request.standing
    if not by.regions() and not by.headed():
        raise NotAllowed
    open_to, words = projects_to_list(by.headed(), by.regions(), by.city), asked_text(request)
    rows = list((open_to.filter(name__icontains=words) if words else open_to)[: MOST_PROJECTS + 1])
    more, rows = len(rows) > MOST_PROJECTS, rows[:MOST_PROJECTS]
    projects = [(str(each.pk), f"{each.name} · {each.body.name}") for each in rows]
    form = PlanFields(request.POST or None, projects=projects) if projects else None
    if form is not None and request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        chosen = next(each for each in rows if str(each.pk) == typed["project"])
        try:
            made = plans.draft_plan(by=by, project=chosen, form=_plan_form(typed), at=clock.now())
        except DomainError as fault:
            blame(form, fault, FIELDS)
        else:
            messages.success(request, _("申报好了。可以接着写合作方，再请另一位工作人员审核入库。"))
            return redirect("desk:plan", key=made.pk)
    status = 422 if form is not None and form.errors else 200
    return show(
        request, "desk/plan_form.html", {"form": form, "q": words, "more": more}, on="library", status=status
    )


def _plan_form(typed: dict[str, Any]) -> PlanForm:
    return PlanForm(typed["way"], typed["budget"], typed["money_from"], typed["aims"])


@never_cache
@require_http_methods(["GET", "POST"])
@staff
def plan(request: HouseRequest, key: UUID) -> HttpResponse:
    """One entry. A POST does what the pressed button says."""
    by, verb = request.standing, request.POST.get("verb", "")
    found = plan_for(by, key)
    forms: dict[str, Form] = {
        "change": PlanFields(request.POST if verb == "change" else None, prefix="c", initial={
            "way": found.way, "budget": found.budget_fen, "money_from": found.money_from, "aims": found.aims}),
        "partner": PartnerFields(request.POST if verb == "partner" else None, prefix="p"),
        "effect": EffectFields(request.POST if verb == "effect" else None, prefix="e"),
    }  # fmt: skip
    if request.method == "POST" and _did(request, by, found, verb, forms.get(verb)):
        return redirect("desk:plan", key=key)
    context = _context(by, found) | {f"{name}_form": form for name, form in forms.items()}
    faulty = any(form.errors for form in forms.values())
    return show(request, "desk/plan.html", context, on="library", status=422 if faulty else 200)


def _context(by: Standing, found: ProjectPlan) -> dict[str, Any]:
    governs, state = by.governs(found.region_path), PlanState(found.state)
    drafts = may_draft_plan(by, found.project)
    contracts = list(contracts_of_plan(found))
    return {
        "plan": found,
        "look": LOOKS[state],
        "partners": list(partners_of(found)),
        "contracts": [{"contract": each, "look": CONTRACT_LOOKS[ContractState(each.state)]} for each in contracts],
        "tenders": [
            {"tender": each, "look": TENDER_LOOKS[TenderState(each.state)]} for each in tenders_of(found)
            if governs or each.state != TenderState.DRAFT
        ],
        "effects": list(effects_of(found)),
        "governs": governs,
        "edits": drafts and state == PlanState.DRAFT,
        "lists": state == PlanState.DRAFT and may_list_plan(by, found),
        "contracting": governs and state in (PlanState.LISTED, PlanState.RUNNING),
        "starts": governs and state == PlanState.LISTED,
        "finishes": governs and state == PlanState.RUNNING,
        "withdraws": (governs and state in (PlanState.LISTED, PlanState.RUNNING)) or (drafts and state == PlanState.DRAFT),
        "judges": state in (PlanState.RUNNING, PlanState.FINISHED) and may_judge(by, found),
        "purchase": found.way == WayOfRunning.PURCHASE,
    }  # fmt: skip


def _did(request: HouseRequest, by: Standing, found: ProjectPlan, verb: str, form: Form | None) -> bool:
    at = clock.now()
    typed = form.cleaned_data if form is not None and form.is_valid() else {}
    acts: dict[str, Callable[[], object]] = {
        "change": lambda: plans.change_plan(by=by, plan=found, form=_plan_form(typed), at=at),
        "partner": lambda: _add_partner(by, found, typed),
        "partner-off": lambda: _remove_partner(request, by, found),
        "list": lambda: plans.list_plan(by=by, plan=found, at=at),
        "start": lambda: plans.start_plan(by=by, plan=found, at=at),
        "finish": lambda: plans.finish_plan(by=by, plan=found, at=at),
        "withdraw": lambda: plans.withdraw_plan(by=by, plan=found, note=request.POST.get("note", ""), at=at),
        "effect": lambda: effects.record_effect(by=by, plan=found, form=_effect_form(typed), at=at),
        "publish": lambda: effects.publish_effect(by=by, effect=_effect(request, found), at=at),
    }
    if verb not in acts:
        messages.error(request, _("没看懂要做哪一步，请再点一次。"))
        return True
    if form is not None and not typed:
        return False
    try:
        acts[verb]()
    except DomainError as fault:
        if fault.code == NotAllowed.code or (fault.status == 404 and not isinstance(fault, BodyOutOfReach)):
            raise
        if form is None:
            errors = fault.details.get("errors") or []
            messages.error(request, errors[0]["sentence"] if errors else fault.message)
            return True
        if told_moved(request, fault, FIELDS):
            return True
        blame(form, fault, FIELDS)
        return False
    messages.success(request, _("记下了。"))
    return True


def _add_partner(by: Standing, found: ProjectPlan, typed: dict[str, Any]) -> None:
    code, body = typed["body_code"].strip(), None
    if code:
        body = Body.objects.filter(city=found.city, code=code).first()
        if body is None:
            raise BodyOutOfReach
    form = PartnerForm(typed["role"], typed["name"], typed["credit_code"], typed["amount"], typed["words"])
    plans.add_partner(by=by, plan=found, form=form, body=body, at=clock.now())


def _remove_partner(request: HouseRequest, by: Standing, found: ProjectPlan) -> None:
    partner = partner_of(found, _key(request, "partner"))
    if partner is None:
        raise PlanUnknown
    plans.remove_partner(by=by, partner=partner, at=clock.now())


def _effect(request: HouseRequest, found: ProjectPlan) -> Any:
    effect = effect_of(found.city, _key(request, "effect"))
    if effect.plan_id != found.pk:
        raise PlanUnknown
    return effect


def _effect_form(typed: dict[str, Any]) -> EffectForm:
    return EffectForm(
        score=typed["score"], words=typed["words"], indicators=indicators_typed(typed["indicators"]),
        evaluator_kind=typed["evaluator_kind"], evaluator_name=typed["evaluator_name"],
    )  # fmt: skip


def _key(request: HouseRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError as fault:
        raise NotFound from fault
