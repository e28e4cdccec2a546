"""Contracts with their figures, as the database counts them from the ledger (``migrations/0005_contract_guards.py``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from redvest.core.clock import day_of
from redvest.oversight.choices import HELD_PAYMENTS, DeliverableKind, PaymentState
from redvest.oversight.contract_errors import (
    AcceptanceUnknown,
    ContractUnknown,
    DeliverableUnknown,
    MilestoneUnknown,
)
from redvest.oversight.models import (
    Acceptance,
    Contract,
    ContractPaper,
    Deliverable,
    DeliverableActivity,
    Milestone,
    PaymentRequest,
    ProjectPlan,
)
from redvest.oversight.payment_errors import PaymentUnknown
from redvest.oversight.rules.contract import Account, Part, total
from redvest.service.choices import Grade
from redvest.service.models import Activity, HoursEntry

_BIG = BigIntegerField()
COUNTING = (Grade.A, Grade.B, Grade.C)  # D is imported or claimed: nobody stands behind it


def delivered() -> Func:
    """How much of a deliverable the records have; of the row's ``id``."""
    return Func(F("id"), function="oversight_delivered", output_field=_BIG)


def accepted() -> Func:
    return Func(F("id"), function="oversight_accepted", output_field=_BIG)


def earned(*, live: bool) -> Func:
    """What a milestone is worth in fen; of the row's ``id``."""
    flag = Value(live, output_field=BooleanField())
    return Func(F("id"), flag, function="oversight_earned_fen", output_field=_BIG)


@dataclass(frozen=True, slots=True)
class DeliverableRow:
    deliverable: Deliverable
    part: Part

    @property
    def open(self) -> int:
        """What is delivered and waits to be accepted."""
        return max(0, self.part.delivered - self.part.accepted)

    @property
    def fallen(self) -> int:
        """What was accepted and is borne by no record any more."""
        return max(0, self.part.accepted - self.part.delivered)


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    milestone: Milestone
    deliverables: tuple[DeliverableRow, ...]
    account: Account
    asked: bool  # whether a request waits for an answer


@dataclass(frozen=True, slots=True)
class Figures:
    """A contract in numbers."""

    milestones: tuple[MilestoneRow, ...]
    account: Account


def contracts_of(city: str) -> QuerySet[Contract]:
    rows = Contract.objects.filter(city=city)
    return rows.select_related("plan__project__body", "supplier", "region", "department", "bid__tender")


def contract_of(city: str, key: UUID) -> Contract:
    """Raises ContractUnknown."""
    found = contracts_of(city).select_related("drafted_by", "signed_by").filter(pk=key).first()
    if found is None:
        raise ContractUnknown
    return found


def contracts_of_plan(plan: ProjectPlan) -> QuerySet[Contract]:
    found = Contract.objects.filter(plan=plan).select_related("supplier")
    return found.order_by("-drafted_at", "-id")


def figures(contract: Contract) -> Figures:
    """Three queries, however many milestones there are."""
    parts: dict[UUID, list[DeliverableRow]] = {}
    for each in deliverables_of(contract):
        part = Part(each.target, each.delivered, each.accepted)  # type: ignore[attr-defined]
        parts.setdefault(each.milestone_id, []).append(DeliverableRow(each, part))
    money = _payments(contract)
    rows = tuple(
        _row(each, tuple(parts.get(each.pk, ())), money.get(each.pk, {})) for each in milestones_of(contract)
    )
    return Figures(rows, total((row.account for row in rows), contract.amount_fen))


def milestones_of(contract: Contract) -> QuerySet[Milestone]:
    """With ``accepted_fen`` and ``payable_fen``, the first due first."""
    rows = Milestone.objects.filter(contract=contract)
    return rows.annotate(accepted_fen=earned(live=False), payable_fen=earned(live=True)).order_by(
        "due_on", "id"
    )


def deliverables_of(contract: Contract) -> QuerySet[Deliverable]:
    """With ``delivered`` and ``accepted``."""
    rows = Deliverable.objects.filter(milestone__contract=contract)
    return rows.annotate(delivered=delivered(), accepted=accepted()).order_by("id")


def _payments(contract: Contract) -> dict[UUID, dict[str, Any]]:
    rows = PaymentRequest.objects.filter(milestone__contract=contract).order_by().values("milestone")
    net = F("amount_fen") - F("recovered_fen")
    summed = rows.annotate(
        held=Sum(net, filter=Q(state__in=HELD_PAYMENTS)),
        paid=Sum(net, filter=Q(state=PaymentState.PAID)),
        asked=Sum("amount_fen", filter=Q(state=PaymentState.ASKED)),
    )
    return {row["milestone"]: dict(row) for row in summed}


def _row(milestone: Milestone, parts: tuple[DeliverableRow, ...], money: dict[str, Any]) -> MilestoneRow:
    account = Account(
        amount_fen=milestone.amount_fen,
        accepted_fen=milestone.accepted_fen,  # type: ignore[attr-defined]
        payable_fen=milestone.payable_fen,  # type: ignore[attr-defined]
        held_fen=int(money.get("held") or 0),
        paid_fen=int(money.get("paid") or 0),
    )
    return MilestoneRow(milestone, parts, account, asked=bool(money.get("asked")))


def milestone_of(city: str, key: UUID) -> Milestone:
    """Raises MilestoneUnknown."""
    found = Milestone.objects.select_related("contract__plan__project", "contract__supplier").filter(
        city=city
    )
    row = found.filter(pk=key).first()
    if row is None:
        raise MilestoneUnknown
    return row


