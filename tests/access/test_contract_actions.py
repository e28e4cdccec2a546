"""Every action of contracts, tried by every role at its own place, above, beside and elsewhere: who may, and nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.db import transaction

from redvest.core.errors import DomainError
from redvest.core.models import AuditLine
from redvest.oversight.actions import acceptance, effect, payment, project_plan, tender
from redvest.oversight.actions import contract as contracts
from redvest.oversight.actions import contract_record as record
from redvest.oversight.choices import DeliverableKind, PartnerRole, WayOfRunning
from redvest.oversight.queries.contract import links_of
from redvest.oversight.rules.project_plan import PartnerForm, PlanForm
from redvest.oversight.rules.terms import DeliverableForm, MilestoneForm
from redvest.registry.models import Body
from redvest.registry.policy import GUEST_STANDING, Standing
from redvest.registry.rules.credit_code import check_character
from tests.access.actors import everybody, lay_ground
from tests.factories import registry, service
from tests.factories.contract import PDF, Deal, form_of, make_contract, make_plan, refreshed
from tests.factories.registry import NOW, TODAY
from tests.kept import Keep
from tests.oversight.actions.test_project_plan import GOOD
from tests.oversight.actions.test_tender import bid, form, published

pytestmark = pytest.mark.django_db
AFTER = NOW + timedelta(days=21)
OFFICERS = {"centre/own", "region-officer/own", "region-officer/superior"}
HEADS = {"body-admin/own"}
LEADERS = {"body-admin/own", "activity-leader/own"}
REASON = "报价合理，去年的服务得到好评"
CODE = "51360500000000001"


@dataclass
class Stage:
    """Something of every kind at the own place, ready for every step."""

    people: dict[str, Standing]
    body: Body
    deal: Deal
    steps: dict[str, tuple[set[str], Callable[[Standing], object]]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def stage(keep: Keep) -> Iterator[Stage]:
    with keep(build) as made:
        yield made


def build() -> Stage:
    ground = lay_ground()
    body = ground.bodies.own
    assert isinstance(body, Body)
    own = registry.make_volunteer()
    people = {
        name: registry.standing_of(account) if account else GUEST_STANDING(registry.CITY)
        for name, account in everybody(ground, own).items()
    }
    deal = make_contract(plan=make_plan(body=body, budget_fen=100_000_00))
    stage = Stage(people, body, deal)
    stage.steps |= _plans(stage) | _tenders(stage) | _contracts(stage) | _records(stage) | _payments(stage)
    return stage


Steps = dict[str, tuple[set[str], Callable[[Standing], object]]]


def _plans(stage: Stage) -> Steps:
    act, plan = project_plan, stage.deal.plan
    draft, fresh = make_plan(body=stage.body, listed=False), service.make_project(body=stage.body)
    listed, running = make_plan(body=stage.body), make_plan(body=stage.body, way=WayOfRunning.JOINT)
    act.start_plan(by=registry.make_officer(), plan=running, at=NOW)
    free = PlanForm(WayOfRunning.MUTUAL, 0)
    partner = PartnerForm(PartnerRole.PLACE, "暖心公司", CODE + check_character(CODE), words="活动室")
    there = act.add_partner(by=registry.make_officer(), plan=draft, body=stage.body, form=partner, at=NOW)
    made = effect.record_effect(by=stage.deal.payer, plan=running, form=GOOD, at=NOW)
    return {
        "draft_plan": (OFFICERS | HEADS, lambda by: act.draft_plan(by=by, project=fresh, form=free, at=NOW)),
        "change_plan": (OFFICERS | HEADS, lambda by: act.change_plan(by=by, plan=draft, form=free, at=NOW)),
        "add_partner": (OFFICERS | HEADS, lambda by: act.add_partner(by=by, plan=draft, form=partner, at=NOW)),
        "remove_partner": (OFFICERS | HEADS, lambda by: act.remove_partner(by=by, partner=there, at=NOW)),
        "list_plan": (OFFICERS, lambda by: act.list_plan(by=by, plan=draft, at=NOW)),
        "start_plan": (OFFICERS, lambda by: act.start_plan(by=by, plan=listed, at=NOW)),
        "finish_plan": (OFFICERS, lambda by: act.finish_plan(by=by, plan=running, at=NOW)),
        "withdraw_plan": (OFFICERS, lambda by: act.withdraw_plan(by=by, plan=listed, note="不做了", at=NOW)),
        "withdraw_draft": (OFFICERS | HEADS, lambda by: act.withdraw_plan(by=by, plan=draft, note="写错了", at=NOW)),
        "record_effect": (OFFICERS, lambda by: effect.record_effect(by=by, plan=running, form=GOOD, at=NOW)),
        "publish_effect": (OFFICERS, lambda by: effect.publish_effect(by=by, effect=made, at=NOW)),
        "draft_tender": (OFFICERS, lambda by: tender.draft_tender(by=by, plan=plan, form=form(number="新的"), at=NOW)),
    }  # fmt: skip


def _tenders(stage: Stage) -> Steps:
    plan, officer = make_plan(body=stage.body), registry.make_officer()
    out = published(plan)
    draft = tender.draft_tender(by=officer, plan=plan, form=form(number="草稿"), at=NOW)
    other = bid(out)
    another = tender.draft_tender(by=officer, plan=plan, form=form(number="另一份"), at=NOW)
    tender.publish_tender(by=officer, tender=another, at=NOW)
    mine = bid(another, stage.body)
    return {
        "publish_tender": (OFFICERS, lambda by: tender.publish_tender(by=by, tender=draft, at=NOW)),
        "offer_bid": (
            HEADS,
            lambda by: tender.offer_bid(
                by=by, tender=out, body=stage.body, amount_fen=7_000_00, words="每周上门。", at=NOW
            ),
        ),
        "withdraw_bid": (HEADS, lambda by: tender.withdraw_bid(by=by, bid=mine, at=NOW)),
        "award_tender": (OFFICERS, lambda by: tender.award_tender(by=by, bid=other, reason=REASON, at=AFTER)),
        "fail_tender": (OFFICERS, lambda by: tender.fail_tender(by=by, tender=out, reason=REASON, at=AFTER)),
        "cancel_tender": (OFFICERS, lambda by: tender.cancel_tender(by=by, tender=out, reason=REASON, at=NOW)),
    }  # fmt: skip


def _contracts(stage: Stage) -> Steps:
    plan, supplier = make_plan(body=stage.body, budget_fen=50_000_00), stage.body
    draft, running = make_contract(plan=plan, signed=False), make_contract(plan=plan)
    room = make_contract(plan=plan, milestones=((1_00, ()),), signed=False)
    part = DeliverableForm(DeliverableKind.HOURS, "上门", 10)
    act = contracts
    return {
        "draft_contract": (
            OFFICERS, lambda by: act.draft_contract(by=by, plan=plan, supplier=supplier, form=form_of(), at=NOW)
        ),
        "add_milestone": (
            OFFICERS,
            lambda by: act.add_milestone(
                by=by, contract=room.contract, form=MilestoneForm("二", date(2026, 6, 1), 1), at=NOW
            ),
        ),
        "add_deliverable": (
            OFFICERS, lambda by: act.add_deliverable(by=by, milestone=room.milestones[0], form=part, at=NOW)
        ),
        "remove_milestone": (
            OFFICERS, lambda by: act.remove_milestone(by=by, milestone=draft.milestones[0], at=NOW)
        ),
        "sign_contract": (OFFICERS, lambda by: act.sign_contract(by=by, contract=draft.contract, at=NOW)),
        "drop_contract": (OFFICERS, lambda by: act.drop_contract(by=by, contract=draft.contract, at=NOW)),
        "close_contract": (OFFICERS, lambda by: act.close_contract(by=by, contract=running.contract, at=NOW)),
        "end_contract": (
            OFFICERS, lambda by: act.end_contract(by=by, contract=running.contract, note="不做了", at=NOW)
        ),
    }  # fmt: skip


def _records(stage: Stage) -> Steps:
    plan = make_plan(body=stage.body)
    deal = make_contract(
        plan=plan, milestones=((1_000_00, ((DeliverableKind.HOURS, 10), (DeliverableKind.DOCUMENT, 2))),)
    )
    hours, papers = deal.deliverables
    activity, _ = deal.served(60)
    deal.serve(120)
    link = links_of(hours).get()
    paper = record.deliver_paper(by=deal.head, deliverable=papers, name="旧.pdf", data=PDF + b"1", at=NOW)
    deal.serve(120)
    accepted = deal.accept(1)
    return {
        "link_activity": (
            LEADERS, lambda by: record.link_activity(by=by, deliverable=hours, activity=activity, at=NOW)
        ),
        "unlink_activity": (LEADERS, lambda by: record.unlink_activity(by=by, link=link, at=NOW)),
        "deliver_paper": (
            LEADERS,
            lambda by: record.deliver_paper(by=by, deliverable=papers, name="新.pdf", data=PDF, at=NOW),
        ),
        "withdraw_paper": (LEADERS, lambda by: record.withdraw_paper(by=by, paper=paper, at=NOW)),
        "accept_delivery": (
            OFFICERS, lambda by: acceptance.accept_delivery(by=by, deliverable=hours, amount=1, at=NOW)
        ),
        "take_back_acceptance": (
            OFFICERS,
            lambda by: acceptance.take_back_acceptance(by=by, acceptance=accepted, why="点错了", at=NOW),
        ),
    }  # fmt: skip


def _payments(stage: Stage) -> Steps:
    deal, act = refreshed(stage.deal), payment
    deal.serve(600)
    deal.serve(1200, deliverable=1)
    deal.accept(10)
    deal.accept(20, deliverable=1)
    paid = deal.ask(1_000_00)
    act.approve_payment(by=deal.approver, payment=paid, at=NOW)
    act.record_payment(by=deal.payer, payment=paid, voucher="记-1", paid_on=TODAY, at=NOW)
    approved = deal.ask(1_000_00)
    act.approve_payment(by=deal.approver, payment=approved, at=NOW)
    asked = deal.ask(500_00)
    return {
        "ask_payment": (
            HEADS, lambda by: act.ask_payment(by=by, milestone=deal.milestones[1], amount_fen=100, at=NOW)
        ),
        "withdraw_payment": (HEADS, lambda by: act.withdraw_payment(by=by, payment=asked, at=NOW)),
        "approve_payment": (OFFICERS, lambda by: act.approve_payment(by=by, payment=asked, at=NOW)),
        "refuse_payment": (OFFICERS, lambda by: act.refuse_payment(by=by, payment=asked, note="不符", at=NOW)),
        "record_payment": (
            OFFICERS, lambda by: act.record_payment(by=by, payment=approved, voucher="记-2", paid_on=TODAY, at=NOW)
        ),
        "recover_payment": (
            OFFICERS, lambda by: act.recover_payment(by=by, payment=paid, amount_fen=1, voucher="收-1", at=NOW)
        ),
    }  # fmt: skip


STEPS = (
    "draft_plan", "change_plan", "add_partner", "remove_partner", "list_plan", "start_plan", "finish_plan", "withdraw_plan",
    "withdraw_draft", "record_effect", "publish_effect", "draft_tender", "publish_tender", "offer_bid", "withdraw_bid",
    "award_tender", "fail_tender", "cancel_tender",
    "draft_contract", "add_milestone", "add_deliverable", "remove_milestone", "sign_contract",
    "drop_contract", "close_contract", "end_contract", "link_activity", "unlink_activity", "deliver_paper", "withdraw_paper",
    "accept_delivery", "take_back_acceptance", "ask_payment", "withdraw_payment", "approve_payment", "refuse_payment",
    "record_payment", "recover_payment",
)  # fmt: skip


@pytest.mark.parametrize("name", STEPS)
def test_who_may_and_nobody_else(stage: Stage, name: str) -> None:
    may, step = stage.steps[name]
    done = set()
    for who, by in stage.people.items():
        lines = AuditLine.objects.count()
        with transaction.atomic():
            try:
                with transaction.atomic():
                    step(by)
                done.add(who)
                assert AuditLine.objects.count() == lines + 1
            except DomainError as fault:
                assert fault.status in (401, 403), f"{who}: {fault.code}"
                assert AuditLine.objects.count() == lines
            transaction.set_rollback(True)
    assert done == may


def test_every_step_is_asked(stage: Stage) -> None:
    assert set(stage.steps) == set(STEPS)
