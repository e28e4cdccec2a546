"""Nothing is paid beyond what was accepted and what the ledger still bears."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from redvest.core.errors import DomainError, NotAllowed
from redvest.core.models import AuditLine
from redvest.oversight.actions import payment as act
from redvest.oversight.actions.acceptance import take_back_acceptance
from redvest.oversight.actions.contract import close_contract, end_contract
from redvest.oversight.actions.contract_record import link_activity
from redvest.oversight.choices import ContractState as State
from redvest.oversight.choices import DeliverableKind, PaymentState
from redvest.oversight.contract_errors import (
    AcceptancePaid,
    ContractState,
    ContractUnsettled,
    SupplierDecides,
)
from redvest.oversight.models import Contract, PaymentRequest
from redvest.oversight.payment_errors import (
    ApproverAccepted,
    NotCovered,
    NothingToRecover,
    OwnPayment,
    PaymentDecided,
    PaymentOpen,
    PaymentWordsNeeded,
    RecoverFirst,
    SamePayer,
    VoucherNeeded,
)
from redvest.oversight.queries.contract import figures
from redvest.registry.choices import Role
from redvest.registry.models import Membership
from redvest.service.actions import ledger
from tests.factories import registry
from tests.factories.contract import Deal, make_contract, refreshed
from tests.factories.registry import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal() -> Deal:
    """4,000 yuan for ten hours, 2,000 for twenty; five hours are served and accepted: 2,000 yuan of the first."""
    made = make_contract()
    made.serve(300)
    made.accept(5)
    return made


def refused(error: type[DomainError], step: Callable[[], object]) -> None:
    """It is refused, and no payment moved."""
    before = list(PaymentRequest.objects.order_by("id").values())
    with pytest.raises(error):
        step()
    assert list(PaymentRequest.objects.order_by("id").values()) == before


def approve(deal: Deal, payment: PaymentRequest) -> None:
    act.approve_payment(by=deal.approver, payment=payment, at=NOW)


def pay(deal: Deal, payment: PaymentRequest) -> None:
    act.record_payment(by=deal.payer, payment=payment, voucher="记-0312", paid_on=TODAY, at=NOW)


def void(entry: object) -> None:
    ledger.void(entry=entry, reason="没有到场", by_account=None, at=NOW)  # type: ignore[arg-type]


def test_asked_approved_and_paid_by_three_people(deal: Deal) -> None:
    payment = deal.ask(2_000_00)
    approve(deal, payment)
    pay(deal, payment)

    payment.refresh_from_db()
    assert (payment.state, payment.voucher, payment.paid_on) == (PaymentState.PAID, "记-0312", TODAY)
    assert len({payment.asked_by_id, payment.decided_by_id, payment.paid_by_id}) == 3
    verbs = AuditLine.objects.filter(target_id=str(payment.pk)).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["ask_payment", "approve_payment", "record_payment"]


def test_not_a_fen_more_than_was_accepted(deal: Deal) -> None:
    payment = deal.ask(2_000_01)

    refused(NotCovered, lambda: approve(deal, payment))


def test_two_requests_share_what_was_accepted(deal: Deal) -> None:
    first = deal.ask(1_500_00)
    approve(deal, first)
    second = deal.ask(500_01)

    refused(NotCovered, lambda: approve(deal, second))
    act.withdraw_payment(by=deal.head, payment=second, at=NOW)
    approve(deal, deal.ask(500_00))
    assert figures(deal.contract).milestones[0].account.left_fen == 0


def test_what_is_served_but_not_accepted_pays_nothing(deal: Deal) -> None:
    deal.serve(600, deliverable=1)
    payment = deal.ask(1, milestone=1)

    refused(NotCovered, lambda: approve(deal, payment))


def test_one_request_at_a_time_and_never_more_than_the_milestone(deal: Deal) -> None:
    refused(NotCovered, lambda: deal.ask(4_000_01))
    refused(NotCovered, lambda: deal.ask(0))
    deal.ask(100)
    refused(PaymentOpen, lambda: deal.ask(100))


def test_who_accepted_does_not_approve(deal: Deal) -> None:
    payment = deal.ask(100_00)

    refused(ApproverAccepted, lambda: act.approve_payment(by=deal.acceptor, payment=payment, at=NOW))


def test_who_asked_neither_approves_nor_pays(deal: Deal) -> None:
    both = registry.make_account()
    registry.make_grant(account=both, role=Role.BODY_ADMIN, body=deal.contract.supplier)
    head = registry.standing_of(both)
    payment = act.ask_payment(by=head, milestone=deal.milestones[0], amount_fen=100, at=NOW)
    both.grants.all().delete()
    registry.make_grant(account=both, role=Role.REGION_OFFICER, region=registry.make_region_tree().yushui)
    officer = registry.standing_of(both)

    refused(OwnPayment, lambda: act.approve_payment(by=officer, payment=payment, at=NOW))
    refused(OwnPayment, lambda: act.refuse_payment(by=officer, payment=payment, note="不行", at=NOW))
    approve(deal, payment)
    refused(
        SamePayer,
        lambda: act.record_payment(by=officer, payment=payment, voucher="1", paid_on=TODAY, at=NOW),
    )


def test_who_approved_does_not_pay_but_who_accepted_may(deal: Deal) -> None:
    payment = deal.ask(100)
    approve(deal, payment)

    refused(
        SamePayer,
        lambda: act.record_payment(by=deal.approver, payment=payment, voucher="1", paid_on=TODAY, at=NOW),
    )
    act.record_payment(by=deal.acceptor, payment=payment, voucher="1", paid_on=TODAY, at=NOW)


def test_officers_who_belong_to_the_supplier_decide_nothing(deal: Deal) -> None:
    """As a member, or with any role in it."""
    volunteer = registry.make_volunteer()
    assert volunteer.account is not None
    registry.make_grant(
        account=volunteer.account, role=Role.REGION_OFFICER, region=registry.make_region_tree().yushui
    )
    Membership.objects.create(
        city=volunteer.city, body=deal.contract.supplier, volunteer=volunteer, joined_on=TODAY
    )
    member = registry.standing_of(volunteer.account)
    payment = deal.ask(100)

    refused(SupplierDecides, lambda: act.approve_payment(by=member, payment=payment, at=NOW))
    refused(SupplierDecides, lambda: act.refuse_payment(by=member, payment=payment, note="不行", at=NOW))
    refused(SupplierDecides, lambda: deal.accept(1, by=member))


def test_a_payment_is_decided_once(deal: Deal) -> None:
    payment = deal.ask(100)
    refused(PaymentDecided, lambda: pay(deal, payment))
    approve(deal, payment)

    refused(PaymentDecided, lambda: approve(deal, payment))
    refused(PaymentDecided, lambda: act.withdraw_payment(by=deal.head, payment=payment, at=NOW))
    refused(
        VoucherNeeded,
        lambda: act.record_payment(by=deal.payer, payment=payment, voucher=" ", paid_on=TODAY, at=NOW),
    )
    pay(deal, payment)
    refused(PaymentDecided, lambda: pay(deal, payment))
    refused(
        PaymentDecided, lambda: act.refuse_payment(by=deal.approver, payment=payment, note="不行", at=NOW)
    )


def test_refused_with_a_reason_and_asked_again(deal: Deal) -> None:
    payment = deal.ask(100)
    refused(
        PaymentWordsNeeded, lambda: act.refuse_payment(by=deal.approver, payment=payment, note=" ", at=NOW)
    )
    act.refuse_payment(by=deal.approver, payment=payment, note="金额和发票不符", at=NOW)

    payment.refresh_from_db()
    assert (payment.state, payment.note) == (PaymentState.REFUSED, "金额和发票不符")
    refused(PaymentDecided, lambda: approve(deal, payment))
    deal.ask(50)


def test_an_approval_is_taken_back_before_it_is_paid(deal: Deal) -> None:
    payment = deal.ask(2_000_00)
    approve(deal, payment)
    act.refuse_payment(by=deal.payer, payment=payment, note="发票退回", at=NOW)

    assert figures(deal.contract).account.held_fen == 0
    approve(deal, deal.ask(2_000_00))


def test_hours_voided_after_approval_are_not_paid(deal: Deal) -> None:
    made = make_contract()
    _, entry = made.serve(600)
    made.accept(10)
    payment = made.ask(4_000_00)
    approve(made, payment)
    void(entry)

    refused(NotCovered, lambda: pay(made, payment))


def test_hours_voided_after_payment_have_to_be_recovered_before_anything_else_is_paid() -> None:
    deal = make_contract()
    _, first = deal.serve(300)
    deal.serve(300)
    deal.serve(1200, deliverable=1)
    deal.accept(10)
    deal.accept(20, deliverable=1)
    paid = deal.ask(4_000_00)
    approve(deal, paid)
    pay(deal, paid)
    other = deal.ask(1_000_00, milestone=1)
    void(first)

    account = figures(deal.contract).milestones[0].account
    assert (account.payable_fen, account.overpaid_fen) == (2_000_00, 2_000_00)
    refused(RecoverFirst, lambda: approve(deal, other))
    refused(ContractUnsettled, lambda: close_contract(by=deal.approver, contract=deal.contract, at=NOW))
    back = lambda fen: act.recover_payment(  # noqa: E731
        by=deal.payer, payment=paid, amount_fen=fen, voucher="收-7", at=NOW
    )
    refused(NothingToRecover, lambda: back(0))
    refused(NothingToRecover, lambda: back(4_000_01))
    back(1_999_99)
    refused(RecoverFirst, lambda: approve(deal, other))
    back(1)
    assert figures(deal.contract).milestones[0].account.overpaid_fen == 0
    approve(deal, other)


def test_one_that_waits_does_not_stand_in_the_way_of_paying_what_is_still_borne() -> None:
    deal = make_contract()
    deal.serve(300)
    _, second = deal.serve(300)
    deal.accept(10)
    older = deal.ask(2_000_00)
    approve(deal, older)
    newer = deal.ask(2_000_00)
    approve(deal, newer)
    void(second)

    pay(deal, older)
    refused(NotCovered, lambda: pay(deal, newer))


def test_an_acceptance_that_bears_money_is_not_taken_back(deal: Deal) -> None:
    acceptance = deal.deliverables[0].acceptances.get()
    payment = deal.ask(1_00)
    approve(deal, payment)
    take_back = lambda: take_back_acceptance(  # noqa: E731
        by=deal.acceptor, acceptance=acceptance, why="点错了", at=NOW
    )
    refused(AcceptancePaid, take_back)
    acceptance.refresh_from_db()
    assert acceptance.taken_back_at is None

    act.refuse_payment(by=deal.approver, payment=payment, note="验收要重做", at=NOW)
    take_back()
    assert figures(deal.contract).account.accepted_fen == 0


def test_a_contract_ended_early_still_pays_what_was_accepted_and_a_settled_one_nothing(deal: Deal) -> None:
    end_contract(by=deal.acceptor, contract=deal.contract, note="对方停止服务", at=NOW)
    refreshed(deal)
    payment = deal.ask(2_000_00)
    refused(ContractUnsettled, lambda: close_contract(by=deal.approver, contract=deal.contract, at=NOW))
    approve(deal, payment)
    refused(ContractUnsettled, lambda: close_contract(by=deal.approver, contract=deal.contract, at=NOW))
    pay(deal, payment)
    close_contract(by=deal.approver, contract=deal.contract, at=NOW)

    assert Contract.objects.get(pk=deal.contract.pk).state == State.CLOSED
    refused(ContractState, lambda: refreshed(deal).ask(100))


def test_a_draft_is_not_paid() -> None:
    refused(ContractState, lambda: make_contract(signed=False).ask(100))


def test_who_leads_activities_of_the_supplier_does_not_ask_for_money(deal: Deal) -> None:
    leader = registry.make_leader(deal.contract.supplier)

    refused(
        NotAllowed,
        lambda: act.ask_payment(by=leader, milestone=deal.milestones[0], amount_fen=100, at=NOW),
    )


def test_the_least_delivered_part_decides() -> None:
    deal = make_contract(
        milestones=((1_000_00, ((DeliverableKind.HOURS, 4), (DeliverableKind.ACTIVITIES, 2))),)
    )
    activity, _ = deal.serve(240)
    link_activity(by=deal.head, deliverable=deal.deliverables[1], activity=activity, at=NOW)
    deal.accept(4)
    assert figures(deal.contract).account.payable_fen == 0
    deal.accept(1, deliverable=1)

    assert figures(deal.contract).account.payable_fen == 500_00
    payment = deal.ask(500_01)
    refused(NotCovered, lambda: approve(deal, payment))
