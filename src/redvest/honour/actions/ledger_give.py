"""Units that people and officers pass on: to the donated pool, a group, the family; out of a budget or the pool."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.core.one_line import one_line
from redvest.honour.actions.ledger import (
    LONGEST_REASON,
    NewTransfer,
    account_of,
    locked,
    move,
    post_transfer,
)
from redvest.honour.choices import AccountKind, FamilyRelation, Hardship, LedgerName, TransferKind
from redvest.honour.ledger_errors import LedgerReasonMissing, NotInGroup, NotYourFamily
from redvest.honour.models import FamilyTie, LedgerAccount, LedgerTransfer
from redvest.honour.policy import require_may_reward, require_own_account
from redvest.honour.queries.ledger import due_accounts, lots_of
from redvest.honour.rules.ledger import lapsed, may_give_to
from redvest.registry.actions.record import hold_living
from redvest.registry.models import Body, Membership, Region, Volunteer
from redvest.registry.policy import Standing, require_centre
from redvest.registry.queries.setting import rule
from redvest.registry.rules.age import age_on


@transaction.atomic
def donate(*, by: Standing, account: LedgerAccount, amount: int, key: str, at: datetime) -> LedgerTransfer:
    """For whoever needs it most. Raises NotAllowed, and what ``move`` raises."""
    require_own_account(by, account)
    pool = account_of(city=account.city, ledger=LedgerName(account.ledger), kind=AccountKind.POOL)
    return _pass_on(by, account, pool, TransferKind.DONATE, amount, key, at)


@transaction.atomic
def contribute(
    *, by: Standing, account: LedgerAccount, body: Body, amount: int, key: str, at: datetime
) -> LedgerTransfer:
    """Into the account of a group that somebody belongs to; it can only donate. Raises NotAllowed, NotInGroup."""
    require_own_account(by, account)
    rows = Membership.objects.filter(body=body, volunteer_id__in=by.records, left_on__isnull=True)
    if body.city != account.city or not rows.exists():
        raise NotInGroup
    group = account_of(
        city=account.city, ledger=LedgerName(account.ledger), kind=AccountKind.GROUP, body_id=body.pk
    )
    return _pass_on(by, account, group, TransferKind.CONTRIBUTE, amount, key, at)


@transaction.atomic
def give_to_family(
    *, by: Standing, account: LedgerAccount, tie: FamilyTie, amount: int, key: str, at: datetime
) -> LedgerTransfer:
    """To a spouse, or to parents who are old enough, who agreed. Raises NotAllowed, NotYourFamily."""
    require_own_account(by, account)
    held = (
        FamilyTie.objects.select_for_update(of=("self",))
        .select_related("giver", "relative")
        .filter(pk=tie.pk)
    )
    found = held.filter(agreed_at__isnull=False, ended_at__isnull=True, city=account.city).first()
    if found is None or found.giver_id not in by.records or not _old_enough(found, at):
        raise NotYourFamily
    theirs = account_of(
        city=account.city, ledger=LedgerName(account.ledger), kind=AccountKind.VOLUNTEER,
        volunteer_id=found.relative_id,
    )  # fmt: skip
    return _pass_on(by, account, theirs, TransferKind.GIVE, amount, key, at)


def _old_enough(tie: FamilyTie, at: datetime) -> bool:
    on = day_of(at)
    wanted = int(rule("timebank.parent_age", f"{tie.city}/", on))
    own, theirs = (age_on(each.birth_on, on) if each.birth_on else None for each in (tie.giver, tie.relative))
    if tie.relation == FamilyRelation.SPOUSE and not may_give_to(tie.relation, own, wanted):
        return False
    return may_give_to(tie.relation, theirs, wanted)


def _pass_on(
    by: Standing,
    source: LedgerAccount,
    target: LedgerAccount,
    kind: TransferKind,
    amount: int,
    key: str,
    at: datetime,
) -> LedgerTransfer:
    new = NewTransfer(
        city=source.city, ledger=LedgerName(source.ledger), kind=kind, key=f"{kind}:{source.pk.hex}:{key[:32]}",
        by_id=by.account_id,
    )  # fmt: skip
    return _moved(by, new, source, target, amount, at)


def _moved(
    by: Standing,
    new: NewTransfer,
    source: LedgerAccount,
    target: LedgerAccount,
    amount: int,
    at: datetime,
    **more: str,
) -> LedgerTransfer:
    transfer, fresh = move(new=new, source=source, target=target, amount=amount, at=at)
    if fresh:
        write_line(
            by=by.actor, at=at, city=new.city, verb=f"ledger_{new.kind}", target=transfer, reason=new.reason,
            ledger=new.ledger, amount=amount, **more,
        )  # fmt: skip
    return transfer


@transaction.atomic
def fund_budget(
    *, by: Standing, ledger: LedgerName, region: Region, amount: int, key: str, reason: str, at: datetime
) -> LedgerTransfer:
    """What a place may reward people with. The city centre alone decides. Raises NotAllowed, LedgerReasonMissing."""
    require_centre(by)
    issue = account_of(city=by.city, ledger=ledger, kind=AccountKind.ISSUE)
    return _official(by, issue, _budget(by, ledger, region), TransferKind.FUND, amount, key, reason, at)


@transaction.atomic
def grant_from_budget(
    *, by: Standing, ledger: LedgerName, region: Region, volunteer: Volunteer, amount: int, key: str, reason: str,
    at: datetime,
) -> LedgerTransfer:  # fmt: skip
    """A reward out of a place's budget, which never runs below nothing. Raises NotAllowed, LedgerReasonMissing."""
    require_may_reward(by, region.path, volunteer, at)
    hold_living(volunteer_id=volunteer.pk)
    theirs = _personal(by, ledger, volunteer)
    return _official(by, _budget(by, ledger, region), theirs, TransferKind.GRANT, amount, key, reason, at)


