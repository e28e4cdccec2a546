"""What hours earn, and what becomes of it when they are voided: taken back, or a case for an officer."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.honour.actions.ledger import NewTransfer, account_of, expires_on, locked, post_transfer
from redvest.honour.choices import AccountKind, CaseState, LedgerName, TransferKind
from redvest.honour.models import LedgerAccount, LedgerCase, LedgerTransfer
from redvest.honour.queries.ledger import earning_of, lapsed_of_lot, lots_of
from redvest.honour.queries.ledger_earning import Earning, earnings_of
from redvest.honour.rules.ledger import Line, earned, room_under, taken_back
from redvest.registry.choices import VolunteerState
from redvest.registry.models import Volunteer
from redvest.registry.queries.merge import living_record
from redvest.service.choices import EntryKind
from redvest.service.models import HoursEntry


@transaction.atomic
def earn_for_hours(*, entry_id: UUID, at: datetime) -> list[LedgerTransfer]:
    """Post what an hours entry of grade A to C earns, once however often it is asked; a voided entry earns nothing.

    What a cap leaves no room for goes to the donated pool. Returns what was posted now.
    """
    entry = HoursEntry.objects.select_related("activity").get(pk=entry_id)
    posted = []
    for earning in earnings_of(entry):
        transfer = _earn(entry, earning, at)
        if transfer is not None:
            posted.append(transfer)
    if posted:
        write_line(
            by=SYSTEM, at=at, city=entry.city, verb="earn_for_hours", target=entry,
            amounts={each.ledger: _credit(each) for each in posted},
        )  # fmt: skip
    return posted


def _credit(transfer: LedgerTransfer) -> int:
    return sum(line.amount for line in transfer.lines.all() if line.amount > 0)


def _earn(entry: HoursEntry, earning: Earning, at: datetime) -> LedgerTransfer | None:
    owner = account_of(
        city=entry.city, ledger=earning.ledger, kind=AccountKind.VOLUNTEER,
        volunteer_id=living_record(entry.volunteer_id),
    )  # fmt: skip
    issue, pool = (
        account_of(city=entry.city, ledger=earning.ledger, kind=kind)
        for kind in (AccountKind.ISSUE, AccountKind.POOL)
    )
    accounts = locked(accounts=(issue, owner, pool))
    # With the lock: whoever voids this entry takes the same one before looking for what it earned.
    if HoursEntry.objects.filter(voids=entry).exists() or earning_of(entry.pk, earning.ledger):
        return None
    day = expires_on(city=entry.city, ledger=earning.ledger, at=at)
    room = room_under(earning.cap, accounts[owner.pk].balance)
    # Whoever was erased while this waited holds nothing any more (``ledger_forget``): it is everybody's.
    if Volunteer.objects.get(pk=living_record(entry.volunteer_id)).state == VolunteerState.ERASED:
        room = 0
    lines = earned(issue.pk, owner.pk, pool.pk, earning.amount, room=room, expires_on=day)
    new = NewTransfer(
        city=entry.city, ledger=earning.ledger, kind=TransferKind.EARN, key=f"earn:{earning.ledger}:{entry.pk.hex}",
        entry_id=entry.pk,
    )  # fmt: skip
    transfer = post_transfer(new=new, accounts=accounts, lines=lines, at=at)
    if entry.kind == EntryKind.CORRECTION:
        _meet_what_it_replaces(entry, accounts[owner.pk], at)
    return transfer


def _meet_what_it_replaces(entry: HoursEntry, owner: LedgerAccount, at: datetime) -> None:
    """A correction voids an entry and enters it anew at one moment: what the void could not take back is taken now."""
    rows = LedgerCase.objects.select_for_update(of=("self",)).filter(
        account=owner, state=CaseState.OPEN, transfer__entry__voided_by__recorded_at=entry.recorded_at
    )
    for case in rows.select_related("transfer").order_by("id"):
        collect(case=case, by_id=None, at=at)


@transaction.atomic
def reverse_for_void(*, entry_id: UUID, at: datetime) -> list[LedgerTransfer]:
    """Take back what a voided entry had earned. ``entry_id`` is the void's.

    What is there goes back to where it came from; what was spent or given away opens a case, and no balance falls
    below zero. Once however often it is asked.
    """
    void = HoursEntry.objects.get(pk=entry_id)
    if void.voids_id is None:
        return []
    found = []
    for ledger in LedgerName:  # points first
        transfer = _reverse(void, void.voids_id, ledger, at)
        if transfer is not None:
            found.append(transfer)
    return found


def _reverse(void: HoursEntry, voided_id: UUID, ledger: LedgerName, at: datetime) -> LedgerTransfer | None:
    """All accounts in one go, whatever is found with them: two locks one after the other could wait in a circle."""
    person = account_of(
        city=void.city,
        ledger=ledger,
        kind=AccountKind.VOLUNTEER,
        volunteer_id=living_record(void.volunteer_id),
    )
    city = [account_of(city=void.city, ledger=ledger, kind=kind) for kind in _CITY]
    known = LedgerAccount.objects.filter(lines__transfer__entry=voided_id, ledger=ledger)
    accounts = locked(accounts=[person, *city, *known])
    earning = earning_of(voided_id, ledger)  # with the lock that ``_earn`` takes, too
    return None if earning is None else _take_back(void, earning, accounts, at)


_CITY = (AccountKind.ISSUE, AccountKind.POOL, AccountKind.EXPIRED)


def _take_back(
    void: HoursEntry, earning: LedgerTransfer, accounts: dict[UUID, LedgerAccount], at: datetime
) -> LedgerTransfer | None:
    rows = list(earning.lines.order_by("id"))
    gone = next(key for key, each in accounts.items() if each.kind == AccountKind.EXPIRED)
    key = f"void:{earning.ledger}:{void.pk.hex}"
    cases = LedgerCase.objects.filter(transfer=earning)
    if LedgerTransfer.objects.filter(city=void.city, key=key).exists() or cases.exists():
        return None
    credits = [Line(each.account_id, each.amount, each.expires_on) for each in rows if each.amount > 0]
    issue = next(each.account_id for each in rows if each.amount < 0)
    lines, missing = taken_back(issue, credits, _held(accounts, credits))
    lines = _from_expired(lines, missing, credits, gone, issue, at)
    transfer = None
    if lines:
        new = NewTransfer(
            city=void.city, ledger=LedgerName(earning.ledger), kind=TransferKind.REVERSE, key=key,
            entry_id=void.pk, undoes_id=earning.pk,
        )  # fmt: skip
        transfer = post_transfer(new=new, accounts=accounts, lines=lines, at=at)
    for account_id, owed in missing.items():
        _open_case(accounts[account_id], earning, void, owed, at)
    write_line(
        by=SYSTEM, at=at, city=void.city, verb="reverse_for_void", target=void, ledger=earning.ledger,
        missing=sum(missing.values()),
    )  # fmt: skip
    return transfer


def _held(accounts: dict[UUID, LedgerAccount], credits: list[Line]) -> dict[UUID, dict[date | None, int]]:
    found = lots_of([key for key, each in accounts.items() if each.kind == AccountKind.VOLUNTEER])
    for credit in credits:
        account = accounts[credit.account]
        if account.kind == AccountKind.POOL:
            found[account.pk] = {None: account.balance}
    return found


def _from_expired(
    lines: tuple[Line, ...],
    missing: dict[UUID, int],
    credits: list[Line],
    gone: UUID,
    issue: UUID,
    at: datetime,
) -> tuple[Line, ...]:
    """What is missing because it had expired is taken from there: nobody owes what they never used."""
    for credit in credits:
        short = missing.get(credit.account, 0)
        if not short or credit.expires_on is None or credit.expires_on > day_of(at):
            continue
        there = min(short, lapsed_of_lot(credit.account, credit.expires_on))
        if there:
            others = [line for line in lines if line.account != issue]
            back = sum(line.amount for line in lines if line.account == issue) + there
            lines = (*others, Line(gone, -there), Line(issue, back))
            missing[credit.account] = short - there
            if short == there:
                del missing[credit.account]
    return lines


def _open_case(
    account: LedgerAccount, earning: LedgerTransfer, void: HoursEntry, owed: int, at: datetime
) -> LedgerCase:
    person = account.volunteer
    return LedgerCase.objects.create(
        city=account.city, account=account, transfer=earning, owed=owed, opened_at=at,
        region_path=person.region_path if person and person.region_path else f"{account.city}/",
    )  # fmt: skip


def collect(*, case: LedgerCase, by_id: UUID | None, at: datetime) -> int:
    """Take what the account holds now towards an open case, in the caller's transaction; returns how much.

    The caller holds its account and ``issue`` locked, and then the case.
    """
    account = case.account
    issue = account_of(city=case.city, ledger=LedgerName(account.ledger), kind=AccountKind.ISSUE)
    accounts = locked(accounts=(account, issue))
    left = case.owed - case.taken
    held = _held(accounts, [Line(account.pk, left)])
    lines, _missing = taken_back(issue.pk, [Line(account.pk, left)], held)
    if not lines:
        return 0
    taken = sum(line.amount for line in lines if line.account == issue.pk)
    post_transfer(
        new=NewTransfer(
            city=case.city, ledger=LedgerName(account.ledger), kind=TransferKind.REVERSE,
            key=f"case:{case.pk.hex}:{case.taken}", entry_id=case.transfer.entry_id, undoes_id=case.transfer_id,
            by_id=by_id,
        ),
        accounts=accounts, lines=lines, at=at,
    )  # fmt: skip
    case.taken += taken
    case.state = CaseState.SETTLED if case.taken == case.owed else CaseState.OPEN
    case.decided_at = at if case.state == CaseState.SETTLED else None
    case.save(update_fields=["taken", "state", "decided_at"])
    return taken
