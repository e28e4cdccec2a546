"""What there is to redeem, over the API: read by everybody, redeemed once a key, taken back by its owner alone."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.honour.choices import RedemptionState
from redvest.honour.models import Redemption
from tests.faces.openapi.conftest import Caller, caller_for, problem
from tests.factories import registry as make
from tests.factories.redeem import code_of, make_item, make_partner, redeemed, rich, shelves_add_up

pytestmark = pytest.mark.django_db


def test_everybody_reads_the_shelf_the_cheapest_first_and_narrows_it() -> None:
    dear, cheap = make_item(price=40, title="雨伞"), make_item(price=10)
    service = make_item(stock=None, ledger="timebank", price=60, title="理发一次")
    make_item(title="下架的", from_on=date(2020, 1, 1), until_on=date(2020, 2, 1))
    guest = Caller()
    found = guest.get("/gifts").json()
    assert [each["id"] for each in found["items"]] == [str(each.pk) for each in (cheap, dear, service)]
    assert found["items"][0]["left"] == 5
    assert found["items"][0]["kind"] == {"key": "gift", "name": "礼品"}
    assert found["items"][2]["left"] is None
    (only,) = guest.get("/gifts", ledger="timebank").json()["items"]
    assert only["title"] == "理发一次"
    first = guest.get("/gifts", limit=1).json()
    (second,) = guest.get("/gifts", limit=1, after=first["next"]).json()["items"]
    assert second["id"] == str(dear.pk)
    assert guest.get(f"/gifts/{dear.pk}").json()["place"] == dear.partner.place
    problem(guest.get(f"/gifts/{uuid4()}"), 404, "redeem-item-unknown")


def test_the_shelf_asks_as_much_for_three_things_as_for_one() -> None:
    partner, guest = make_partner(), Caller()

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            guest.get("/gifts")
        return len(seen)

    make_item(partner=partner)
    assert asked() == 1
    make_item(partner=partner)
    make_item(partner=make_partner())
    assert asked() == 1


def test_one_key_redeems_once_and_is_answered_alike() -> None:
    item, (person, by) = make_item(), rich(30)
    me = caller_for(by)
    form = {"gift": str(item.pk), "price": 10}
    first = me.post("/me/redemptions", form, key="k-1")
    assert first.status_code == 201, first.content.decode()
    assert me.post("/me/redemptions", form, key="k-1").json() == first.json()
    kept = Redemption.objects.get(volunteer=person)
    assert first.json()["code"] == code_of(kept)
    (mine,) = me.get("/me/redemptions").json()["items"]
    assert mine == first.json()
    item.refresh_from_db()
    assert item.stock == 4
    other = caller_for(make.volunteer_standing(make.make_volunteer()))
    assert other.get("/me/redemptions").json()["items"] == []
    shelves_add_up()


def test_what_cannot_be_redeemed_changes_nothing() -> None:
    item, (_person, by) = make_item(), rich(15)
    me = caller_for(by)
    problem(me.post("/me/redemptions", {"gift": str(item.pk), "price": 9}), 409, "redeem-price-moved")
    problem(me.post("/me/redemptions", {"gift": str(uuid4()), "price": 10}), 404, "redeem-item-unknown")
    problem(
        me.post("/me/redemptions", {"gift": str(make_item(price=20).pk), "price": 20}), 409, "redeem-short"
    )
    problem(me.post("/me/redemptions", {"gift": str(item.pk), "price": -1}), 422, "invalid")
    assert not Redemption.objects.exists()
    shelves_add_up()


def test_only_the_owner_takes_it_back_and_once() -> None:
    _person, by = rich()
    kept = redeemed(by=by)
    path = f"/me/redemptions/{kept.pk}/cancel"
    stranger = caller_for(make.volunteer_standing(make.make_volunteer()))
    problem(stranger.post(path), 404, "redemption-unknown")
    assert Redemption.objects.get().state == RedemptionState.HELD
    me = caller_for(by)
    back = me.post(path).json()
    assert (back["state"]["key"], back["code"], back["expired"]) == ("cancelled", None, 0)
    problem(me.post(path), 409, "redemption-over")
    shelves_add_up()
