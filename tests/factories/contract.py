"""Plans, tenders, contracts and what is served for them, made through the actions by the people who may."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count

from redvest.core.clock import day_of
from redvest.oversight.actions import contract as contract_actions
from redvest.oversight.actions import project_plan as plan_actions
from redvest.oversight.actions.acceptance import accept_delivery
from redvest.oversight.actions.contract_record import link_activity
from redvest.oversight.actions.payment import ask_payment
from redvest.oversight.choices import DeliverableKind, WayOfRunning
from redvest.oversight.models import (
    Acceptance,
    Contract,
    Deliverable,
    Milestone,
    PaymentRequest,
    ProjectPlan,
)
from redvest.oversight.rules.project_plan import PlanForm
from redvest.oversight.rules.terms import ContractForm, DeliverableForm, MilestoneForm
from redvest.registry.models import Body
from redvest.registry.policy import Standing
from redvest.service.choices import Grade
from redvest.service.models import Activity, HoursEntry
from tests.factories import registry, service
from tests.factories.registry import NOW

_serial = count(1)
BASIS = "《政府采购法》规定限额标准以下，可以不招标"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n"


def make_plan(
    *,
    body: Body | None = None,
    way: str = WayOfRunning.PURCHASE,
    budget_fen: int = 10_000_00,
    listed: bool = True,
    name: str = "邻里守望进百家",
) -> ProjectPlan:
    """In the library: drafted by who runs the body, reviewed by an officer of Yushui."""
    body = body or registry.make_body()
    project = service.make_project(body=body, name=name)
    plan = plan_actions.draft_plan(
        by=registry.make_body_admin(body), project=project, at=NOW,
        form=PlanForm(way, budget_fen, "区级财政预算" if budget_fen else "", "独居老人有人陪"),
    )  # fmt: skip
    if listed:
        plan_actions.list_plan(by=registry.make_officer(), plan=plan, at=NOW)
        plan.refresh_from_db()
    return plan


def form_of(amount_fen: int = 6_000_00, *, exemption: str = BASIS, number: str = "") -> ContractForm:
    return ContractForm(
        number or f"YS-2026-{next(_serial):03d}", amount_fen, date(2026, 1, 1), date(2026, 12, 31), exemption
    )


@dataclass
class Deal:
    """A running contract with everybody who has a part in it."""

    plan: ProjectPlan
    contract: Contract
    head: Standing  # runs the supplier
    acceptor: Standing
    approver: Standing
    payer: Standing
    milestones: list[Milestone] = field(default_factory=list)
    deliverables: list[Deliverable] = field(default_factory=list)

    def serve(
        self, minutes: int = 60, *, deliverable: int = 0, grade: Grade = Grade.B, at: datetime = NOW
    ) -> tuple[Activity, HoursEntry]:
        """An activity of the supplier with hours in the ledger, tied to a deliverable."""
        activity, entry = self.served(minutes, grade=grade, at=at)
        link_activity(by=self.head, deliverable=self.deliverables[deliverable], activity=activity, at=NOW)
        return activity, entry

    def served(
        self, minutes: int = 60, *, grade: Grade = Grade.B, at: datetime = NOW
    ) -> tuple[Activity, HoursEntry]:
        starts_at = at - timedelta(days=2)
        activity = service.make_activity(project=self.plan.project, starts_at=starts_at)
        body = self.contract.supplier
        if activity.body_id != body.pk:
            activity.body = body
            activity.save()
        entry = service.make_entry(
            volunteer=registry.make_volunteer(with_account=False), body=body, minutes=minutes, grade=grade,
            activity=activity, starts_at=starts_at,
        )  # fmt: skip
        return activity, entry

    def accept(self, amount: int, *, deliverable: int = 0, by: Standing | None = None) -> Acceptance:
        return accept_delivery(
            by=by or self.acceptor, deliverable=self.deliverables[deliverable], amount=amount, at=NOW
        )

    def ask(self, amount_fen: int, *, milestone: int = 0) -> PaymentRequest:
        return ask_payment(by=self.head, milestone=self.milestones[milestone], amount_fen=amount_fen, at=NOW)


def make_contract(
    *,
    plan: ProjectPlan | None = None,
    amount_fen: int = 6_000_00,
    milestones: tuple[tuple[int, tuple[tuple[str, int], ...]], ...] = (
        (4_000_00, ((DeliverableKind.HOURS, 10),)),
        (2_000_00, ((DeliverableKind.HOURS, 20),)),
    ),
    signed: bool = True,
) -> Deal:
    """``milestones``: the amount of each and its deliverables as kind and target."""
    plan = plan or make_plan()
    supplier = plan.project.body
    officer = registry.make_officer()
    contract = contract_actions.draft_contract(
        by=officer, plan=plan, supplier=supplier, form=form_of(amount_fen), at=NOW
    )
    deal = Deal(
        plan, contract, registry.make_body_admin(supplier), officer, registry.make_officer(), registry.make_officer()
    )  # fmt: skip
    for number, (fen, parts) in enumerate(milestones):
        made = contract_actions.add_milestone(
            by=officer, contract=contract, form=MilestoneForm(f"第 {number + 1} 期", date(2026, 6, 30), fen), at=NOW
        )  # fmt: skip
        deal.milestones.append(made)
        for kind, target in parts:
            deal.deliverables.append(
                contract_actions.add_deliverable(
                    by=officer, milestone=made, form=DeliverableForm(kind, f"{kind} {target}", target), at=NOW
                )
            )
    if signed:
        contract_actions.sign_contract(by=officer, contract=contract, at=NOW)
    return refreshed(deal)


def refreshed(deal: Deal) -> Deal:
    """The same deal with its rows read anew."""
    rows = Contract.objects.select_related("plan__project__body", "supplier", "region", "bid__tender")
    deal.contract = rows.get(pk=deal.contract.pk)
    for milestone in deal.milestones:
        milestone.contract = deal.contract
    by_key = {each.pk: each for each in deal.milestones}
    for deliverable in deal.deliverables:
        deliverable.milestone = by_key[deliverable.milestone_id]
    return deal


def today_plus(days: int) -> date:
    return day_of(NOW) + timedelta(days=days)
