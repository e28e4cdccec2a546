"""Points at the desk: sums that agree, budgets filled by the city, rewards within them, help out of the pool."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.core.models import AuditLine
from redvest.honour.choices import AccountKind
from redvest.honour.models import LedgerLine, LedgerTransfer
from redvest.registry.models import Volunteer
from tests.faces.desk.conftest import Place, SignIn, said
from tests.faces.site.conftest import words
from tests.factories import registry
from tests.factories.ledger import adds_up, fill_pool, held, of_city, purse
from tests.factories.ledger import fund as budget
from tests.factories.registry import CITY

pytestmark = pytest.mark.django_db
PAGE, DISTRICT = "/desk/points/", "360502"


def fund(**changed: str) -> dict[str, str]:
    sent = {"verb": "fund", "region": DISTRICT, "ledger": "points", "amount": "50", "reason": "今年的奖励"}
    return {**sent, "key": str(uuid4()), **changed}


def give(number: str, **changed: str) -> dict[str, str]:
    sent = {"verb": "give", "number": number, "source": DISTRICT, "ledger": "points", "amount": "20"}
    return {**sent, "reason": "冬天铲雪带头", "key": str(uuid4()), **changed}


def test_the_city_fills_a_budget_and_the_district_rewards_out_of_it(place: Place, sign_in: SignIn) -> None:
    person = registry.make_volunteer(name="赵有才")
    assert "你管的地方还没有拨过预算" in said(sign_in(place.centre).get(PAGE))
    sent = fund()
    for _ in range(2):
        assert "拨进去了" in said(sign_in(place.centre).post(PAGE, sent, follow=True))
    officer = sign_in(place.officer)
    page = said(officer.get(PAGE))
    assert "还剩 50 分" in page and "给一个地方拨预算" not in page
    assert "发下去了" in said(officer.post(PAGE, give(person.number), follow=True))
    assert held(purse(person)) == 20 and held(of_city(AccountKind.BUDGET, name=DISTRICT)) == 30
    page = words(officer.get(PAGE))
    assert "一共拨出和发放 50 分" in page and "个人账户 20 分" in page and "预算 30 分" in page
    adds_up()


def test_what_was_donated_helps_somebody(place: Place, sign_in: SignIn) -> None:
    person = registry.make_volunteer()
    fill_pool(40)
    sent = give(person.number, source="pool", ground="alone", reason="腿脚不便")
    assert "发下去了" in said(sign_in(place.officer).post(PAGE, sent, follow=True))
    assert (held(purse(person)), held(of_city(AccountKind.POOL))) == (20, 20)
    assert LedgerTransfer.objects.get(kind="aid").reason == "腿脚不便"
    assert AuditLine.objects.get(verb="ledger_aid").details["ground"] == "alone"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"amount": "0"}, "大于 0 的整数"),
        ({"amount": "很多"}, "大于 0 的整数"),
        ({"amount": ""}, "请填写数量"),
        ({"amount": "51"}, "不够这么多"),
        ({"reason": " "}, "请写一句为什么"),
        ({"number": ""}, "请填写志愿者编号"),
        ({"number": "999"}, "没有这个志愿者编号"),
        ({"source": "999999"}, "请从列表里选一个"),
        ({"source": CITY}, "请从列表里选一个"),
        ({"source": ""}, "请填写这一项"),
        ({"source": "pool"}, "请选一项困难"),
        ({"amount": "10000001"}, "一次最多一千万"),
        ({"ledger": "money"}, "请从列表里选一个"),
        ({"key": "x"}, "有 1 处要改"),
    ],
)
def test_what_cannot_be_given_is_said_and_nothing_moves(
    place: Place, sign_in: SignIn, changed: dict[str, str], sentence: str
) -> None:
    person = registry.make_volunteer()
    budget(of_city(AccountKind.BUDGET, name=DISTRICT), 50)
    before = LedgerLine.objects.count()
    answer = sign_in(place.officer).post(PAGE, {**give(person.number), **changed})
    assert answer.status_code == 422 and sentence in said(answer)
    assert LedgerLine.objects.count() == before


def test_an_officer_does_not_reward_other_places_people_or_fill_a_budget(
    place: Place, sign_in: SignIn
) -> None:
    person = registry.make_volunteer(name="孙远方")
    Volunteer.objects.filter(pk=person.pk).update(region_path=f"{CITY}/360521/")
    budget(of_city(AccountKind.BUDGET, name=DISTRICT), 50)
    before = LedgerLine.objects.count()
    officer = sign_in(place.officer)
    assert "没有这个志愿者编号" in said(officer.post(PAGE, give(person.number)))
    assert officer.post(PAGE, fund()).status_code == 422
    assert LedgerLine.objects.count() == before


def test_leaders_and_keepers_have_no_page_of_points(place: Place, sign_in: SignIn) -> None:
    assert sign_in(place.admin).get(PAGE).status_code == 403


def test_the_page_asks_as_much_for_three_budgets_as_for_one(place: Place, sign_in: SignIn) -> None:
    client = sign_in(place.centre)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(PAGE)
        return sum("honour_ledger" in each["sql"] for each in seen)

    client.post(PAGE, fund())
    assert asked() == 3  # sums, budgets, how many cases
    for ledger, region in (("timebank", DISTRICT), ("points", CITY)):
        client.post(PAGE, fund(ledger=ledger, region=region))
    assert asked() == 3
