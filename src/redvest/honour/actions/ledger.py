"""The only door into points and time bank. Transfers are added, never changed; the database refuses anything else.

Who writes locks all accounts of a transfer first, in the order of their ids, reads their lots then, and posts lines that
sum to zero. A transaction that posts in both ledgers does points first, so that nobody waits in a circle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.honour.choices import AccountKind, LedgerName, TransferKind
from redvest.honour.ledger_errors import AmountWrong, LedgerKeyUsed, NotEnoughHeld, TransferRefused
from redvest.honour.models import LedgerAccount, LedgerLine, LedgerTransfer
from redvest.honour.queries.ledger import lots_of
from redvest.honour.rules.ledger import Line, Lots, expiry_day, faults, moved, usable
from redvest.registry.queries.setting import rule

MOST = 10_000_000  # nobody moves more at once; a slip of the hand does
LONGEST_REASON = 200


@dataclass(frozen=True)
class NewTransfer:
    """What a transfer says beside its lines. ``key``: the same one never posts twice."""

    city: str
    ledger: LedgerName
    kind: TransferKind
    key: str
    entry_id: UUID | None = None
    undoes_id: UUID | None = None
    reason: str = ""
    by_id: UUID | None = None


def account_of(
    *,
    city: str,
    ledger: LedgerName,
    kind: AccountKind,
    volunteer_id: UUID | None = None,
    body_id: UUID | None = None,
    name: str = "",
) -> LedgerAccount:
    """The one account of an owner or a purpose, opened with its first use."""
    what = {
        "city": city, "ledger": ledger, "kind": kind, "volunteer_id": volunteer_id, "body_id": body_id, "name": name,
    }  # fmt: skip
    found = LedgerAccount.objects.filter(**what).first()
    if found is None:
        LedgerAccount.objects.bulk_create([LedgerAccount(**what)], ignore_conflicts=True)
        found = LedgerAccount.objects.get(**what)  # ours, or that of who came at the same moment
    return found


def locked(*, accounts: Sequence[LedgerAccount]) -> dict[UUID, LedgerAccount]:
    """These accounts as they are now; until the transaction ends nobody else moves what is in them."""
    rows = LedgerAccount.objects.select_for_update(no_key=True).filter(pk__in=[each.pk for each in accounts])
    return {each.pk: each for each in rows.order_by("pk")}


def post_transfer(
    *, new: NewTransfer, accounts: dict[UUID, LedgerAccount], lines: Sequence[Line], at: datetime
) -> LedgerTransfer:
    """Post lines between ``accounts``, which the caller holds locked, in the caller's transaction.

    Raises TransferRefused where units may not go this way, LedgerKeyUsed where another transfer has this key.
    """
    found = faults(new.kind, lines, {key: each.kind for key, each in accounts.items()})
    if found or any((each.city, each.ledger) != (new.city, new.ledger) for each in accounts.values()):
        raise TransferRefused(faults=found)
    transfer = LedgerTransfer(
        city=new.city, ledger=new.ledger, kind=new.kind, key=new.key, entry_id=new.entry_id,
        undoes_id=new.undoes_id, reason=new.reason, by_id=new.by_id, at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            transfer.save(force_insert=True)
    except IntegrityError as fault:
        if broken_constraint(fault) in ("one_ledger_transfer_per_key", "hours_earn_once_a_ledger"):
            raise LedgerKeyUsed from fault
        raise
    LedgerLine.objects.bulk_create(
        LedgerLine(
            transfer=transfer, account=accounts[line.account], amount=line.amount, expires_on=line.expires_on
        )
        for line in sorted(lines, key=lambda line: line.amount)
    )
    return transfer


@transaction.atomic
def move(
    *, new: NewTransfer, source: LedgerAccount, target: LedgerAccount, amount: int, at: datetime
) -> tuple[LedgerTransfer, bool]:
    """``amount`` from one account to another, and whether it moved just now: the same key answers with what was posted.

    What has expired is not there any more, taken off or not. Raises AmountWrong, NotEnoughHeld (``held``),
    TransferRefused, LedgerKeyUsed.
    """
    if isinstance(amount, bool) or not 0 < amount <= MOST:
        raise AmountWrong
    if source.pk == target.pk:
        raise TransferRefused
    accounts = locked(accounts=(source, target))
    before = LedgerTransfer.objects.filter(city=new.city, key=new.key).first()
    if before is not None:
        return _the_same(before, new, source, target, amount), False
    lots = _usable(accounts[source.pk], day_of(at))
    if sum(lots.values()) < amount:
        raise NotEnoughHeld(held=sum(lots.values()))
    keeps = source.kind == target.kind == AccountKind.VOLUNTEER
    fresh = None
    if target.kind == AccountKind.VOLUNTEER and not keeps:
        fresh = expires_on(city=new.city, ledger=new.ledger, at=at)
    lines = moved(source.pk, lots, target.pk, amount, keeps_lots=keeps, fresh=fresh)
    return post_transfer(new=new, accounts=accounts, lines=lines, at=at), True


def _usable(account: LedgerAccount, on: date) -> Lots:
    """Only a volunteer's account has lots; of the others the balance says it, and there is no bottom to what is issued."""
    if account.kind == AccountKind.ISSUE:
        return {None: MOST}
    if account.kind != AccountKind.VOLUNTEER:
        return {None: account.balance}
    return usable(lots_of([account.pk])[account.pk], on)


def _the_same(
    before: LedgerTransfer, new: NewTransfer, source: LedgerAccount, target: LedgerAccount, amount: int
) -> LedgerTransfer:
    """What was posted under this key, if it is what is asked for now."""
    into = sum(before.lines.filter(account=target).values_list("amount", flat=True))
    out = sum(before.lines.filter(account=source).values_list("amount", flat=True))
    if (before.ledger, before.kind, into, out) != (new.ledger, new.kind, amount, -amount):
        raise LedgerKeyUsed
    return before


def expires_on(*, city: str, ledger: str, at: datetime) -> date | None:
    """When what somebody gets at this moment expires; a later change of the rule does not touch it."""
    on = day_of(at)
    return expiry_day(on, int(rule(f"{ledger}.keep_months", f"{city}/", on)))
