"""The library at the desk: who sees which step, what a wrong press leaves, and that figures open to their rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from redvest.faces.desk import library
from redvest.oversight.actions import payment as paying
from redvest.oversight.choices import ContractState, DeliverableKind, PaymentState, PlanState, TenderState
from redvest.oversight.models import (
    Acceptance,
    Bid,
    Contract,
    ContractPaper,
    Deliverable,
    DeliverableActivity,
    EffectEvaluation,
    Milestone,
    Partner,
    PaymentRequest,
    ProjectPlan,
    TenderNotice,
)
from redvest.registry.models import Account
from redvest.registry.policy import Standing
from redvest.service.actions import ledger
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry, service
from tests.factories.contract import BASIS, PDF, Deal, make_contract, make_plan, refreshed, today_plus
from tests.factories.registry import NOW
from tests.oversight.actions.test_tender import published

pytestmark = pytest.mark.django_db


def account(by: Standing) -> Account:
    return Account.objects.get(pk=by.account_id)


def press(client: Client, name: str, key: object, verb: str, **typed: Any) -> Any:
    return client.post(reverse(f"desk:{name}", args=[key]), {"verb": verb, **typed})


@pytest.fixture
def deal(place: Place) -> Deal:
    """Five hours of ten are served for a contract of the place's body."""
    made = make_contract(plan=make_plan(body=place.body))
    made.serve(300)
    return made


