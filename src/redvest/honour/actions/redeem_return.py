"""What was redeemed and not picked up goes back: units into their lots, one more on the shelf. Every night what lapsed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from redvest.core.audit import SYSTEM, write_line
from redvest.core.clock import day_of
from redvest.core.one_line import one_line
from redvest.honour.actions.ledger import NewTransfer, locked, post_transfer
from redvest.honour.actions.redeem_tell import tell_called_off, tell_lapsed, tell_lapsing
from redvest.honour.choices import LedgerName, RedemptionState, TransferKind
from redvest.honour.ledger_errors import LedgerReasonMissing
from redvest.honour.models import LedgerLine, RedeemItem, Redemption
from redvest.honour.policy import require_may_rule_redeem
from redvest.honour.queries.redeem import lapsing, redemption_in_charge, unreminded
from redvest.honour.redeem_errors import RedemptionOver
from redvest.honour.rules.ledger import Line
from redvest.honour.rules.redeem import given_back
from redvest.registry.events import PersonErased
from redvest.registry.policy import Standing
from redvest.registry.queries.merge import records_of
from redvest.registry.queries.setting import rule

LONGEST_REASON = 200


def give_back(
    *, redemptions: Sequence[Redemption], state: RedemptionState, by_id: UUID | None, reason: str = "", at: datetime
) -> dict[UUID, int]:  # fmt: skip
    """Return stock and units of redemptions that the caller holds locked and in ``HELD``, in the caller's transaction.

    How many units of each had expired meanwhile: they are in their lot again, and that night leaves with them. Items
    first, in the order of their ids, then points before time: as everybody else locks them.
    """
    for item_id, number in sorted(Counter(each.item_id for each in redemptions).items()):
        RedeemItem.objects.filter(pk=item_id, stock__isnull=False).update(stock=F("stock") + number)
    expired = {}
    for kept in sorted(redemptions, key=lambda each: (each.transfer.ledger, each.pk)):
        rows = list(
            LedgerLine.objects.filter(transfer=kept.transfer_id).select_related("account").order_by("id")
        )
        spent = [Line(each.account_id, each.amount, each.expires_on) for each in rows]
        back = given_back(spent, day_of(at))
        new = NewTransfer(
            city=kept.city, ledger=LedgerName(kept.transfer.ledger), kind=TransferKind.RETURN,
            key=f"return:{kept.pk.hex}", undoes_id=kept.transfer_id, by_id=by_id,
            reason=kept.transfer.reason,
        )  # fmt: skip
        accounts = locked(accounts=[each.account for each in rows])
        kept.returned = post_transfer(new=new, accounts=accounts, lines=back.lines, at=at)
        kept.state, kept.ended_at, kept.reason = state, at, reason
        kept.save(update_fields=["returned", "state", "ended_at", "reason"])
        expired[kept.pk] = back.expired
    return expired


def _held(redemption_id: UUID) -> Redemption | None:
    """One that waits to be picked up, locked; None once it does not."""
    rows = Redemption.objects.select_for_update(of=("self",)).select_related("item__partner", "transfer")
    return rows.filter(pk=redemption_id, state=RedemptionState.HELD).first()


def lapse_due(*, city: str, at: datetime) -> int:
    """Give back what nobody picked up in time, each in a transaction of its own: a killed worker has given back some of
    them wholly and the others not at all. Returns how many.
    """
    due = list(lapsing(city, day_of(at)))
    return sum(lapse_redemption(redemption_id=each, at=at) for each in due)


@transaction.atomic
def lapse_redemption(*, redemption_id: UUID, at: datetime) -> bool:
    """Give one back whose last day is over, once; one that is picked up at this moment is left."""
    kept = _held(redemption_id)
    if kept is None or kept.until >= day_of(at):
        return False
    gone = give_back(redemptions=[kept], state=RedemptionState.LAPSED, by_id=None, at=at)[kept.pk]
    write_line(
        by=SYSTEM, at=at, city=kept.city, verb="lapse_redemption", target=kept, amount=kept.price, expired=gone
    )  # fmt: skip
    tell_lapsed(redemption=kept, expired=gone, at=at)
    return True


def remind_due(*, city: str, at: datetime) -> int:
    """Tell each person once that something waits and lapses soon. Returns how many were told."""
    on = day_of(at)
    days = int(rule("redeem.remind_days", f"{city}/", on))
    return sum(_remind(each, at) for each in list(unreminded(city, on + timedelta(days=days))))


@transaction.atomic
def _remind(redemption_id: UUID, at: datetime) -> bool:
    kept = _held(redemption_id)
    if kept is None or kept.reminded_at is not None or kept.until < day_of(at):
        return False
    kept.reminded_at = at
    kept.save(update_fields=["reminded_at"])
    write_line(by=SYSTEM, at=at, city=kept.city, verb="remind_redemption", target=kept)
    tell_lapsing(redemption=kept, at=at)
    return True


@transaction.atomic
def call_off_redemption(*, by: Standing, key: UUID, reason: str, at: datetime) -> Redemption:
    """The officer of the place, when a partner cannot hand out what was redeemed: all goes back, with a reason.

    Raises RedemptionUnknown, NotAllowed, LedgerReasonMissing, RedemptionOver.
    """
    require_may_rule_redeem(by, redemption_in_charge(by, key).item.region_path)
    said = one_line(reason)[:LONGEST_REASON]
    if not said:
        raise LedgerReasonMissing
    kept = _held(key)
    if kept is None:
        raise RedemptionOver
    gone = give_back(
        redemptions=[kept], state=RedemptionState.CANCELLED, by_id=by.account_id, reason=said, at=at
    )[kept.pk]
    write_line(
        by=by.actor, at=at, city=kept.city, verb="call_off_redemption", target=kept, reason=said, amount=kept.price,
        expired=gone,
    )  # fmt: skip
    tell_called_off(redemption=kept, expired=gone, at=at)
    return kept


def forget_redemptions(event: PersonErased) -> None:
    """In the transaction of the erasure: nobody comes to pick it up. What goes back is the donated pool's next.

    Words of officers about what was called off go, the rest stays on a number without a name.
    """
    every = Redemption.objects.filter(volunteer_id__in=records_of(event.volunteer_id))
    every.exclude(reason="").update(reason="")
    mine = every.filter(state=RedemptionState.HELD)
    held = list(mine.select_for_update(of=("self",)).select_related("transfer").order_by("pk"))
    if not held:
        return
    give_back(redemptions=held, state=RedemptionState.CANCELLED, by_id=None, at=event.at)
    for kept in held:
        write_line(
            by=SYSTEM, at=event.at, city=kept.city, verb="forget_redemption", target=kept, amount=kept.price
        )
