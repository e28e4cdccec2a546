"""A pairing from the gap to grade C: found at the desk, a yes on the phone, a visit in half a minute, a signature, a call."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import expect

from redvest.care.choices import PairingKind, VisitState
from redvest.care.models import Pairing, Visit
from redvest.registry.models import Account
from redvest.service.choices import Grade
from tests.factories.pairing import (
    make_household,
    make_pairing,
    make_party_member,
    make_secretary_account,
    make_village,
    make_zones,
)
from tests.factories.registry import make_volunteer
from tests.journeys.conftest import Arrive, Town
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def photo(who: Visitor, name: str) -> None:
    """For whoever wants to look: only where a folder is named."""
    if folder := os.environ.get("REDVEST_PHOTOS"):
        who.page.screenshot(path=f"{folder}/{name}-{who.width}.png", full_page=True)


def test_from_the_gap_to_grade_c(arrive: Arrive, town: Town) -> None:
    here = make_village()
    make_zones(town.tree.baihua, kept=1)
    make_volunteer(name="孙小青", region=town.tree.baihua)
    officer = arrive(Account.objects.get(pk=here.officer.account_id))
    officer.go("/desk/pairings/")
    photo(officer, "place")
    officer.follow(officer.main.get_by_role("link", name="找一位党员").first)
    photo(officer, "household")
    officer.follow(officer.main.get_by_role("button", name="请他联系").first)

    me = arrive(here.member.volunteer.account)
    me.go("/me/pairings/")
    expect(me.main.get_by_text("答应以后才看得到是哪一家")).to_be_visible()
    photo(me, "asked")
    me.follow(me.main.get_by_role("button", name="答应"))
    me.follow(me.main.get_by_role("link", name="记一次走访"))
    me.press("打开姓名、住址和电话")
    expect(me.main.get_by_text("百花路 8 号 2 栋 301")).to_be_visible()
    photo(me, "opened")
    Pairing.objects.update(starts_on="2026-03-01")
    me.main.get_by_label("什么时候去的").fill("2026-03-05T08:30")
    me.main.get_by_label("做了什么").fill("陪刘奶奶量血压，修了灯")
    me.main.get_by_label("他家还需要什么").fill("卫生间想装一个扶手")
    me.press("记下来")
    expect(me.main.get_by_text("等核对").first).to_be_visible()
    photo(me, "visited")

    secretary = arrive(Account.objects.get(pk=here.secretary.account_id))
    secretary.go("/desk/pairings/")
    photo(secretary, "branches")
    secretary.follow(secretary.main.get_by_role("link", name="1 次走访等核对"))
    secretary.follow(secretary.main.get_by_role("listitem").get_by_role("link").first)
    photo(secretary, "visit")
    secretary.press("会签，记时长")

    officer.go(f"/desk/pairings/visits/{Visit.objects.get().pk}/")
    officer.main.get_by_label("来过", exact=True).check()
    officer.press("记下来")
    visit = Visit.objects.get()
    assert visit.state == VisitState.RECORDED and visit.entry is not None and visit.entry.grade == Grade.C
    photo(officer, "called")


def test_the_district_looks_at_its_places(arrive: Arrive, town: Town) -> None:
    here = make_village()
    member = here.member
    for _ in range(5):
        make_pairing(kind=PairingKind.LED, member=member)
    make_pairing(
        household=make_household(region=town.tree.zhanqian), member=make_party_member(branch=here.branch)
    )
    make_zones(town.tree.zhanqian, kept=2)
    officer = arrive(town.officer)
    officer.go("/desk/pairings/")
    officer.go("/desk/pairings/?place=360502001")
    expect(officer.main.get_by_role("table", name="各地的 1151")).to_be_visible()
    photo(officer, "overview")
    officer.follow(officer.main.get_by_role("link", name="百花湖社区").first)
    secretary = arrive(make_secretary_account(here.branch))
    secretary.go(f"/desk/pairings/branches/{here.branch.pk}/")
    photo(secretary, "branch")
    secretary.go(f"/desk/pairings/members/{member.pk}/")
    photo(secretary, "member")
    mine = arrive(member.volunteer.account)
    mine.go("/me/pairings/")
    photo(mine, "mine")
