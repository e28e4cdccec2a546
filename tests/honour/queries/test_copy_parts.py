"""Stars, points and time in the copy that somebody takes along; nobody else's."""

from __future__ import annotations

import pytest

from redvest.honour.choices import EditionState, StarState
from redvest.service.queries.copy_sheet import rows_of, summary
from redvest.service.queries.portability import whole_copy
from tests.factories import registry
from tests.factories.award import make_nomination
from tests.factories.award_jury import make_category, make_entry, make_judged, make_vote
from tests.factories.contest import make_contest, make_entry_of
from tests.factories.ledger import TIMEBANK, fill, purse
from tests.factories.redeem import make_item, redeemed, rich
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


def test_the_copy_holds_redemptions_nominations_and_works_of_the_person_alone() -> None:
    person, by = rich(50)
    item = make_item(title="理发一次")
    redeemed(item, by=by)
    nominated = make_nomination(volunteer=person)
    entry = make_entry_of(make_contest(), person)
    other, theirs = rich(50)
    redeemed(item, by=theirs)
    make_entry_of(make_contest(), other)
    copy = whole_copy(person, NOW)
    (kept,) = rows_of(copy, "redemptions")
    assert kept["item"] == "理发一次" and not {"code", "code_hash"} & kept.keys()
    (stood,) = rows_of(copy, "nominations")
    assert stood["edition"] == nominated.edition.title
    (work,) = rows_of(copy, "contest_entries")
    assert (work["contest"], work["words"]) == (entry.contest.title, entry.words)
    assert rows_of(copy, "perks") == rows_of(copy, "votes") == []


def test_the_copy_tells_that_somebody_voted_and_never_for_whom() -> None:
    person = registry.make_volunteer()
    category = make_category(make_judged(state=EditionState.VOTING))
    candidate = registry.make_volunteer(name="钱候选")
    vote = make_vote(make_entry(category, volunteer=candidate), volunteer=person)
    (row,) = rows_of(whole_copy(person, NOW), "votes")
    assert row["category"] == vote.category.name
    assert "钱候选" not in str(row) and "nomination" not in row
