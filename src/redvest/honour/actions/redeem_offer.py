"""The officer of a place looks after partners and what they offer: new, changed, more in stock, paused, ended."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint, refused_by
from redvest.core.one_line import one_line
from redvest.honour.choices import GiftKind, LedgerName, LimitSpan, OfferState, PartnerKind
from redvest.honour.models import RedeemItem, RedeemPartner
from redvest.honour.policy import require_may_rule_redeem
from redvest.honour.queries.redeem import item_in_charge, partner_in_charge
from redvest.honour.redeem_errors import (
    ItemEnded,
    ItemIsMoney,
    ItemWrong,
    OfferNameTaken,
    PartnerNameTaken,
    PartnerOver,
    PartnerWrong,
    StockWrong,
)
from redvest.honour.rules.redeem import (
    LONGEST_NAME,
    LONGEST_PLACE,
    LONGEST_TITLE,
    LONGEST_WORDS,
    MOST_EACH,
    MOST_PRICE,
    MOST_STOCK,
    ItemForm,
    PartnerForm,
    money_in,
)
from redvest.registry.models import Body, Region, Station
from redvest.registry.policy import Standing


def plain(*, text: str, longest: int) -> str:
    """One line of what was typed; empty for what is too long, which its form says before."""
    said = one_line(text)
    return said if len(said) <= longest else ""


def _partner_columns(by: Standing, form: PartnerForm, on: date) -> dict[str, Any]:
    name, place, hours = (
        plain(text=form.name, longest=LONGEST_NAME), plain(text=form.place, longest=LONGEST_PLACE),
        plain(text=form.hours, longest=LONGEST_PLACE),
    )  # fmt: skip
    region = Region.objects.filter(code=form.region, city=by.city).first()
    station = Station.objects.filter(pk=form.station_id, city=by.city).first() if form.station_id else None
    body = Body.objects.filter(pk=form.body_id, city=by.city).first() if form.body_id else None
    known = (form.station_id is None or station) and (form.body_id is None or body)
    if not (name and place and hours and region and known) or (station and body):
        raise PartnerWrong
    if form.kind not in PartnerKind.values:
        raise PartnerWrong
    if form.active and form.until is not None and form.until < on:
        raise PartnerOver
    require_may_rule_redeem(by, region.path)
    return {
        "region": region, "region_path": region.path, "name": name, "kind": form.kind, "station": station, "body": body,
        "place": place, "hours": hours, "until": form.until, "active": form.active,
    }  # fmt: skip


def _saved(partner: RedeemPartner) -> None:
    try:
        with transaction.atomic():
            partner.save()
    except IntegrityError as fault:
        if broken_constraint(fault) == "one_redeem_partner_per_name":
            raise PartnerNameTaken from fault
        raise


@transaction.atomic
def add_partner(*, by: Standing, form: PartnerForm, at: datetime) -> RedeemPartner:
    """Raises NotAllowed, PartnerWrong, PartnerOver, PartnerNameTaken."""
    partner = RedeemPartner(
        city=by.city, created_by_id=by.account_id, created_at=at, **_partner_columns(by, form, day_of(at))
    )
    _saved(partner)
    write_line(by=by.actor, at=at, city=by.city, verb="add_redeem_partner", target=partner)
    return partner


@transaction.atomic
def change_partner(*, by: Standing, key: UUID, form: PartnerForm, at: datetime) -> RedeemPartner:
    """Its items move with it to another place; what was redeemed can still be picked up when it ends.

    Raises PartnerUnknown, NotAllowed, PartnerWrong, PartnerOver, PartnerNameTaken.
    """
    partner = RedeemPartner.objects.select_for_update().get(pk=partner_in_charge(by, key).pk)
    moved = partner.region_path
    for name, value in _partner_columns(by, form, day_of(at)).items():
        setattr(partner, name, value)
    _saved(partner)
    if moved != partner.region_path:
        partner.items.update(region_path=partner.region_path)
        partner.perks.update(region_path=partner.region_path)
    write_line(
        by=by.actor, at=at, city=by.city, verb="change_redeem_partner", target=partner, active=partner.active
    )
    return partner


def _item_columns(form: ItemForm) -> dict[str, Any]:
    title, words = (
        plain(text=form.title, longest=LONGEST_TITLE),
        plain(text=form.words, longest=LONGEST_WORDS),
    )
    known = (
        form.kind in GiftKind.values and form.ledger in LedgerName.values and form.span in LimitSpan.values
    )
    days = form.until_on is None or form.until_on >= form.from_on
    each = form.per_person is None or 0 < form.per_person <= MOST_EACH
    if not (title and words and known and days and each and 0 < form.price <= MOST_PRICE):
        raise ItemWrong
    word = money_in(title, words)
    if word:
        said = gettext("不能兑换钱、卡和带面额的券。请换成服务或者实物，去掉“%(word)s”。") % {"word": word}
        raise ItemIsMoney(said, word=word)
    return {
        "title": title, "words": words, "kind": form.kind, "ledger": form.ledger, "price": form.price,
        "per_person": form.per_person, "span": form.span, "from_on": form.from_on, "until_on": form.until_on,
        "minors_allowed": form.minors_allowed,
    }  # fmt: skip


@transaction.atomic
def add_item(*, by: Standing, partner_id: UUID, form: ItemForm, at: datetime) -> RedeemItem:
    """Something to redeem; a gift says how many there are. Raises PartnerUnknown, ItemWrong, ItemIsMoney,
    OfferNameTaken.
    """
    partner = partner_in_charge(by, partner_id)
    require_may_rule_redeem(by, partner.region_path)
    columns = _item_columns(form)
    if form.stock is not None and not 0 <= form.stock <= MOST_STOCK:
        raise ItemWrong
    if form.stock is None and form.kind == GiftKind.GIFT:
        raise ItemWrong
    with refused_by(one_redeem_item_per_title=OfferNameTaken):
        item = RedeemItem.objects.create(
            city=by.city, region_path=partner.region_path, partner=partner, supplied=form.stock, stock=form.stock,
            created_by_id=by.account_id, created_at=at, **columns,
        )  # fmt: skip
    write_line(by=by.actor, at=at, city=by.city, verb="add_redeem_item", target=item, price=item.price)
    return item


def _hold_item(by: Standing, key: UUID) -> RedeemItem:
    """Raises ItemUnknown, NotAllowed, ItemEnded."""
    item = RedeemItem.objects.select_for_update().get(pk=item_in_charge(by, key).pk)
    require_may_rule_redeem(by, item.region_path)
    if item.state == OfferState.ENDED:
        raise ItemEnded
    return item


@transaction.atomic
def change_item(*, by: Standing, key: UUID, form: ItemForm, at: datetime) -> RedeemItem:
    """For those who redeem from now on: what was redeemed keeps its price. Stock is another step.

    Raises ItemUnknown, ItemEnded, ItemWrong, ItemIsMoney, OfferNameTaken.
    """
    item, columns = _hold_item(by, key), _item_columns(form)
    if columns["kind"] == GiftKind.GIFT and item.stock is None:
        raise ItemWrong
    if columns["ledger"] != item.ledger and item.redemptions.exists():
        raise ItemWrong  # its redemptions are told in points or in time
    for name, value in columns.items():
        setattr(item, name, value)
    with refused_by(one_redeem_item_per_title=OfferNameTaken):
        item.save(update_fields=list(columns))
    write_line(by=by.actor, at=at, city=by.city, verb="change_redeem_item", target=item, price=item.price)
    return item


@transaction.atomic
def restock_item(*, by: Standing, key: UUID, amount: int, at: datetime) -> RedeemItem:
    """So many more, or fewer, on the shelf; never fewer than none. Raises ItemUnknown, ItemEnded, StockWrong."""
    item = _hold_item(by, key)
    if item.stock is None or item.supplied is None or not amount or isinstance(amount, bool):
        raise StockWrong
    if not item.stock + amount >= 0 or item.supplied + amount > MOST_STOCK:
        raise StockWrong
    RedeemItem.objects.filter(pk=item.pk).update(stock=F("stock") + amount, supplied=F("supplied") + amount)
    item.refresh_from_db()
    write_line(
        by=by.actor,
        at=at,
        city=by.city,
        verb="restock_redeem_item",
        target=item,
        amount=amount,
        stock=item.stock,
    )
    return item


@transaction.atomic
def move_item(*, by: Standing, key: UUID, state: OfferState, at: datetime) -> RedeemItem:
    """Pause it, open it again, or end it; what was redeemed is still picked up. Raises ItemUnknown, ItemEnded."""
    item = _hold_item(by, key)
    item.state = state
    item.save(update_fields=["state"])
    write_line(by=by.actor, at=at, city=by.city, verb="move_redeem_item", target=item, state=state)
    return item
