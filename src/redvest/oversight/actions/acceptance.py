"""Accepting (验收): an officer who has nothing to do with the supplier says what of the delivered is good."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from redvest.core.audit import write_line
from redvest.core.db.constraint import refused_by
from redvest.oversight.choices import ContractState as State
from redvest.oversight.contract_errors import (
    AcceptancePaid,
    AcceptanceUnknown,
    BadContract,
    ContractState,
    NotDelivered,
)
from redvest.oversight.models import Acceptance, Deliverable
from redvest.oversight.policy import require_buys
from redvest.oversight.queries.contract import deliverable_of
from redvest.oversight.rules.project_plan import fault
from redvest.registry.policy import Standing, require_member


@transaction.atomic
def accept_delivery(
    *, by: Standing, deliverable: Deliverable, amount: int, words: str = "", at: datetime
) -> Acceptance:
    """So much more is accepted; all in all never more than the records have. Raises NotAllowed, SupplierDecides,
    NotDelivered, ContractState."""
    contract = deliverable.milestone.contract
    require_buys(by, contract)
    counted = deliverable_of(deliverable.city, deliverable.pk).delivered  # type: ignore[attr-defined]
    if contract.state != State.RUNNING:
        raise ContractState
    if not 0 < amount <= counted:
        raise NotDelivered
    acceptance = Acceptance(
        city=deliverable.city, deliverable=deliverable, amount=amount, delivered=counted,
        words=" ".join(words.split())[:300], accepted_by_id=require_member(by), accepted_at=at,
    )  # fmt: skip
    with refused_by(accepted_within_delivered=NotDelivered, acceptance_of_a_running_contract=ContractState):
        acceptance.save(force_insert=True)
    write_line(
        by=by.actor, at=at, city=acceptance.city, verb="accept_delivery", target=acceptance, amount=amount,
        delivered=counted,
    )  # fmt: skip
    return acceptance


@transaction.atomic
def take_back_acceptance(*, by: Standing, acceptance: Acceptance, why: str, at: datetime) -> None:
    """A mistake is taken back with a reason, unless money was approved on it. Raises NotAllowed, SupplierDecides,
    BadContract, AcceptancePaid, AcceptanceUnknown."""
    require_buys(by, acceptance.deliverable.milestone.contract)
    said = " ".join(why.split())[:200]
    if len(said) < 2:
        raise BadContract(errors=[fault("why", _("请写明为什么收回。"))])
    standing = Acceptance.objects.filter(pk=acceptance.pk, taken_back_at__isnull=True)
    with refused_by(acceptance_is_paid=AcceptancePaid):
        if not standing.update(taken_back_at=at, taken_back_by_id=require_member(by), taken_back_why=said):
            raise AcceptanceUnknown
    write_line(
        by=by.actor, at=at, city=acceptance.city, verb="take_back_acceptance", target=acceptance, reason=said
    )
