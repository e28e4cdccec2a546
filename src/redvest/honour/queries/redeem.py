"""Reads of redemption: what is on offer, what somebody redeemed, what partners hand out, what an officer looks after."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from redvest.core.clock import CHINA
from redvest.honour.choices import KEPT_REDEMPTIONS, AccountKind, OfferState, RedemptionState
from redvest.honour.models import LedgerAccount, LedgerCase, RedeemItem, RedeemPartner, Redemption
from redvest.honour.queries.ledger import lots_of
from redvest.honour.redeem_errors import ItemUnknown, PartnerUnknown, RedemptionUnknown
from redvest.honour.rules.ledger import usable
from redvest.registry.policy import Standing
from redvest.registry.queries import secret
from redvest.registry.queries.within import within

MOST_BOUGHT = 5


def codes_key() -> bytes:
    """Of pick-up codes and perk codes: the same digits whenever the house looks."""
    return secret.keyring().derive("counter codes")


def hash_of_code(code: str) -> bytes:
    """How a code is kept and found."""
    return secret.keyring().keyed_hash(code, purpose="counter code")


def agreed(on: date, prefix: str = "partner__") -> Q:
    """Partners whose agreement holds on a day, as a condition."""
    return Q(**{f"{prefix}active": True}) & (
        Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gte": on})
    )


def running_on(on: date) -> Q:
    """What is open and whose days have begun and not ended."""
    return Q(state=OfferState.OPEN, from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gte=on))


def agreed_partners(city: str, on: date) -> QuerySet[RedeemPartner]:
    """Whose agreement holds on a day."""
    return RedeemPartner.objects.filter(agreed(on, ""), city=city)


def open_items(city: str, on: date) -> QuerySet[RedeemItem]:
    """What can be redeemed on a day, what is out of stock included: people see that it was there."""
    rows = RedeemItem.objects.filter(running_on(on), agreed(on), city=city)
    return rows.select_related("partner__region")


def open_item(city: str, key: UUID, on: date) -> RedeemItem:
    """Raises ItemUnknown."""
    found = open_items(city, on).filter(pk=key).first()
    if found is None:
        raise ItemUnknown
    return found


def usable_of(records: Collection[UUID], on: date) -> dict[str, list[tuple[LedgerAccount, int]]]:
    """By ledger, each account of a person and what can be spent of it on a day, the fullest first. Two queries."""
    rows = LedgerAccount.objects.filter(kind=AccountKind.VOLUNTEER, volunteer_id__in=records)
    accounts = list(rows.order_by("ledger", "id"))
    lots = lots_of([each.pk for each in accounts]) if accounts else {}
    found: dict[str, list[tuple[LedgerAccount, int]]] = defaultdict(list)
    for account in accounts:
        found[account.ledger].append((account, sum(usable(lots[account.pk], on).values())))
    for held in found.values():
        held.sort(key=lambda each: -each[1])
    return dict(found)


def own_redemptions(by: Standing) -> QuerySet[Redemption]:
    """Somebody's own; what waits to be picked up comes first, and of it what lapses first."""
    rows = Redemption.objects.filter(volunteer_id__in=by.records, city=by.city)
    return rows.select_related("item__partner")


def own_redemption(by: Standing, key: UUID) -> Redemption:
    """Raises RedemptionUnknown."""
    found = own_redemptions(by).filter(pk=key).first()
    if found is None:
        raise RedemptionUnknown
    return found


def turns_taken(item: RedeemItem, records: Iterable[UUID] | QuerySet[Any, UUID], period: str) -> set[int]:
    """Which turns of an item a person holds in a stretch of time."""
    rows = Redemption.objects.filter(item=item, volunteer_id__in=records, period=period)
    return set(rows.filter(state__in=KEPT_REDEMPTIONS).values_list("turn", flat=True))


def partners_in_charge(by: Standing) -> QuerySet[RedeemPartner]:
    """Those of the places that somebody governs."""
    rows = RedeemPartner.objects.filter(within(by), city=by.city)
    return rows.select_related("region", "station", "body")


def partner_in_charge(by: Standing, key: UUID) -> RedeemPartner:
    """Raises PartnerUnknown."""
    found = partners_in_charge(by).filter(pk=key).first()
    if found is None:
        raise PartnerUnknown
    return found


def items_in_charge(by: Standing) -> QuerySet[RedeemItem]:
    """What partners of the places governed offer; ``waiting`` is how many wait to be picked up."""
    rows = RedeemItem.objects.filter(within(by), city=by.city).select_related("partner")
    held = Count("redemptions", filter=Q(redemptions__state=RedemptionState.HELD))
    picked = Count("redemptions", filter=Q(redemptions__state=RedemptionState.PICKED_UP))
    return rows.annotate(waiting=held, picked=picked)


