"""Tenders in public: what everybody reads of a notice, its outcome and an evaluation, and what nobody reads yet."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from redvest.core.identifiers import uuid7
from redvest.faces.site.tenders import MOST_EFFECTS
from redvest.oversight.actions import effect as effects
from redvest.oversight.actions import project_plan as plans
from redvest.oversight.actions import tender as act
from redvest.oversight.choices import WayOfRunning
from redvest.oversight.models import Bid, EffectEvaluation, ProjectPlan, TenderNotice
from redvest.oversight.rules.project_plan import EffectForm, Indicator
from redvest.oversight.rules.terms import TenderForm
from redvest.registry.models import Account
from tests.faces.site.conftest import browser_of, html, words
from tests.factories import registry
from tests.factories.contract import make_plan, today_plus
from tests.factories.registry import NOW
from tests.oversight.actions.test_tender import AFTER, REASON, bid

pytestmark = pytest.mark.django_db


def notice(number: str = "YSZB-1", title: str = "购买助老服务", *, out: bool = True) -> TenderNotice:
    officer = registry.make_officer()
    form = TenderForm(number, title, "为三十位老人每周上门。\n要有急救证。", 8_000_00, today_plus(20))
    tender = act.draft_tender(by=officer, plan=make_plan(), form=form, at=NOW)
    if out:
        act.publish_tender(by=officer, tender=tender, at=NOW)
    tender.refresh_from_db()
    return tender


def evaluated(name: str = "陪伴独居老人", *, published: bool = True, evaluator: str = "") -> EffectEvaluation:
    plan = make_plan(name=name, way=WayOfRunning.JOINT)
    officer = registry.make_officer()
    plans.start_plan(by=officer, plan=plan, at=NOW)
    form = EffectForm(
        88, "三十位老人每周都有人陪，邻里好了很多。", (Indicator("走访率", 20, 95.5, "%"),),
        "third-party" if evaluator else "officer", evaluator,
    )  # fmt: skip
    made = effects.record_effect(by=officer, plan=ProjectPlan.objects.get(pk=plan.pk), form=form, at=NOW)
    if published:
        effects.publish_effect(by=officer, effect=made, at=NOW)
    return made


class TestList:
    def test_an_empty_page_says_what_will_stand_here(self, guest: Client) -> None:
        page = words(guest.get("/tenders/"))
        assert "现在没有招标公告" in page and "组织负责人可以报价" in page and "还没有公开的评估" in page

    def test_a_notice_says_place_price_closing_day_and_that_it_is_open(self, guest: Client) -> None:
        tender = notice()
        page = guest.get("/tenders/")
        assert f'href="/tenders/{tender.pk}/"' in html(page)
        said = words(page)
        assert "购买助老服务" in said and "渝水区" in said and "8,000 元" in said and "截止" in said
        assert "公告中" in said and "现在没有招标公告" not in said

    def test_one_that_was_called_off_is_not_said_to_have_failed(self, guest: Client) -> None:
        tender = notice()
        act.cancel_tender(
            by=registry.make_officer(), tender=tender, reason="项目停办了，今年不再采购这项服务", at=NOW
        )
        for address in ("/tenders/", f"/tenders/{tender.pk}/"):
            page = words(guest.get(address))
            assert "终止" in page and "流标" not in page

    def test_a_draft_is_not_out(self, guest: Client) -> None:
        draft = notice(out=False)
        assert "购买助老服务" not in words(guest.get("/tenders/"))
        assert guest.get(f"/tenders/{draft.pk}/").status_code == 404

    def test_it_is_open_to_the_end_of_the_closing_day_and_then_waits(self, guest: Client) -> None:
        tender = notice()
        with time_machine.travel(NOW + timedelta(days=20), tick=False):
            assert "公告中" in words(guest.get("/tenders/"))
            assert "公告中" in words(guest.get(f"/tenders/{tender.pk}/"))
        with time_machine.travel(AFTER, tick=False):
            for address in ("/tenders/", f"/tenders/{tender.pk}/"):
                page = words(guest.get(address))
                assert "已截止，等定标" in page and "公告中" not in page

    def test_the_outcome_stands_in_the_list(self, guest: Client) -> None:
        won, failed = notice("A-1", "买一样"), notice("B-1", "买二样")
        officer = registry.make_officer()
        act.award_tender(by=officer, bid=bid(won), reason=REASON, at=AFTER)
        act.fail_tender(by=officer, tender=failed, reason="没有组织报价，重新来过", at=AFTER)
        page = words(guest.get("/tenders/"))
        assert "已定标" in page and "流标" in page

    def test_more_than_a_page_goes_on_to_the_next(self, guest: Client) -> None:
        plan, officer = make_plan(), registry.make_officer()
        for number in range(21):
            form = TenderForm(f"N-{number}", f"公告{number:02d}号", "每周上门。", 100, today_plus(20))
            tender = act.draft_tender(by=officer, plan=plan, form=form, at=NOW)
            act.publish_tender(by=officer, tender=tender, at=NOW)
        first = html(guest.get("/tenders/"))
        assert first.count("号</a>") == 20
        assert "公告20号" in first and "公告00号" not in first
        onward = re.search(r'href="(\?[^"]+)"', first)
        assert onward is not None
        second = html(guest.get("/tenders/" + unescape(onward[1])))
        assert second.count("号</a>") == 1 and "公告00号" in second

    def test_evaluations_beyond_the_latest_are_on_pages_of_their_own(self, guest: Client) -> None:
        for turn in range(MOST_EFFECTS + 1):
            evaluated(f"第{turn:02}个")
        page = html(guest.get("/tenders/"))
        assert "?list=effects" in page and page.count("个</a>") == MOST_EFFECTS
        onward = re.search(r'rel="next" href="([^"]+)"', html(guest.get("/tenders/?list=effects")))
        assert onward is not None
        last = html(guest.get("/tenders/" + unescape(onward[1])))
        assert last.count("个</a>") == 1 and "第00个" in last

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_costs_the_same_whatever_is_in_it(
        self, guest: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for number in range(count):
            notice(f"C-{number}")
            evaluated(f"项目{number}")
        guest.get("/tenders/")  # what a process keeps is read once
        with django_assert_num_queries(LIST_QUERIES):
            page = words(guest.get("/tenders/"))
        assert page.count("购买助老服务") == count and page.count("88 分") == count


class TestNotice:
    def test_it_reads_whole_with_its_lines(self, guest: Client) -> None:
        tender = notice()
        page = guest.get(f"/tenders/{tender.pk}/")
        assert "为三十位老人每周上门。<br>要有急救证。" in html(page)
        said = words(page)
        assert "YSZB-1" in said and "最高限价 8,000 元" in said and "结果" not in said

    def test_offers_are_nowhere_before_and_after_the_closing_day(self, guest: Client) -> None:
        tender, body = notice(), registry.make_body(name="暖阳社工服务中心")
        bid(tender, body, fen=7_123_00)
        for day in (NOW, AFTER):
            with time_machine.travel(day, tick=False):
                page = words(guest.get(f"/tenders/{tender.pk}/"))
                assert "暖阳社工" not in page and "7,123" not in page and "每周三上门" not in page

    def test_only_heads_are_shown_the_way_to_offer_and_only_while_it_is_open(self, guest: Client) -> None:
        tender, body = notice(), registry.make_body()
        address, way = f"/tenders/{tender.pk}/", f"/desk/tenders/{tender.pk}/"
        head = browser_of(account_of(registry.make_body_admin(body).account_id))
        leader = browser_of(account_of(registry.make_leader(body).account_id))
        assert "去报价" in words(head.get(address)) and way in html(head.get(address))
        for other in (guest, leader):
            page = words(other.get(address))
            assert "去报价" not in page and "组织负责人登录以后可以报价" in page
        with time_machine.travel(AFTER, tick=False):
            page = words(guest.get(address))
            assert "去报价" not in page and "可以报价" not in page

    def test_who_was_chosen_and_why_but_not_the_others(self, guest: Client) -> None:
        tender = notice()
        won = bid(tender, registry.make_body(name="暖阳社工服务中心"), fen=7_500_00)
        bid(tender, registry.make_body(name="没选上的队"), fen=7_900_00)
        act.award_tender(by=registry.make_officer(), bid=won, reason=REASON, at=AFTER)
        with time_machine.travel(AFTER, tick=False):
            page = words(guest.get(f"/tenders/{tender.pk}/"))
        assert "暖阳社工服务中心，7,500 元" in page and REASON in page and "公示至" in page
        assert "没选上的队" not in page and "7,900" not in page

    def test_a_failed_one_says_so_with_the_reason_and_no_publicity(self, guest: Client) -> None:
        tender = notice()
        bid(tender, registry.make_body(name="没选上的队"))
        act.fail_tender(by=registry.make_officer(), tender=tender, reason="只有一家报价，不足三家", at=AFTER)
        page = words(guest.get(f"/tenders/{tender.pk}/"))
        assert "结果 流标" in page and "只有一家报价，不足三家" in page
        assert "公示至" not in page and "没选上的队" not in page

    def test_markup_in_a_notice_is_text(self, guest: Client) -> None:
        tender = notice(title="<b>粗</b>服务")
        TenderNotice.objects.filter(pk=tender.pk).update(words="<script>x()</script>")
        for address in ("/tenders/", f"/tenders/{tender.pk}/"):
            page = html(guest.get(address))
            assert "<b>粗</b>" not in page and "<script>x()" not in page

    def test_nothing_is_pressed_in_public(self, guest: Client) -> None:
        tender = notice()
        effect = evaluated()
        before = list(TenderNotice.objects.values())
        for address in ("/tenders/", f"/tenders/{tender.pk}/", f"/effects/{effect.pk}/"):
            assert guest.post(address, {"verb": "publish"}).status_code == 405
        assert list(TenderNotice.objects.values()) == before and not Bid.objects.exists()

    def test_what_is_not_there_is_not_found(self, guest: Client) -> None:
        for address in (f"/tenders/{uuid7()}/", f"/effects/{uuid7()}/", "/tenders/nonsense/"):
            assert guest.get(address).status_code == 404


class TestEffect:
    def test_one_reads_figures_before_and_after_score_and_words(self, guest: Client) -> None:
        effect = evaluated()
        page = words(guest.get(f"/effects/{effect.pk}/"))
        assert "陪伴独居老人" in page and "88 成效得分" in page and "走访率" in page
        assert "20 %" in page and "95.5 %" in page and "多元合作" in page
        assert "邻里好了很多" in page and "工作人员" in page

    def test_a_third_party_is_named(self, guest: Client) -> None:
        effect = evaluated(evaluator="新余社会评估中心")
        assert "新余社会评估中心" in words(guest.get(f"/effects/{effect.pk}/"))

    def test_who_judged_is_not_named_in_public(self, guest: Client) -> None:
        effect = evaluated()
        assert "刘区域" not in words(guest.get(f"/effects/{effect.pk}/"))

    def test_only_published_ones_are_listed_and_open(self, guest: Client) -> None:
        kept = evaluated("还没公开的项目", published=False)
        shown = evaluated("公开了的项目")
        page = words(guest.get("/tenders/"))
        assert "公开了的项目" in page and "88 分" in page and "还没公开的项目" not in page
        assert guest.get(f"/effects/{kept.pk}/").status_code == 404
        assert guest.get(f"/effects/{shown.pk}/").status_code == 200


def account_of(key: object) -> Account:
    return Account.objects.get(pk=key)


LIST_QUERIES = 2