def deliverable_of(city: str, key: UUID) -> Deliverable:
    """With ``delivered`` and ``accepted``. Raises DeliverableUnknown."""
    rows = Deliverable.objects.select_related(
        "milestone__contract__plan__project__body", "milestone__contract__supplier", "milestone__contract__region"
    )  # fmt: skip
    found = rows.annotate(delivered=delivered(), accepted=accepted()).filter(city=city, pk=key).first()
    if found is None:
        raise DeliverableUnknown
    return found


def links_of(deliverable: Deliverable) -> QuerySet[DeliverableActivity]:
    """The activities behind it with the ``minutes`` that count, which are those that ``oversight_delivered`` counts."""
    contract = deliverable.milestone.contract
    minutes = Sum(
        "activity__entries__minutes",
        filter=Q(
            activity__entries__body=contract.supplier_id, activity__entries__grade__in=COUNTING,
            activity__entries__service_on__range=(contract.starts_on, contract.ends_on),
        ),
    )  # fmt: skip
    rows = DeliverableActivity.objects.filter(deliverable=deliverable).select_related("activity", "linked_by")
    return rows.annotate(minutes=Coalesce(minutes, Value(0))).order_by("activity__starts_at", "id")


def link_of(deliverable: Deliverable, key: UUID) -> DeliverableActivity:
    """Raises DeliverableUnknown."""
    found = DeliverableActivity.objects.filter(deliverable=deliverable, pk=key).first()
    if found is None:
        raise DeliverableUnknown
    return found


def activities_to_link(deliverable: Deliverable) -> QuerySet[Activity]:
    """The supplier's activities in the time of the contract that have hours and stand behind nothing of this kind."""
    contract, kind = deliverable.milestone.contract, DeliverableKind(deliverable.kind)
    entries = HoursEntry.objects.filter(
        activity=OuterRef("pk"), body_id=contract.supplier_id, grade__in=COUNTING,
        service_on__range=(contract.starts_on, contract.ends_on),
    )  # fmt: skip
    taken = DeliverableActivity.objects.filter(activity=OuterRef("pk"), kind=kind)
    rows = Activity.objects.filter(body_id=contract.supplier_id, city=contract.city)
    return rows.filter(Exists(entries), ~Exists(taken)).order_by("-starts_at", "-id")


def in_time_of(contract: Contract, activity: Activity) -> bool:
    """Whether an activity is the supplier's own and lies within the contract's days."""
    begins, ends = day_of(activity.starts_at), day_of(activity.ends_at)
    same = activity.city == contract.city and activity.body_id == contract.supplier_id
    return same and begins <= contract.ends_on and ends >= contract.starts_on


def papers_of(deliverable: Deliverable) -> QuerySet[ContractPaper]:
    return ContractPaper.objects.filter(deliverable=deliverable).select_related("added_by").order_by("id")


def paper_of(deliverable: Deliverable, key: UUID) -> ContractPaper:
    """Raises DeliverableUnknown."""
    found = ContractPaper.objects.filter(deliverable=deliverable, pk=key).first()
    if found is None:
        raise DeliverableUnknown
    return found


def acceptances_of(deliverable: Deliverable) -> QuerySet[Acceptance]:
    rows = Acceptance.objects.filter(deliverable=deliverable).select_related("accepted_by", "taken_back_by")
    return rows.order_by("-accepted_at", "-id")


def acceptance_of(deliverable: Deliverable, key: UUID) -> Acceptance:
    """Raises AcceptanceUnknown."""
    found = Acceptance.objects.filter(deliverable=deliverable, pk=key).first()
    if found is None:
        raise AcceptanceUnknown
    return found


def payments_of(contract: Contract) -> QuerySet[PaymentRequest]:
    """The latest first."""
    rows = PaymentRequest.objects.filter(milestone__contract=contract)
    return rows.select_related("milestone", "asked_by", "decided_by", "paid_by").order_by("-asked_at", "-id")


def payment_of(city: str, key: UUID) -> PaymentRequest:
    """Raises PaymentUnknown."""
    rows = PaymentRequest.objects.select_related(
        "milestone__contract__supplier", "milestone__contract__plan__project"
    )
    found = rows.filter(city=city, pk=key).first()
    if found is None:
        raise PaymentUnknown
    return found


def accepted_by(plan: ProjectPlan, account_id: UUID | None) -> bool:
    """Whether somebody accepted anything of a plan's contracts."""
    rows = Acceptance.objects.filter(deliverable__milestone__contract__plan=plan, accepted_by_id=account_id)
    return rows.exists()


def without_deliverables(contract: Contract) -> bool:
    """Whether a contract has no milestone, or one on which nothing has to be delivered."""
    rows = Milestone.objects.filter(contract=contract)
    bare = rows.filter(~Exists(Deliverable.objects.filter(milestone=OuterRef("pk"))))
    return not rows.exists() or bare.exists()


def unsettled(contract: Contract) -> bool:
    """Whether a payment waits for somebody or money has to come back."""
    waiting = (PaymentState.ASKED, PaymentState.APPROVED)
    if PaymentRequest.objects.filter(milestone__contract=contract, state__in=waiting).exists():
        return True
    return any(row.account.overpaid_fen for row in figures(contract).milestones)


def milestones_accepted_by(contract: Contract, account_id: UUID | None) -> set[UUID]:
    """The milestones of which somebody accepted something that stands: they approve no payment of these."""
    rows = Acceptance.objects.filter(
        deliverable__milestone__contract=contract, accepted_by_id=account_id, taken_back_at__isnull=True
    )
    return set(rows.values_list("deliverable__milestone_id", flat=True))
