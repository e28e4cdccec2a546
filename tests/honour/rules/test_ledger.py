"""Double entry as a rule: whatever happens, debits equal credits, no balance is negative, and nothing grows younger."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule

from redvest.honour.choices import AccountKind, FamilyRelation, TransferKind
from redvest.honour.rules.ledger import (
    MOVES,
    Line,
    drawn,
    earned,
    expiry_day,
    faults,
    lapsed,
    may_give_to,
    moved,
    points_for,
    room_under,
    soonest_first,
    taken_back,
    usable,
)

DAY = timedelta(days=1)
TODAY = date(2026, 3, 16)
JAN, FEB, MAR = date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1)


class Book:
    """A ledger in memory: accounts with their lots, filled by the planned lines alone."""

    def __init__(self, people: int = 4, groups: int = 2, cap: int = 900) -> None:
        self.kinds: dict[str, str] = {each.value: each.value for each in AccountKind}
        self.kinds |= {f"v{n}": "volunteer" for n in range(people)} | {
            f"g{n}": "group" for n in range(groups)
        }
        del self.kinds["volunteer"], self.kinds["group"]
        self.people = [f"v{n}" for n in range(people)]
        self.groups = [f"g{n}" for n in range(groups)]
        self.lots: dict[str, dict[date | None, int]] = defaultdict(lambda: defaultdict(int))
        self.balance: dict[str, int] = defaultdict(int)
        self.cap, self.on = cap, TODAY
        self.credits: list[tuple[Line, ...]] = []
        self.owed = 0
        self.posted = 0

    def post(self, kind: str, lines: tuple[Line, ...]) -> None:
        if not lines:
            return
        assert faults(kind, lines, self.kinds) == []
        for line in lines:
            self.lots[line.account][line.expires_on] += line.amount
            self.balance[line.account] += line.amount
            if line.account != "issue":
                assert self.lots[line.account][line.expires_on] >= 0, (kind, line)
        self.posted += 1

    def earn(self, who: str, amount: int, months: int) -> None:
        lines = earned(
            "issue", who, "pool", amount, room=room_under(self.cap, self.balance[who]),
            expires_on=expiry_day(self.on, months),
        )  # fmt: skip
        self.post(TransferKind.EARN, lines)
        self.credits.append(tuple(line for line in lines if line.amount > 0))

    def void(self, pick: int) -> None:
        if not self.credits:
            return
        credits = self.credits.pop(pick % len(self.credits))
        lines, missing = taken_back("issue", credits, self.lots)
        back = sum(line.amount for line in lines if line.account == "issue")
        assert back + sum(missing.values()) == sum(line.amount for line in credits)
        self.post(TransferKind.REVERSE, lines)
        self.owed += sum(missing.values())

    def move(self, kind: str, source: str, target: str, amount: int) -> None:
        lots = usable(self.lots[source], self.on)
        if source == target or sum(lots.values()) < amount:
            return
        keeps = self.kinds[source] == self.kinds[target] == "volunteer"
        self.post(kind, moved(source, lots, target, amount, keeps_lots=keeps))

    def expire(self, who: str) -> None:
        self.post(TransferKind.EXPIRE, lapsed(who, self.lots[who], "expired", self.on))
        assert lapsed(who, self.lots[who], "expired", self.on) == ()

    def sound(self) -> None:
        assert sum(self.balance.values()) == 0
        assert all(held >= 0 for account, held in self.balance.items() if account != "issue")
        assert self.balance["issue"] <= 0
        assert all(sum(lots.values()) == self.balance[account] for account, lots in self.lots.items())


def take_a_step(book: Book, chance: random.Random) -> None:
    who, other = chance.choice(book.people), chance.choice(book.people)
    amount = chance.randint(1, 120)
    step = chance.randrange(12)
    if step < 4:
        book.earn(who, amount, chance.choice((0, 1, 2, 24)))
    elif step == 4:
        book.void(chance.randrange(1000))
    elif step == 5:
        book.move(TransferKind.GIVE, who, other, amount)
    elif step == 6:
        book.move(TransferKind.DONATE, chance.choice([*book.people, *book.groups]), "pool", amount)
    elif step == 7:
        book.move(TransferKind.CONTRIBUTE, who, chance.choice(book.groups), amount)
    elif step == 8:
        book.move(TransferKind.SPEND, who, "spent", amount)
    elif step == 9:
        book.move(TransferKind.AID, "pool", who, amount)
    elif step == 10:
        book.on += timedelta(days=chance.randrange(3))
        book.expire(who)
    else:
        book.post(TransferKind.FUND, (Line("issue", -amount), Line("budget", amount)))
        book.move(TransferKind.GRANT, "budget", who, chance.randint(1, 2 * amount))


def test_a_hundred_thousand_operations_keep_debits_equal_to_credits_and_nobody_below_zero() -> None:
    book, chance = Book(people=60, groups=6), random.Random(20260316)
    for count in range(100_000):
        take_a_step(book, chance)
        if count % 500 == 0:
            book.sound()
    book.sound()
    assert book.posted > 60_000, "most steps moved something"
    assert book.owed > 0, "some of what was voided had been spent"


class Ledger(RuleBasedStateMachine):
    """Every order of steps that hypothesis can think of, with a shrunken story where one goes wrong."""

    people = Bundle("people")

    def __init__(self) -> None:
        super().__init__()
        self.book = Book(people=3)

    @rule(target=people, who=st.sampled_from(["v0", "v1", "v2"]))
    def somebody(self, who: str) -> str:
        return who

    @rule(who=people, amount=st.integers(1, 1200), months=st.integers(0, 3))
    def earn(self, who: str, amount: int, months: int) -> None:
        before, pool = self.book.balance[who], self.book.balance["pool"]
        self.book.earn(who, amount, months)
        assert self.book.balance[who] <= max(before, self.book.cap)
        assert self.book.balance[who] - before + self.book.balance["pool"] - pool == amount

    @precondition(lambda self: self.book.credits)
    @rule(pick=st.integers(0, 50))
    def void(self, pick: int) -> None:
        self.book.void(pick)

    @rule(who=people, other=people, amount=st.integers(1, 400))
    def give(self, who: str, other: str, amount: int) -> None:
        both = (who, other)
        days = lambda: sorted(  # noqa: E731
            (day or date.max, held)
            for each in set(both)
            for day, held in self.book.lots[each].items()
            if held
        )
        before = sum(held for day, held in days() if day < date(2026, 6, 1))
        self.book.move(TransferKind.GIVE, who, other, amount)
        assert sum(held for day, held in days() if day < date(2026, 6, 1)) == before

    @rule(who=people, amount=st.integers(1, 400), kind=st.sampled_from(["donate", "spend"]))
    def let_go(self, who: str, amount: int, kind: str) -> None:
        self.book.move(kind, who, "pool" if kind == "donate" else "spent", amount)

    @rule(who=people, amount=st.integers(1, 400))
    def through_a_group(self, who: str, amount: int) -> None:
        self.book.move(TransferKind.CONTRIBUTE, who, "g0", amount)
        self.book.move(TransferKind.DONATE, "g0", "pool", amount // 2 or 1)

    @rule(who=people, days=st.integers(0, 40))
    def expire(self, who: str, days: int) -> None:
        self.book.on += days * DAY
        self.book.expire(who)
        assert usable(self.book.lots[who], self.book.on) == {
            day: held for day, held in self.book.lots[who].items() if held
        }

    @invariant()
    def holds(self) -> None:
        self.book.sound()


TestLedger = Ledger.TestCase
TestLedger.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_the_soonest_to_expire_goes_first_and_what_never_does_goes_last() -> None:
    lots = {None: 5, MAR: 3, JAN: 2, FEB: 0}
    assert soonest_first(lots) == [(JAN, 2), (MAR, 3), (None, 5)]
    assert drawn(lots, 4) == [(JAN, 2), (MAR, 2)]
    assert drawn(lots, 100) == [(JAN, 2), (MAR, 3), (None, 5)]
    assert drawn(lots, 4, first=MAR) == [(MAR, 3), (JAN, 1)]
    assert drawn(lots, 0) == drawn({}, 7) == []


def test_passing_on_keeps_the_day_and_a_new_lot_begins_elsewhere() -> None:
    lots = {JAN: 2, MAR: 3}
    assert moved("a", lots, "b", 4, keeps_lots=True) == (
        Line("a", -2, JAN), Line("a", -2, MAR), Line("b", 2, JAN), Line("b", 2, MAR),
    )  # fmt: skip
    assert moved("a", lots, "pool", 4, keeps_lots=False)[-1] == Line("pool", 4, None)
    assert moved("pool", {None: 9}, "a", 4, keeps_lots=False, fresh=FEB) == (
        Line("pool", -4), Line("a", 4, FEB),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("room", "lines"),
    [
        (None, (Line("issue", -90), Line("v0", 90, JAN))),
        (90, (Line("issue", -90), Line("v0", 90, JAN))),
        (30, (Line("issue", -90), Line("v0", 30, JAN), Line("pool", 60))),
        (0, (Line("issue", -90), Line("pool", 90))),
        (-5, (Line("issue", -90), Line("pool", 90))),
    ],
)
def test_what_a_cap_leaves_no_room_for_is_donated(room: int | None, lines: tuple[Line, ...]) -> None:
    assert earned("issue", "v0", "pool", 90, room=room, expires_on=JAN) == lines


def test_a_cap_of_nothing_is_none() -> None:
    assert (room_under(0, 50), room_under(80, 50), room_under(80, 90)) == (None, 30, 0)


def test_taking_back_begins_with_the_very_lot_and_names_what_is_missing() -> None:
    credits = (Line("v0", 50, FEB), Line("pool", 20))
    held = {"v0": {JAN: 30, FEB: 10}, "pool": {None: 5}}
    lines, missing = taken_back("issue", credits, held)
    assert lines == (Line("v0", -10, FEB), Line("v0", -30, JAN), Line("pool", -5), Line("issue", 45))
    assert missing == {"v0": 10, "pool": 15}
    assert taken_back("issue", credits, {}) == ((), {"v0": 50, "pool": 20})


def test_only_what_is_due_lapses() -> None:
    lots = {TODAY: 3, TODAY - DAY: 2, TODAY + DAY: 7, None: 9}
    assert lapsed("v0", lots, "expired", TODAY) == (
        Line("v0", -2, TODAY - DAY), Line("v0", -3, TODAY), Line("expired", 5),
    )  # fmt: skip
    assert usable(lots, TODAY) == {TODAY + DAY: 7, None: 9}


KINDS = {**{each.value: each.value for each in AccountKind}, "other": "volunteer"}


@pytest.mark.parametrize(
    ("kind", "lines", "said"),
    [
        ("give", (Line("volunteer", -3), Line("other", 2)), "differ"),
        ("give", (), "two sides"),
        ("give", (Line("volunteer", 0), Line("other", 0)), "two sides"),
        ("give", (Line("volunteer", -3), Line("volunteer", 3)), "at once"),
        ("give", (Line("group", -3), Line("volunteer", 3)), "does not lead"),
        ("spend", (Line("group", -3), Line("spent", 3)), "does not lead"),
        ("earn", (Line("issue", -3), Line("group", 3)), "does not lead"),
        ("donate", (Line("volunteer", -3), Line("pool", 3, JAN)), "expire"),
    ],
)
def test_what_is_wrong_with_a_transfer(kind: str, lines: tuple[Line, ...], said: str) -> None:
    assert any(said in fault for fault in faults(kind, lines, KINDS))


def test_a_group_only_gives_away() -> None:
    assert {kind for kind, (sources, _) in MOVES.items() if "group" in sources} == {TransferKind.DONATE}
    assert {kind for kind, (_, targets) in MOVES.items() if "group" in targets} == {TransferKind.CONTRIBUTE}
    assert set(MOVES) == set(TransferKind)


def test_the_deepest_category_that_is_named_counts() -> None:
    table = {"xinyu:10": 15, "xinyu:10/lecture": 20, "xinyu:10/lecture/skilled": 30, "xinyu:02": 0}
    care = ("xinyu:10", "lecture", "skilled")
    assert points_for(60, care, table) == 3
    assert points_for(60, (*care[:2], "plain"), table) == 2
    assert points_for(120, ("xinyu:10", "service", "plain"), table) == 3
    assert points_for(60, ("xinyu:02", "service", "plain"), table) == 0
    assert points_for(60, ("xinyu:07", "service", "plain"), table) == points_for(60, (), {}) == 1


@given(st.integers(1, 10_000), st.integers(0, 1000))
def test_points_are_the_nearest_whole_number(minutes: int, tenths: int) -> None:
    exact = minutes * tenths / 600
    assert abs(points_for(minutes, ("x",), {"x": tenths}) - exact) <= 0.5


@given(st.dates(date(2020, 1, 1), date(2060, 1, 1)), st.integers(1, 240))
def test_units_keep_at_least_as_long_as_promised_and_a_month_longer_at_most(on: date, months: int) -> None:
    day = expiry_day(on, months)
    assert day is not None and day.day == 1
    assert (day.year - on.year) * 12 + day.month - on.month == months + 1
    assert expiry_day(on, 0) is None


def test_family_is_a_spouse_or_parents_of_the_age() -> None:
    assert may_give_to(FamilyRelation.SPOUSE, 20, 60)
    assert not may_give_to(FamilyRelation.SPOUSE, 19, 60)
    assert not may_give_to(FamilyRelation.SPOUSE, None, 60)
    assert may_give_to(FamilyRelation.PARENT, 60, 60)
    assert not may_give_to(FamilyRelation.PARENT, 59, 60)
    assert not may_give_to(FamilyRelation.PARENT, None, 60)
    assert not may_give_to("cousin", 80, 60)
