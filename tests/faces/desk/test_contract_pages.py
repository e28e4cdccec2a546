"""The library, tenders and contracts at the desk by role: what each is shown, and what a press is refused with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from redvest.core.identifiers import uuid7
from redvest.oversight.actions import payment as paying
from redvest.oversight.actions import tender as tendering
from redvest.oversight.choices import ContractState, DeliverableKind, PaymentState, PlanState, WayOfRunning
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
from redvest.oversight.rules.terms import TenderForm
from redvest.registry.choices import BodyState, Role
from redvest.registry.models import Account
from redvest.registry.policy import Standing
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry, service
from tests.factories.contract import BASIS, PDF, Deal, make_contract, make_plan, today_plus
from tests.factories.registry import NOW
from tests.oversight.actions.test_tender import AFTER, bid, published

pytestmark = pytest.mark.django_db

KINDS = (
    ProjectPlan, Partner, TenderNotice, Bid, Contract, Milestone, Deliverable, DeliverableActivity, ContractPaper,
    Acceptance, PaymentRequest, EffectEvaluation,
)  # fmt: skip
ODD = "没看懂要做哪一步"


def everything() -> list[list[dict[str, Any]]]:
    return [list(kind.objects.order_by("pk").values()) for kind in KINDS]  # type: ignore[attr-defined]


def account(by: Standing) -> Account:
    return Account.objects.get(pk=by.account_id)


def press(client: Client, name: str, key: object, verb: str, **typed: Any) -> Any:
    return client.post(reverse(f"desk:{name}", args=[key]), {"verb": verb, **typed})


def page_of(client: Client, name: str, key: object) -> str:
    return said(client.get(reverse(f"desk:{name}", args=[key])))


def told(client: Client, name: str, key: object, verb: str, **typed: Any) -> str:
    """What the page says after a press that leads back to it."""
    answer = client.post(reverse(f"desk:{name}", args=[key]), {"verb": verb, **typed}, follow=True)
    assert answer.status_code == 200
    return said(answer)


@pytest.fixture
def deal(place: Place) -> Deal:
    """Five hours of ten are served for a contract of the place's body."""
    made = make_contract(plan=make_plan(body=place.body))
    made.serve(300)
    return made


@pytest.fixture
def inspector(place: Place, sign_in: SignIn) -> Client:
    person = registry.make_account(name="孙督导")
    registry.make_grant(account=person, role=Role.INSPECTOR, region=place.tree.yushui)
    return sign_in(person)


class TestLibraryByRole:
    def test_each_sees_their_own_and_a_member_no_desk(
        self, place: Place, sign_in: SignIn, inspector: Client, as_far_officer: Client
    ) -> None:
        make_plan(body=place.body, name="陪伴独居老人")
        for client in (sign_in(place.admin), sign_in(place.leader), sign_in(place.centre), inspector):
            assert "陪伴独居老人" in said(client.get(reverse("desk:library")))
        for client in (as_far_officer, sign_in(place.stranger)):
            assert "陪伴独居老人" not in said(client.get(reverse("desk:library")))
        assert "陪伴独居老人" not in said(sign_in(place.member).get(reverse("desk:library")))
        assert Client().get(reverse("desk:library")).status_code == 302

    def test_filters_work_together_and_keep_what_was_asked(self, place: Place, as_officer: Client) -> None:
        make_plan(body=place.body, name="陪伴独居老人")
        make_plan(body=place.body, name="陪伴孩子", way=WayOfRunning.JOINT, listed=False)
        page = said(as_officer.get(reverse("desk:library"), {"q": "陪伴", "way": "joint", "state": "draft"}))
        assert "陪伴孩子" in page and "陪伴独居老人" not in page
        assert 'value="陪伴"' in page
        assert '<option value="joint" selected>' in page and '<option value="draft" selected>' in page
        page = said(as_officer.get(reverse("desk:library"), {"way": "nonsense", "state": "nonsense"}))
        assert "陪伴孩子" in page and "陪伴独居老人" in page

    def test_a_place_in_the_address_narrows(self, place: Place, sign_in: SignIn) -> None:
        make_plan(body=place.body, name="渝水的")
        make_plan(body=registry.make_body(region=place.tree.fenyi), name="分宜的", listed=False)
        page = said(sign_in(place.centre).get(reverse("desk:library"), {"place": place.tree.fenyi.path}))
        assert "分宜的" in page and "渝水的" not in page


