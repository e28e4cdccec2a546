"""Contracts: drafted with milestones and deliverables, signed, and settled or ended. Their terms stand from signing on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import refused_by
from redvest.oversight.actions.plan_lock import hold_open_plan
from redvest.oversight.choices import ContractState as State
from redvest.oversight.choices import PlanState, WayOfRunning
from redvest.oversight.contract_errors import (
    AwardStillPublic,
    BadContract,
    ContractNumberTaken,
    ContractState,
    ContractUnsettled,
    MilestoneThere,
    MilestoneUnknown,
    NoMilestones,
    OverBudget,
    OverContract,
    SupplierDecides,
    TenderNeeded,
)
from redvest.oversight.models import Bid, Contract, Deliverable, Milestone, ProjectPlan
from redvest.oversight.policy import require_buys, require_purchases
from redvest.oversight.queries.belonging import belongs_to
from redvest.oversight.queries.contract import unsettled, without_deliverables
from redvest.oversight.rules.project_plan import fault
from redvest.oversight.rules.terms import (
    ContractForm,
    DeliverableForm,
    MilestoneForm,
    check_contract,
    check_deliverable,
    check_milestone,
)
from redvest.registry.choices import BodyState
from redvest.registry.models import Body, Department
from redvest.registry.policy import Standing, require_member

_TERMS = {"terms_stand": ContractState, "milestones_within_contract": OverContract}


@transaction.atomic
def draft_contract(
    *,
    by: Standing,
    plan: ProjectPlan,
    supplier: Body,
    form: ContractForm,
    bid: Bid | None = None,
    department: Department | None = None,
    at: datetime,
) -> Contract:
    """With the supplier that was awarded, or, of a purchase without a tender, with the legal basis for that.

    Raises NotAllowed, SupplierDecides, BadContract, TenderNeeded, ContractNumberTaken, ContractState.
    """
    require_purchases(by, plan.city, plan.region_path)
    if belongs_to(by, [supplier.pk]):
        raise SupplierDecides
    hold_open_plan(plan=plan, refusal=ContractState)
    if bid is not None:
        bid.refresh_from_db(
            fields=["awarded"]
        )  # as it stands under the plan's lock: an award may have been cancelled
    if supplier.city != plan.city or supplier.state != BodyState.ACTIVE:
        raise BadContract(errors=[fault("supplier", _("请选择本市已经通过审核的组织。"))])
    if bid is not None and (bid.tender.plan_id != plan.pk or bid.body_id != supplier.pk or not bid.awarded):
        raise TenderNeeded
    if plan.way == WayOfRunning.PURCHASE and bid is None and not form.exemption.strip():
        raise TenderNeeded
    check_contract(form, most_fen=min(plan.budget_fen, bid.amount_fen if bid else plan.budget_fen))
    contract = Contract(
        city=plan.city, number=form.number.strip(), plan=plan, region=plan.region, region_path=plan.region_path,
        department=department, supplier=supplier, bid=bid, exemption="" if bid else form.exemption.strip(),
        amount_fen=form.amount_fen, starts_on=form.starts_on, ends_on=form.ends_on,
        drafted_by_id=require_member(by), drafted_at=at,
    )  # fmt: skip
    with refused_by(one_contract_per_number=ContractNumberTaken, oversight_contract_bid_id_key=ContractState):
        contract.save(force_insert=True)
    write_line(by=by.actor, at=at, city=plan.city, verb="draft_contract", target=contract)
    return contract


@transaction.atomic
def add_milestone(*, by: Standing, contract: Contract, form: MilestoneForm, at: datetime) -> Milestone:
    """Of a draft; together they never exceed the contract. Raises NotAllowed, SupplierDecides, BadMilestone,
    MilestoneThere, OverContract, ContractState."""
    require_buys(by, contract)
    check_milestone(form, starts_on=contract.starts_on, ends_on=contract.ends_on)
    made = Milestone(
        city=contract.city, contract=contract, name=form.name.strip(), due_on=form.due_on, amount_fen=form.amount_fen
    )  # fmt: skip
    with refused_by(one_milestone_per_name=MilestoneThere, **_TERMS):
        made.save(force_insert=True)
    write_line(by=by.actor, at=at, city=contract.city, verb="add_milestone", target=made)
    return made


@transaction.atomic
def add_deliverable(
    *, by: Standing, milestone: Milestone, form: DeliverableForm, at: datetime
) -> Deliverable:
    """Of a draft. Raises NotAllowed, SupplierDecides, BadMilestone, MilestoneThere, ContractState."""
    require_buys(by, milestone.contract)
    check_deliverable(form)
    made = Deliverable(
        city=milestone.city, milestone=milestone, kind=form.kind, name=form.name.strip(), target=form.target
    )
    with refused_by(one_deliverable_per_name=MilestoneThere, **_TERMS):
        made.save(force_insert=True)
    write_line(by=by.actor, at=at, city=made.city, verb="add_deliverable", target=made, kind=form.kind)
    return made


@transaction.atomic
def remove_milestone(*, by: Standing, milestone: Milestone, at: datetime) -> None:
    """With its deliverables, of a draft. Raises NotAllowed, SupplierDecides, ContractState, MilestoneUnknown."""
    require_buys(by, milestone.contract)
    # Before anything is deleted: what is signed has records hanging on it.
    drafts = Contract.objects.select_for_update().filter(pk=milestone.contract_id, state=State.DRAFT)
    if not drafts.exists():
        raise ContractState
    write_line(by=by.actor, at=at, city=milestone.city, verb="remove_milestone", target=milestone)
    with refused_by(**_TERMS):
        Deliverable.objects.filter(milestone=milestone).delete()
        if not Milestone.objects.filter(pk=milestone.pk).delete()[0]:
            raise MilestoneUnknown


@transaction.atomic
def sign_contract(*, by: Standing, contract: Contract, at: datetime) -> None:
    """From now on its terms stand and records count. Raises NotAllowed, SupplierDecides, NoMilestones, AwardStillPublic,
    OverBudget, ContractState."""
    require_buys(by, contract)
    hold_open_plan(plan=contract.plan, refusal=ContractState)
    today = day_of(at)
    if without_deliverables(contract):
        raise NoMilestones
    if contract.bid and contract.bid.tender.public_until and today <= contract.bid.tender.public_until:
        raise AwardStillPublic
    drafts = Contract.objects.filter(pk=contract.pk, state=State.DRAFT)
    with refused_by(contracts_within_budget=OverBudget):
        if not drafts.update(state=State.RUNNING, signed_on=today, signed_by_id=require_member(by)):
            raise ContractState
    ProjectPlan.objects.filter(pk=contract.plan_id, state=PlanState.LISTED).update(state=PlanState.RUNNING)
    write_line(by=by.actor, at=at, city=contract.city, verb="sign_contract", target=contract)


@transaction.atomic
def close_contract(*, by: Standing, contract: Contract, at: datetime) -> None:
    """Settled: nothing waits, nothing has to come back; nothing more is paid. Raises NotAllowed, SupplierDecides,
    ContractUnsettled, ContractState."""
    require_buys(by, contract)
    require_member(by)
    # Under the milestones' locks no payment moves while it is looked at.
    list(Milestone.objects.select_for_update(no_key=True).filter(contract=contract).order_by("id"))
    if unsettled(contract):
        raise ContractUnsettled
    rows = Contract.objects.filter(pk=contract.pk, state__in=(State.RUNNING, State.ENDED))
    if not rows.update(state=State.CLOSED, ended_on=day_of(at)):
        raise ContractState
    write_line(by=by.actor, at=at, city=contract.city, verb="close_contract", target=contract)


@transaction.atomic
def end_contract(*, by: Standing, contract: Contract, note: str, at: datetime) -> None:
    """Ended early: nothing more is accepted, what was accepted may still be paid. Raises NotAllowed, SupplierDecides,
    BadContract, ContractState."""
    require_buys(by, contract)
    require_member(by)
    said = " ".join(note.split())[:300]
    if len(said) < 2:
        raise BadContract(errors=[fault("note", _("请写明为什么终止。"))])
    rows = Contract.objects.filter(pk=contract.pk, state=State.RUNNING)
    if not rows.update(state=State.ENDED, ended_on=day_of(at), note=said):
        raise ContractState
    write_line(by=by.actor, at=at, city=contract.city, verb="end_contract", target=contract, reason=said)


@transaction.atomic
def drop_contract(*, by: Standing, contract: Contract, at: datetime) -> None:
    """Take a draft away with its milestones. Raises NotAllowed, SupplierDecides, ContractState."""
    require_buys(by, contract)
    require_member(by)
    write_line(by=by.actor, at=at, city=contract.city, verb="drop_contract", target=contract)
    if not Contract.objects.select_for_update().filter(pk=contract.pk, state=State.DRAFT).exists():
        raise ContractState
    Deliverable.objects.filter(milestone__contract=contract).delete()
    Milestone.objects.filter(contract=contract).delete()
    Contract.objects.filter(pk=contract.pk).delete()
