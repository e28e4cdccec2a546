"""Accounts of points and time bank with something in them, and the sums that must hold."""

from __future__ import annotations

from datetime import date
from itertools import count

from django.db import transaction
from django.db.models import Sum

from redvest.honour.actions.ledger import NewTransfer, account_of, locked, post_transfer
from redvest.honour.choices import AccountKind, LedgerName, TransferKind
from redvest.honour.models import LedgerAccount, LedgerLine, LedgerTransfer
from redvest.honour.queries.ledger import trial_balance
from redvest.honour.rules.ledger import Line
from redvest.registry.models import Body, Volunteer
from tests.factories.registry import CITY, NOW, make_volunteer

POINTS, TIMEBANK = LedgerName.POINTS, LedgerName.TIMEBANK
_serial = count(1)


def purse(volunteer: Volunteer, ledger: LedgerName = POINTS) -> LedgerAccount:
    return account_of(city=CITY, ledger=ledger, kind=AccountKind.VOLUNTEER, volunteer_id=volunteer.pk)


def purse_of_group(body: Body, ledger: LedgerName = POINTS) -> LedgerAccount:
    return account_of(city=CITY, ledger=ledger, kind=AccountKind.GROUP, body_id=body.pk)


def of_city(kind: AccountKind, ledger: LedgerName = POINTS, name: str = "") -> LedgerAccount:
    return account_of(city=CITY, ledger=ledger, kind=kind, name=name)


@transaction.atomic
def fill(account: LedgerAccount, amount: int, expires_on: date | None = None) -> LedgerTransfer:
    """Units out of a budget, to begin a test with."""
    ledger = LedgerName(account.ledger)
    budget = of_city(AccountKind.BUDGET, ledger, "start")
    fund(budget, amount)
    lines = (Line(budget.pk, -amount), Line(account.pk, amount, expires_on))
    return _post(TransferKind.GRANT, lines, (budget, account))


@transaction.atomic
def fund(budget: LedgerAccount, amount: int) -> LedgerTransfer:
    """Into a budget, as the city does."""
    issue = of_city(AccountKind.ISSUE, LedgerName(budget.ledger))
    lines = (Line(issue.pk, -amount), Line(budget.pk, amount))
    return _post(TransferKind.FUND, lines, (budget, issue))


@transaction.atomic
def fill_pool(amount: int) -> LedgerTransfer:
    """Into the donated pool, from somebody."""
    giver, pool = purse(make_volunteer()), of_city(AccountKind.POOL)
    fill(giver, amount)
    lines = (Line(giver.pk, -amount), Line(pool.pk, amount))
    return _post(TransferKind.DONATE, lines, (giver, pool))


def _post(kind: TransferKind, lines: tuple[Line, ...], sides: tuple[LedgerAccount, ...]) -> LedgerTransfer:
    new = NewTransfer(
        city=CITY, ledger=LedgerName(sides[0].ledger), kind=kind, key=f"start:{next(_serial)}", reason="开始"
    )
    return post_transfer(new=new, accounts=locked(accounts=sides), lines=lines, at=NOW)


def held(account: LedgerAccount) -> int:
    return LedgerAccount.objects.get(pk=account.pk).balance


def adds_up() -> None:
    """Debits equal credits, every balance is the sum of its lines, and only what was issued is below zero."""
    for ledger, sums in trial_balance(CITY).items():
        assert sum(sums.values()) == 0, ledger
    lines = dict(LedgerLine.objects.values_list("account").annotate(Sum("amount")).order_by())
    for account in LedgerAccount.objects.all():
        assert account.balance == lines.get(account.pk, 0)
        assert account.balance >= 0 or account.kind == AccountKind.ISSUE
    lots = LedgerLine.objects.filter(account__kind=AccountKind.VOLUNTEER).values("account", "expires_on")
    assert not lots.annotate(held=Sum("amount")).filter(held__lt=0).exists()
    sums = LedgerLine.objects.values("transfer").annotate(held=Sum("amount"))
    assert not sums.exclude(held=0).exists()