def item_in_charge(by: Standing, key: UUID) -> RedeemItem:
    """Raises ItemUnknown."""
    found = items_in_charge(by).filter(pk=key).first()
    if found is None:
        raise ItemUnknown
    return found


def partners_served(by: Standing) -> QuerySet[RedeemPartner]:
    """Where somebody hands out: the partners of the stations they keep and the bodies they run, and of the places they
    govern those that have neither.
    """
    theirs = Q(station_id__in=by.stations()) | Q(body_id__in=by.headed())
    for path in by.regions():
        theirs |= Q(station__isnull=True, body__isnull=True, region_path__startswith=path)
    return RedeemPartner.objects.filter(theirs, city=by.city).order_by("name", "id")


def redemption_by_code(partners: Collection[UUID], code: str) -> Redemption | None:
    """What a code opens at these partners; where it opens nothing any more, what it opened last."""
    rows = Redemption.objects.filter(code_hash=hash_of_code(code), item__partner_id__in=partners)
    rows = rows.select_related("item__partner", "volunteer")
    return rows.order_by(F("ended_at").desc(nulls_first=True)).first()


def waiting_redemptions(by: Standing) -> QuerySet[Redemption]:
    """What waits to be picked up in the places governed, what lapses first before the others."""
    rows = redemptions_in_charge(by).filter(state=RedemptionState.HELD)
    return rows.select_related("item__partner", "volunteer").order_by("until", "id")


def redemptions_in_charge(by: Standing) -> QuerySet[Redemption]:
    """All that was redeemed of partners in the places governed."""
    return Redemption.objects.filter(city=by.city, item__in=_items(by))


def _items(by: Standing) -> QuerySet[RedeemItem]:
    return RedeemItem.objects.filter(within(by), city=by.city)


def redemption_in_charge(by: Standing, key: UUID) -> Redemption:
    """One of them. Raises RedemptionUnknown."""
    found = redemptions_in_charge(by).select_related("item").filter(pk=key).first()
    if found is None:
        raise RedemptionUnknown
    return found


def redeemed_by_month(by: Standing, since: date) -> list[dict[str, Any]]:
    """Per month and ledger in the places governed: how many were redeemed, for how many units, and what became of them."""
    rows = redemptions_in_charge(by).filter(at__date__gte=since)
    by_month = rows.annotate(month=TruncMonth("at", tzinfo=CHINA)).values("month", "item__ledger")
    state = {
        name: Count("pk", filter=Q(state=value))
        for name, value in (
            ("held", RedemptionState.HELD), ("picked", RedemptionState.PICKED_UP),
            ("cancelled", RedemptionState.CANCELLED), ("lapsed", RedemptionState.LAPSED),
        )
    }  # fmt: skip
    kept = Sum("price", filter=Q(state__in=KEPT_REDEMPTIONS), default=0)
    counted = by_month.annotate(number=Count("pk"), spent=kept, **state)
    return [dict(each) for each in counted.order_by("-month", "item__ledger")]


def lapsing(city: str, before: date) -> QuerySet[Redemption, UUID]:
    """What is held and whose last day is over before a day."""
    rows = Redemption.objects.filter(city=city, state=RedemptionState.HELD, until__lt=before)
    return rows.order_by("until", "id").values_list("pk", flat=True)


def unreminded(city: str, until: date) -> QuerySet[Redemption, UUID]:
    """What is held, lapses after this day at the latest, and of which nobody was reminded."""
    rows = Redemption.objects.filter(city=city, state=RedemptionState.HELD, reminded_at__isnull=True)
    return rows.filter(until__lte=until).order_by("until", "id").values_list("pk", flat=True)


def bought_since(cases: Collection[LedgerCase]) -> dict[UUID, list[Redemption]]:
    """For each case what its person redeemed in its ledger since the hour was credited, the latest first. One query."""
    people = {each.account.volunteer_id for each in cases if each.account.volunteer_id}
    if not people:
        return {}
    rows = Redemption.objects.filter(volunteer_id__in=people, state__in=KEPT_REDEMPTIONS)
    found = list(rows.select_related("item").order_by("-at", "-id"))
    return {
        case.pk: [
            each
            for each in found
            if each.volunteer_id == case.account.volunteer_id
            and each.item.ledger == case.account.ledger
            and each.at >= case.transfer.at
        ][:MOST_BOUGHT]
        for case in cases
    }
