"""Payments: asked by who runs the supplier, approved by an officer who accepted nothing of it, paid by yet another.

The database refuses whatever the accepted records do not bear (``payment_within_accepted``), also to who writes past
these functions; here its refusals become sentences.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import refused_by
from redvest.oversight.choices import ContractState as State
from redvest.oversight.choices import PaymentState
from redvest.oversight.contract_errors import ContractState
from redvest.oversight.models import Milestone, PaymentRequest
from redvest.oversight.payment_errors import (
    ApproverAccepted,
    NotCovered,
    NothingToRecover,
    OwnPayment,
    PaidOnWrong,
    PaymentDecided,
    PaymentOpen,
    PaymentWordsNeeded,
    RecoverFirst,
    SamePayer,
    VoucherNeeded,
)
from redvest.oversight.policy import require_asks_payment, require_buys
from redvest.registry.policy import Standing, require_member

_REFUSED = {
    "payment_within_accepted": NotCovered,
    "payment_after_recovery": RecoverFirst,
    "payment_not_approved_by_who_accepted": ApproverAccepted,
    "payment_of_a_contract_in_force": ContractState,
    "payment_decided_by_another": OwnPayment,
    "payment_paid_by_a_third": SamePayer,
}


@transaction.atomic
def ask_payment(
    *, by: Standing, milestone: Milestone, amount_fen: int, words: str = "", at: datetime
) -> PaymentRequest:
    """One at a time for a milestone. It may be more than is accepted yet: only approving needs that.

    Raises NotAllowed, ContractState, NotCovered beyond the milestone's amount, PaymentOpen.
    """
    require_asks_payment(by, milestone.contract)
    if milestone.contract.state not in (State.RUNNING, State.ENDED):
        raise ContractState
    if not 0 < amount_fen <= milestone.amount_fen:
        raise NotCovered
    payment = PaymentRequest(
        city=milestone.city, milestone=milestone, amount_fen=amount_fen, words=" ".join(words.split())[:200],
        asked_by_id=require_member(by), asked_at=at,
    )  # fmt: skip
    with refused_by(one_open_request_per_milestone=PaymentOpen, **_REFUSED):
        payment.save(force_insert=True)
    write_line(
        by=by.actor, at=at, city=payment.city, verb="ask_payment", target=payment, amount_fen=amount_fen
    )
    return payment


@transaction.atomic
def withdraw_payment(*, by: Standing, payment: PaymentRequest, at: datetime) -> None:
    """By the supplier while nobody has answered. Raises NotAllowed, PaymentDecided."""
    require_asks_payment(by, payment.milestone.contract)
    rows = PaymentRequest.objects.filter(pk=payment.pk, state=PaymentState.ASKED)
    if not rows.update(state=PaymentState.WITHDRAWN):
        raise PaymentDecided
    write_line(by=by.actor, at=at, city=payment.city, verb="withdraw_payment", target=payment)


@transaction.atomic
def approve_payment(*, by: Standing, payment: PaymentRequest, at: datetime) -> None:
    """Within what is accepted and still borne by the records. Raises NotAllowed, SupplierDecides, OwnPayment,
    ApproverAccepted, NotCovered, RecoverFirst, ContractState, PaymentDecided."""
    require_buys(by, payment.milestone.contract)
    asked = PaymentRequest.objects.filter(pk=payment.pk, state=PaymentState.ASKED)
    with refused_by(**_REFUSED):
        decided = {"decided_by_id": require_member(by), "decided_at": at}
        if not asked.update(state=PaymentState.APPROVED, **decided):
            raise PaymentDecided
    write_line(
        by=by.actor, at=at, city=payment.city, verb="approve_payment", target=payment,
        amount_fen=payment.amount_fen,
    )  # fmt: skip


@transaction.atomic
def refuse_payment(*, by: Standing, payment: PaymentRequest, note: str, at: datetime) -> None:
    """With a reason; an approval that was not paid yet is taken back by it as well. Raises NotAllowed, SupplierDecides,
    OwnPayment, PaymentWordsNeeded, PaymentDecided."""
    require_buys(by, payment.milestone.contract)
    said = " ".join(note.split())[:200]
    if len(said) < 2:
        raise PaymentWordsNeeded
    open_states = (PaymentState.ASKED, PaymentState.APPROVED)
    rows = PaymentRequest.objects.filter(pk=payment.pk, state__in=open_states)
    with refused_by(**_REFUSED):
        decided = {"decided_by_id": require_member(by), "decided_at": at, "note": said}
        if not rows.update(state=PaymentState.REFUSED, **decided):
            raise PaymentDecided
    write_line(by=by.actor, at=at, city=payment.city, verb="refuse_payment", target=payment, reason=said)


@transaction.atomic
def record_payment(
    *, by: Standing, payment: PaymentRequest, voucher: str, paid_on: date, at: datetime
) -> None:
    """The money went out. Asked once more whether the records still bear it. Raises NotAllowed, SupplierDecides,
    VoucherNeeded, PaidOnWrong, SamePayer, NotCovered, RecoverFirst, ContractState, PaymentDecided."""
    require_buys(by, payment.milestone.contract)
    number = " ".join(voucher.split())
    if not 0 < len(number) <= 40:
        raise VoucherNeeded
    signed_on = payment.milestone.contract.signed_on
    if paid_on > day_of(at) or (signed_on is not None and paid_on < signed_on):
        raise PaidOnWrong
    approved = PaymentRequest.objects.filter(pk=payment.pk, state=PaymentState.APPROVED)
    with refused_by(**_REFUSED):
        paid = {"paid_by_id": require_member(by), "paid_on": paid_on, "voucher": number}
        if not approved.update(state=PaymentState.PAID, **paid):
            raise PaymentDecided
    write_line(
        by=by.actor, at=at, city=payment.city, verb="record_payment", target=payment,
        amount_fen=payment.amount_fen,
    )  # fmt: skip


@transaction.atomic
def recover_payment(
    *, by: Standing, payment: PaymentRequest, amount_fen: int, voucher: str, at: datetime
) -> None:
    """Money came back, because hours behind it were voided. Raises NotAllowed, SupplierDecides, VoucherNeeded,
    NothingToRecover."""
    require_buys(by, payment.milestone.contract)
    require_member(by)
    number = " ".join(voucher.split())
    if not 0 < len(number) <= 40:
        raise VoucherNeeded
    rows = PaymentRequest.objects.filter(
        pk=payment.pk, state=PaymentState.PAID, amount_fen__gte=F("recovered_fen") + amount_fen
    )
    if amount_fen <= 0 or not rows.update(
        recovered_fen=F("recovered_fen") + amount_fen, recovery_voucher=number
    ):
        raise NothingToRecover
    write_line(
        by=by.actor, at=at, city=payment.city, verb="recover_payment", target=payment, amount_fen=amount_fen
    )
