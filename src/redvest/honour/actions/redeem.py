"""Somebody redeems something, takes another code, or lets it be before it is picked up.

Order of locks: the person, the redemption, its item, the accounts of the ledger.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.core.identifiers import uuid7
from redvest.honour.actions.ledger import NewTransfer, account_of, move
from redvest.honour.actions.redeem_return import give_back
from redvest.honour.actions.redeem_tell import tell_redeemed
from redvest.honour.choices import AccountKind, LedgerName, RedemptionState, TransferKind
from redvest.honour.ledger_errors import LedgerKeyUsed, NotEnoughHeld
from redvest.honour.models import LedgerAccount, LedgerTransfer, RedeemItem, Redemption
from redvest.honour.queries.redeem import (
    agreed_partners,
    codes_key,
    hash_of_code,
    open_items,
    own_redemptions,
    running_on,
    turns_taken,
    usable_of,
)
from redvest.honour.redeem_errors import (
    AdultsOnly,
    ItemUnknown,
    NotRedeemable,
    OutOfStock,
    PriceMoved,
    RedeemLimit,
    RedeemShort,
    RedemptionOver,
    RedemptionUnknown,
)
from redvest.honour.rules.redeem import free_turn, period_of, pick_up_code, units
from redvest.registry.actions.record import hold_living
from redvest.registry.choices import VolunteerState
from redvest.registry.errors import VolunteerNotActive
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing, require_volunteer
from redvest.registry.queries.merge import records_of
from redvest.registry.queries.setting import rule
from redvest.registry.queries.sharing import is_minor

CODE_TRIES = 5


@transaction.atomic
def redeem(*, by: Standing, item_id: UUID, price: int, key: str, at: datetime) -> Redemption:
    """Stock, units and the redemption in one: all of it or nothing. The same ``key`` answers with what it redeemed.

    ``price`` is what the person read. Raises VolunteerNotActive, ItemUnknown, NotRedeemable, AdultsOnly, PriceMoved,
    RedeemLimit, OutOfStock, RedeemShort, LedgerKeyUsed.
    """
    person = hold_living(volunteer_id=require_volunteer(by))
    if person.state != VolunteerState.ACTIVE:
        raise VolunteerNotActive
    sent = f"redeem:{person.pk.hex}:{key[:32]}"
    before = Redemption.objects.filter(transfer__city=person.city, transfer__key=sent).first()
    if before is not None:
        if before.item_id != item_id:
            raise LedgerKeyUsed
        return before
    item = _take_one(person, item_id, price, at)
    period = period_of(item.span, day_of(at))
    turn = free_turn(turns_taken(item, records_of(person.pk), period), item.per_person)
    if turn is None:
        raise RedeemLimit
    transfer = _pay(by, person, item, sent, at)
    days = int(rule("redeem.days", item.region_path, day_of(at)))
    kept = Redemption(
        id=uuid7(), city=item.city, item=item, volunteer=person, transfer=transfer, price=item.price, period=period,
        turn=turn, at=at, until=day_of(at) + timedelta(days=days),
    )  # fmt: skip
    _keep_with_code(kept)
    write_line(
        by=by.actor, at=at, city=item.city, verb="redeem", target=kept, item=str(item.pk), amount=item.price,
        ledger=item.ledger,
    )  # fmt: skip
    tell_redeemed(redemption=kept, at=at)
    return kept


def _take_one(person: Volunteer, item_id: UUID, price: int, at: datetime) -> RedeemItem:
    """One off the shelf. The row stays locked to the end: what is read of it afterwards is what was paid for."""
    on = day_of(at)
    there = Q(stock__isnull=True) | Q(stock__gt=0)
    # All that can change meanwhile is asked of the row itself: who waited for it looks again.
    shelf = RedeemItem.objects.filter(there, running_on(on), pk=item_id, price=price)
    taken = shelf.filter(partner__in=agreed_partners(person.city, on)).update(stock=F("stock") - 1)
    item = RedeemItem.objects.select_related("partner").filter(pk=item_id, city=person.city).first()
    if item is None:
        raise ItemUnknown
    if not taken:
        if not open_items(person.city, on).filter(pk=item_id).exists():
            raise NotRedeemable
        raise PriceMoved if item.price != price else OutOfStock
    if not item.minors_allowed and is_minor(person, at):
        raise AdultsOnly
    return item


def _pay(by: Standing, person: Volunteer, item: RedeemItem, sent: str, at: datetime) -> LedgerTransfer:
    """Out of one of the person's accounts: after a merge there may be two, and one redemption is one transfer."""
    ledger = LedgerName(item.ledger)
    held = usable_of((person.pk, *by.records), day_of(at)).get(ledger, [])
    source, most = held[0] if held else (None, 0)
    if source is None or most < item.price:
        raise _short(item, most)
    new = NewTransfer(
        city=item.city, ledger=ledger, kind=TransferKind.SPEND, key=sent, reason=item.title, by_id=by.account_id
    )  # fmt: skip
    spent = account_of(city=item.city, ledger=ledger, kind=AccountKind.SPENT)
    try:
        return _moved(new, source, spent, item.price, at)
    except NotEnoughHeld as fault:  # spent elsewhere at the same moment
        raise _short(item, fault.details.get("held", 0)) from fault


