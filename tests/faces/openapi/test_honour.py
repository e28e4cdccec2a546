"""One's own stars, points and time bank, over the API."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.honour.choices import StarState
from tests.faces.openapi.conftest import Caller, caller_for, problem
from tests.factories import registry as make
from tests.factories.ledger import TIMEBANK, fill, purse
from tests.factories.star import make_star, serve

pytestmark = pytest.mark.django_db


def test_stars_say_what_counts_and_what_is_missing() -> None:
    person = make.make_volunteer()
    assert person.account
    me = caller_for(person.account)
    problem(Caller().get("/me/stars"), 401, "unauthenticated")
    serve(person, 130)
    make_star(volunteer=person, state=StarState.GRANTED, number="ST-7K2M-9QXA-04TB-WN3E")
    found = me.get("/me/stars").json()
    assert (found["minutes"], found["held"], found["next_level"], found["wanted"]) == (7800, [1], 2, 18_000)
    assert found["missing"] and found["story"][0]["number"] == "ST-7K2M-9QXA-04TB-WN3E"
    other = caller_for(make.make_volunteer().account)  # type: ignore[arg-type]
    assert other.get("/me/stars").json()["story"] == []


def test_points_and_time_stand_apart_with_their_lots_and_lines() -> None:
    person, stranger = make.make_volunteer(), make.make_volunteer()
    assert person.account and stranger.account
    me = caller_for(person.account)
    problem(Caller().get("/me/points"), 401, "unauthenticated")
    assert me.get("/me/points").json() == {"items": []}
    fill(purse(person), 5, date(2027, 1, 1))
    fill(purse(person), 7, date(2026, 9, 1))
    fill(purse(person), 9, date(2026, 1, 1))  # expired, and not yet taken off
    fill(purse(person, TIMEBANK), 60)
    points, bank = me.get("/me/points").json()["items"]
    assert (points["ledger"], points["balance"], bank["ledger"], bank["balance"]) == (
        "points",
        12,
        "timebank",
        60,
    )
    assert [lot["amount"] for lot in points["lots"]] == [7, 5]
    assert bank["lots"] == [{"amount": 60, "expires_on": None}]
    assert sorted(line["amount"] for line in points["lines"]) == [5, 7, 9]
    assert caller_for(stranger.account).get("/me/points").json() == {"items": []}


def test_points_ask_as_much_for_three_lines_as_for_one() -> None:
    person = make.make_volunteer()
    assert person.account
    me = caller_for(person.account)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            me.get("/me/points")
        return sum("honour_" in each["sql"] for each in seen)

    fill(purse(person), 1)
    assert asked() == 3  # accounts, lots, the statement
    fill(purse(person), 1)
    fill(purse(person), 1)
    assert asked() == 3
