"""Cases of points and time at the desk: listed by place and state, collected, or let be with a reason."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.honour.actions.ledger_hours import earn_for_hours, reverse_for_void
from redvest.honour.choices import CaseState
from redvest.honour.models import LedgerCase
from redvest.registry.models import Volunteer
from redvest.service.actions import ledger as hours
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry
from tests.factories.ledger import adds_up, fill, held, purse
from tests.factories.redeem import make_item, redeemed
from tests.factories.registry import CITY, NOW
from tests.factories.service import make_entry
from tests.factories.star import DAY
from tests.honour.actions.test_ledger_case import spent_and_voided

pytestmark = pytest.mark.django_db
PAGE = "/desk/ledger-cases/"


def test_a_case_is_collected_when_there_is_something(place: Place, sign_in: SignIn) -> None:
    person = registry.make_volunteer(name="赵有才")
    case = spent_and_voided(person)
    client = sign_in(place.officer)
    page = said(client.get(PAGE))
    assert "赵有才" in page and "应收回 25，已收回 0，账户里有 0" in page and "现在收回" not in page
    assert "不够这么多" in said(client.post(f"{PAGE}{case.pk}/", {"verb": "collect"}, follow=True))
    fill(case.account, 100)
    assert "现在收回" in said(client.get(PAGE))
    assert "收回了 25" in said(client.post(f"{PAGE}{case.pk}/", {"verb": "collect"}, follow=True))
    assert held(case.account) == 75
    assert "没有要收回的" in said(client.get(PAGE))
    assert "赵有才" in said(client.get(PAGE, {"state": "settled"}))
    adds_up()


def test_what_was_bought_since_stands_beside_a_case(place: Place, sign_in: SignIn) -> None:
    """An hour voided after its points were redeemed: the officer reads what for."""
    person = registry.make_volunteer(name="赵有才")
    entry = make_entry(volunteer=person, body=place.body, minutes=600)
    earn_for_hours(entry_id=entry.pk, at=NOW)
    by = registry.volunteer_standing(person)
    redeemed(make_item(title="保温杯", price=10), by=by)
    fill(purse(person), 5)
    redeemed(make_item(title="毛巾", price=5), by=by, at=NOW - 30 * DAY)
    void = hours.void(entry=entry, reason="记错", by_account=None, at=NOW)
    reverse_for_void(entry_id=void.pk, at=NOW)
    assert LedgerCase.objects.get(account__ledger="points").owed == 10
    page = said(sign_in(place.officer).get(PAGE))
    assert "之后兑换过" in page and "保温杯 · 10 分" in page and "毛巾" not in page
    adds_up()


def test_letting_it_be_needs_a_reason(place: Place, sign_in: SignIn) -> None:
    case = spent_and_voided(registry.make_volunteer())
    client = sign_in(place.officer)
    assert "请写一句为什么" in said(client.post(f"{PAGE}{case.pk}/", {"verb": "waive"}, follow=True))
    case.refresh_from_db()
    assert case.state == CaseState.OPEN
    sent = {"verb": "waive", "reason": "领队记错的"}
    assert "不再收回" in said(client.post(f"{PAGE}{case.pk}/", sent, follow=True))
    assert "领队记错的" in said(client.get(PAGE, {"state": "waived"}))


def test_cases_of_other_places_are_neither_seen_nor_decided(place: Place, sign_in: SignIn) -> None:
    person = registry.make_volunteer(name="孙远方")
    Volunteer.objects.filter(pk=person.pk).update(region_path=f"{CITY}/360521/")
    person.refresh_from_db()
    case = spent_and_voided(person)
    client = sign_in(place.officer)
    assert "孙远方" not in said(client.get(PAGE))
    sent = {"verb": "waive", "reason": "算了"}
    assert "没有找到" in said(client.post(f"{PAGE}{case.pk}/", sent, follow=True))
    case.refresh_from_db()
    assert case.state == CaseState.OPEN


def test_the_list_asks_as_much_for_many(place: Place, sign_in: SignIn) -> None:
    client = sign_in(place.officer)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(PAGE)
        return sum("honour_ledger" in each["sql"] or "honour_redemption" in each["sql"] for each in seen)

    for _ in range(4):
        account = purse(registry.make_volunteer())
        LedgerCase.objects.create(
            city=CITY, account=account, transfer=fill(account, 5), region_path=account.volunteer.region_path,
            owed=5, opened_at=NOW,
        )  # fmt: skip
    assert asked() == 2  # the cases, and what was bought since