def _moved(
    new: NewTransfer, source: LedgerAccount, spent: LedgerAccount, amount: int, at: datetime
) -> LedgerTransfer:
    transfer, _fresh = move(new=new, source=source, target=spent, amount=amount, at=at)
    return transfer


def _short(item: RedeemItem, held: int) -> RedeemShort:
    has, lacks = units(item.ledger, held), units(item.ledger, item.price - held)
    said = gettext("你能用的有 %(has)s，还差 %(lacks)s。") % {"has": has, "lacks": lacks}
    return RedeemShort(said, held=held)


def _keep_with_code(kept: Redemption) -> None:
    """Write it under digits that open nothing else just now."""
    for _try in range(CODE_TRIES):
        kept.code_hash = hash_of_code(pick_up_code(codes_key(), kept.pk, kept.serial))
        try:
            with transaction.atomic():
                kept.save()
            return
        except IntegrityError as fault:
            broken = broken_constraint(fault)
            if broken == "redeem_turn_taken_once":
                raise RedeemLimit from fault
            if broken != "one_held_redemption_per_code":
                raise
            kept.serial += 1
    raise OutOfStock  # five times the digits of somebody else: try again


def hold_own_redemption(*, by: Standing, key: UUID) -> Redemption:
    """One's own that waits to be picked up, locked. Raises RedemptionUnknown, RedemptionOver."""
    require_volunteer(by)
    rows = own_redemptions(by).select_related("item__partner", "transfer")
    found = rows.select_for_update(of=("self",)).filter(pk=key).first()
    if found is None:
        raise RedemptionUnknown
    if found.state != RedemptionState.HELD:
        raise RedemptionOver
    return found


@transaction.atomic
def cancel_redemption(*, by: Standing, key: UUID, at: datetime) -> int:
    """Before it is picked up: units and stock go back. Returns how many of the units had expired meanwhile.

    Raises RedemptionUnknown, RedemptionOver.
    """
    kept = hold_own_redemption(by=by, key=key)
    gone = give_back(redemptions=[kept], state=RedemptionState.CANCELLED, by_id=by.account_id, at=at)[kept.pk]
    write_line(
        by=by.actor, at=at, city=kept.city, verb="cancel_redemption", target=kept, amount=kept.price, expired=gone
    )  # fmt: skip
    return gone


@transaction.atomic
def renew_code(*, by: Standing, key: UUID, at: datetime) -> Redemption:
    """Other digits, as when somebody looked over the shoulder; the old ones open nothing any more.

    Raises RedemptionUnknown, RedemptionOver.
    """
    kept = hold_own_redemption(by=by, key=key)
    kept.serial += 1
    _keep_with_code(kept)
    write_line(by=by.actor, at=at, city=kept.city, verb="renew_redeem_code", target=kept)
    return kept