class TestPlanByRole:
    def test_buttons_are_for_those_who_may(
        self, place: Place, sign_in: SignIn, inspector: Client, as_officer: Client, as_leader: Client
    ) -> None:
        plan = make_plan(body=place.body, listed=False)
        head = page_of(sign_in(place.admin), "plan", plan.pk)
        assert "加合作方" in head and "改申报内容" in head and "审核通过" not in head
        assert "审核通过" in page_of(as_officer, "plan", plan.pk)
        for client in (inspector, as_leader):
            page = page_of(client, "plan", plan.pk)
            assert "加合作方" not in page and "审核通过" not in page and "等区域工作人员审核入库" in page

    def test_a_listed_one_is_contracted_by_the_office_alone(
        self, place: Place, sign_in: SignIn, inspector: Client, as_officer: Client
    ) -> None:
        plan = make_plan(body=place.body)
        page = page_of(as_officer, "plan", plan.pk)
        assert "起草合同" in page and "拟招标公告" in page and "开始实施" in page
        for client in (inspector, sign_in(place.admin)):
            page = page_of(client, "plan", plan.pk)
            assert "起草合同" not in page and "拟招标公告" not in page and "开始实施" not in page

    @pytest.mark.parametrize("verb", ["list", "start", "finish", "withdraw", "change", "partner", "effect"])
    def test_readers_press_nothing(
        self, place: Place, inspector: Client, as_leader: Client, verb: str
    ) -> None:
        plan = make_plan(body=place.body)
        typed = {
            "note": "不做了", "c-way": "joint", "c-budget": "", "c-money_from": "", "c-aims": "x", "p-role": "place",
            "p-words": "一间活动室", "p-name": "暖心公司", "p-body_code": place.body.code, "p-credit_code": "",
            "e-evaluator_kind": "officer", "e-evaluator_name": "", "e-score": "88", "e-indicators": "走访率 20 95",
            "e-words": "三十位老人每周都有人陪，好。",
        }  # fmt: skip
        before = everything()
        for client in (inspector, as_leader):
            assert press(client, "plan", plan.pk, verb, **typed).status_code == 403
        assert everything() == before

    def test_an_odd_press_and_an_early_one_are_told_and_change_nothing(
        self, place: Place, as_officer: Client
    ) -> None:
        plan = make_plan(body=place.body)
        before = everything()
        assert ODD in told(as_officer, "plan", plan.pk, "dance")
        assert "项目现在的状态不能做这一步" in told(as_officer, "plan", plan.pk, "finish")
        assert "项目现在的状态不能做这一步" in told(as_officer, "plan", plan.pk, "list")
        assert everything() == before

    def test_an_open_contract_keeps_a_project_from_finishing_and_from_going(
        self, deal: Deal, as_officer: Client
    ) -> None:
        before = everything()
        for verb in ("finish", "withdraw"):
            assert "还有没结清的合同" in told(as_officer, "plan", deal.plan.pk, verb, note="不做了")
        assert everything() == before

    def test_withdrawn_with_a_reason_that_stands_on_the_page(self, place: Place, sign_in: SignIn) -> None:
        plan = make_plan(body=place.body, listed=False)
        head = sign_in(place.admin)
        press(head, "plan", plan.pk, "withdraw", note="钱没有到位")
        plan.refresh_from_db()
        assert plan.state == PlanState.WITHDRAWN
        assert "撤回原因" in page_of(head, "plan", plan.pk) and "钱没有到位" in page_of(head, "plan", plan.pk)

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({"e-score": "101"}, "100"),
            ({"e-words": "好"}, "评语至少写十个字"),
            ({"e-indicators": "走访率 20"}, "每行写名称、之前的数、之后的数"),
            ({"e-evaluator_kind": "third-party"}, "请写评估机构的名称"),
            ({"e-indicators": "\n".join(f"项{n} 1 2" for n in range(13))}, "写 1 到 12 个指标"),
        ],
    )
    def test_what_an_evaluation_lacks_is_said_beside_it(
        self, deal: Deal, as_officer: Client, typed: dict[str, str], sentence: str
    ) -> None:
        whole = {
            "e-evaluator_kind": "officer", "e-evaluator_name": "", "e-score": "88", "e-indicators": "走访率 20 95",
            "e-words": "三十位老人每周都有人陪，好。",
        }  # fmt: skip
        answer = press(as_officer, "plan", deal.plan.pk, "effect", **(whole | typed))
        assert answer.status_code == 422 and sentence in said(answer)
        assert not EffectEvaluation.objects.exists()

    def test_an_evaluation_of_another_project_is_not_published_here(
        self, place: Place, deal: Deal, as_officer: Client
    ) -> None:
        typed = {
            "e-evaluator_kind": "officer", "e-evaluator_name": "", "e-score": "88", "e-indicators": "走访率 20 95",
            "e-words": "三十位老人每周都有人陪，好。",
        }  # fmt: skip
        press(as_officer, "plan", deal.plan.pk, "effect", **typed)
        made, other = EffectEvaluation.objects.get(), make_plan(body=place.body)
        for key, shown in ((other.pk, made.pk), (deal.plan.pk, "x"), (deal.plan.pk, uuid7())):
            assert press(as_officer, "plan", key, "publish", effect=shown).status_code == 404
        assert EffectEvaluation.objects.get().published_at is None
        press(as_officer, "plan", deal.plan.pk, "publish", effect=made.pk)
        assert "这份评估已经公开了" in told(as_officer, "plan", deal.plan.pk, "publish", effect=made.pk)

    @pytest.mark.parametrize("count", [1, 3])
    def test_a_project_costs_the_same_whatever_hangs_on_it(
        self, place: Place, as_officer: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        plan = make_plan(body=place.body)
        officer = registry.make_officer()
        for number in range(count):
            make_contract(plan=plan, amount_fen=100, milestones=(), signed=False)
            form = TenderForm(f"N-{number}", "购买服务", "每周上门。", 100, today_plus(20))
            tendering.draft_tender(by=officer, plan=plan, form=form, at=NOW)
        with django_assert_num_queries(PLAN_QUERIES):
            page = page_of(as_officer, "plan", plan.pk)
        assert page.count("购买服务") == count


class TestTenderByRole:
    def test_a_draft_is_the_offices_alone(
        self, place: Place, sign_in: SignIn, as_officer: Client, as_far_officer: Client
    ) -> None:
        plan = make_plan(body=place.body)
        form = TenderForm("N-1", "购买服务", "每周上门。", 100, today_plus(20))
        draft = tendering.draft_tender(by=registry.make_officer(), plan=plan, form=form, at=NOW)
        assert "发布公告" in page_of(as_officer, "tender", draft.pk)
        assert "购买服务" not in page_of(sign_in(place.admin), "plan", plan.pk)
        before = everything()
        for client in (sign_in(place.admin), sign_in(place.leader), as_far_officer):
            assert client.get(reverse("desk:tender", args=[draft.pk])).status_code == 404
            assert press(client, "tender", draft.pk, "publish").status_code == 404
        assert everything() == before

    def test_the_office_alone_writes_notices(self, place: Place, sign_in: SignIn, inspector: Client) -> None:
        plan = make_plan(body=place.body)
        typed = {
            "number": "N-1", "title": "购买服务", "words": "每周上门。", "budget": "100",
            "closes_on": today_plus(20).isoformat(),
        }  # fmt: skip
        for client in (sign_in(place.admin), sign_in(place.leader), inspector):
            assert client.get(reverse("desk:tender-new", args=[plan.pk])).status_code == 403
            assert client.post(reverse("desk:tender-new", args=[plan.pk]), typed).status_code == 403
        assert not TenderNotice.objects.exists()

    def test_a_short_time_and_a_taken_number_are_said(self, place: Place, as_officer: Client) -> None:
        plan = make_plan(body=place.body)
        url = reverse("desk:tender-new", args=[plan.pk])
        typed = {
            "number": "N-1", "title": "购买服务", "words": "每周上门。", "budget": "100",
            "closes_on": today_plus(19).isoformat(),
        }  # fmt: skip
        as_officer.post(url, typed)
        draft = TenderNotice.objects.get()
        assert "至少 20 天" in told(as_officer, "tender", draft.pk, "publish")
        draft.refresh_from_db()
        assert draft.state == "draft"
        answer = as_officer.post(url, typed)
        assert answer.status_code == 422 and "这个公告编号已经用过了" in said(answer)
        assert TenderNotice.objects.count() == 1

    def test_no_notice_for_what_is_no_purchase(self, place: Place, as_officer: Client) -> None:
        plan = make_plan(body=place.body, way=WayOfRunning.JOINT)
        assert "招标公告" not in page_of(as_officer, "plan", plan.pk)
        typed = {
            "number": "N-1", "title": "购买服务", "words": "每周上门。", "budget": "100",
            "closes_on": today_plus(20).isoformat(),
        }  # fmt: skip
        answer = as_officer.post(reverse("desk:tender-new", args=[plan.pk]), typed)
        assert answer.status_code == 422 and "只有“政府购买”的项目才发招标公告" in said(answer)
        assert not TenderNotice.objects.exists()

    def test_another_heads_offer_is_neither_read_nor_withdrawn(self, place: Place, sign_in: SignIn) -> None:
        tender = published(make_plan(body=place.body))
        theirs = bid(tender, registry.make_body(name="暖阳社工服务中心"), fen=7_123_00)
        head = sign_in(place.stranger)
        page = page_of(head, "tender", tender.pk)
        assert "暖阳社工" not in page and "7,123" not in page and "现在有" not in page
        before = everything()
        for key in (theirs.pk, "x"):
            assert press(head, "tender", tender.pk, "withdraw", bid=key).status_code == 403
        assert press(head, "tender", tender.pk, "withdraw", bid=uuid7()).status_code == 404
        assert everything() == before

    def test_an_offer_for_a_body_of_others_is_no_choice(self, place: Place, sign_in: SignIn) -> None:
        tender = published(make_plan(body=place.body))
        answer = press(
            sign_in(place.stranger), "tender", tender.pk, "bid",
            **{"b-body": place.body.pk, "b-amount": "7000", "b-words": "每周三上门。"},
        )  # fmt: skip
        assert answer.status_code == 422 and not Bid.objects.exists()

    def test_a_suspended_body_offers_nothing(self, place: Place, sign_in: SignIn) -> None:
        tender = published(make_plan(body=place.body))
        place.body.state = BodyState.SUSPENDED
        place.body.save(update_fields=["state"])
        head = sign_in(place.admin)
        assert 'value="bid"' not in page_of(head, "tender", tender.pk)
        typed = {"b-body": place.body.pk, "b-amount": "7000", "b-words": "每周三上门。"}
        assert press(head, "tender", tender.pk, "bid", **typed).status_code in (403, 422)
        assert not Bid.objects.exists()

    def test_inspectors_read_the_opened_offers_and_decide_nothing(
        self, place: Place, sign_in: SignIn
    ) -> None:
        tender = published(make_plan(body=place.body))
        offered = bid(tender, fen=7_123_00)
        person = registry.make_account(name="孙督导")
        registry.make_grant(account=person, role=Role.INSPECTOR, region=place.tree.yushui)
        assert "7,123" not in page_of(sign_in(person), "tender", tender.pk)
        with time_machine.travel(AFTER, tick=False):
            client = sign_in(person)
            page = page_of(client, "tender", tender.pk)
            assert "7,123" in page and 'value="award"' not in page
            before = everything()
            typed = {"a-bid": offered.pk, "a-reason": "报价合理，去年服务得到好评"}
            assert press(client, "tender", tender.pk, "award", **typed).status_code == 403
            assert press(client, "tender", tender.pk, "publish").status_code == 403
        assert everything() == before

    def test_after_the_closing_day_nobody_offers_or_withdraws(self, place: Place, sign_in: SignIn) -> None:
        tender = published(make_plan(body=registry.make_body()))
        offered = bid(tender, place.body)
        with time_machine.travel(AFTER, tick=False):
            head = sign_in(place.admin)
            page = page_of(head, "tender", tender.pk)
            assert "已截止，等定标" in page and "撤回报价" not in page and 'value="bid"' not in page
            before = everything()
            assert "报价已经截止了" in told(head, "tender", tender.pk, "withdraw", bid=offered.pk)
            assert everything() == before

    def test_a_short_reason_is_said_and_nothing_is_awarded(self, place: Place, sign_in: SignIn) -> None:
        tender = published(make_plan(body=place.body))
        offered = bid(tender)
        with time_machine.travel(AFTER, tick=False):
            officer, before = sign_in(place.officer), everything()
            answer = press(officer, "tender", tender.pk, "award", **{"a-bid": offered.pk, "a-reason": "便宜"})
            assert answer.status_code == 422 and "至少十个字" in said(answer)
            assert ODD in told(officer, "tender", tender.pk, "dance")
        assert everything() == before

    @pytest.mark.parametrize("count", [1, 3])
    def test_a_notice_costs_the_same_however_many_offer(
        self, place: Place, sign_in: SignIn, count: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        tender = published(make_plan(body=place.body))
        for number in range(count):
            bid(tender, registry.make_body(name=f"第{number}队"))
        with time_machine.travel(AFTER, tick=False):
            officer = sign_in(place.officer)
            with django_assert_num_queries(TENDER_QUERIES):
                assert page_of(officer, "tender", tender.pk).count("每周三上门") == count


class TestNewContract:
    TYPED = {
        "number": "HT-1", "amount": "6000", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "department": "",
        "exemption": BASIS,
    }  # fmt: skip

    def test_the_office_alone_drafts(self, place: Place, sign_in: SignIn, inspector: Client) -> None:
        plan = make_plan(body=place.body)
        url = reverse("desk:contract-new", args=[plan.pk])
        for client in (sign_in(place.admin), sign_in(place.leader), inspector):
            assert client.get(url).status_code == 403
            assert client.post(url, self.TYPED | {"supplier": place.body.code}).status_code == 403
        assert not Contract.objects.exists()

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({"amount": "10000.01"}, "不超过预算和中标价"),
            ({"amount": "0"}, "合同金额要大于零"),
            ({"amount": "六千"}, "金额"),
            ({"amount": "1.2万"}, "不要写“万”"),
            ({"ends_on": "2025-12-31"}, "截止日期不能早于起始日期"),
            ({"exemption": "太小"}, "不招标的依据写 10 到 300 个字"),
            ({"exemption": ""}, "政府购买要先招标定标"),
            ({"supplier": "没有"}, "没有找到这个组织"),
            ({"supplier": ""}, "请填写承接组织的代码"),
            ({"starts_on": "二月三十"}, "日期"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
        self, place: Place, as_officer: Client, typed: dict[str, str], sentence: str
    ) -> None:
        plan = make_plan(body=place.body)
        sent = self.TYPED | {"supplier": place.body.code} | typed
        answer = as_officer.post(reverse("desk:contract-new", args=[plan.pk]), sent)
        assert answer.status_code == 422 and sentence in said(answer) and 'value="HT-1"' in said(answer)
        assert not Contract.objects.exists()

    def test_a_number_is_used_once(self, place: Place, as_officer: Client) -> None:
        plan = make_plan(body=place.body)
        url, sent = reverse("desk:contract-new", args=[plan.pk]), self.TYPED | {"supplier": place.body.code}
        as_officer.post(url, sent | {"amount": "10"})
        answer = as_officer.post(url, sent | {"amount": "20"})
        assert answer.status_code == 422 and "这个合同编号已经用过了" in said(answer)
        assert Contract.objects.get().amount_fen == 10_00

    def test_a_suspended_supplier_is_refused_and_a_draft_plan_too(
        self, place: Place, as_officer: Client
    ) -> None:
        gone = registry.make_body(state=BodyState.SUSPENDED)
        plan, draft = make_plan(body=place.body), make_plan(body=place.body, listed=False)
        answer = as_officer.post(
            reverse("desk:contract-new", args=[plan.pk]), self.TYPED | {"supplier": gone.code}
        )
        assert answer.status_code == 422 and "请选择本市已经通过审核的组织" in said(answer)
        answer = as_officer.post(
            reverse("desk:contract-new", args=[draft.pk]), self.TYPED | {"supplier": place.body.code}
        )
        assert answer.status_code == 422 and "合同现在的状态不能做这一步" in said(answer)
        assert not Contract.objects.exists()

    def test_other_ways_ask_for_no_basis(self, place: Place, as_officer: Client) -> None:
        plan = make_plan(body=place.body, way=WayOfRunning.JOINT)
        url = reverse("desk:contract-new", args=[plan.pk])
        assert "不经招标的依据" not in said(as_officer.get(url))
        as_officer.post(url, self.TYPED | {"supplier": place.body.code})
        assert Contract.objects.get().exemption == ""


class TestContractByRole:
    def test_everyone_with_a_part_reads_and_only_their_steps_stand_there(
        self,
        place: Place,
        deal: Deal,
        sign_in: SignIn,
        inspector: Client,
        as_officer: Client,
        as_leader: Client,
    ) -> None:
        key = deal.contract.pk
        head, office = page_of(sign_in(place.admin), "contract", key), page_of(as_officer, "contract", key)
        assert 'value="ask"' in head and 'value="close"' not in head and "等验收" not in head
        assert 'value="ask"' not in office and 'value="close"' in office and 'value="end"' in office
        for client in (inspector, as_leader):
            page = page_of(client, "contract", key)
            assert "6,000 元" in page and "<button" not in page[page.index("<h1") :].split("</main>")[0]

    @pytest.mark.parametrize("verb", ["sign", "drop", "close", "end", "ask", "milestone"])
    def test_readers_press_nothing(self, deal: Deal, inspector: Client, as_leader: Client, verb: str) -> None:
        typed = {
            "note": "提前做完", "a-milestone": deal.milestones[0].pk, "a-amount": "10", "a-words": "",
            "m-name": "三", "m-due_on": "2026-06-30", "m-amount": "1",
        }  # fmt: skip
        before = everything()
        for client in (inspector, as_leader):
            assert press(client, "contract", deal.contract.pk, verb, **typed).status_code == 403
        assert everything() == before

    @pytest.mark.parametrize("verb", ["approve", "refuse", "pay", "withdraw", "recover"])
    def test_readers_move_no_payment(
        self, deal: Deal, inspector: Client, as_leader: Client, verb: str
    ) -> None:
        payment = deal.ask(100)
        typed = {"payment": payment.pk, "note": "不对", "voucher": "记-1", "amount": "1", "paid_on": ""}
        before = everything()
        for client in (inspector, as_leader):
            assert press(client, "contract", deal.contract.pk, verb, **typed).status_code == 403
        assert everything() == before

    def test_the_supplier_decides_none_of_its_payments(
        self, place: Place, deal: Deal, sign_in: SignIn
    ) -> None:
        payment, head = deal.ask(100), sign_in(place.admin)
        before = everything()
        for verb in ("approve", "refuse", "pay", "recover"):
            typed = {"payment": payment.pk, "note": "不对", "voucher": "记-1", "amount": "1", "paid_on": ""}
            assert press(head, "contract", deal.contract.pk, verb, **typed).status_code == 403
        assert everything() == before

    def test_refusals_are_sentences_and_change_nothing(self, deal: Deal, as_officer: Client) -> None:
        payment, key = deal.ask(100), deal.contract.pk
        before = everything()
        sent: tuple[tuple[str, dict[str, Any], str], ...] = (
            ("approve", {}, "验收过的记录撑不起这笔钱"),
            ("refuse", {"note": ""}, "请写清楚原因"),
            ("pay", {"voucher": ""}, "请填写付款凭证号"),
            ("pay", {"voucher": "记-1"}, "这份付款申请已经办过这一步了"),
            ("recover", {"voucher": "收-1", "amount": "1"}, "追回的金额要大于零"),
            ("recover", {"voucher": "收-1", "amount": "一块"}, "金额"),
            ("recover", {"voucher": "", "amount": "1"}, "请填写付款凭证号"),
            ("sign", {}, "合同现在的状态不能做这一步"),
            ("drop", {}, "合同现在的状态不能做这一步"),
            ("end", {"note": ""}, "请写明为什么终止"),
            ("close", {}, "还有没处理完的付款"),
            ("dance", {}, ODD),
        )
        for verb, typed, sentence in sent:
            assert sentence in told(as_officer, "contract", key, verb, payment=payment.pk, **typed), verb
        assert everything() == before

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({"a-amount": "4000.01"}, "撑不起这笔钱"),
            ({"a-amount": "0"}, "撑不起这笔钱"),
            ({"a-amount": "-5"}, "金额不能是负数"),
            ({"a-amount": ""}, "请填写金额"),
            ({"a-amount": "1.234"}, "金额最多写到分"),
        ],
    )
    def test_asking_wrongly_is_said_beside_the_amount(
        self, place: Place, deal: Deal, sign_in: SignIn, typed: dict[str, str], sentence: str
    ) -> None:
        whole = {"a-milestone": deal.milestones[0].pk, "a-amount": "10", "a-words": ""}
        answer = press(sign_in(place.admin), "contract", deal.contract.pk, "ask", **(whole | typed))
        assert answer.status_code == 422 and sentence in said(answer)
        assert not PaymentRequest.objects.exists()

    def test_one_request_waits_at_a_time_and_milestones_of_others_are_unknown(
        self, place: Place, deal: Deal, sign_in: SignIn
    ) -> None:
        head, other = sign_in(place.admin), make_contract(plan=make_plan(body=place.body))
        whole = {"a-milestone": deal.milestones[0].pk, "a-amount": "10", "a-words": "第一笔"}
        press(head, "contract", deal.contract.pk, "ask", **whole)
        answer = press(head, "contract", deal.contract.pk, "ask", **whole)
        assert answer.status_code == 422 and "已经有一份等审批的付款申请" in said(answer)
        for key in (other.milestones[0].pk, "x", uuid7()):
            sent = whole | {"a-milestone": key}
            assert press(head, "contract", deal.contract.pk, "ask", **sent).status_code == 404
        assert PaymentRequest.objects.get().words == "第一笔"

    def test_paid_on_the_day_that_was_typed(self, place: Place, deal: Deal, sign_in: SignIn) -> None:
        deal.accept(5)
        payment = deal.ask(100_00)
        paying.approve_payment(by=deal.approver, payment=payment, at=NOW)
        key, typed = deal.contract.pk, {"payment": payment.pk, "voucher": "记-1"}
        with time_machine.travel(NOW + timedelta(days=4), tick=False):
            payer = sign_in(account(deal.payer))
            press(payer, "contract", key, "pay", **typed, paid_on="2026-03-06")
        payment.refresh_from_db()
        assert (payment.state, payment.paid_on) == (PaymentState.PAID, date(2026, 3, 6))
        assert payment.paid_by_id == deal.payer.account_id

    @pytest.mark.parametrize("day", ["2026-03-04", "2026-03-06", "2099-03-02", "三月二日", "2026-02-30"])
    def test_a_day_before_the_contract_one_to_come_and_no_day_at_all_are_refused(
        self, deal: Deal, sign_in: SignIn, day: str
    ) -> None:
        deal.accept(5)
        payment = deal.ask(100_00)
        paying.approve_payment(by=deal.approver, payment=payment, at=NOW)
        payer, before = sign_in(account(deal.payer)), everything()
        page = told(
            payer, "contract", deal.contract.pk, "pay", payment=payment.pk, voucher="记-1", paid_on=day
        )
        assert "付款日期不对" in page
        assert everything() == before
        payment.refresh_from_db()
        assert (payment.state, payment.paid_on) == (PaymentState.APPROVED, None)

    def test_a_milestone_with_records_stays_once_signed(self, deal: Deal, as_officer: Client) -> None:
        deal.accept(1)
        key, before = deal.contract.pk, everything()
        page = told(as_officer, "contract", key, "milestone-off", milestone=deal.milestones[0].pk)
        assert "合同现在的状态不能做这一步" in page
        assert everything() == before

    def test_terms_stand_once_signed(self, deal: Deal, as_officer: Client) -> None:
        key, before = deal.contract.pk, everything()
        page = page_of(as_officer, "contract", key)
        assert "加节点" not in page and "加交付物" not in page and "删掉草稿" not in page
        part = {"m-name": "加一期", "m-due_on": "2026-06-30", "m-amount": "1"}
        moved = "合同现在的状态不能做这一步"
        assert moved in told(as_officer, "contract", key, "milestone", **part)
        what = {"d-milestone": deal.milestones[0].pk, "d-kind": "hours", "d-name": "再来", "d-target": "1"}
        assert moved in told(as_officer, "contract", key, "deliverable", **what)
        assert moved in told(as_officer, "contract", key, "milestone-off", milestone=deal.milestones[1].pk)
        assert everything() == before

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({"m-due_on": "2027-01-01"}, "完成期限要在合同期里"),
            ({"m-amount": "0"}, "节点金额要大于零"),
            ({"m-name": "第 1 期"}, "已经有同名的节点或交付物"),
            ({"m-amount": "1"}, "超过了合同金额"),
        ],
    )
    def test_a_milestone_says_what_is_wrong(
        self, place: Place, as_officer: Client, typed: dict[str, str], sentence: str
    ) -> None:
        made = make_contract(plan=make_plan(body=place.body), signed=False)
        if "m-name" in typed:
            Milestone.objects.filter(name="第 2 期").update(amount_fen=100_00)
        before = everything()
        part = {"m-name": "第三期", "m-due_on": "2026-06-30", "m-amount": "1"} | typed
        answer = press(as_officer, "contract", made.contract.pk, "milestone", **part)
        assert answer.status_code == 422 and sentence in said(answer)
        assert everything() == before

    def test_ended_early_pays_what_was_accepted_and_takes_no_more(
        self, place: Place, deal: Deal, sign_in: SignIn, as_officer: Client
    ) -> None:
        deal.accept(2)
        press(as_officer, "contract", deal.contract.pk, "end", note="提前做完")
        page = page_of(as_officer, "contract", deal.contract.pk)
        assert "已终止" in page and "提前做完" in page and 'value="end"' not in page and "等验收" not in page
        page = told(as_officer, "deliverable", deal.deliverables[0].pk, "accept", amount="1", words="")
        assert "合同现在的状态不能做这一步" in page and Acceptance.objects.count() == 1
        whole = {"a-milestone": deal.milestones[0].pk, "a-amount": "800", "a-words": ""}
        press(sign_in(place.admin), "contract", deal.contract.pk, "ask", **whole)
        assert PaymentRequest.objects.get().amount_fen == 800_00

    def test_a_settled_one_offers_no_step_to_anybody(
        self, place: Place, deal: Deal, sign_in: SignIn, as_officer: Client
    ) -> None:
        press(as_officer, "contract", deal.contract.pk, "close")
        assert Contract.objects.get().state == ContractState.CLOSED
        for client in (as_officer, sign_in(place.admin)):
            page = page_of(client, "contract", deal.contract.pk)
            assert "已结清" in page and 'value="ask"' not in page and 'value="close"' not in page
        whole = {"a-milestone": deal.milestones[0].pk, "a-amount": "8", "a-words": ""}
        page = told(sign_in(place.admin), "contract", deal.contract.pk, "ask", **whole)
        assert "合同现在的状态不能做这一步" in page
        assert not PaymentRequest.objects.exists()


