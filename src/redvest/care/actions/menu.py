"""What a body puts on its menu of services (服务菜单), and the guard that holds the number of orders a week."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from redvest.care.choices import MenuState
from redvest.care.menu_errors import (
    BadMenuItem,
    MenuBodyRests,
    MenuItemHeld,
    MenuItemMoved,
    MenuItemWithdrawn,
    MenuNameTaken,
    MenuReasonMissing,
    MenuWeekFull,
)
from redvest.care.models import MenuItem
from redvest.care.policy import require_may_offer, require_may_rule_menu
from redvest.care.queries.menu import orders_by_week
from redvest.care.queries.spoken import terms_of
from redvest.care.rules.menu import (
    LONGEST_REASON,
    MenuForm,
    faults,
    left_in,
    monday_of,
    next_week_with_room,
    tidy,
)
from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.registry.actions.message import Notice, write_notice
from redvest.registry.choices import BodyState, MessageKind
from redvest.registry.models import Account, Body, Region, ServiceDomain, Station
from redvest.registry.policy import Standing
from redvest.registry.queries.domain import domains
from redvest.registry.queries.role import live_grants
from redvest.registry.rules.standing import LEADING


@transaction.atomic
def offer_menu_item(*, by: Standing, body: Body, form: MenuForm, at: datetime) -> MenuItem:
    """A new service on a body's menu, to be ordered at once.

    Raises NotAllowed, MenuBodyRests, BadMenuItem (with the fields at fault), MenuNameTaken.
    """
    require_may_offer(by, body)
    if body.state != BodyState.ACTIVE:
        raise MenuBodyRests
    item = MenuItem(city=body.city, body=body, state=MenuState.OFFERED, created_at=at)
    _fill(by, item, form, at)
    try:
        with transaction.atomic():
            item.save(force_insert=True)
    except IntegrityError as fault:
        raise _refusal(fault) from fault
    write_line(by=by.actor, at=at, city=item.city, verb="offer_menu_item", target=item)
    return item


@transaction.atomic
def change_menu_item(*, by: Standing, item: MenuItem, form: MenuForm, at: datetime) -> MenuItem:
    """Other words, times or numbers; what was ordered before stays ordered.

    Raises NotAllowed, BadMenuItem, MenuNameTaken.
    """
    require_may_offer(by, item.body)
    _fill(by, item, form, at)
    try:
        with transaction.atomic():
            item.save(update_fields=_WRITTEN)
    except IntegrityError as fault:
        raise _refusal(fault) from fault
    write_line(by=by.actor, at=at, city=item.city, verb="change_menu_item", target=item)
    return item


@transaction.atomic
def withdraw_menu_item(*, by: Standing, item: MenuItem, reason: str = "", at: datetime) -> None:
    """Nobody can order it any more. An officer who does not lead the body says why, and its leaders are told.

    Raises NotAllowed, MenuReasonMissing, MenuItemMoved.
    """
    own = by.leads(item.body_id)
    if not own:
        require_may_rule_menu(by, item)
    said = "" if own else tidy(reason, LONGEST_REASON)
    if not own and not said:
        raise MenuReasonMissing
    _move(item, MenuState.OFFERED, MenuState.WITHDRAWN, said, at)
    if said:
        words = _("“%(name)s”从服务菜单下架了：%(reason)s") % {"name": item.name, "reason": said}
        _tell_leaders(item, words, at)
    write_line(by=by.actor, at=at, city=item.city, verb="withdraw_menu_item", target=item, held=bool(said))


@transaction.atomic
def put_back_menu_item(*, by: Standing, item: MenuItem, at: datetime) -> None:
    """It can be ordered again. What an officer took off, an officer puts back.

    Raises NotAllowed, MenuBodyRests, MenuItemHeld, MenuItemMoved.
    """
    require_may_offer(by, item.body)
    if item.body.state != BodyState.ACTIVE:
        raise MenuBodyRests
    if item.reason:
        if by.leads(item.body_id):
            raise MenuItemHeld
        require_may_rule_menu(by, item)
    _move(item, MenuState.WITHDRAWN, MenuState.OFFERED, "", at)
    write_line(by=by.actor, at=at, city=item.city, verb="put_back_menu_item", target=item)


@transaction.atomic
def claim_menu_week(*, item: MenuItem, wanted: datetime | None, at: datetime) -> None:
    """Hold one order of this item for the week of ``wanted`` (or of ``at``) until the caller's transaction ends.

    To be called in the transaction that writes the need, before it is written: the row of the item is locked, so that
    of two who order the last turn of a week at once the second finds it taken. The count is that of the needs
    themselves, so that refusing or cancelling one gives its turn back.

    Raises MenuItemWithdrawn, MenuWeekFull (``next_week``: the first Monday of a week with room, or empty).
    """
    locked = MenuItem.objects.select_for_update(of=("self",), no_key=True).select_related("body")
    held = locked.filter(pk=item.pk).first()
    if held is None or held.state != MenuState.OFFERED or held.body.state != BodyState.ACTIVE:
        raise MenuItemWithdrawn
    week = monday_of(day_of(wanted or at))
    ordered = orders_by_week(held.pk, week) if held.a_week else {}
    if left_in(held.a_week, ordered.get(week, 0)) != 0:
        return
    free = next_week_with_room(held.a_week, ordered, week)
    if free is None:
        raise MenuWeekFull(next_week="")
    said = _("“%(name)s”那一周已经约满了，最早可以约 %(month)d 月 %(day)d 日那一周。") % {
        "name": held.name, "month": free.month, "day": free.day,
    }  # fmt: skip
    raise MenuWeekFull(said, next_week=free.isoformat())


def _fill(by: Standing, item: MenuItem, form: MenuForm, at: datetime) -> None:
    found = faults(form)
    domain = domains(by.city).filter(pk=form.domain).first()
    region = Region.objects.filter(pk=form.region, city=item.body.city).first()
    stations = Station.objects.filter(city=item.body.city).select_related("region")
    station = stations.filter(pk=form.station_id).first() if form.station_id else None
    found += _place_faults(by, item.body, domain, region, station, form)
    if found or domain is None or region is None:
        raise BadMenuItem(errors=[{"field": field, "sentence": said} for field, said in found])
    item.domain, item.region, item.region_path, item.station = domain, region, region.path, station
    item.name, item.words = tidy(form.name, 40), tidy(form.words, 300)
    item.for_whom, item.at_home, item.minutes = tidy(form.for_whom, 60), form.at_home, form.minutes
    item.slots, item.a_week, item.changed_at = form.slots, form.a_week, at
    item.search = terms_of(item.name, item.for_whom, item.body.name, domain.name)


def _place_faults(
    by: Standing,
    body: Body,
    domain: ServiceDomain | None,
    region: Region | None,
    station: Station | None,
    form: MenuForm,
) -> list[tuple[str, str]]:
    """A body serves the place it belongs to or a part of it; an officer may send it further within their own."""
    found = []
    if domain is None:
        found.append(("domain", _("请选一个服务类别。")))
    if region is None or not (region.path.startswith(body.region_path) or by.governs(region.path)):
        found.append(("region", _("请选组织所在的地方，或者它下面的一个地方。")))
    if form.station_id is not None and (
        station is None or region is None or not station.region.path.startswith(region.path)
    ):
        found.append(("station", _("这个站点不在服务的地方里，请换一个，或者不选。")))
    return found


_WRITTEN = (
        "name", "words", "domain", "region", "region_path", "station", "for_whom", "at_home", "minutes", "slots",
        "a_week", "search", "changed_at",
)  # fmt: skip


def _move(item: MenuItem, before: MenuState, after: MenuState, reason: str, at: datetime) -> None:
    rows = MenuItem.objects.filter(pk=item.pk, state=before)
    if not rows.update(state=after, reason=reason, changed_at=at):
        raise MenuItemMoved
    item.refresh_from_db(fields=["state", "reason", "changed_at"])


def _refusal(fault: IntegrityError) -> Any:
    return MenuNameTaken() if broken_constraint(fault) == "one_menu_item_per_name" else fault


def _tell_leaders(item: MenuItem, words: str, at: datetime) -> None:
    held = live_grants(day_of(at)).filter(body=item.body_id, role__in=LEADING)
    for leader in Account.objects.filter(grants__in=held, is_active=True).distinct().order_by("pk"):
        write_notice(account=leader, text=words, at=at, notice=Notice(kind=MessageKind.WORK, about=item))
