"""The door of points and time bank: what moves, once; and some thousand random operations that keep the sums."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from redvest.core.errors import DomainError
from redvest.honour.actions.ledger import MOST, NewTransfer, account_of, locked, move, post_transfer
from redvest.honour.actions.ledger_case import collect_case
from redvest.honour.actions.ledger_give import (
    contribute,
    donate,
    expire_due,
    fund_budget,
    give_from_pool,
    give_to_family,
    grant_from_budget,
)
from redvest.honour.actions.ledger_hours import earn_for_hours, reverse_for_void
from redvest.honour.choices import AccountKind, CaseState, Hardship, TransferKind
from redvest.honour.ledger_errors import AmountWrong, LedgerKeyUsed, NotEnoughHeld, TransferRefused
from redvest.honour.models import FamilyTie, LedgerAccount, LedgerCase, LedgerLine, LedgerTransfer
from redvest.honour.queries.ledger import lots_of, own_accounts, statements, sum_of_lines, trial_balance
from redvest.honour.rules.ledger import Line
from redvest.registry.models import DatedSetting, Membership
from redvest.service.actions import ledger as hours
from redvest.service.choices import Grade
from redvest.service.models import HoursEntry
from tests.factories import registry as make
from tests.factories.ledger import POINTS, TIMEBANK, adds_up, fill, held, of_city, purse, purse_of_group
from tests.factories.registry import CITY, NOW, TODAY
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db
OPERATIONS = int(os.environ.get("REDVEST_LEDGER_OPERATIONS", "1000"))
JAN, FEB = date(2027, 1, 1), date(2027, 2, 1)
GIVE = NewTransfer(city=CITY, ledger=POINTS, kind=TransferKind.GIVE, key="k1")


def two() -> tuple[LedgerAccount, LedgerAccount]:
    return purse(make.make_volunteer()), purse(make.make_volunteer())


def test_an_account_is_opened_once() -> None:
    person = make.make_volunteer()
    assert purse(person) == purse(person) != purse(person, TIMEBANK)
    assert of_city(AccountKind.POOL) == of_city(AccountKind.POOL)
    assert LedgerAccount.objects.count() == 3
    assert account_of(city=CITY, ledger=POINTS, kind=AccountKind.BUDGET, name="甲") != account_of(
        city=CITY, ledger=POINTS, kind=AccountKind.BUDGET, name="乙"
    )


def test_units_move_with_their_lots() -> None:
    one, other = two()
    fill(one, 10, FEB)
    fill(one, 10, JAN)
    made, fresh = move(new=GIVE, source=one, target=other, amount=15, at=NOW)
    assert fresh and made.lines.count() == 4
    assert lots_of([one.pk, other.pk]) == {one.pk: {FEB: 5}, other.pk: {JAN: 10, FEB: 5}}
    assert (held(one), sum_of_lines(one.pk)) == (5, 5)
    adds_up()


def test_the_same_request_twice_moves_once_and_another_with_its_key_is_refused() -> None:
    one, other = two()
    fill(one, 30)
    first, _ = move(new=GIVE, source=one, target=other, amount=10, at=NOW)
    again, fresh = move(new=GIVE, source=one, target=other, amount=10, at=NOW + timedelta(hours=1))
    assert (again, fresh) == (first, False)
    for source, target, amount in ((one, other, 11), (other, one, 10)):
        with pytest.raises(LedgerKeyUsed):
            move(new=GIVE, source=source, target=target, amount=amount, at=NOW)
    with pytest.raises(LedgerKeyUsed):
        move(
            new=replace(GIVE, kind=TransferKind.DONATE), source=one, target=of_city(AccountKind.POOL),
            amount=10, at=NOW,
        )  # fmt: skip
    assert (held(one), held(other)) == (20, 10)


@pytest.mark.parametrize("amount", [0, -5, MOST + 1, True])
def test_amounts_are_whole_and_more_than_nothing(amount: int) -> None:
    one, other = two()
    fill(one, 30)
    with pytest.raises(AmountWrong):
        move(new=GIVE, source=one, target=other, amount=amount, at=NOW)
    assert (held(one), held(other)) == (30, 0)


def test_nobody_gives_more_than_they_have_or_what_has_expired() -> None:
    one, other = two()
    fill(one, 10, TODAY)
    fill(one, 10)
    with pytest.raises(NotEnoughHeld) as fault:
        move(new=GIVE, source=one, target=other, amount=11, at=NOW)
    assert fault.value.details == {"held": 10}
    assert (held(one), held(other)) == (20, 0)
    move(new=GIVE, source=one, target=other, amount=10, at=NOW)
    assert lots_of([one.pk])[one.pk] == {TODAY: 10}


def test_units_go_only_where_the_rules_lead() -> None:
    one, other = two()
    group, pool = purse_of_group(make.make_body()), of_city(AccountKind.POOL)
    fill(one, 30)
    move(
        new=replace(GIVE, kind=TransferKind.CONTRIBUTE, key="k2"), source=one, target=group, amount=20, at=NOW
    )
    before = LedgerLine.objects.count()
    for kind, source, target in (
        (TransferKind.GIVE, group, one),
        (TransferKind.SPEND, group, of_city(AccountKind.SPENT)),
        (TransferKind.GIVE, one, one),
        (TransferKind.GIVE, one, pool),
        (TransferKind.DONATE, one, of_city(AccountKind.ISSUE)),
        (TransferKind.GIVE, one, purse(make.make_volunteer(), TIMEBANK)),
    ):
        with pytest.raises(TransferRefused):
            move(new=replace(GIVE, kind=kind, key="k3"), source=source, target=target, amount=5, at=NOW)
    assert LedgerLine.objects.count() == before
    move(new=replace(GIVE, kind=TransferKind.DONATE, key="k4"), source=group, target=pool, amount=5, at=NOW)
    assert (held(group), held(pool), held(other)) == (15, 5, 0)
    adds_up()


def test_unbalanced_lines_do_not_get_past_the_door() -> None:
    one, other = two()
    fill(one, 10)
    accounts = locked(accounts=(one, other))
    for lines in ((Line(one.pk, -3), Line(other.pk, 2)), (), (Line(one.pk, 0), Line(other.pk, 0))):
        with pytest.raises(TransferRefused):
            post_transfer(new=GIVE, accounts=accounts, lines=lines, at=NOW)
    assert not LedgerTransfer.objects.filter(key="k1").exists()


def test_a_statement_says_what_moved_and_adds_up_to_the_balance() -> None:
    person = make.make_volunteer()
    one, other = purse(person), purse(make.make_volunteer())
    fill(one, 30, JAN)
    fill(one, 30, FEB)
    move(new=GIVE, source=one, target=other, amount=40, at=NOW + timedelta(days=1))
    rows = statements([one.pk], 9)[one.pk]
    assert [row.moved for row in rows] == [-40, 30, 30]
    assert sum(row.moved for row in rows) == held(one) == sum_of_lines(one.pk)
    assert list(own_accounts(make.volunteer_standing(person))) == [one]
    assert trial_balance(CITY) == {"points": {"budget": 0, "issue": -60, "volunteer": 60}}


def test_random_operations_keep_the_sums() -> None:
    """As the hundred thousand of ``rules/test_ledger.py``, through the actions and the database; more by the variable."""
    world, chance, done = World(), random.Random(11), 0
    for count in range(OPERATIONS):
        try:
            with transaction.atomic():
                done += world.step(chance, count)
        except DomainError as refusal:
            assert isinstance(refusal, NotEnoughHeld), refusal
        if count % 400 == 0:
            adds_up()
    adds_up()
    assert done > OPERATIONS // 2
    assert LedgerCase.objects.exists()
    assert {row.kind for row in LedgerTransfer.objects.all()} == set(TransferKind) - {"spend", "return"}
    for case in LedgerCase.objects.all():
        back = LedgerLine.objects.filter(
            transfer__undoes=case.transfer, transfer__key__startswith=f"case:{case.pk.hex}", amount__gt=0
        )
        assert sum(back.values_list("amount", flat=True)) == case.taken


class World:
    """Six people who are each other's family, a group, officers; everybody does something now and then."""

    def __init__(self) -> None:
        self.people = [make.make_volunteer(birth_on=date(1950, 1, 1)) for _ in range(6)]
        self.standings = [make.volunteer_standing(each) for each in self.people]
        self.body = make.make_body()
        self.head, self.officer, self.centre = (
            make.make_body_admin(self.body), make.make_officer(), make.make_centre(),
        )  # fmt: skip
        self.region = make.make_region_tree().yushui
        self.ties = {
            (a, b): FamilyTie.objects.create(
                city=CITY, giver=self.people[a], relative=self.people[b], relation="parent",
                asked_at=NOW, agreed_at=NOW,
            )
            for a in range(6) for b in range(6) if a != b
        }  # fmt: skip
        for person in self.people:
            Membership.objects.create(city=CITY, body=self.body, volunteer=person, joined_on=TODAY)
        city = make.make_region_tree().city
        for key, value in (("points.most", 300), ("timebank.most_hours", 20), ("points.keep_months", 1)):
            DatedSetting.objects.create(
                key=key, region=city, value=value, effective_on=date(2020, 1, 1), set_at=NOW
            )
        self.at, self.entries = NOW, list[HoursEntry]()

    def step(self, chance: random.Random, count: int) -> bool:
        who, ledger = chance.randrange(6), chance.choice((POINTS, TIMEBANK))
        amount, key = chance.randint(1, 90), str(count)
        account, by = purse(self.people[who], ledger), self.standings[who]
        steps: list[Callable[[], Any]] = [
            lambda: self.serve(who, chance), lambda: self.serve(who, chance), lambda: self.serve(who, chance),
            lambda: self.void(chance), lambda: self.void(chance), lambda: self.collect(chance), lambda: self.pass_time(chance),
            lambda: donate(by=by, account=account, amount=amount, key=key, at=self.at),
            lambda: contribute(by=by, account=account, body=self.body, amount=amount, key=key, at=self.at),
            lambda: donate(
                by=self.head, account=purse_of_group(self.body, ledger), amount=amount, key=key, at=self.at
            ),
            lambda: give_to_family(
                by=by, account=account, tie=self.tie(who, chance), amount=amount, key=key, at=self.at
            ),
            lambda: fund_budget(
                by=self.centre, ledger=ledger, region=self.region, amount=amount, key=key, reason="年度", at=self.at
            ),
            lambda: grant_from_budget(
                by=self.officer, ledger=ledger, region=self.region, volunteer=self.people[who], amount=amount,
                key=key, reason="表现好", at=self.at,
            ),
            lambda: give_from_pool(
                ground=Hardship.ALONE,
                by=self.officer, ledger=ledger, volunteer=self.people[who], amount=amount, key=key, reason="独居",
                at=self.at,
            ),
        ]  # fmt: skip
        return bool(chance.choice(steps)())

    def tie(self, who: int, chance: random.Random) -> FamilyTie:
        return self.ties[who, chance.choice([each for each in range(6) if each != who])]

    def serve(self, who: int, chance: random.Random) -> bool:
        entry = make_entry(
            volunteer=self.people[who], body=self.body, minutes=chance.randint(10, 300),
            grade=chance.choice(list(Grade)), at=self.at,
        )  # fmt: skip
        self.entries.append(entry)
        return bool(earn_for_hours(entry_id=entry.pk, at=self.at))

    def void(self, chance: random.Random) -> bool:
        if not self.entries:
            return False
        entry = self.entries.pop(chance.randrange(len(self.entries)))
        void = hours.void(entry=entry, reason="记错", by_account=None, at=self.at)
        return bool(reverse_for_void(entry_id=void.pk, at=self.at))

    def collect(self, chance: random.Random) -> bool:
        open_cases = list(
            LedgerCase.objects.filter(state=CaseState.OPEN, account__kind="volunteer").select_related(
                "account"
            )
        )
        return bool(open_cases) and bool(
            collect_case(by=self.officer, case=chance.choice(open_cases), at=self.at)
        )

    def pass_time(self, chance: random.Random) -> bool:
        self.at += timedelta(days=chance.randrange(9))
        return bool(expire_due(city=CITY, at=self.at))