class TestDeliverableByRole:
    def test_readers_press_nothing(self, deal: Deal, inspector: Client, place: Place) -> None:
        made = deal.accept(1)
        activity, _ = deal.served(60)
        key, before = deal.deliverables[0].pk, everything()
        link = DeliverableActivity.objects.get()
        for verb, row in (("link", activity.pk), ("unlink", link.pk), ("take-back", made.pk), ("accept", "")):
            answer = press(inspector, "deliverable", key, verb, row=row, why="看错了", amount="1", words="")
            assert answer.status_code == 403, verb
        assert everything() == before

    def test_the_supplier_accepts_nothing_of_its_own(
        self, place: Place, deal: Deal, sign_in: SignIn, as_leader: Client
    ) -> None:
        before = everything()
        for client in (sign_in(place.admin), as_leader):
            assert 'value="accept"' not in page_of(client, "deliverable", deal.deliverables[0].pk)
            answer = press(client, "deliverable", deal.deliverables[0].pk, "accept", amount="1", words="")
            assert answer.status_code == 403
        assert everything() == before

    @pytest.mark.parametrize("amount", ["0", "-1", "", "1.5", "许多", "6"])
    def test_an_amount_that_cannot_be_is_refused(self, deal: Deal, as_officer: Client, amount: str) -> None:
        answer = press(as_officer, "deliverable", deal.deliverables[0].pk, "accept", amount=amount, words="")
        assert answer.status_code == 422 and not Acceptance.objects.exists()

    def test_what_is_accepted_is_not_untied(self, deal: Deal, as_leader: Client, as_officer: Client) -> None:
        deal.accept(5)
        key, link, before = deal.deliverables[0].pk, DeliverableActivity.objects.get(), everything()
        assert "它已经验收在内了，不能取下" in told(as_leader, "deliverable", key, "unlink", row=link.pk)
        assert ODD in told(as_officer, "deliverable", key, "dance")
        assert everything() == before

    def test_a_foreign_or_late_activity_is_refused(self, place: Place, deal: Deal, as_leader: Client) -> None:
        theirs = service.make_activity(body=registry.make_body())
        late = service.make_activity(body=place.body, starts_at=NOW + timedelta(days=400))
        before = everything()
        for row in (theirs, late):
            page = told(as_leader, "deliverable", deal.deliverables[0].pk, "link", row=row.pk)
            assert "只能关联承接组织自己的、在合同期里的活动" in page
        assert everything() == before

    def test_a_bad_paper_and_one_handed_in_twice_are_said(self, place: Place, as_leader: Client) -> None:
        made = make_contract(
            plan=make_plan(body=place.body),
            milestones=((1_000_00, ((DeliverableKind.DOCUMENT, 1), (DeliverableKind.DOCUMENT, 2))),),
        )
        first, second = (each.pk for each in made.deliverables)
        bad = SimpleUploadedFile("报告.pdf", b"MZ not a paper")
        assert "这份材料收不了" in told(as_leader, "deliverable", first, "paper", paper=bad)
        assert not ContractPaper.objects.exists()
        told(as_leader, "deliverable", first, "paper", paper=SimpleUploadedFile("报告.pdf", PDF))
        again = told(as_leader, "deliverable", second, "paper", paper=SimpleUploadedFile("换个名.pdf", PDF))
        assert "同一份材料已经交过了" in again
        paper = ContractPaper.objects.get()
        assert as_leader.get(reverse("desk:contract-paper", args=[second, paper.pk])).status_code == 404
        assert press(as_leader, "deliverable", second, "paper-off", row=paper.pk).status_code == 404
        assert ContractPaper.objects.count() == 1

    def test_an_acceptance_that_bears_money_is_not_taken_back(self, deal: Deal, as_officer: Client) -> None:
        made = deal.accept(5)
        paying.approve_payment(by=deal.approver, payment=deal.ask(2_000_00), at=NOW)
        before = everything()
        page = told(
            as_officer, "deliverable", deal.deliverables[0].pk, "take-back", row=made.pk, why="看错了"
        )
        assert "已经按这次验收批准了付款，不能收回" in page
        assert everything() == before

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_costs_the_same_whatever_stands_behind_it(
        self, place: Place, as_officer: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        made = make_contract(plan=make_plan(body=place.body))
        for _ in range(count):
            made.serve(60)
            made.accept(1)
        with django_assert_num_queries(DELIVERABLE_QUERIES):
            page = page_of(as_officer, "deliverable", made.deliverables[0].pk)
        assert page.count("收回这次验收") == count


PLAN_QUERIES = 9
TENDER_QUERIES = 7
DELIVERABLE_QUERIES = 7
