"""What the honour context does when a person is erased: nobody is left to hold units or to be anybody's family."""

from __future__ import annotations

from django.db.models import Q

from redvest.core.audit import SYSTEM, write_line
from redvest.honour.actions.ledger import NewTransfer, account_of, locked, post_transfer
from redvest.honour.choices import AccountKind, LedgerName, TransferKind
from redvest.honour.models import FamilyTie, LedgerAccount
from redvest.honour.queries.ledger import lots_of
from redvest.honour.rules.ledger import moved
from redvest.registry.events import PersonErased
from redvest.registry.queries.merge import records_of


def forget_owner(event: PersonErased) -> None:
    """In the same transaction: what they held goes to the donated pool, and their family ties end."""
    records = records_of(event.volunteer_id)
    mine = Q(giver_id__in=records) | Q(relative_id__in=records)
    FamilyTie.objects.filter(mine, ended_at__isnull=True).update(ended_at=event.at)
    rows = LedgerAccount.objects.filter(volunteer_id__in=records, balance__gt=0)
    for account in rows.order_by("ledger", "id"):  # points first
        _empty(account, event)


def _empty(account: LedgerAccount, event: PersonErased) -> None:
    ledger = LedgerName(account.ledger)
    pool = account_of(city=account.city, ledger=ledger, kind=AccountKind.POOL)
    accounts = locked(accounts=(account, pool))
    left = accounts[account.pk].balance
    if not left:
        return
    lines = moved(account.pk, lots_of([account.pk])[account.pk], pool.pk, left, keeps_lots=False)
    new = NewTransfer(
        city=account.city, ledger=ledger, kind=TransferKind.DONATE,
        key=f"forget:{account.pk.hex}:{event.at.timestamp():.6f}",
    )  # fmt: skip
    transfer = post_transfer(new=new, accounts=accounts, lines=lines, at=event.at)
    write_line(
        by=SYSTEM, at=event.at, city=account.city, verb="forget_ledger_owner", target=transfer, amount=left
    )
