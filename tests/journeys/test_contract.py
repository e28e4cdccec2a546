"""A purchased project at the browser: ties records, accepts, asks, approves and pays; everybody reads how it was chosen."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from redvest.oversight.actions.effect import publish_effect, record_effect
from redvest.oversight.choices import PaymentState
from redvest.oversight.models import Acceptance, PaymentRequest
from redvest.registry.models import Account
from redvest.registry.policy import Standing
from tests.factories.contract import Deal, make_contract, make_plan
from tests.factories.registry import NOW
from tests.journeys.conftest import Arrive, Town
from tests.journeys.visitor import Visitor
from tests.oversight.actions.test_project_plan import GOOD
from tests.oversight.actions.test_tender import published

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def account(by: Standing) -> Account:
    return Account.objects.get(pk=by.account_id)


def shoot(visitor: Visitor, name: str) -> None:
    """A picture for who builds the pages, where they say so."""
    if folder := os.environ.get("REDVEST_PICTURES"):
        visitor.page.screenshot(path=Path(folder) / f"{name}-{visitor.width}.png", full_page=True)


def agreed(town: Town) -> Deal:
    deal = make_contract(plan=make_plan(body=town.body, name="陪伴独居老人"))
    deal.serve(300)
    return deal


def test_served_accepted_asked_approved_and_paid(arrive: Arrive, town: Town) -> None:
    deal = agreed(town)
    activity, _ = deal.served(120)
    contract, deliverable = (
        f"/desk/contracts/{deal.contract.pk}/",
        f"/desk/deliverables/{deal.deliverables[0].pk}/",
    )

    leader = arrive(town.leader)
    leader.go("/desk/library/")
    shoot(leader, "library")
    leader.go(deliverable)
    leader.main.get_by_label("关联一场活动").select_option(str(activity.pk))
    leader.press("关联")
    shoot(leader, "deliverable-leader")
    expect(leader.main.get_by_text("2 小时")).to_be_visible()

    acceptor = arrive(account(deal.acceptor))
    acceptor.go(contract)
    shoot(acceptor, "contract-acceptor")
    acceptor.go(deliverable)
    shoot(acceptor, "deliverable-acceptor")
    expect(acceptor.main.get_by_label("这次验收多少")).to_have_value("7")
    acceptor.press("验收")
    assert Acceptance.objects.get().amount == 7

    head = arrive(account(deal.head))
    head.go(contract)
    with head.refused(422):
        head.main.get_by_label("申请金额（元）").fill("1万")
        head.press("申请付款")
        shoot(head, "contract-head-wrong")
        expect(head.main.get_by_label("申请金额（元）")).to_have_value("1万")
    head.main.get_by_label("申请金额（元）").fill("2,800")
    head.press("申请付款")

    approver = arrive(account(deal.approver))
    approver.go(contract)
    shoot(approver, "contract-approver")
    approver.press("批准付款：第 1 期")
    payer = arrive(account(deal.payer))
    payer.go(contract)
    payer.main.get_by_label("付款凭证号").fill("记-0312")
    shoot(payer, "contract-payer")
    payer.press("记下付款")
    shoot(payer, "contract-paid")
    assert PaymentRequest.objects.get().state == PaymentState.PAID


def test_everybody_reads_what_was_bought_and_what_came_of_it(arrive: Arrive, town: Town) -> None:
    deal = agreed(town)
    tender = published(deal.plan)
    effect = record_effect(by=deal.payer, plan=deal.plan, form=GOOD, at=NOW)
    publish_effect(by=deal.payer, effect=effect, at=NOW)

    citizen = arrive()
    citizen.go("/tenders/")
    shoot(citizen, "tenders")
    citizen.open("购买助老服务")
    shoot(citizen, "tender")
    citizen.go(f"/effects/{effect.pk}/")
    shoot(citizen, "effect")
    officer = arrive(town.officer)
    officer.go(f"/desk/library/{deal.plan.pk}/")
    shoot(officer, "plan")
    officer.go(f"/desk/tenders/{tender.pk}/")
    shoot(officer, "tender-desk")
    officer.go(f"/desk/library/{deal.plan.pk}/contract/")
    shoot(officer, "contract-form")


def test_a_draft_grows_into_a_contract(arrive: Arrive, town: Town) -> None:
    draft = make_contract(plan=make_plan(body=town.body), milestones=(), signed=False)
    officer = arrive(town.officer)
    officer.go(f"/desk/contracts/{draft.contract.pk}/")
    shoot(officer, "contract-empty")
    officer.main.get_by_label("节点名称").fill("第一期")
    officer.main.get_by_label("完成期限").fill("2026-06-30")
    officer.main.get_by_label("金额（元）", exact=True).fill("6,000")
    officer.press("加节点")
    officer.main.get_by_role("textbox", name="交付物").fill("上门陪伴")
    officer.main.get_by_label("目标").fill("100")
    shoot(officer, "contract-draft")
    officer.press("加交付物")
    expect(officer.main.get_by_role("button", name="双方已签，生效")).to_be_visible()
    shoot(officer, "contract-to-sign")
