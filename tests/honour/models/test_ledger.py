"""What the database itself holds of points and time bank, whatever an action would do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from redvest.core.db.constraint import broken_constraint
from redvest.honour.choices import AccountKind, CaseState, FamilyRelation, LedgerName, TransferKind
from redvest.honour.models import FamilyTie, LedgerAccount, LedgerCase, LedgerLine, LedgerTransfer
from tests.factories import registry as make
from tests.factories.ledger import POINTS, TIMEBANK, adds_up, fill, held, of_city, purse, purse_of_group
from tests.factories.registry import CITY, NOW
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db
JAN, FEB = date(2027, 1, 1), date(2027, 2, 1)


def broken(name: str, act: Callable[[], Any]) -> None:
    """Refused by this rule; what is deferred is looked at at once."""
    with pytest.raises(IntegrityError) as fault, transaction.atomic():
        act()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert broken_constraint(fault.value) == name
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def refused(act: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        act()


def straight(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def transfer(kind: str = TransferKind.GIVE, ledger: str = POINTS, **more: Any) -> LedgerTransfer:
    key = more.pop("key", f"by-hand:{LedgerTransfer.objects.count()}")
    return LedgerTransfer.objects.create(city=CITY, ledger=ledger, kind=kind, key=key, at=NOW, **more)


def post(*sides: tuple[LedgerAccount, int], kind: str = TransferKind.GIVE, **more: Any) -> LedgerTransfer:
    """Straight into the tables, past every action."""
    made = transfer(kind, **more)
    for account, amount in sides:
        LedgerLine.objects.create(transfer=made, account=account, amount=amount)
    return made


def test_balances_follow_the_lines() -> None:
    one, other = purse(make.make_volunteer()), purse(make.make_volunteer())
    fill(one, 100)
    post((one, -30), (other, 30))
    assert (held(one), held(other)) == (70, 30)
    adds_up()


def test_lines_that_do_not_sum_to_zero_are_refused_when_the_transaction_ends() -> None:
    one, other = purse(make.make_volunteer()), purse(make.make_volunteer())
    fill(one, 100)
    broken("ledger_transfer_balances", lambda: post((one, -30), (other, 29)))
    broken("ledger_transfer_balances", lambda: post())
    sound = post((one, -30), (other, 30))
    broken(
        "ledger_transfer_balances",
        lambda: LedgerLine.objects.create(transfer=sound, account=other, amount=5),
    )
    assert (held(one), held(other)) == (70, 30)
    adds_up()


def test_nobody_falls_below_zero_and_what_is_issued_never_above() -> None:
    one, other, issue = purse(make.make_volunteer()), purse(make.make_volunteer()), of_city(AccountKind.ISSUE)
    fill(one, 10)
    broken("ledger_balance_not_negative", lambda: post((one, -11), (other, 11)))
    broken("ledger_balance_not_negative", lambda: post((one, -10), (other, -1), (issue, 11)))
    assert held(one) == 10
    adds_up()


def test_a_lot_gives_no_more_than_is_in_it() -> None:
    one, other = purse(make.make_volunteer()), purse(make.make_volunteer())
    fill(one, 10, JAN)
    fill(one, 10, FEB)

    def overdrawn() -> None:
        made = transfer()
        LedgerLine.objects.create(transfer=made, account=other, amount=11, expires_on=JAN)
        LedgerLine.objects.create(transfer=made, account=one, amount=-11, expires_on=JAN)

    broken("ledger_lot_not_overdrawn", overdrawn)
    assert held(one) == 20


def test_only_what_a_volunteer_holds_expires() -> None:
    one, pool = purse(make.make_volunteer()), of_city(AccountKind.POOL)
    fill(one, 10)

    def aged() -> None:
        made = transfer(TransferKind.DONATE)
        LedgerLine.objects.create(transfer=made, account=one, amount=-1)
        LedgerLine.objects.create(transfer=made, account=pool, amount=1, expires_on=JAN)

    broken("ledger_lot_is_a_volunteers", aged)


def test_nothing_moves_from_one_ledger_to_the_other() -> None:
    person = make.make_volunteer()
    points, minutes = purse(person), purse(person, TIMEBANK)
    fill(points, 10)
    broken("ledger_line_in_its_ledger", lambda: post((points, -5), (minutes, 5)))
    broken("ledger_line_is_not_nothing", lambda: post((points, 0)))


def test_transfers_and_lines_are_never_changed_or_deleted() -> None:
    one = purse(make.make_volunteer())
    made = fill(one, 10)
    refused(lambda: LedgerTransfer.objects.filter(pk=made.pk).update(reason="改"))
    refused(lambda: straight("DELETE FROM honour_ledgertransfer WHERE id = %s", made.pk))
    refused(lambda: LedgerLine.objects.filter(account=one).update(amount=99))
    refused(lambda: LedgerLine.objects.filter(account=one).delete())
    straight("SET CONSTRAINTS ALL IMMEDIATE")  # what waits to be looked at would refuse the TRUNCATE, too
    for table in ("honour_ledgerline", "honour_ledgertransfer", "honour_ledgeraccount"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table} CASCADE")
    assert held(one) == 10


def test_a_balance_is_typed_by_nobody() -> None:
    one = purse(make.make_volunteer())
    fill(one, 10)
    rows = LedgerAccount.objects.filter(pk=one.pk)
    broken("ledger_balance_follows_lines", lambda: rows.update(balance=11))
    broken(
        "ledger_balance_follows_lines",
        lambda: LedgerAccount.objects.create(city=CITY, ledger=POINTS, kind="budget", name="偷偷", balance=5),
    )
    assert held(one) == 10


@pytest.mark.parametrize(
    "change", [{"kind": "group"}, {"ledger": "timebank"}, {"city": "360600"}, {"volunteer": None}]
)
def test_whose_an_account_is_never_changes(change: dict[str, Any]) -> None:
    one = purse(make.make_volunteer())
    broken("ledger_account_stays", lambda: LedgerAccount.objects.filter(pk=one.pk).update(**change))
    broken("ledger_account_stays", lambda: LedgerAccount.objects.filter(pk=one.pk).delete())


def test_an_account_has_one_owner_and_an_owner_one_account() -> None:
    person, body = make.make_volunteer(), make.make_body()
    one, group, pool = purse(person), purse_of_group(body), of_city(AccountKind.POOL)
    for wrong in (
        {"kind": "volunteer"},
        {"kind": "group", "volunteer": person},
        {"kind": "pool", "body": body},
        {"kind": "volunteer", "volunteer": person, "name": "第二本"},
    ):
        broken(
            "ledger_account_has_its_owner",
            lambda wrong=wrong: LedgerAccount.objects.create(city=CITY, ledger=POINTS, **wrong),
        )
    for known in (one, group, pool):
        copy = {"kind": known.kind, "volunteer": known.volunteer, "body": known.body}
        broken(
            "one_ledger_account_each",
            lambda copy=copy: LedgerAccount.objects.create(city=CITY, ledger=POINTS, **copy),
        )


def test_a_key_is_used_once_and_hours_earn_once_in_each_ledger() -> None:
    person, body = make.make_volunteer(), make.make_body()
    entry = make_entry(volunteer=person, body=body)
    sides = {ledger: (of_city(AccountKind.ISSUE, ledger), purse(person, ledger)) for ledger in LedgerName}
    first = post(*_earned(sides[POINTS]), kind="earn", key="a", entry=entry)
    post(*_earned(sides[TIMEBANK]), kind="earn", ledger=TIMEBANK, entry=entry)
    broken("one_ledger_transfer_per_key", lambda: transfer(key="a"))
    broken("hours_earn_once_a_ledger", lambda: transfer("earn", entry=entry))
    broken("ledger_earning_names_its_hours", lambda: transfer("earn"))
    broken("ledger_undoing_names_what", lambda: transfer("reverse", entry=entry))
    broken("ledger_undoing_names_what", lambda: transfer("give", undoes=first))
    adds_up()


def _earned(sides: tuple[LedgerAccount, LedgerAccount]) -> tuple[tuple[LedgerAccount, int], ...]:
    return (sides[0], -5), (sides[1], 5)


def test_a_case_says_what_is_owed_and_no_more() -> None:
    account = purse(make.make_volunteer())
    made = fill(account, 10)
    case = LedgerCase.objects.create(
        city=CITY, account=account, transfer=made, region_path="x/", owed=5, opened_at=NOW
    )
    rows = LedgerCase.objects.filter(pk=case.pk)
    broken("ledger_case_within_owed", lambda: rows.update(taken=-1))
    broken("ledger_case_state_is_true", lambda: rows.update(taken=5))
    broken("ledger_case_state_is_true", lambda: rows.update(state=CaseState.SETTLED, taken=4))
    case.pk = None
    broken("one_ledger_case_each", lambda: LedgerCase.objects.create(
        city=CITY, account=account, transfer=made, region_path="x/", owed=5, opened_at=NOW
    ))  # fmt: skip


def test_family_is_two_people_named_once_and_one_spouse() -> None:
    one, two, three = (make.make_volunteer() for _ in range(3))

    def tie(giver: Any, relative: Any, relation: str) -> FamilyTie:
        return FamilyTie.objects.create(
            city=CITY, giver=giver, relative=relative, relation=relation, asked_at=NOW
        )

    tie(one, two, FamilyRelation.SPOUSE)
    broken("family_tie_of_two", lambda: tie(one, one, FamilyRelation.PARENT))
    broken("one_live_family_tie", lambda: tie(one, two, FamilyRelation.PARENT))
    broken("one_spouse_at_a_time", lambda: tie(one, three, FamilyRelation.SPOUSE))
    FamilyTie.objects.update(ended_at=NOW)
    tie(one, three, FamilyRelation.SPOUSE)
