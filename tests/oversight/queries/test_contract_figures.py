"""A contract in figures: what is delivered, accepted, payable, held and paid, and which rows stand behind it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from redvest.core.identifiers import uuid7
from redvest.oversight.actions import acceptance as accepting
from redvest.oversight.actions import contract as contracts
from redvest.oversight.actions import payment as paying
from redvest.oversight.choices import ContractState, DeliverableKind, PlanState, WayOfRunning
from redvest.oversight.contract_errors import (
    AcceptanceUnknown,
    ContractUnknown,
    ContractUnsettled,
    DeliverableUnknown,
    MilestoneUnknown,
)
from redvest.oversight.models import PaymentRequest, TenderNotice
from redvest.oversight.payment_errors import PaymentUnknown
from redvest.oversight.project_plan_errors import EffectUnknown, PlanUnknown
from redvest.oversight.queries import contract as query
from redvest.oversight.queries import project_plan as plan_query
from redvest.oversight.queries import tender as tender_query
from redvest.oversight.rules.contract import Account, Part, earned_fen, total
from redvest.oversight.tender_errors import BidUnknown, TenderUnknown
from redvest.service.actions import ledger
from redvest.service.choices import Grade, ProjectState
from tests.factories import registry, service
from tests.factories.contract import Deal, make_contract, make_plan, refreshed, today_plus
from tests.factories.registry import CITY, NOW
from tests.oversight.actions.test_tender import bid, published

pytestmark = pytest.mark.django_db
ELSEWHERE = "360300"


def account_of(deal: Deal, milestone: int = 0) -> Account:
    return query.figures(deal.contract).milestones[milestone].account


def approved(deal: Deal, fen: int, milestone: int = 0) -> PaymentRequest:
    payment = deal.ask(fen, milestone=milestone)
    paying.approve_payment(by=deal.approver, payment=payment, at=NOW)
    return payment


def paid(deal: Deal, fen: int, milestone: int = 0) -> PaymentRequest:
    payment = approved(deal, fen, milestone)
    paying.record_payment(by=deal.payer, payment=payment, voucher="记-1", paid_on=today_plus(0), at=NOW)
    return payment


class TestFigures:
    def test_a_fresh_contract_is_worth_nothing_yet(self) -> None:
        deal = make_contract()
        found = query.figures(deal.contract)
        assert found.account == Account(6_000_00, 0, 0, 0, 0)
        assert [row.account.amount_fen for row in found.milestones] == [4_000_00, 2_000_00]
        assert not any(row.asked for row in found.milestones)

    def test_delivered_is_open_until_it_is_accepted_and_only_then_payable(self) -> None:
        deal = make_contract()
        deal.serve(300)
        row = query.figures(deal.contract).milestones[0].deliverables[0]
        assert (row.part, row.open, row.fallen) == (Part(10, 5, 0), 5, 0)
        assert account_of(deal).payable_fen == 0
        deal.accept(3)
        row = query.figures(deal.contract).milestones[0].deliverables[0]
        assert (row.part, row.open) == (Part(10, 5, 3), 2)
        assert account_of(deal) == Account(4_000_00, 1_200_00, 1_200_00, 0, 0)
        assert account_of(deal, 1).payable_fen == 0

    def test_asked_holds_nothing_approved_holds_and_paid_is_paid(self) -> None:
        deal = make_contract()
        deal.serve(300)
        deal.accept(5)
        payment = deal.ask(1_500_00)
        first = query.figures(deal.contract).milestones[0]
        assert first.asked and first.account.held_fen == 0 and first.account.left_fen == 2_000_00
        paying.approve_payment(by=deal.approver, payment=payment, at=NOW)
        first = query.figures(deal.contract).milestones[0]
        assert not first.asked
        assert (first.account.held_fen, first.account.paid_fen, first.account.left_fen) == (
            1_500_00,
            0,
            500_00,
        )
        paying.record_payment(by=deal.payer, payment=payment, voucher="记-1", paid_on=today_plus(0), at=NOW)
        assert query.figures(deal.contract).account == Account(
            6_000_00, 2_000_00, 2_000_00, 1_500_00, 1_500_00
        )

    def test_refused_and_withdrawn_requests_count_nowhere(self) -> None:
        deal = make_contract()
        deal.serve(300)
        deal.accept(5)
        paying.refuse_payment(by=deal.approver, payment=deal.ask(100), note="金额不符", at=NOW)
        paying.withdraw_payment(by=deal.head, payment=deal.ask(100), at=NOW)
        row = query.figures(deal.contract).milestones[0]
        assert not row.asked and row.account.held_fen == row.account.paid_fen == 0

    def test_voided_hours_show_as_fallen_and_overpaid_until_the_money_is_back(self) -> None:
        deal = make_contract()
        deal.serve(300)
        _, entry = deal.serve(300)
        deal.accept(10)
        payment = paid(deal, 4_000_00)
        ledger.void(entry=entry, reason="没有到场", by_account=None, at=NOW)
        row = query.figures(deal.contract).milestones[0]
        assert (row.deliverables[0].fallen, row.deliverables[0].open) == (5, 0)
        assert (row.account.accepted_fen, row.account.payable_fen) == (4_000_00, 2_000_00)
        assert (row.account.overpaid_fen, row.account.left_fen) == (2_000_00, 0)
        paying.recover_payment(by=deal.approver, payment=payment, amount_fen=2_000_00, voucher="收-1", at=NOW)
        assert account_of(deal) == Account(4_000_00, 4_000_00, 2_000_00, 2_000_00, 2_000_00)
        assert account_of(deal).overpaid_fen == 0

    def test_the_least_fulfilled_deliverable_decides(self) -> None:
        deal = make_contract(
            milestones=((3_000_00, ((DeliverableKind.HOURS, 10), (DeliverableKind.ACTIVITIES, 4))),)
        )
        deal.serve(600)
        deal.accept(10)
        assert account_of(deal).payable_fen == 0
        deal.serve(60, deliverable=1)
        deal.accept(1, deliverable=1)
        assert account_of(deal).payable_fen == 750_00

    def test_more_than_the_target_earns_no_more_than_the_amount(self) -> None:
        deal = make_contract()
        deal.serve(1200)
        deal.accept(20)
        assert account_of(deal).payable_fen == 4_000_00

    def test_acceptances_taken_back_are_out_of_every_sum(self) -> None:
        deal = make_contract()
        deal.serve(300)
        kept, mistaken = deal.accept(2), deal.accept(3)
        accepting.take_back_acceptance(by=deal.acceptor, acceptance=mistaken, why="看错了", at=NOW)
        row = query.figures(deal.contract).milestones[0]
        assert row.deliverables[0].part.accepted == 2 and row.account.accepted_fen == 800_00
        assert set(query.acceptances_of(deal.deliverables[0])) == {kept, mistaken}

    @pytest.mark.parametrize("count", [1, 3])
    def test_three_queries_however_many_milestones(
        self, count: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        deal = make_contract(
            milestones=tuple((1_000_00, ((DeliverableKind.HOURS, 3),)) for _ in range(count))
        )
        for number in range(count):
            deal.ask(100, milestone=number)
        with django_assert_num_queries(3):
            assert len(query.figures(deal.contract).milestones) == count


class TestRule:
    def test_whole_shares_are_cut_to_the_fen(self) -> None:
        assert earned_fen(100, [Part(3, 1, 1)], live=True) == 33
        assert earned_fen(100, [Part(3, 3, 2), Part(2, 1, 1)], live=True) == 50

    def test_without_a_part_nothing_is_earned(self) -> None:
        assert earned_fen(100, [], live=True) == earned_fen(100, [], live=False) == 0

    def test_live_counts_what_the_records_bear_and_else_what_was_accepted(self) -> None:
        part = Part(target=10, delivered=4, accepted=8)
        assert (earned_fen(1000, [part], live=True), earned_fen(1000, [part], live=False)) == (400, 800)

    def test_a_total_keeps_the_contracts_amount_and_never_owes_less_than_nothing(self) -> None:
        found = total([Account(10, 8, 2, 6, 6), Account(20, 3, 3, 1, 0)], 50)
        assert found == Account(50, 11, 5, 7, 6)
        assert (found.left_fen, found.overpaid_fen) == (0, 1)


class TestRowsBehind:
    def test_minutes_are_those_that_the_deliverable_counts(self) -> None:
        deal = make_contract()
        deal.serve(90)
        deal.serve(600, grade=Grade.D)
        links = list(query.links_of(deal.deliverables[0]))
        assert sorted(each.minutes for each in links) == [0, 90]
        assert query.deliverable_of(CITY, deal.deliverables[0].pk).delivered == 1  # type: ignore[attr-defined]

    def test_only_activities_with_hours_of_the_time_are_offered_and_once_for_a_kind(self) -> None:
        deal = make_contract(
            milestones=((1_000_00, ((DeliverableKind.HOURS, 3), (DeliverableKind.PEOPLE, 3))),)
        )
        activity, _ = deal.served(60)
        deal.served(60, grade=Grade.D)
        deal.served(60, at=NOW - timedelta(days=200))
        service.make_activity(project=deal.plan.project)
        hours, people = deal.deliverables
        assert list(query.activities_to_link(hours)) == [activity] == list(query.activities_to_link(people))
        tied, _ = deal.serve(60)
        assert tied not in query.activities_to_link(hours)
        assert tied in query.activities_to_link(people)

    def test_who_accepted_is_kept_apart_until_it_is_taken_back(self) -> None:
        deal = make_contract()
        deal.serve(300)
        made = deal.accept(2)
        mine = deal.acceptor.account_id
        assert query.milestones_accepted_by(deal.contract, mine) == {deal.milestones[0].pk}
        assert query.milestones_accepted_by(deal.contract, deal.approver.account_id) == set()
        accepting.take_back_acceptance(by=deal.acceptor, acceptance=made, why="看错了", at=NOW)
        assert query.milestones_accepted_by(deal.contract, mine) == set()
        assert query.accepted_by(deal.plan, mine)  # a hand in it all the same

    def test_the_latest_request_stands_first(self) -> None:
        deal = make_contract()
        first, second = deal.ask(100), deal.ask(200, milestone=1)
        assert list(query.payments_of(deal.contract)) == [second, first]


class TestUnsettled:
    def test_what_waits_keeps_a_contract_open(self) -> None:
        deal = make_contract()
        deal.serve(300)
        deal.accept(5)
        payment = deal.ask(100)
        for _ in range(2):
            assert query.unsettled(deal.contract)
            with pytest.raises(ContractUnsettled):
                contracts.close_contract(by=deal.approver, contract=deal.contract, at=NOW)
            assert refreshed(deal).contract.state == ContractState.RUNNING
            if PaymentRequest.objects.get().state == "asked":
                paying.approve_payment(by=deal.approver, payment=payment, at=NOW)
        paying.record_payment(by=deal.payer, payment=payment, voucher="记-1", paid_on=today_plus(0), at=NOW)
        assert not query.unsettled(deal.contract)
        contracts.close_contract(by=deal.approver, contract=deal.contract, at=NOW)
        assert refreshed(deal).contract.state == ContractState.CLOSED

    def test_a_milestone_without_a_deliverable_is_seen(self) -> None:
        bare = make_contract(milestones=(), signed=False)
        half = make_contract(milestones=((100, ()), (200, ((DeliverableKind.HOURS, 1),))), signed=False)
        assert query.without_deliverables(bare.contract)
        assert query.without_deliverables(half.contract)
        assert not query.without_deliverables(make_contract(signed=False).contract)


class TestLibrary:
    def test_drafts_are_not_contracted_and_recovered_money_is_not_paid(self) -> None:
        deal = make_contract()
        deal.serve(300)
        _, entry = deal.serve(300)
        deal.accept(10)
        payment = paid(deal, 4_000_00)
        deal.ask(50, milestone=1)
        make_contract(plan=deal.plan, amount_fen=1_000_00, milestones=(), signed=False)
        ledger.void(entry=entry, reason="没有到场", by_account=None, at=NOW)
        paying.recover_payment(by=deal.approver, payment=payment, amount_fen=500_00, voucher="收-1", at=NOW)
        row = plan_query.with_money(plan_query.plans_of(CITY)).get()
        assert (row.contracted_fen, row.paid_fen) == (6_000_00, 3_500_00)  # type: ignore[attr-defined]

    def test_of_an_ended_contract_only_what_was_earned_is_bound(self) -> None:
        deal = make_contract()
        deal.serve(300)
        deal.accept(5)
        earned = query.figures(deal.contract).account.accepted_fen
        contracts.end_contract(by=deal.approver, contract=deal.contract, note="承接组织不再做了", at=NOW)
        row = plan_query.with_money(plan_query.plans_of(CITY)).get()
        assert 0 < earned == row.contracted_fen < deal.contract.amount_fen  # type: ignore[attr-defined]

    def test_an_entry_without_a_contract_has_zeros(self) -> None:
        make_plan()
        row = plan_query.with_money(plan_query.plans_of(CITY)).get()
        assert (row.contracted_fen, row.paid_fen) == (0, 0)  # type: ignore[attr-defined]

    def test_narrowed_by_words_way_state_and_place_and_not_by_nonsense(self) -> None:
        tree = registry.make_region_tree()
        near = make_plan(name="陪伴独居老人")
        far = make_plan(
            body=registry.make_body(region=tree.fenyi), name="护河行动", way=WayOfRunning.JOINT, listed=False
        )
        rows = plan_query.plans_of(CITY)
        found = lambda **asked: set(plan_query.narrowed(rows, **asked))  # noqa: E731
        assert found() == {near, far} == found(way="nonsense", state="nonsense")
        assert found(words="护河") == {far} and found(words="没有这个") == set()
        assert found(way="purchase") == {near} and found(way="mutual") == set()
        assert found(state=PlanState.DRAFT) == {far} and found(state=PlanState.LISTED) == {near}
        assert found(path=tree.fenyi.path) == {far} and found(path=tree.yushui.path) == {near}
        assert found(words="护河", state=PlanState.LISTED) == set()

    def test_projects_to_list_are_open_ones_not_in_the_library_of_ones_bodies_and_places(self) -> None:
        tree = registry.make_region_tree()
        near, far = registry.make_body(), registry.make_body(region=tree.fenyi)
        make_plan(body=near)
        ours = service.make_project(body=near, name="甲")
        theirs = service.make_project(body=far, name="乙")
        closed = service.make_project(body=near, name="丙")
        closed.state = ProjectState.CLOSED
        closed.save(update_fields=["state"])
        asked = plan_query.projects_to_list
        assert list(asked([near.pk], [], CITY)) == [ours]
        assert list(asked([], [tree.fenyi.path], CITY)) == [theirs]
        assert set(asked([near.pk], [tree.fenyi.path], CITY)) == {ours, theirs}
        assert list(asked([], [], CITY)) == []
        assert list(asked([near.pk], [], ELSEWHERE)) == []

    def test_open_contracts_are_drafts_and_running_ones(self) -> None:
        deal = make_contract(signed=False)
        assert plan_query.has_open_contracts(deal.plan)
        signed = make_contract()
        assert plan_query.has_open_contracts(signed.plan)
        contracts.end_contract(by=signed.approver, contract=signed.contract, note="提前做完", at=NOW)
        assert not plan_query.has_open_contracts(signed.plan)


class TestTenders:
    def test_offers_stand_by_price_and_are_counted(self) -> None:
        plan = make_plan()
        tender = published(plan)
        dear, cheap = bid(tender, fen=7_000_00), bid(tender, fen=5_000_00)
        assert list(tender_query.bids_of(tender)) == [cheap, dear]
        row = tender_query.tenders_of(plan).get()
        assert row.offers == 2 and tender_query.award_of(tender) is None  # type: ignore[attr-defined]
        assert list(tender_query.awards_to_contract(plan)) == []

    def test_an_offer_of_another_notice_is_unknown(self) -> None:
        tender = published()
        offered = bid(tender)
        with pytest.raises(BidUnknown):
            tender_query.bid_of(TenderNotice(pk=uuid7()), offered.pk)
        assert tender_query.bid_of(tender, offered.pk) == offered


def test_every_key_is_unknown_in_another_city() -> None:
    deal = make_contract()
    payment, tender = deal.ask(100), published(make_plan())
    asked = (
        (query.contract_of, deal.contract.pk, ContractUnknown),
        (query.milestone_of, deal.milestones[0].pk, MilestoneUnknown),
        (query.deliverable_of, deal.deliverables[0].pk, DeliverableUnknown),
        (query.payment_of, payment.pk, PaymentUnknown),
        (plan_query.plan_of, deal.plan.pk, PlanUnknown),
        (tender_query.tender_of, tender.pk, TenderUnknown),
        (tender_query.public_tender_of, tender.pk, TenderUnknown),
    )
    for ask, key, unknown in asked:
        assert ask(CITY, key).pk == key
        for city, other in ((ELSEWHERE, key), (CITY, uuid7())):
            with pytest.raises(unknown):
                ask(city, other)
    with pytest.raises(EffectUnknown):
        plan_query.public_effect_of(CITY, uuid7())


def test_rows_of_another_deliverable_are_unknown() -> None:
    deal = make_contract()
    deal.serve(300)
    made = deal.accept(1)
    link = query.links_of(deal.deliverables[0]).get()
    assert query.link_of(deal.deliverables[0], link.pk) == link
    assert query.acceptance_of(deal.deliverables[0], made.pk) == made
    with pytest.raises(DeliverableUnknown):
        query.link_of(deal.deliverables[1], link.pk)
    with pytest.raises(DeliverableUnknown):
        query.paper_of(deal.deliverables[1], link.pk)
    with pytest.raises(AcceptanceUnknown):
        query.acceptance_of(deal.deliverables[1], made.pk)
