"""Stars, points and time in the copy that somebody takes along; nobody else's."""

from __future__ import annotations

import pytest

from redvest.honour.choices import StarState
from redvest.service.queries.copy_sheet import rows_of, summary
from redvest.service.queries.portability import whole_copy
from tests.factories import registry
from tests.factories.ledger import TIMEBANK, fill, purse
from tests.factories.registry import NOW
from tests.factories.star import make_star

pytestmark = pytest.mark.django_db


def test_the_copy_holds_stars_and_every_movement() -> None:
    person, other = registry.make_volunteer(), registry.make_volunteer()
    make_star(volunteer=person, state=StarState.REFUSED)
    fill(purse(person), 5)
    fill(purse(person, TIMEBANK), 60)
    make_star(volunteer=other)
    fill(purse(other), 9)
    copy = whole_copy(person, NOW)
    assert [(row["level"], row["state"], row["reason"]) for row in rows_of(copy, "stars")] == [
        (1, "没有通过", "材料对不上")
    ]
    moved = sorted((row["ledger"], row["kind"], row["amount"]) for row in rows_of(copy, "points"))
    assert moved == [("时间银行", "奖励", 60), ("积分", "奖励", 5)]
    sheet = {section["title"]: section["rows"] for section in summary(copy)["sections"]}
    assert len(sheet["星级"]) == 1 and len(sheet["积分和时间银行"]) == 2
