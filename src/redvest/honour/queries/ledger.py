"""Reads of points and time bank: what an account holds, in which lots, and how it came to that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from redvest.honour.choices import AccountKind, LedgerName, TransferKind
from redvest.honour.ledger_errors import (
    FamilyTieUnknown,
    LedgerAccountUnknown,
    LedgerCaseUnknown,
    LedgerPersonUnknown,
)
from redvest.honour.models import FamilyTie, LedgerAccount, LedgerCase, LedgerLine, LedgerTransfer
from redvest.registry.choices import VolunteerState
from redvest.registry.models import Body, Membership, Region, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.rules.volunteer_number import normalise


def own_accounts(by: Standing) -> QuerySet[LedgerAccount]:
    """What somebody holds, on all the records that are theirs; points first."""
    found = LedgerAccount.objects.filter(kind=AccountKind.VOLUNTEER, volunteer_id__in=by.records)
    return found.order_by("ledger", "id")


def lots_of(accounts: Collection[UUID]) -> dict[UUID, dict[date | None, int]]:
    """What is in each lot of these accounts, full ones only. One query."""
    found: dict[UUID, dict[date | None, int]] = {key: {} for key in accounts}
    sums = LedgerLine.objects.filter(account__in=found).values("account_id", "expires_on")
    for row in sums.annotate(held=Sum("amount")).filter(held__gt=0):
        found[row["account_id"]][row["expires_on"]] = row["held"]
    return found


def sum_of_lines(account_id: UUID) -> int:
    """What the lines of an account add up to: its balance, told by the lines alone."""
    return LedgerLine.objects.filter(account=account_id).aggregate(held=Sum("amount"))["held"] or 0


def statements(accounts: Collection[UUID], most: int) -> dict[UUID, list[LedgerTransfer]]:
    """What moved in or out of each account, the latest ``most`` first; ``moved`` is by how much. One query."""
    moved = LedgerTransfer.objects.filter(lines__account__in=accounts)
    moved = moved.annotate(owner=F("lines__account"), moved=Sum("lines__amount"))
    place = Window(RowNumber(), partition_by=F("owner"), order_by=[F("at").desc(), F("id").desc()])
    found: dict[UUID, list[LedgerTransfer]] = {key: [] for key in accounts}
    latest: Any = moved.annotate(place=place).filter(place__lte=most).select_related("entry")
    for each in latest.order_by("-at", "-id"):
        found[each.owner].append(each)
    return found


def earning_of(entry_id: UUID, ledger: LedgerName) -> LedgerTransfer | None:
    """What an hours entry earned in one of the ledgers."""
    return LedgerTransfer.objects.filter(entry=entry_id, ledger=ledger, kind=TransferKind.EARN).first()


def lapsed_of_lot(account_id: UUID, expires_on: date) -> int:
    """How much of a lot went to what has expired and was not taken back from there since."""
    gone = LedgerLine.objects.filter(
        account=account_id, expires_on=expires_on, transfer__kind=TransferKind.EXPIRE
    ).aggregate(all=Sum("amount"))["all"]
    if not gone:
        return 0
    # Each taking back names one earning, and an earning fills one lot.
    earned = LedgerLine.objects.filter(account=account_id, expires_on=expires_on, amount__gt=0)
    back = LedgerLine.objects.filter(
        account__kind=AccountKind.EXPIRED,
        transfer__kind=TransferKind.REVERSE,
        transfer__undoes__in=earned.filter(transfer__kind=TransferKind.EARN).values("transfer"),
    ).aggregate(all=Sum("amount"))["all"]
    return -int(gone) + int(back or 0)


def trial_balance(city: str) -> dict[str, dict[str, int]]:
    """By ledger and kind of account, what all its accounts hold; each ledger adds up to nothing. One query."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    rows = LedgerAccount.objects.filter(city=city).values("ledger", "kind").order_by("ledger", "kind")
    for row in rows.annotate(held=Sum("balance")):
        found[row["ledger"]][row["kind"]] = row["held"]
    return dict(found)