class TestLibrary:
    def test_an_empty_library_teaches(self, as_officer: Client, as_leader: Client) -> None:
        assert "项目库还是空的" in said(as_officer.get(reverse("desk:library")))
        page = said(as_leader.get(reverse("desk:library")))
        assert "项目库还是空的" in page and "申报入库" not in page

    def test_filters_are_in_the_address(self, place: Place, as_officer: Client) -> None:
        make_plan(body=place.body, name="陪伴独居老人")
        make_plan(body=place.body, name="护河行动", way="joint")
        shown = lambda **asked: said(as_officer.get(reverse("desk:library"), asked))  # noqa: E731

        assert "陪伴独居老人" in shown() and "护河行动" in shown()
        assert "护河行动" not in shown(way="purchase")
        assert "没有这样的项目" in shown(state="finished")
        assert "护河行动" in shown(q="护河") and "陪伴独居老人" not in shown(q="护河")

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_costs_the_same_whatever_is_in_it(
        self, place: Place, as_officer: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for _ in range(count):
            make_contract(plan=make_plan(body=place.body))
        with django_assert_num_queries(LIST_QUERIES):
            assert said(as_officer.get(reverse("desk:library"))).count("6,000 元") == count

    def test_of_many_projects_one_is_found_by_its_name(
        self, place: Place, as_officer: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(library, "MOST_PROJECTS", 2)
        for name in ("甲项目", "乙项目", "丙项目"):
            service.make_project(body=place.body, name=name)
        url = reverse("desk:plan-new")
        everything, one = said(as_officer.get(url)), said(as_officer.get(url, {"q": "丙"}))
        assert "可以先按名字找" in everything and everything.count("项目 · ") == 2
        assert "丙项目" in one and "甲项目" not in one and "可以先按名字找" not in one

    def test_a_project_is_entered_reviewed_and_run(self, place: Place, sign_in: SignIn) -> None:
        project = service.make_project(body=place.body)
        head, officer = sign_in(place.admin), sign_in(place.officer)
        typed = {
            "project": project.pk,
            "way": "purchase",
            "budget": "1.2万",
            "money_from": "财政",
            "aims": "",
        }
        page = head.post(reverse("desk:plan-new"), typed)
        assert page.status_code == 422 and "不要写“万”" in said(page) and 'value="1.2万"' in said(page)
        assert not ProjectPlan.objects.exists()
        head.post(reverse("desk:plan-new"), typed | {"budget": "12,000.50"})
        plan = ProjectPlan.objects.get()
        assert plan.budget_fen == 12_000_50

        partner = {"p-role": "place", "p-words": "一间活动室", "p-body_code": "", "p-name": "暖心公司"}
        page = press(head, "plan", plan.pk, "partner", **partner, **{"p-credit_code": "913605001"})
        assert page.status_code == 422 and "18 位" in said(page) and not Partner.objects.exists()
        press(head, "plan", plan.pk, "partner", **partner, **{"p-credit_code": registry.next_credit_code()})
        press(head, "plan", plan.pk, "partner", **(partner | {"p-body_code": place.body.code}))
        assert Partner.objects.count() == 2
        missing = partner | {"p-body_code": "没有"}
        assert press(head, "plan", plan.pk, "partner", **missing).status_code == 422
        press(head, "plan", plan.pk, "partner-off", partner=Partner.objects.first().pk)  # type: ignore[union-attr]
        changed = {"c-way": "joint", "c-budget": "", "c-money_from": "", "c-aims": "陪伴"}
        press(head, "plan", plan.pk, "change", **changed)
        assert press(head, "plan", plan.pk, "list").status_code == 403
        assert "审核通过" not in said(head.get(reverse("desk:plan", args=[plan.pk])))

        assert "审核通过" in said(officer.get(reverse("desk:plan", args=[plan.pk])))
        press(officer, "plan", plan.pk, "list")
        press(officer, "plan", plan.pk, "start")
        plan.refresh_from_db()
        assert (plan.state, plan.way, plan.aims) == (PlanState.RUNNING, "joint", "陪伴")
        press(officer, "plan", plan.pk, "withdraw", note="")
        press(officer, "plan", plan.pk, "dance")
        press(officer, "plan", plan.pk, "finish")
        plan.refresh_from_db()
        assert plan.state == PlanState.FINISHED

    def test_nothing_to_enter_says_what_to_do(self, sign_in: SignIn, place: Place, as_leader: Client) -> None:
        assert "没有可以申报的项目" in said(sign_in(place.admin).get(reverse("desk:plan-new")))
        assert as_leader.get(reverse("desk:plan-new")).status_code == 403

    def test_the_effect_is_written_and_published(self, place: Place, deal: Deal, sign_in: SignIn) -> None:
        deal.accept(1)
        client, typed = sign_in(place.officer), {
            "e-evaluator_kind": "officer", "e-evaluator_name": "", "e-score": "88", "e-indicators": "走访率 二十 95",
            "e-words": "三十位老人每周都有人陪，邻里好了很多。",
        }  # fmt: skip
        page = press(client, "plan", deal.plan.pk, "effect", **typed)
        assert page.status_code == 422 and "走访率 二十 95" in said(page)
        press(client, "plan", deal.plan.pk, "effect", **(typed | {"e-indicators": "走访率 20 95 %"}))
        effect = EffectEvaluation.objects.get()
        assert "没公开" in said(client.get(reverse("desk:plan", args=[deal.plan.pk])))
        assert Client().get(f"/effects/{effect.pk}/").status_code == 404
        press(client, "plan", deal.plan.pk, "publish", effect=effect.pk)
        assert "走访率" in said(Client().get(f"/effects/{effect.pk}/"))
        assert deal.plan.project.name in said(Client().get("/tenders/"))
        accepted = sign_in(account(deal.acceptor))
        assert "写评估" not in said(accepted.get(reverse("desk:plan", args=[deal.plan.pk])))


class TestTender:
    def test_from_notice_to_contract(self, place: Place, sign_in: SignIn) -> None:
        plan = make_plan(body=place.body)
        bidder = registry.make_body(name="暖阳社工服务中心")
        officer, head = sign_in(place.officer), sign_in(account(registry.make_body_admin(bidder)))
        typed = {
            "number": "YSZB-1", "title": "购买助老服务", "words": "每周上门一次。", "budget": "8,000",
            "closes_on": today_plus(20).isoformat(),
        }  # fmt: skip
        page = officer.post(reverse("desk:tender-new", args=[plan.pk]), typed | {"budget": "80000"})
        assert page.status_code == 422 and "不超过项目预算" in said(page)
        officer.post(reverse("desk:tender-new", args=[plan.pk]), typed)
        tender = TenderNotice.objects.get()
        assert head.get(reverse("desk:tender", args=[tender.pk])).status_code == 404
        assert Client().get(f"/tenders/{tender.pk}/").status_code == 404
        press(officer, "tender", tender.pk, "publish")
        assert "购买助老服务" in said(Client().get("/tenders/"))
        assert "组织负责人登录以后可以报价" in said(Client().get(f"/tenders/{tender.pk}/"))

        offer = {"b-body": bidder.pk, "b-amount": "7,500", "b-words": "每周三上门，两人一组。"}
        assert press(head, "tender", tender.pk, "bid", **(offer | {"b-amount": "9000"})).status_code == 422
        press(head, "tender", tender.pk, "bid", **offer)
        press(head, "tender", tender.pk, "withdraw", bid=Bid.objects.get().pk)
        press(head, "tender", tender.pk, "bid", **offer)
        assert "7,500" in said(head.get(reverse("desk:tender", args=[tender.pk])))
        assert "1 家报价" in said(officer.get(reverse("desk:plan", args=[plan.pk])))
        own = said(sign_in(place.admin).get(reverse("desk:plan", args=[plan.pk])))
        assert "购买助老服务" in own and "家报价" not in own  # who may bid does not learn how many did
        page = said(officer.get(reverse("desk:tender", args=[tender.pk])))
        assert "现在有 1 家报价" in page and "7,500" not in page and "每周三" not in page
        award = {"a-bid": Bid.objects.get().pk, "a-reason": "报价合理，去年服务得到好评"}
        early = officer.post(
            reverse("desk:tender", args=[tender.pk]), {"verb": "award", **award}, follow=True
        )
        assert "还没到截止日期" in said(early) and "7,500" not in said(early)
        again = head.post(reverse("desk:tender", args=[tender.pk]), {"verb": "bid", **offer}, follow=True)
        assert "你们已经报过价了" in said(again) and Bid.objects.count() == 1

        with time_machine.travel(NOW + timedelta(days=21), tick=False):
            officer = sign_in(place.officer)  # the other session is long over
            assert "7,500" in said(officer.get(reverse("desk:tender", args=[tender.pk])))
            assert "定标" in said(officer.get(reverse("desk:tender", args=[tender.pk])))
            press(officer, "tender", tender.pk, "award", **award)
            tender.refresh_from_db()
            assert tender.state == TenderState.AWARDED
            assert "暖阳社工服务中心，7,500 元" in said(Client().get(f"/tenders/{tender.pk}/"))
            url = reverse("desk:contract-new", args=[plan.pk]) + f"?bid={Bid.objects.get().pk}"
            made = {
                "number": "HT-1",
                "amount": "7500",
                "starts_on": "2026-04-01",
                "ends_on": "2026-12-31",
                "department": "",
            }
            assert officer.post(url, made | {"amount": "7500.01"}).status_code == 422
            officer.post(url, made)
        assert Contract.objects.get().supplier == bidder

    def test_nobody_fit_is_a_failed_tender(self, place: Place, sign_in: SignIn) -> None:
        tender = published(make_plan(body=place.body))
        with time_machine.travel(NOW + timedelta(days=21), tick=False):
            officer = sign_in(place.officer)
            press(
                officer,
                "tender",
                tender.pk,
                "award",
                **{"a-bid": "none", "a-reason": "没有组织报价，重新来过"},
            )
        tender.refresh_from_db()
        assert tender.state == TenderState.FAILED
        assert "流标" in said(Client().get(f"/tenders/{tender.pk}/"))


class TestContract:
    def test_drafted_with_milestones_and_signed(self, place: Place, sign_in: SignIn) -> None:
        plan, officer = make_plan(body=place.body), sign_in(place.officer)
        typed = {
            "supplier": "没有", "number": "HT-1", "amount": "6000", "starts_on": "2026-01-01", "ends_on": "2026-12-31",
            "department": "", "exemption": BASIS,
        }  # fmt: skip
        page = officer.post(reverse("desk:contract-new", args=[plan.pk]), typed)
        assert page.status_code == 422 and "没有找到这个组织" in said(page)
        typed["supplier"] = place.body.code
        assert (
            officer.post(reverse("desk:contract-new", args=[plan.pk]), typed | {"exemption": ""}).status_code
            == 422
        )
        officer.post(reverse("desk:contract-new", args=[plan.pk]), typed)
        contract = Contract.objects.get()
        page = said(officer.get(reverse("desk:contract", args=[contract.pk])))
        assert "还没有节点" in page and "双方已签" not in page

        part = {"m-name": "第一期", "m-due_on": "2026-06-30", "m-amount": "6000.01"}
        assert "超过了合同金额" in said(press(officer, "contract", contract.pk, "milestone", **part))
        press(officer, "contract", contract.pk, "milestone", **(part | {"m-amount": "6000"}))
        milestone = Milestone.objects.get()
        what = {"d-milestone": milestone.pk, "d-kind": "hours", "d-name": "上门服务", "d-target": "0"}
        assert press(officer, "contract", contract.pk, "deliverable", **what).status_code == 422
        press(officer, "contract", contract.pk, "deliverable", **(what | {"d-target": "100"}))
        assert "双方已签" in said(officer.get(reverse("desk:contract", args=[contract.pk])))
        press(officer, "contract", contract.pk, "sign")
        contract.refresh_from_db()
        assert contract.state == ContractState.RUNNING
        press(officer, "contract", contract.pk, "milestone-off", milestone=milestone.pk)
        assert Milestone.objects.exists()
        press(officer, "contract", contract.pk, "end", note="")
        press(officer, "contract", contract.pk, "end", note="提前做完")
        press(officer, "contract", contract.pk, "close")
        contract.refresh_from_db()
        assert contract.state == ContractState.CLOSED

    def test_a_draft_is_dropped(self, place: Place, sign_in: SignIn) -> None:
        made = make_contract(plan=make_plan(body=place.body), signed=False)
        answer = press(sign_in(place.officer), "contract", made.contract.pk, "drop")
        assert answer["Location"] == reverse("desk:plan", args=[made.plan.pk])
        assert not Contract.objects.exists()

    def test_served_accepted_asked_approved_and_paid(self, place: Place, deal: Deal, sign_in: SignIn) -> None:
        head, key = sign_in(place.admin), deal.contract.pk
        acceptor, approver, payer = (
            sign_in(account(by)) for by in (deal.acceptor, deal.approver, deal.payer)
        )
        assert "还有 5 等验收" in said(acceptor.get(reverse("desk:contract", args=[key])))
        url = deal.deliverables[0].pk
        page = press(acceptor, "deliverable", url, "accept", amount="6", words="")
        assert page.status_code == 422 and "超过了记录里已经交付的数量" in said(page)
        press(acceptor, "deliverable", url, "accept", amount="5", words="看过签到")
        assert Acceptance.objects.get().amount == 5

        typed = {"a-milestone": deal.milestones[0].pk, "a-amount": "4000.01", "a-words": ""}
        assert press(head, "contract", key, "ask", **typed).status_code == 422
        press(head, "contract", key, "ask", **(typed | {"a-amount": "2000"}))
        payment = PaymentRequest.objects.get()
        page = said(acceptor.get(reverse("desk:contract", args=[key])))
        assert "要请另一位工作人员批准" in page and "批准付款" not in page
        press(acceptor, "contract", key, "approve", payment=payment.pk)
        payment.refresh_from_db()
        assert payment.state == PaymentState.ASKED
        assert press(head, "contract", key, "approve", payment=payment.pk).status_code == 403
        press(approver, "contract", key, "approve", payment=payment.pk)
        assert "要请另一位工作人员付款" in said(approver.get(reverse("desk:contract", args=[key])))
        press(approver, "contract", key, "pay", payment=payment.pk, voucher="记-1", paid_on="2026-03-05")
        payment.refresh_from_db()
        assert payment.state == PaymentState.APPROVED
        press(payer, "contract", key, "pay", payment=payment.pk, voucher="记-1", paid_on="2026-03-05")
        payment.refresh_from_db()
        assert payment.state == PaymentState.PAID
        page = said(head.get(reverse("desk:contract", args=[key])))
        assert "凭证 记-1" in page and "2,000 元" in page

    def test_too_much_paid_is_told_and_recovered(self, place: Place, deal: Deal, sign_in: SignIn) -> None:
        _, entry = deal.serve(300)
        deal.accept(10)
        payment = deal.ask(4_000_00)
        paying.approve_payment(by=deal.approver, payment=payment, at=NOW)
        paying.record_payment(by=deal.payer, payment=payment, voucher="记-1", paid_on=today_plus(0), at=NOW)
        ledger.void(entry=entry, reason="没有到场", by_account=None, at=NOW)
        officer, key = sign_in(place.officer), deal.contract.pk

        page = said(officer.get(reverse("desk:contract", args=[key])))
        assert "有多付的款" in page and "要追回 2,000 元" in page and "记录变少了" in page
        press(officer, "contract", key, "recover", payment=payment.pk, amount="两千", voucher="收-1")
        press(officer, "contract", key, "recover", payment=payment.pk, amount="2,000", voucher="收-1")
        page = said(officer.get(reverse("desk:contract", args=[key])))
        assert "有多付的款" not in page and "已追回 2,000 元" in page

    def test_refused_withdrawn_and_a_payment_of_another_contract(
        self, place: Place, deal: Deal, sign_in: SignIn
    ) -> None:
        payment, officer = deal.ask(100), sign_in(place.officer)
        other = make_contract(plan=make_plan(body=place.body))
        assert press(officer, "contract", other.contract.pk, "approve", payment=payment.pk).status_code == 404
        assert press(officer, "contract", other.contract.pk, "approve", payment="x").status_code == 404
        press(officer, "contract", deal.contract.pk, "refuse", payment=payment.pk, note="金额不符")
        payment.refresh_from_db()
        assert payment.state == PaymentState.REFUSED
        again = deal.ask(100)
        press(sign_in(place.admin), "contract", deal.contract.pk, "withdraw", payment=again.pk)
        again.refresh_from_db()
        assert again.state == PaymentState.WITHDRAWN

    @pytest.mark.parametrize("count", [1, 3])
    def test_a_contract_costs_the_same_whatever_is_in_it(
        self, place: Place, as_officer: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        made = make_contract(
            plan=make_plan(body=place.body),
            milestones=tuple((1_000_00, ((DeliverableKind.HOURS, 3),)) for _ in range(count)),
        )
        for number in range(count):
            made.ask(100, milestone=number)
        with django_assert_num_queries(CONTRACT_QUERIES):
            as_officer.get(reverse("desk:contract", args=[made.contract.pk]))


class TestDeliverable:
    def test_activities_are_tied_and_untied_by_the_supplier(
        self, place: Place, deal: Deal, as_leader: Client, as_officer: Client
    ) -> None:
        key = deal.deliverables[1].pk
        activity, _ = deal.served(120)
        assert str(activity.pk) in said(as_leader.get(reverse("desk:deliverable", args=[key])))
        assert press(as_officer, "deliverable", key, "link", row=activity.pk).status_code == 403
        press(as_leader, "deliverable", key, "link", row=activity.pk)
        link = DeliverableActivity.objects.get(deliverable=key)
        page = said(as_officer.get(reverse("desk:deliverable", args=[key])))
        assert activity.title in page and "2 小时" in page
        press(as_leader, "deliverable", key, "link", row=activity.pk)
        assert DeliverableActivity.objects.filter(activity=activity).count() == 1
        press(as_leader, "deliverable", key, "unlink", row=link.pk)
        assert not DeliverableActivity.objects.filter(deliverable=key).exists()
        assert press(as_leader, "deliverable", key, "link", row="x").status_code == 404

    def test_papers_are_handed_in_read_and_taken_down(
        self, place: Place, as_leader: Client, as_officer: Client, as_far_officer: Client
    ) -> None:
        made = make_contract(
            plan=make_plan(body=place.body), milestones=((1_000_00, ((DeliverableKind.DOCUMENT, 1),)),)
        )
        key = made.deliverables[0].pk
        press(as_leader, "deliverable", key, "paper")
        assert not ContractPaper.objects.exists()
        press(as_leader, "deliverable", key, "paper", paper=SimpleUploadedFile("报告.pdf", PDF))
        paper = ContractPaper.objects.get()
        url = reverse("desk:contract-paper", args=[key, paper.pk])
        answer = as_officer.get(url)
        assert answer.content == PDF and "attachment" in answer["Content-Disposition"]
        assert as_far_officer.get(url).status_code == 404
        press(as_leader, "deliverable", key, "paper-off", row=paper.pk)
        assert not ContractPaper.objects.exists()

    def test_an_acceptance_is_taken_back(self, place: Place, deal: Deal, as_officer: Client) -> None:
        made = deal.accept(2)
        key = deal.deliverables[0].pk
        press(as_officer, "deliverable", key, "take-back", row=made.pk, why="")
        press(as_officer, "deliverable", key, "take-back", row=made.pk, why="看错了")
        made.refresh_from_db()
        assert made.taken_back_why == "看错了"
        assert "收回：看错了" in said(as_officer.get(reverse("desk:deliverable", args=[key])))


def test_what_lies_elsewhere_is_not_found(
    place: Place, deal: Deal, as_far_officer: Client, sign_in: SignIn
) -> None:
    before = list(Deliverable.objects.values())
    for client in (as_far_officer, sign_in(place.stranger)):
        for name, key in (
            ("plan", deal.plan.pk),
            ("contract", deal.contract.pk),
            ("deliverable", deal.deliverables[0].pk),
        ):
            assert client.get(reverse(f"desk:{name}", args=[key])).status_code == 404
            assert press(client, name, key, "accept").status_code == 404
        for name in ("tender-new", "contract-new"):
            assert client.get(reverse(f"desk:{name}", args=[deal.plan.pk])).status_code == 404
    assert list(Deliverable.objects.values()) == before
    assert refreshed(deal).contract.state == ContractState.RUNNING


LIST_QUERIES = 5
CONTRACT_QUERIES = 10
