"""Points and time bank under writers at the same moment: nothing twice, nobody below zero, nobody waits in a circle."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from redvest.core.errors import DomainError
from redvest.honour.actions.ledger_case import collect_case, waive_case
from redvest.honour.actions.ledger_give import contribute, donate, expire_due, give_to_family
from redvest.honour.actions.ledger_hours import earn_for_hours, reverse_for_void
from redvest.honour.choices import AccountKind, CaseState, TransferKind
from redvest.honour.ledger_errors import LedgerCaseDecided, NotEnoughHeld
from redvest.honour.models import FamilyTie, LedgerAccount, LedgerCase, LedgerTransfer
from redvest.registry.models import Membership
from redvest.service.actions import ledger as hours
from tests.factories import registry as make
from tests.factories.ledger import POINTS, TIMEBANK, adds_up, fill, held, of_city, purse
from tests.factories.race import at_once
from tests.factories.registry import CITY, NOW, TODAY
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db(transaction=True)


def counted(found: list[Any]) -> Counter[str]:
    return Counter(type(each).__name__ for each in found)


def test_of_many_who_spend_the_last_units_as_many_win_as_there_are() -> None:
    person = make.make_volunteer()
    by, account = make.volunteer_standing(person), purse(person)
    fill(account, 30)
    found = at_once(
        *[partial(donate, by=by, account=account, amount=10, key=f"k{n}", at=NOW) for n in range(8)]
    )
    assert counted(found) == {"LedgerTransfer": 3, NotEnoughHeld.__name__: 5}
    assert (held(account), held(of_city(AccountKind.POOL))) == (0, 30)
    adds_up()


def test_one_request_sent_many_times_at_once_moves_once() -> None:
    person = make.make_volunteer()
    by, account = make.volunteer_standing(person), purse(person)
    fill(account, 100)
    found = at_once(
        *[partial(donate, by=by, account=account, amount=10, key="one", at=NOW) for _ in range(6)]
    )
    assert counted(found) == {"LedgerTransfer": 6} and len({each.pk for each in found}) == 1
    assert held(account) == 90
    adds_up()


def test_an_entry_settled_by_several_workers_earns_once() -> None:
    entry = make_entry(volunteer=make.make_volunteer(), body=make.make_body(), minutes=120)
    found = at_once(*[partial(earn_for_hours, entry_id=entry.pk, at=NOW) for _ in range(5)])
    assert counted(found) == {"list": 5} and sum(map(len, found)) == 2
    assert LedgerTransfer.objects.count() == 2
    assert LedgerAccount.objects.filter(kind="volunteer").count() == 2
    adds_up()


@pytest.mark.parametrize("turn", range(4))
def test_earning_beside_its_own_void_ends_at_nothing(turn: int) -> None:
    """Whichever comes first, what was voided has earned nothing in the end, and nobody owes anything."""
    person = make.make_volunteer()
    entry = make_entry(volunteer=person, body=make.make_body(), minutes=120)

    def void() -> None:
        made = hours.void(entry=entry, reason="记错", by_account=None, at=NOW)
        reverse_for_void(entry_id=made.pk, at=NOW)

    found = at_once(partial(earn_for_hours, entry_id=entry.pk, at=NOW), void)
    assert not [each for each in found if isinstance(each, Exception)]
    assert (held(purse(person)), held(purse(person, TIMEBANK))) == (0, 0)
    assert not LedgerCase.objects.exists()
    adds_up()


def test_a_case_is_decided_once() -> None:
    person, officer = make.make_volunteer(), make.make_officer()
    account = purse(person, TIMEBANK)
    entry = make_entry(volunteer=person, body=make.make_body(), minutes=25)
    earn_for_hours(entry_id=entry.pk, at=NOW)
    donate(by=make.volunteer_standing(person), account=account, amount=25, key="a", at=NOW)
    void = hours.void(entry=entry, reason="记错", by_account=None, at=NOW)
    reverse_for_void(entry_id=void.pk, at=NOW)
    fill(account, 100)
    case = LedgerCase.objects.get()
    found = at_once(
        *[partial(collect_case, by=officer, case=case, at=NOW) for _ in range(3)],
        partial(waive_case, by=officer, case=case, reason="算了", at=NOW),
    )
    case.refresh_from_db()
    assert counted(found)[LedgerCaseDecided.__name__] == 3
    assert (case.state, held(account)) in ((CaseState.SETTLED, 75), (CaseState.WAIVED, 100))
    adds_up()


def test_writers_who_do_everything_at_once_keep_the_sums() -> None:
    """Gifts crosswise between four, groups, donations, earnings, voids and what expires: no deadlock among them."""
    people = [make.make_volunteer() for _ in range(4)]
    body, chance = make.make_body(), random.Random(5)
    for person in people:
        Membership.objects.create(city=CITY, body=body, volunteer=person, joined_on=TODAY)
        fill(purse(person), 200, TODAY + timedelta(days=40))
        fill(purse(person), 200)
    standings = [make.volunteer_standing(each) for each in people]
    ties = [
        FamilyTie.objects.create(
            city=CITY, giver=people[n], relative=people[(n + 1) % 4], relation="spouse", asked_at=NOW,
            agreed_at=NOW,
        )
        for n in range(4)
    ]  # fmt: skip
    entries = [make_entry(volunteer=chance.choice(people), body=body, minutes=90) for _ in range(24)]

    def busy(turn: int) -> int:
        mine, done = random.Random(turn), 0
        for count in range(25):
            who, key = mine.randrange(4), f"{turn}-{count}"
            by, account, amount = standings[who], purse(people[who]), mine.randint(1, 60)
            steps: list[Callable[[], Any]] = [
                partial(donate, by=by, account=account, amount=amount, key=key, at=NOW),
                partial(contribute, by=by, account=account, body=body, amount=amount, key=key, at=NOW),
                partial(give_to_family, by=by, account=account, tie=ties[who], amount=amount, key=key, at=NOW),
                partial(expire_due, city=CITY, at=NOW + timedelta(days=mine.choice((0, 50)))),
                lambda: settle(entries[mine.randrange(24)], mine.random() < 0.3),
            ]  # fmt: skip
            try:
                mine.choice(steps)()
                done += 1
            except NotEnoughHeld:
                pass
        return done

    def settle(entry: Any, voided: bool) -> None:
        earn_for_hours(entry_id=entry.pk, at=NOW)
        if voided:
            try:
                made = hours.void(entry=entry, reason="记错", by_account=None, at=NOW)
            except Exception:  # voided by another thread
                made = type(entry).objects.get(voids=entry)
            reverse_for_void(entry_id=made.pk, at=NOW)

    found = at_once(*[partial(busy, turn) for turn in range(6)])
    assert not [each for each in found if isinstance(each, Exception)], found
    assert sum(found) > 60
    adds_up()
    assert {TransferKind.EARN, TransferKind.GIVE, TransferKind.EXPIRE} <= set(
        LedgerTransfer.objects.values_list("kind", flat=True)
    )
    assert LedgerTransfer.objects.filter(ledger=POINTS).exists()
    assert issubclass(NotEnoughHeld, DomainError)
