"""Perks on the site: by star for everybody; mine with a code that somebody asks for and that lasts five minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.honour.actions.perk import use_perk
from redvest.honour.choices import StarState
from redvest.honour.models import PerkCode
from redvest.honour.queries.redeem import codes_key
from redvest.honour.rules.perk import perk_code
from redvest.registry.models import Volunteer
from tests.faces.site.conftest import html, words
from tests.factories.redeem import keeper_of, make_partner, make_perk, shown_by
from tests.factories.registry import NOW, TODAY, volunteer_standing
from tests.factories.star import make_star

pytestmark = pytest.mark.django_db
PAGE, MINE = "/perks/", "/me/perks/"


@pytest.fixture
def starry(person: Volunteer) -> Volunteer:
    make_star(volunteer=person, level=2, state=StarState.GRANTED)
    return person


def test_everybody_reads_them_by_star(guest: Client) -> None:
    assert "现在还没有礼遇" in words(guest.get(PAGE))
    make_perk(title="免费体检", least_star=3, uses=None)
    make_perk(title="公交免费", least_star=1)
    make_perk(title="试行礼遇", announced=False)
    make_perk(title="过期礼遇", until_on=TODAY - timedelta(days=1))
    make_perk(title="停了的", partner=make_partner(active=False))
    page = words(guest.get(PAGE))
    assert page.index("一星起") < page.index("公交免费") < page.index("三星起") < page.index("免费体检")
    assert "每人每年 2 次" in page and "不限次数" in page
    assert not any(each in page for each in ("试行礼遇", "过期礼遇", "停了的", "我的礼遇"))


@pytest.mark.parametrize("many", [1, 3])
def test_it_costs_the_same_for_many(guest: Client, many: int) -> None:
    for _ in range(many):
        make_perk(partner=make_partner())
    with CaptureQueriesContext(connection) as seen:
        guest.get(PAGE)
    assert sum("honour_perk" in each["sql"] for each in seen) == 1


def test_without_a_star_one_reads_how_to_get_one(me: Client) -> None:
    page = me.get(MINE)
    assert "评上星级就有礼遇" in words(page) and "/me/stars/" in html(page)
    assert "评上星级以后才有礼遇码" in words(me.post(MINE, follow=True))
    assert not PerkCode.objects.exists()


def test_a_code_is_shown_when_asked_for_and_runs_out(
    me: Client, starry: Volunteer, on_the_tests_day: Any
) -> None:
    make_perk(title="仙女湖门票")
    make_perk(title="三星体检", least_star=3)
    page = words(me.get(MINE))
    assert "仙女湖门票" in page and "今年还有 2 次" in page and "三星体检" not in page
    assert "出示礼遇码" in page and not PerkCode.objects.exists(), "looking at the page shows nothing yet"
    shown = me.post(MINE, follow=True)
    row = PerkCode.objects.get()
    code = perk_code(codes_key(), starry.pk, row.serial)
    assert (
        f"{code[:3]} {code[3:]}" in words(shown) and "10:05 前有效" in words(shown) and "<svg" in html(shown)
    )
    assert f"{code[:3]} {code[3:]}" in words(me.get(MINE))
    on_the_tests_day.move_to(NOW + timedelta(minutes=5))
    late = words(me.get(MINE))
    assert f"{code[:3]} {code[3:]}" not in late and "出示礼遇码" in late


def test_what_was_used_counts(me: Client, starry: Volunteer) -> None:
    perk = make_perk(title="仙女湖门票", uses=1)
    code = shown_by(volunteer_standing(starry))
    use_perk(by=keeper_of(perk.partner), perk_id=perk.pk, code=code, at=NOW)
    page = words(me.get(MINE))
    assert "今年用完了" in page and "用过的" in page and perk.partner.name in page


@pytest.mark.parametrize("many", [1, 3])
def test_mine_costs_the_same_for_many(me: Client, starry: Volunteer, many: int) -> None:
    for _ in range(many):
        perk = make_perk(partner=make_partner())
        code = shown_by(volunteer_standing(starry))
        use_perk(by=keeper_of(perk.partner), perk_id=perk.pk, code=code, at=NOW)
    with CaptureQueriesContext(connection) as seen:
        me.get(MINE)
    assert sum("honour_" in each["sql"] for each in seen) == 5  # star, perks, used, uses, the code


def test_who_is_not_on_the_register(member: Client, guest: Client) -> None:
    assert member.get(MINE).status_code in (302, 403) and guest.get(MINE).status_code == 302
