"""The ledger's bench with fewer operations: the same world, the same dice, the same sums, and faults are found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection

from bench import ledger
from bench.ledger_world import settle
from redvest.honour.choices import AccountKind, RedemptionState
from redvest.honour.models import LedgerAccount, LedgerCase, Redemption
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def test_writers_at_the_same_moment_keep_every_sum() -> None:
    world = settle(12, NOW)
    result = ledger.live(world, operations=2_000, threads=4)
    assert result["held"], result["faults"]
    every = {
        "earn", "void", "redeem", "cancel", "pick_up", "call_off", "lapse", "restock", "give_away", "give_to_family",
        "expire", "official", "settle_case",
    }  # fmt: skip
    assert set(result["done"]) == every, str(result)
    assert set(Redemption.objects.values_list("state", flat=True)) == set(RedemptionState.values)
    assert LedgerCase.objects.exists(), "hours were voided whose units were spent"
    expired = LedgerAccount.objects.filter(kind=AccountKind.EXPIRED)
    assert all(each.balance > 0 for each in expired) and len(expired) == 2


def _spoil(statement: str) -> None:
    """Past the guard of accounts, as nobody but the owner of the tables could."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE honour_ledgeraccount DISABLE TRIGGER USER")
        try:
            cursor.execute(statement)
        finally:
            cursor.execute("ALTER TABLE honour_ledgeraccount ENABLE TRIGGER USER")


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (
            "UPDATE honour_ledgeraccount SET balance = balance + 1 WHERE kind = 'pool' OR kind = 'spent'",
            "adds up to",
        ),
        ("UPDATE honour_redeemitem SET supplied = supplied + 1 WHERE stock IS NOT NULL", "supplied"),
        ("DELETE FROM honour_ledgercase", "neither taken back nor in a case"),
    ],
)
def test_what_does_not_hold_is_said(monkeypatch: pytest.MonkeyPatch, statement: str, fault: str) -> None:
    for name in ("collect_case", "waive_case"):  # so that what is owed stays owed
        monkeypatch.setattr(f"bench.ledger_world.{name}", lambda **_: None)
    world = settle(4, NOW)
    assert ledger.live(world, operations=400, threads=1)["held"]
    _spoil(statement)
    assert any(fault in each for each in ledger.faults())


def test_anything_but_a_refusal_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("half a step")

    step: Callable[..., None] = broken
    monkeypatch.setattr("bench.ledger_world.redeem", step)
    result = ledger.live(settle(3, NOW), operations=40, threads=1)
    assert not result["held"] and "redeem ZeroDivisionError half a step" in result["faults"][0]
