"""My points: both balances with their lines; giving away and to family, in a browser."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.honour.actions.ledger_hours import earn_for_hours
from redvest.honour.choices import AccountKind
from redvest.honour.models import FamilyTie, LedgerLine
from redvest.registry.choices import Role
from redvest.registry.models import Volunteer
from tests.faces.site.conftest import browser_of, words
from tests.factories import registry
from tests.factories.dispatch import join
from tests.factories.ledger import TIMEBANK, adds_up, fill, held, of_city, purse, purse_of_group
from tests.factories.registry import CITY, NOW
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db
PAGE = "/me/points/"


def test_nothing_yet_is_said_plainly(me: Client) -> None:
    page = words(me.get(PAGE))
    assert "还没有积分" in page and "不能换钱" in page


def test_both_balances_stand_apart_with_every_line(me: Client, person: Volunteer) -> None:
    entry = make_entry(volunteer=person, body=registry.make_body(), minutes=130)
    earn_for_hours(entry_id=entry.pk, at=NOW)
    fill(purse(person), 5)
    page = words(me.get(PAGE))
    assert "积分 7 分" in page and "时间银行 2 小时 10 分" in page
    assert "服务所得" in page and entry.title in page and "+130 分钟" in page and "+5" in page
    assert "2 分 2028年4月1日" in page and "到期" in page


def test_the_page_asks_as_much_for_a_long_statement(me: Client, person: Volunteer) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            me.get(PAGE)
        return sum("honour_" in each["sql"] for each in seen)

    fill(purse(person), 1)
    assert asked() == 4  # accounts, lots, the statement, family
    for _ in range(5):
        fill(purse(person), 1)
    assert asked() == 4


def test_a_donation_sent_twice_is_one(me: Client, person: Volunteer) -> None:
    account = purse(person)
    fill(account, 10)
    sent = {"amount": "4", "to": "", "key": str(uuid4())}
    for _ in range(2):
        assert "捐出去了" in words(me.post(f"{PAGE}{account.pk}/", sent, follow=True))
    assert (held(account), held(of_city(AccountKind.POOL))) == (6, 4)
    adds_up()


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("", "大于 0 的整数"),
        ("-3", "大于 0 的整数"),
        ("1.5", "大于 0 的整数"),
        ("十", "大于 0 的整数"),
        ("11", "不够这么多"),
    ],
)
def test_what_cannot_be_given_is_said(me: Client, person: Volunteer, amount: str, said: str) -> None:
    account = purse(person)
    fill(account, 10)
    before = LedgerLine.objects.count()
    assert said in words(me.post(f"{PAGE}{account.pk}/", {"amount": amount, "key": "x\0"}, follow=True))
    assert LedgerLine.objects.count() == before and held(account) == 10


def test_nobody_gives_from_anothers_account(me: Client) -> None:
    other = purse(registry.make_volunteer())
    fill(other, 10)
    assert "没有找到这个账户" in words(me.post(f"{PAGE}{other.pk}/", {"amount": "1"}, follow=True))
    assert held(other) == 10


def test_family_is_named_agrees_and_is_given_to(me: Client, person: Volunteer) -> None:
    parent = registry.make_volunteer(name="李大山", birth_on=date(1950, 1, 1))
    account = purse(person, TIMEBANK)
    fill(account, 60)
    assert "写家人的志愿者编号" in words(me.post(f"{PAGE}family/", {"number": "1"}, follow=True))
    page = words(me.post(f"{PAGE}family/", {"number": parent.number, "relation": "parent"}, follow=True))
    assert "等对方答应" in page and parent.number in page
    assert "李大山" not in page, "a number tells nobody a name before its owner agreed"
    tie = FamilyTie.objects.get()
    give = {"amount": "25", "to": str(tie.pk), "key": str(uuid4())}
    assert "要对方先答应" in words(me.post(f"{PAGE}{account.pk}/", give, follow=True))
    theirs = browser_of(parent.account)
    assert "把你加为家人" in words(theirs.get(PAGE))
    assert "答应了" in words(theirs.post(f"{PAGE}family/{tie.pk}/", {"verb": "agree"}, follow=True))
    assert "转过去了" in words(me.post(f"{PAGE}{account.pk}/", give, follow=True))
    assert (held(account), held(purse(parent, TIMEBANK))) == (35, 25)
    assert "李大山" in words(me.get(PAGE)) and "可以把积分和时间转给你" in words(theirs.get(PAGE))
    assert "解除了" in words(me.post(f"{PAGE}family/{tie.pk}/", {"verb": "end"}, follow=True))
    stranger = FamilyTie.objects.create(
        city=CITY, giver=parent, relative=registry.make_volunteer(), relation="spouse", asked_at=NOW
    )
    page = words(me.post(f"{PAGE}family/{stranger.pk}/", {"verb": "agree"}, follow=True))
    assert "没有找到这个家人关系" in page
    stranger.refresh_from_db()
    assert stranger.agreed_at is None


def test_a_group_is_paid_into_by_members_and_only_donates(me: Client, person: Volunteer) -> None:
    body = registry.make_body(name="蓝天队")
    account = purse(person)
    fill(account, 10)
    sent = {"amount": "4", "to": str(body.pk), "key": str(uuid4())}
    assert "没有找到这个家人关系" in words(me.post(f"{PAGE}{account.pk}/", sent, follow=True))
    join(body, person)
    assert "蓝天队（集体账户）" in words(me.get(PAGE))
    assert "存进集体账户了" in words(me.post(f"{PAGE}{account.pk}/", sent, follow=True))
    group = purse_of_group(body)
    assert (held(account), held(group)) == (6, 4)
    assert "没有找到这个账户" in words(me.post(f"{PAGE}{group.pk}/", {"amount": "1"}, follow=True))
    head = registry.make_volunteer()
    assert head.account is not None
    registry.make_grant(account=head.account, role=Role.BODY_ADMIN, body=body)
    theirs = browser_of(head.account)
    assert "蓝天队 · 积分 4 分" in words(theirs.get(PAGE))
    back = {"amount": "1", "to": str(body.pk), "key": str(uuid4())}
    theirs.post(f"{PAGE}{group.pk}/", back, follow=True)
    assert held(group) == 4, "what a group holds goes to nobody but the pool"
    give = {"amount": "3", "to": "", "key": str(uuid4())}
    assert "捐出去了" in words(theirs.post(f"{PAGE}{group.pk}/", give, follow=True))
    assert (held(group), held(of_city(AccountKind.POOL))) == (1, 3)
    adds_up()


def test_an_address_that_cannot_be_read_is_no_gift_to_everybody(me: Client, person: Volunteer) -> None:
    account = purse(person)
    fill(account, 10)
    sent = {"amount": "4", "to": "abc", "key": str(uuid4())}
    assert "没有找到这个家人关系" in words(me.post(f"{PAGE}{account.pk}/", sent, follow=True))
    assert held(account) == 10 and held(of_city(AccountKind.POOL)) == 0
