"""Tenders: offers stay unread until the closing day is over, and nobody of a bidder decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from redvest.core.clock import day_of
from redvest.core.errors import DomainError, NotAllowed
from redvest.oversight.actions import contract as contracts
from redvest.oversight.actions import project_plan as plan_act
from redvest.oversight.actions import tender as act
from redvest.oversight.choices import DeliverableKind, TenderState, WayOfRunning
from redvest.oversight.contract_errors import AwardStillPublic, BadContract, ContractState, TenderNeeded
from redvest.oversight.models import Bid, ProjectPlan, TenderNotice
from redvest.oversight.policy import may_open_bids
from redvest.oversight.project_plan_errors import PlanHasTenders
from redvest.oversight.queries.tender import award_of, awards_to_contract, bids_of, public_tenders
from redvest.oversight.rules.terms import DeliverableForm, MilestoneForm, TenderForm
from redvest.oversight.tender_errors import (
    AwardReasonNeeded,
    BadBid,
    BadTender,
    BidderDecides,
    BidThere,
    ClosesTooSoon,
    NotAPurchase,
    TenderClosed,
    TenderNumberTaken,
    TenderStillOpen,
)
from redvest.oversight.tender_errors import (
    TenderState as WrongState,
)
from redvest.registry.choices import Role
from redvest.registry.models import Body, Membership
from tests.factories import registry
from tests.factories.contract import form_of, make_plan, today_plus
from tests.factories.registry import NOW, TODAY

pytestmark = pytest.mark.django_db
AFTER = NOW + timedelta(days=21)  # the day after the closing day
REASON = "报价合理，去年的服务得到好评，人手最足"


def form(*, number: str = "YSZB-2026-01", budget_fen: int = 8_000_00, days: int = 20) -> TenderForm:
    return TenderForm(number, "购买助老服务", "为 30 位独居老人每周上门一次。", budget_fen, today_plus(days))


def refused(error: type[DomainError], step: Callable[[], object]) -> None:
    """It is refused, and nothing changed."""
    kinds = (TenderNotice, Bid)
    before = [list(kind.objects.order_by("pk").values()) for kind in kinds]  # type: ignore[attr-defined]
    with pytest.raises(error):
        step()
    assert [list(kind.objects.order_by("pk").values()) for kind in kinds] == before  # type: ignore[attr-defined]


def published(plan: ProjectPlan | None = None) -> TenderNotice:
    officer = registry.make_officer()
    tender = act.draft_tender(by=officer, plan=plan or make_plan(), form=form(), at=NOW)
    act.publish_tender(by=officer, tender=tender, at=NOW)
    tender.refresh_from_db()
    return tender


def bid(tender: TenderNotice, body: Body | None = None, fen: int = 7_000_00, at: datetime = NOW) -> Bid:
    body = body or registry.make_body()
    return act.offer_bid(
        by=registry.make_body_admin(body),
        tender=tender,
        body=body,
        amount_fen=fen,
        words="每周三上门。",
        at=at,
    )


def test_only_purchases_of_the_library_within_their_budget() -> None:
    officer, plan = registry.make_officer(), make_plan()
    draft = lambda plan, **more: act.draft_tender(by=officer, plan=plan, form=form(**more), at=NOW)  # noqa: E731

    refused(NotAPurchase, lambda: draft(make_plan(way=WayOfRunning.JOINT)))
    refused(WrongState, lambda: draft(make_plan(listed=False)))
    refused(BadTender, lambda: draft(plan, budget_fen=10_000_01))
    refused(BadTender, lambda: draft(plan, number=" "))
    draft(plan)
    refused(TenderNumberTaken, lambda: draft(plan))
    elsewhere = registry.make_officer(registry.make_region_tree().fenyi)
    refused(NotAllowed, lambda: act.draft_tender(by=elsewhere, plan=plan, form=form(number="二"), at=NOW))


def test_published_with_time_enough_to_bid() -> None:
    officer = registry.make_officer()
    short = act.draft_tender(by=officer, plan=make_plan(), form=form(number="YSZB-2026-02", days=19), at=NOW)
    refused(ClosesTooSoon, lambda: act.publish_tender(by=officer, tender=short, at=NOW))
    tender = published()

    assert (tender.state, tender.published_on) == (TenderState.PUBLISHED, TODAY)
    assert list(public_tenders(registry.CITY)) == [tender]
    refused(WrongState, lambda: act.publish_tender(by=officer, tender=tender, at=NOW))


def test_one_offer_a_body_by_who_runs_it_until_the_end_of_the_closing_day() -> None:
    tender, body = published(), registry.make_body()
    offered = bid(tender, body, at=NOW + timedelta(days=20))

    refused(BidThere, lambda: bid(tender, body))
    refused(BadBid, lambda: bid(tender, fen=8_000_01))
    refused(TenderClosed, lambda: bid(tender, at=AFTER))
    leader = registry.make_leader(body)
    refused(
        NotAllowed,
        lambda: act.offer_bid(by=leader, tender=tender, body=body, amount_fen=1, words="做", at=NOW),
    )
    head = registry.make_body_admin(body)
    refused(TenderClosed, lambda: act.withdraw_bid(by=head, bid=offered, at=AFTER))
    refused(
        NotAllowed,
        lambda: act.withdraw_bid(by=registry.make_body_admin(registry.make_body()), bid=offered, at=NOW),
    )
    act.withdraw_bid(by=head, bid=offered, at=NOW)
    bid(tender, body)


def test_offers_are_read_when_the_closing_day_is_over() -> None:
    tender = published()
    officer, closes = registry.make_officer(), tender.closes_on

    assert not may_open_bids(officer, tender, closes)
    assert may_open_bids(officer, tender, closes + timedelta(days=1))
    assert not may_open_bids(
        registry.make_body_admin(registry.make_body()), tender, closes + timedelta(days=1)
    )
    assert not may_open_bids(
        registry.make_officer(registry.make_region_tree().fenyi), tender, closes + timedelta(days=1)
    )


def test_awarded_once_with_a_reason_after_the_closing_day() -> None:
    tender, officer = published(), registry.make_officer()
    cheap, other = bid(tender, fen=6_000_00), bid(tender)
    award = lambda chosen, at=AFTER, reason=REASON: act.award_tender(  # noqa: E731
        by=officer, bid=chosen, reason=reason, at=at
    )
    refused(TenderStillOpen, lambda: award(cheap, at=NOW + timedelta(days=20)))
    refused(AwardReasonNeeded, lambda: award(cheap, reason="便宜"))
    award(cheap)

    tender.refresh_from_db()
    assert (tender.state, tender.reason) == (TenderState.AWARDED, REASON)
    assert tender.public_until == today_plus(24)
    assert award_of(tender) == cheap
    assert list(bids_of(tender)) == [cheap, other]
    refused(WrongState, lambda: award(other))
    refused(WrongState, lambda: act.fail_tender(by=officer, tender=tender, reason=REASON, at=AFTER))


def test_nobody_of_a_bidder_decides() -> None:
    tender, body = published(), registry.make_body()
    offered = bid(tender, body)
    volunteer = registry.make_volunteer()
    assert volunteer.account is not None
    registry.make_grant(
        account=volunteer.account, role=Role.REGION_OFFICER, region=registry.make_region_tree().yushui
    )
    Membership.objects.create(city=body.city, body=body, volunteer=volunteer, joined_on=TODAY)
    member = registry.standing_of(volunteer.account)

    refused(BidderDecides, lambda: act.award_tender(by=member, bid=offered, reason=REASON, at=AFTER))
    refused(BidderDecides, lambda: act.fail_tender(by=member, tender=tender, reason=REASON, at=AFTER))
    head = registry.make_body_admin(body)
    refused(NotAllowed, lambda: act.award_tender(by=head, bid=offered, reason=REASON, at=AFTER))


def test_nobody_chosen_is_said_with_a_reason_too() -> None:
    tender = published()
    act.fail_tender(by=registry.make_officer(), tender=tender, reason="只有一家报价，不足三家", at=AFTER)

    tender.refresh_from_db()
    assert (tender.state, tender.public_until) == (TenderState.FAILED, None)
    assert award_of(tender) is None


def test_the_contract_goes_to_who_was_awarded_for_no_more_and_after_the_publicity() -> None:
    plan, officer = make_plan(), registry.make_officer()
    tender = published(plan)
    won, lost = bid(tender, fen=6_000_00), bid(tender)
    act.award_tender(by=officer, bid=won, reason=REASON, at=AFTER)
    won, lost = (Bid.objects.select_related("tender", "body").get(pk=each.pk) for each in (won, lost))
    assert list(awards_to_contract(plan)) == [won]
    draft = lambda chosen, fen=6_000_00, body=None: contracts.draft_contract(  # noqa: E731
        by=officer, plan=plan, supplier=body or chosen.body, form=form_of(fen), bid=chosen, at=AFTER
    )
    refused(TenderNeeded, lambda: draft(lost))
    refused(TenderNeeded, lambda: draft(won, body=lost.body))
    refused(BadContract, lambda: draft(won, 6_000_01))
    contract = draft(won)
    assert contract.exemption == ""
    refused(ContractState, lambda: draft(won))

    milestone = contracts.add_milestone(
        by=officer, contract=contract, form=MilestoneForm("全部", contract.ends_on, 6_000_00), at=AFTER
    )
    contracts.add_deliverable(
        by=officer, milestone=milestone, form=DeliverableForm(DeliverableKind.HOURS, "上门", 100), at=AFTER
    )
    refused(
        AwardStillPublic,
        lambda: contracts.sign_contract(by=officer, contract=contract, at=AFTER + timedelta(days=3)),
    )
    contracts.sign_contract(by=officer, contract=contract, at=AFTER + timedelta(days=4))


class TestAProjectThatStops:
    def test_is_neither_withdrawn_nor_finished_over_its_tender(self) -> None:
        officer, tender = registry.make_officer(), published()
        refused(
            PlanHasTenders,
            lambda: plan_act.withdraw_plan(by=officer, plan=tender.plan, note="不办了", at=NOW),
        )
        plan_act.start_plan(by=officer, plan=tender.plan, at=NOW)
        refused(PlanHasTenders, lambda: plan_act.finish_plan(by=officer, plan=tender.plan, at=NOW))

        act.cancel_tender(by=officer, tender=tender, reason="项目停办了，今年不再采购这项服务", at=NOW)
        plan_act.withdraw_plan(by=officer, plan=tender.plan, note="不办了", at=NOW)
        tender.refresh_from_db()
        tender.plan.refresh_from_db()
        assert (tender.state, tender.plan.state) == (TenderState.FAILED, "withdrawn")

    def test_opens_no_bid_that_was_sealed(self) -> None:
        officer, tender = registry.make_officer(), published()
        mine = bid(tender)
        act.cancel_tender(by=officer, tender=tender, reason="项目停办了，今年不再采购这项服务", at=NOW)
        tender.refresh_from_db()
        assert not may_open_bids(officer, tender, day_of(NOW) + timedelta(days=60))
        refused(
            WrongState, lambda: act.withdraw_bid(by=registry.make_body_admin(mine.body), bid=mine, at=NOW)
        )
        refused(WrongState, lambda: act.cancel_tender(by=officer, tender=tender, reason=REASON, at=NOW))

    def test_takes_an_award_back_until_a_contract_came_of_it(self) -> None:
        officer, tender = registry.make_officer(), published()
        won = bid(tender)
        act.award_tender(by=officer, bid=won, reason=REASON, at=AFTER)
        tender.refresh_from_db()
        refused(
            PlanHasTenders,
            lambda: plan_act.withdraw_plan(by=officer, plan=tender.plan, note="不办了", at=AFTER),
        )
        act.cancel_tender(by=officer, tender=tender, reason="项目停办了，今年不再采购这项服务", at=AFTER)
        won.refresh_from_db()
        tender.refresh_from_db()
        assert (tender.state, won.awarded, tender.public_until) == (TenderState.FAILED, False, None)
        stale = Bid.objects.select_related("tender").get()
        stale.awarded = True
        refused(
            TenderNeeded,
            lambda: contracts.draft_contract(
                by=officer,
                plan=tender.plan,
                supplier=won.body,
                form=form_of(6_000_00, exemption=""),
                bid=stale,
                at=AFTER,
            ),
        )

    def test_nothing_is_published_of_it(self) -> None:
        officer, plan = registry.make_officer(), make_plan()
        draft = act.draft_tender(by=officer, plan=plan, form=form(), at=NOW)
        plan_act.withdraw_plan(by=officer, plan=plan, note="不办了", at=NOW)
        refused(WrongState, lambda: act.publish_tender(by=officer, tender=draft, at=NOW))
        refused(WrongState, lambda: act.draft_tender(by=officer, plan=plan, form=form(number="二"), at=NOW))
        draft.refresh_from_db()
        assert draft.state == TenderState.DRAFT
