"""Several officers approve, accept, link and sign at the same moment: never more is held than was accepted."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier

import pytest
from django.db import OperationalError, connection, transaction

from redvest.core.clock import day_of
from redvest.oversight.actions import contract as contracts
from redvest.oversight.actions import payment as paying
from redvest.oversight.actions import project_plan as plans
from redvest.oversight.actions import tender as tenders
from redvest.oversight.actions.acceptance import take_back_acceptance
from redvest.oversight.actions.contract_record import link_activity, unlink_activity
from redvest.oversight.choices import DeliverableKind
from redvest.oversight.contract_errors import (
    AcceptancePaid,
    BilledTwice,
    NotDelivered,
    OverBudget,
    RecordAccepted,
)
from redvest.oversight.models import (
    Acceptance,
    Contract,
    DeliverableActivity,
    PaymentRequest,
    ProjectPlan,
    TenderNotice,
)
from redvest.oversight.payment_errors import NotCovered, PaymentDecided, PaymentOpen
from redvest.oversight.project_plan_errors import PlanHasContracts
from redvest.oversight.queries.contract import figures, links_of
from redvest.oversight.tender_errors import TenderState
from tests.factories import registry
from tests.factories.contract import Deal, make_contract, make_plan
from tests.factories.race import at_once
from tests.factories.registry import NOW
from tests.oversight.actions.test_tender import form as tender_form

pytestmark = pytest.mark.django_db(transaction=True)


def names(results: list[object]) -> list[str]:
    return sorted(type(each).__name__ for each in results)


def deal_with(accepted: int = 5) -> Deal:
    made = make_contract()
    made.serve(accepted * 60)
    made.accept(accepted)
    return made


def asked(deal: Deal, *amounts: int) -> list[PaymentRequest]:
    """Several that wait for one milestone, as no action would let them."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_open_request_per_milestone")
    return [
        PaymentRequest.objects.create(
            city=registry.CITY, milestone=deal.milestones[0], amount_fen=fen, asked_by_id=deal.head.account_id,
            asked_at=NOW,
        )
        for fen in amounts
    ]  # fmt: skip


@pytest.fixture
def index_back() -> object:
    yield
    PaymentRequest.objects.filter(state="asked").update(state="withdrawn")
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE UNIQUE INDEX one_open_request_per_milestone ON oversight_paymentrequest (milestone_id)"
            " WHERE state = 'asked'"
        )


@pytest.mark.usefixtures("index_back")
@pytest.mark.parametrize("isolation", ["READ COMMITTED", "REPEATABLE READ"])
def test_approvals_at_the_same_moment_share_what_was_accepted(isolation: str) -> None:
    """Four of 1,000 yuan each where 2,000 are earned, under both isolations a script may choose."""
    deal = deal_with()
    payments = asked(deal, *[1_000_00] * 4)
    seen = Barrier(4)

    def approve(payment: PaymentRequest) -> Callable[[], object]:
        def run() -> object:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"SET TRANSACTION ISOLATION LEVEL {isolation}")
                PaymentRequest.objects.count()  # from here on a repeatable read sees what is there now
                seen.wait(timeout=20)
                paying.approve_payment(by=deal.approver, payment=payment, at=NOW)
                return payment

        return run

    results = at_once(*map(approve, payments))

    account = figures(deal.contract).milestones[0].account
    done = sum(isinstance(each, PaymentRequest) for each in results)
    assert account.held_fen == done * 1_000_00 <= account.accepted_fen == 2_000_00
    others = [each for each in results if not isinstance(each, PaymentRequest)]
    assert all(isinstance(each, (NotCovered, OperationalError)) for each in others), results
    if isolation == "READ COMMITTED":
        assert done == 2


def test_one_request_is_asked_and_decided_once() -> None:
    deal = deal_with()
    results = at_once(lambda: deal.ask(100), lambda: deal.ask(100))
    assert names(results) == ["PaymentOpen", "PaymentRequest"]
    assert any(isinstance(each, PaymentOpen) for each in results)
    payment = PaymentRequest.objects.select_related("milestone__contract__supplier").get()

    decided = at_once(
        lambda: paying.approve_payment(by=deal.approver, payment=payment, at=NOW),
        lambda: paying.refuse_payment(by=deal.payer, payment=payment, note="再看看", at=NOW),
        lambda: paying.withdraw_payment(by=deal.head, payment=payment, at=NOW),
    )
    assert PaymentRequest.objects.get().state != "asked"
    # An approval may be taken back by another at once; nothing else comes after an answer.
    assert sum(each is None for each in decided) in (1, 2)
    assert all(each is None or isinstance(each, PaymentDecided) for each in decided)


@pytest.mark.parametrize("again", range(3))
def test_an_acceptance_is_taken_back_or_paid_on_never_both(again: int) -> None:
    deal = deal_with()
    acceptance = Acceptance.objects.select_related("deliverable__milestone__contract").get(
        deliverable=deal.deliverables[0]
    )
    payment = deal.ask(2_000_00)
    results = at_once(
        lambda: paying.approve_payment(by=deal.approver, payment=payment, at=NOW),
        lambda: take_back_acceptance(by=deal.acceptor, acceptance=acceptance, why="点错了", at=NOW),
    )
    account = figures(deal.contract).milestones[0].account
    assert account.held_fen <= account.accepted_fen
    assert sum(each is None for each in results) == 1
    assert any(isinstance(each, (NotCovered, AcceptancePaid)) for each in results)