@transaction.atomic
def give_from_pool(
    *,
    by: Standing,
    ledger: LedgerName,
    volunteer: Volunteer,
    ground: Hardship,
    amount: int,
    key: str,
    reason: str,
    at: datetime,
) -> LedgerTransfer:
    """What was donated, to somebody in a hardship that is named. Raises NotAllowed, LedgerReasonMissing.

    The ground stands in the audit line alone: others read statements over a shoulder.
    """
    require_may_reward(by, volunteer.region_path, volunteer, at)
    hold_living(volunteer_id=volunteer.pk)
    pool = account_of(city=by.city, ledger=ledger, kind=AccountKind.POOL)
    theirs = _personal(by, ledger, volunteer)
    return _official(by, pool, theirs, TransferKind.AID, amount, key, reason, at, ground=ground.value)


def _budget(by: Standing, ledger: LedgerName, region: Region) -> LedgerAccount:
    return account_of(city=by.city, ledger=ledger, kind=AccountKind.BUDGET, name=region.code)


def _personal(by: Standing, ledger: LedgerName, volunteer: Volunteer) -> LedgerAccount:
    return account_of(city=by.city, ledger=ledger, kind=AccountKind.VOLUNTEER, volunteer_id=volunteer.pk)


def _official(
    by: Standing, source: LedgerAccount, target: LedgerAccount, kind: TransferKind, amount: int, key: str,
    reason: str, at: datetime, **more: str,
) -> LedgerTransfer:  # fmt: skip
    said = one_line(reason)[:LONGEST_REASON]
    if not said:
        raise LedgerReasonMissing
    # An officer's key is the officer's own: two of them at once do not answer for each other.
    who = by.account_id.hex if by.account_id else "house"
    new = NewTransfer(
        city=source.city, ledger=LedgerName(source.ledger), kind=kind, key=f"{kind}:{who}:{key[:32]}",
        reason=said, by_id=by.account_id,
    )  # fmt: skip
    return _moved(by, new, source, target, amount, at, **more)


def expire_due(*, city: str, at: datetime) -> int:
    """Take off what has expired, an account at a time; returns of how many. Asked again on one day it finds nothing."""
    return sum(_expire(key, at) for key in due_accounts(city, day_of(at)))


@transaction.atomic
def _expire(account_id: UUID, at: datetime) -> bool:
    account = LedgerAccount.objects.get(pk=account_id)
    ledger = LedgerName(account.ledger)
    expired = account_of(city=account.city, ledger=ledger, kind=AccountKind.EXPIRED)
    accounts = locked(accounts=(account, expired))
    on = day_of(at)
    lines = lapsed(account_id, lots_of([account_id])[account_id], expired.pk, on)
    if not lines:
        return False
    new = NewTransfer(
        city=account.city,
        ledger=ledger,
        kind=TransferKind.EXPIRE,
        key=f"expire:{account_id.hex}:{at.timestamp():.6f}",
    )
    transfer = post_transfer(new=new, accounts=accounts, lines=lines, at=at)
    write_line(
        by=SYSTEM, at=at, city=account.city, verb="ledger_expire", target=transfer, amount=lines[-1].amount
    )
    return True
