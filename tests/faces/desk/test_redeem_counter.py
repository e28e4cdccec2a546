"""The counter: a code typed, sent or in the address, what it opens, and one confirmation. All of it without scripts."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.honour.actions.redeem import cancel_redemption
from redvest.honour.actions.redeem_counter import TRIES
from redvest.honour.choices import RedemptionState
from redvest.honour.models import PerkUse, RedeemPartner, Redemption
from redvest.registry.choices import Role
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry
from tests.factories.redeem import (
    code_of,
    make_item,
    make_partner,
    make_perk,
    redeemed,
    rich,
    shown_by,
    starred,
)
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
URL = "/desk/counter-codes/"


@pytest.fixture
def partner(place: Place) -> RedeemPartner:
    return make_partner(body=place.body, name="黎明小店")


@pytest.fixture
def kept(partner: RedeemPartner) -> Redemption:
    return redeemed(make_item(partner=partner), by=rich(name="王晓明")[1])


@pytest.fixture
def at_counter(place: Place, partner: RedeemPartner, sign_in: SignIn) -> Client:
    return sign_in(place.admin)


def test_the_page_asks_for_a_code_and_names_my_counters(at_counter: Client) -> None:
    page = said(at_counter.get(URL))
    assert "黎明小店" in page and "领取码八位，礼遇码六位" in page and 'aria-invalid="true"' not in page
    assert f'href="{URL}"' in said(at_counter.get("/desk/"))


@pytest.mark.parametrize("way", ["typed", "spaced", "address", "picture"])
def test_a_code_shows_what_and_for_whom(at_counter: Client, kept: Redemption, way: str) -> None:
    code = code_of(kept)
    if way == "address":
        page = at_counter.get(f"{URL}?code={code}")
    else:
        typed = {
            "typed": code,
            "spaced": f"{code[:4]} {code[4:]}",
            "picture": f"https://x.cn{URL}?code={code}",
        }[way]
        page = at_counter.post(URL, {"code": typed})
    text = said(page)
    assert "毛巾一条" in text and "王*明" in text and "王晓明" not in text and "确认领取" in text
    kept.refresh_from_db()
    assert kept.state == RedemptionState.HELD


def test_confirmed_once(at_counter: Client, kept: Redemption) -> None:
    sent = {"verb": "pick-up", "code": code_of(kept), "key": str(kept.pk)}
    assert "发放好了" in said(at_counter.post(URL, sent, follow=True))
    again = said(at_counter.post(URL, sent, follow=True))
    assert "2026年3月5日 10:00 已经领过了" in again
    shown = said(at_counter.get(f"{URL}?code={code_of(kept)}"))
    assert "已经领过了" in shown and "确认领取" not in shown
    kept.refresh_from_db()
    assert kept.state == RedemptionState.PICKED_UP


def test_what_is_cancelled_or_late_is_not_to_be_handed_out(
    place: Place, at_counter: Client, partner: RedeemPartner, sign_in: SignIn
) -> None:
    by = rich()[1]
    one, two = redeemed(make_item(partner=partner), by=by), redeemed(make_item(partner=partner), by=by)
    cancel_redemption(by=by, key=one.pk, at=NOW)
    assert "不要发" in said(at_counter.get(f"{URL}?code={code_of(one)}"))
    with time_machine.travel(NOW + timedelta(days=15), tick=False):
        page = said(sign_in(place.admin).get(f"{URL}?code={code_of(two)}"))
        assert "不要发" in page and "确认领取" not in page


@pytest.mark.parametrize("code", ["00000000", "1", "你好", "1" * 500])
def test_a_wrong_code_is_said_beside_the_field(at_counter: Client, kept: Redemption, code: str) -> None:
    page = at_counter.post(URL, {"code": code})
    assert page.status_code == 404 and "没有找到这个码" in said(page) and 'aria-invalid="true"' in said(page)


def test_guessing_is_stopped(at_counter: Client, kept: Redemption) -> None:
    for turn in range(TRIES):
        at_counter.post(URL, {"code": f"{turn:08d}"})
    page = at_counter.post(URL, {"code": code_of(kept)})
    assert page.status_code == 429 and "毛巾" not in said(page)


def test_confirming_without_the_code_or_a_key_hands_out_nothing(at_counter: Client, kept: Redemption) -> None:
    for sent in (
        {"verb": "pick-up", "code": "00000000", "key": str(kept.pk)},
        {"verb": "pick-up", "code": code_of(kept), "key": "x"},
        {"verb": "use", "code": code_of(kept), "key": ""},
    ):
        at_counter.post(URL, sent, follow=True)
    at_counter.post(URL, {"verb": "nothing", "code": code_of(kept), "key": str(kept.pk)})
    kept.refresh_from_db()
    assert kept.state == RedemptionState.HELD


def test_a_perk_code_shows_the_star_and_what_it_opens(at_counter: Client, partner: RedeemPartner) -> None:
    mine = make_perk(partner=partner, title="门票", uses=1)
    make_perk(partner=partner, title="体检", least_star=4)
    make_perk(title="别家的")
    _person, by = starred(3, name="王晓明")
    code = shown_by(by)
    page = said(at_counter.get(f"{URL}?code={code}"))
    assert "三星" in page and "王*明" in page and "星级不够" in page and "别家的" not in page
    assert page.count("确认使用</button>") == 1 and "还有 1 次" in page
    sent = {"verb": "use", "code": code, "key": str(mine.pk)}
    assert "今年第 1 次" in said(at_counter.post(URL, sent, follow=True))
    assert "刚刚已经确认过" in said(at_counter.post(URL, sent, follow=True))
    page = said(at_counter.get(f"{URL}?code={code}"))
    assert "刚刚确认过了" in page and "确认使用</button>" not in page
    assert "今年用完了" in said(at_counter.get(f"{URL}?code={shown_by(by)}"))
    assert PerkUse.objects.count() == 1


def test_an_old_perk_code_is_said(at_counter: Client, partner: RedeemPartner) -> None:
    code = shown_by(starred()[1], NOW - timedelta(minutes=6))
    page = at_counter.get(f"{URL}?code={code}")
    assert page.status_code == 409 and "过期了" in said(page)


@pytest.mark.parametrize("many", [1, 3])
def test_a_perk_code_costs_the_same_for_many(at_counter: Client, partner: RedeemPartner, many: int) -> None:
    for _ in range(many):
        make_perk(partner=partner)
    code = shown_by(starred()[1])
    with CaptureQueriesContext(connection) as seen:
        at_counter.get(f"{URL}?code={code}")
    assert (
        sum("honour_perk" in each["sql"] for each in seen) == 4
    )  # the code, the perks, what was used, what of it by this code


def test_who_hands_out_nowhere_is_not_let_in(place: Place, partner: RedeemPartner, sign_in: SignIn) -> None:
    for account in (place.member, place.leader, place.officer):
        assert sign_in(account).get(URL).status_code == 403


def test_an_organisation_that_is_no_partner_reads_how_it_becomes_one(
    place: Place, kept: Redemption, sign_in: SignIn
) -> None:
    """The rail leads whoever heads an organisation or keeps a station here: a closed door would tell them nothing."""
    stranger = sign_in(place.stranger)
    page = said(stranger.get(f"{URL}?code={code_of(kept)}"))
    assert "这里还不是合作点" in page and kept.item.title not in page
    sent = {"code": code_of(kept), "key": str(kept.pk), "verb": "pick-up"}
    assert stranger.post(URL, sent).status_code == 403
    kept.refresh_from_db()
    assert kept.state == RedemptionState.HELD


def test_a_stations_keeper_is_and_who_hands_out_to_themselves_is_refused(
    place: Place, sign_in: SignIn
) -> None:
    station = registry.make_station()
    partner = make_partner(station=station)
    person, by = rich()
    assert person.account is not None
    registry.make_grant(account=person.account, role=Role.STATION_KEEPER, station=station)
    kept = redeemed(make_item(partner=partner), by=by)
    mine = sign_in(person.account)
    assert "毛巾一条" in said(mine.get(f"{URL}?code={code_of(kept)}"))
    page = mine.post(URL, {"verb": "pick-up", "code": code_of(kept), "key": str(kept.pk)}, follow=True)
    assert "不能给自己" in said(page)
    kept.refresh_from_db()
    assert kept.state == RedemptionState.HELD
