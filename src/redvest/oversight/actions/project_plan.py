"""The project library: a project is entered, reviewed by another, run, and finished or withdrawn."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from redvest.core.audit import write_line
from redvest.core.db.constraint import refused_by
from redvest.core.errors import NotAllowed
from redvest.oversight.choices import PlanState as State
from redvest.oversight.models import Partner, ProjectPlan
from redvest.oversight.policy import may_list_plan, require_may_draft_plan, require_purchases
from redvest.oversight.project_plan_errors import (
    BadProjectPlan,
    OwnPlan,
    PartnerThere,
    PlanHasContracts,
    PlanHasTenders,
    PlanState,
    PlanThere,
)
from redvest.oversight.queries.project_plan import has_open_contracts, has_open_tenders
from redvest.oversight.rules.project_plan import PartnerForm, PlanForm, check_partner, check_plan, fault
from redvest.registry.models import Body
from redvest.registry.policy import Standing, require_member
from redvest.registry.rules import credit_code
from redvest.service.models import Project


@transaction.atomic
def draft_plan(*, by: Standing, project: Project, form: PlanForm, at: datetime) -> ProjectPlan:
    """Enter a project for review. Raises NotAllowed, BadProjectPlan, PlanThere."""
    require_may_draft_plan(by, project)
    check_plan(form)
    plan = ProjectPlan(
        city=project.city, project=project, region=project.region, region_path=project.region_path, way=form.way,
        budget_fen=form.budget_fen, money_from=form.money_from.strip(), aims=form.aims.strip(),
        drafted_by_id=require_member(by), drafted_at=at,
    )  # fmt: skip
    with refused_by(oversight_projectplan_project_id_key=PlanThere):
        plan.save(force_insert=True)
    write_line(by=by.actor, at=at, city=plan.city, verb="draft_plan", target=plan, way=plan.way)
    return plan


@transaction.atomic
def change_plan(*, by: Standing, plan: ProjectPlan, form: PlanForm, at: datetime) -> None:
    """While it is a draft. Raises NotAllowed, BadProjectPlan, PlanState."""
    require_may_draft_plan(by, plan.project)
    check_plan(form)
    changed = ProjectPlan.objects.filter(pk=plan.pk, state=State.DRAFT).update(
        way=form.way, budget_fen=form.budget_fen, money_from=form.money_from.strip(), aims=form.aims.strip()
    )
    if not changed:
        raise PlanState
    write_line(by=by.actor, at=at, city=plan.city, verb="change_plan", target=plan, way=form.way)


@transaction.atomic
def add_partner(
    *, by: Standing, plan: ProjectPlan, form: PartnerForm, body: Body | None = None, at: datetime
) -> Partner:
    """An organisation of the house, or a unit with a credit code that holds. Raises NotAllowed, BadPartner,
    CreditCodeFault, PartnerThere, PlanState."""
    require_may_draft_plan(by, plan.project)
    check_partner(form, known=body is not None)
    code = body.credit_code if body else credit_code.check(form.credit_code)
    _locked_draft(plan)
    partner = Partner(
        city=plan.city, plan=plan, body=body, name=body.name if body else form.name.strip(), credit_code=code,
        role=form.role, amount_fen=form.amount_fen, words=form.words.strip(),
    )  # fmt: skip
    with refused_by(one_partner_per_role=PartnerThere):
        partner.save(force_insert=True)
    write_line(by=by.actor, at=at, city=plan.city, verb="add_partner", target=partner, role=form.role)
    return partner


@transaction.atomic
def remove_partner(*, by: Standing, partner: Partner, at: datetime) -> None:
    """While the plan is a draft. Raises NotAllowed, PlanState."""
    require_may_draft_plan(by, partner.plan.project)
    _locked_draft(partner.plan)
    write_line(by=by.actor, at=at, city=partner.city, verb="remove_partner", target=partner)
    Partner.objects.filter(pk=partner.pk).delete()


def _locked_draft(plan: ProjectPlan) -> None:
    if not ProjectPlan.objects.select_for_update().filter(pk=plan.pk, state=State.DRAFT).exists():
        raise PlanState


@transaction.atomic
def list_plan(*, by: Standing, plan: ProjectPlan, at: datetime) -> None:
    """Take it into the library: by an officer who neither drafted it nor belongs to its organisation.

    Raises NotAllowed, OwnPlan, PlanState.
    """
    require_purchases(by, plan.city, plan.region_path)
    if not may_list_plan(by, plan):
        raise OwnPlan
    drafts = ProjectPlan.objects.filter(pk=plan.pk, state=State.DRAFT)
    if not drafts.update(state=State.LISTED, listed_by_id=require_member(by), listed_at=at):
        raise PlanState
    write_line(by=by.actor, at=at, city=plan.city, verb="list_plan", target=plan)


@transaction.atomic
def start_plan(*, by: Standing, plan: ProjectPlan, at: datetime) -> None:
    """It is under way; signing a contract says so as well. Raises NotAllowed, PlanState."""
    require_purchases(by, plan.city, plan.region_path)
    if not ProjectPlan.objects.filter(pk=plan.pk, state=State.LISTED).update(state=State.RUNNING):
        raise PlanState
    write_line(by=by.actor, at=at, city=plan.city, verb="start_plan", target=plan)


@transaction.atomic
def finish_plan(*, by: Standing, plan: ProjectPlan, at: datetime) -> None:
    """Once no contract and no tender is open. Raises NotAllowed, PlanHasContracts, PlanHasTenders, PlanState."""
    require_purchases(by, plan.city, plan.region_path)
    if not ProjectPlan.objects.select_for_update().filter(pk=plan.pk, state=State.RUNNING).exists():
        raise PlanState
    _nothing_open(plan)
    ProjectPlan.objects.filter(pk=plan.pk).update(state=State.FINISHED)
    write_line(by=by.actor, at=at, city=plan.city, verb="finish_plan", target=plan)


def _nothing_open(plan: ProjectPlan) -> None:
    """Under the plan's lock. Raises PlanHasContracts, PlanHasTenders."""
    if has_open_contracts(plan):
        raise PlanHasContracts
    if has_open_tenders(plan):
        raise PlanHasTenders


@transaction.atomic
def withdraw_plan(*, by: Standing, plan: ProjectPlan, note: str, at: datetime) -> None:
    """By its organisation while it is a draft, by an officer also later. Raises NotAllowed, BadProjectPlan, PlanHasContracts,
    PlanHasTenders, PlanState."""
    governs = by.city == plan.city and by.governs(plan.region_path)
    if not governs and (plan.project.body_id not in by.headed() or plan.state != State.DRAFT):
        raise NotAllowed
    require_member(by)
    said = " ".join(note.split())[:200]
    if len(said) < 2:
        raise BadProjectPlan(errors=[fault("note", _("请写明为什么撤回。"))])
    open_states = (State.DRAFT, State.LISTED, State.RUNNING) if governs else (State.DRAFT,)
    rows = ProjectPlan.objects.select_for_update().filter(pk=plan.pk, state__in=open_states)
    if not rows.exists():
        raise PlanState
    _nothing_open(plan)
    ProjectPlan.objects.filter(pk=plan.pk).update(state=State.WITHDRAWN, note=said)
    write_line(by=by.actor, at=at, city=plan.city, verb="withdraw_plan", target=plan, reason=said)