def due_accounts(city: str, on: date) -> list[UUID]:
    """The accounts with a lot whose day has come and in which something is left. One query."""
    lots = LedgerLine.objects.filter(account__city=city, expires_on__lte=on).values(
        "account_id", "expires_on"
    )
    full = lots.annotate(held=Sum("amount")).filter(held__gt=0).values_list("account_id", flat=True)
    return sorted(set(full))


def own_account(by: Standing, key: UUID) -> LedgerAccount:
    """One of somebody's own, or of a group that they head. Raises LedgerAccountUnknown."""
    mine = Q(volunteer_id__in=by.records) | Q(kind=AccountKind.GROUP, body_id__in=by.headed())
    found = LedgerAccount.objects.filter(mine, city=by.city, pk=key).first()
    if found is None:
        raise LedgerAccountUnknown
    return found


def group_accounts(by: Standing) -> QuerySet[LedgerAccount]:
    """What the groups hold that somebody heads."""
    found = LedgerAccount.objects.filter(kind=AccountKind.GROUP, body_id__in=by.headed())
    return found.select_related("body").order_by("body__name", "ledger")


def own_groups(by: Standing) -> QuerySet[Body]:
    """The organisations that somebody belongs to, into whose accounts they may pay."""
    mine = Membership.objects.filter(volunteer_id__in=by.records, left_on__isnull=True)
    return Body.objects.filter(city=by.city, pk__in=mine.values("body")).order_by("name", "id")


def group_of(by: Standing, key: UUID | None) -> Body | None:
    """One of them, or None."""
    return own_groups(by).filter(pk=key).first() if key is not None else None


def budgets_of(by: Standing) -> list[tuple[str, LedgerAccount]]:
    """What the places that somebody governs may still reward with, each with the place's name. Two queries."""
    found = list(
        LedgerAccount.objects.filter(city=by.city, kind=AccountKind.BUDGET).order_by("name", "ledger")
    )
    places = Region.objects.filter(city=by.city, pk__in={each.name for each in found})
    mine = {place.code: place.name for place in places if by.governs(place.path)}
    return [(mine[each.name], each) for each in found if each.name in mine]


def person_to_give(by: Standing, number: str) -> Volunteer:
    """Whom an officer may give to, by volunteer number: elsewhere's people are unknown here. LedgerPersonUnknown."""
    rows = Volunteer.objects.filter(city=by.city, number=normalise(number), state=VolunteerState.ACTIVE)
    found = rows.first()
    if found is None or not by.governs(found.region_path):
        raise LedgerPersonUnknown
    return found


def ties_of(by: Standing) -> QuerySet[FamilyTie]:
    """Family that somebody named, or that named them; live ones, what waits for a yes first."""
    mine = Q(giver_id__in=by.records) | Q(relative_id__in=by.records)
    found = FamilyTie.objects.filter(mine, city=by.city, ended_at__isnull=True)
    return found.select_related("giver", "relative").order_by(F("agreed_at").asc(nulls_first=True), "id")


def tie_of(by: Standing, key: UUID) -> FamilyTie:
    """One in which somebody is a side. Raises FamilyTieUnknown."""
    found = ties_of(by).filter(pk=key).first()
    if found is None:
        raise FamilyTieUnknown
    return found


def cases_of(by: Standing) -> QuerySet[LedgerCase]:
    """What is still owed in the places governed, the oldest first; not what somebody owes themselves."""
    where = Q(pk__in=[])
    for path in by.regions():
        where |= Q(region_path__startswith=path)
    found = LedgerCase.objects.filter(where, city=by.city).exclude(account__volunteer_id__in=by.records)
    found = found.select_related("account__volunteer", "transfer__entry", "decided_by")
    return found.order_by("opened_at", "id")


def case_of(by: Standing, key: UUID) -> LedgerCase:
    """One of them. Raises LedgerCaseUnknown."""
    found = cases_of(by).filter(pk=key).first()
    if found is None:
        raise LedgerCaseUnknown
    return found