def test_acceptances_at_the_same_moment_stay_within_what_is_delivered() -> None:
    deal = make_contract()
    deal.serve(300)
    results = at_once(*[lambda: deal.accept(2)] * 4)

    assert names(results) == ["Acceptance", "Acceptance", "NotDelivered", "NotDelivered"]
    assert any(isinstance(each, NotDelivered) for each in results)
    assert figures(deal.contract).milestones[0].deliverables[0].part.accepted == 4


@pytest.mark.parametrize("again", range(3))
def test_a_record_is_accepted_or_untied_never_both(again: int) -> None:
    deal = make_contract()
    deal.serve(60)
    link = links_of(deal.deliverables[0]).get()
    results = at_once(lambda: deal.accept(1), lambda: unlink_activity(by=deal.head, link=link, at=NOW))
    part = figures(deal.contract).milestones[0].deliverables[0].part
    assert part.accepted <= part.delivered
    assert sum(isinstance(each, (NotDelivered, RecordAccepted)) for each in results) == 1


def test_one_activity_is_tied_once() -> None:
    plan = make_plan(budget_fen=20_000_00)
    hours = ((1_000_00, ((DeliverableKind.HOURS, 1),)),)
    one, two = (make_contract(plan=plan, milestones=hours) for _ in range(2))
    activity, _ = one.served()

    results = at_once(*[
        lambda deal=deal: link_activity(by=one.head, deliverable=deal.deliverables[0], activity=activity, at=NOW)
        for deal in (one, two)
    ])  # fmt: skip
    assert names(results) == ["BilledTwice", "DeliverableActivity"]
    assert any(isinstance(each, BilledTwice) for each in results)
    assert DeliverableActivity.objects.count() == 1


def test_contracts_signed_at_the_same_moment_stay_within_the_budget() -> None:
    plan = make_plan(budget_fen=10_000_00)
    deals = [make_contract(plan=plan, amount_fen=6_000_00, signed=False) for _ in range(2)]

    results = at_once(*[
        lambda deal=deal: contracts.sign_contract(by=deal.acceptor, contract=deal.contract, at=NOW) for deal in deals
    ])  # fmt: skip
    assert names(results) == ["NoneType", "OverBudget"]
    assert any(isinstance(each, OverBudget) for each in results)
    assert Contract.objects.filter(state="running").count() == 1


@pytest.mark.parametrize("again", range(3))
def test_settling_beside_asking_ends_one_way(again: int) -> None:
    """Nothing waits in the contract, so that each would succeed alone."""
    deal = deal_with()
    results = at_once(
        lambda: paying.ask_payment(by=deal.head, milestone=deal.milestones[0], amount_fen=100, at=NOW),
        lambda: contracts.close_contract(by=deal.payer, contract=deal.contract, at=NOW),
    )
    closed = Contract.objects.get(pk=deal.contract.pk).state == "closed"
    asked_for = PaymentRequest.objects.exists()
    assert closed != asked_for, results
    assert sum(isinstance(each, Exception) for each in results) == 1


@pytest.mark.parametrize("again", range(3))
def test_settling_beside_paying_never_settles_what_is_not_paid(again: int) -> None:
    deal = deal_with()
    payment = deal.ask(100)
    paying.approve_payment(by=deal.approver, payment=payment, at=NOW)
    paid_on = day_of(NOW)
    results = at_once(
        lambda: paying.record_payment(
            by=deal.payer, payment=payment, voucher="记-1", paid_on=paid_on, at=NOW
        ),
        lambda: contracts.close_contract(by=deal.acceptor, contract=deal.contract, at=NOW),
    )
    payment.refresh_from_db()
    assert payment.state == "paid" and not isinstance(results[0], Exception)
    closed = Contract.objects.get(pk=deal.contract.pk).state == "closed"
    assert closed is not isinstance(results[1], Exception)


@pytest.mark.parametrize("again", range(3))
def test_a_project_ends_or_begins_something_never_both(again: int) -> None:
    plan = make_plan()
    officer, other = registry.make_officer(), registry.make_officer()
    form = tender_form()
    results = at_once(
        lambda: tenders.draft_tender(by=officer, plan=plan, form=form, at=NOW),
        lambda: plans.withdraw_plan(by=other, plan=plan, note="不办了", at=NOW),
    )
    assert not isinstance(results[1], Exception)
    # A draft may be there from before; it can never come out of a project that is gone.
    drafted = TenderNotice.objects.first()
    if drafted is not None:
        assert isinstance(
            at_once(lambda: tenders.publish_tender(by=officer, tender=drafted, at=NOW))[0], TenderState
        )
    assert not TenderNotice.objects.filter(state="published").exists()


@pytest.mark.parametrize("again", range(3))
def test_a_contract_signed_beside_the_end_of_its_project(again: int) -> None:
    deal = make_contract(signed=False)
    ProjectPlan.objects.filter(pk=deal.plan.pk).update(state="running")
    results = at_once(
        lambda: contracts.sign_contract(by=deal.acceptor, contract=deal.contract, at=NOW),
        lambda: plans.finish_plan(by=deal.payer, plan=deal.plan, at=NOW),
    )
    plan, contract = ProjectPlan.objects.get(), Contract.objects.get()
    assert (plan.state, contract.state) == ("running", "running"), results
    assert isinstance(results[1], PlanHasContracts)
