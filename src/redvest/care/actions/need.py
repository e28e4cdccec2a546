"""Takes a need in: from whoever asks for themselves, and from staff, keepers and grid workers who write it down."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_noop

from redvest.care.actions.menu import claim_menu_week
from redvest.care.actions.need_step import note_step
from redvest.care.choices import MenuState, NeedChannel, NeedState
from redvest.care.intake_errors import NeedIncomplete
from redvest.care.models import MenuItem, Need
from redvest.care.policy import may_enter
from redvest.care.queries.need_place import cell_at, kept_ids
from redvest.care.queries.need_reading import private_of, seal
from redvest.care.rules.need_clock import KEYS, due_at
from redvest.care.rules.need_form import NeedForm, end_of, need_faults, tidy_private
from redvest.care.rules.need_words import plain
from redvest.core import clock, throttle
from redvest.core.db.constraint import broken_constraint
from redvest.core.errors import NotAllowed
from redvest.core.search import index_text
from redvest.registry.choices import RegionLevel
from redvest.registry.models import Grid, Region, ServiceDomain
from redvest.registry.policy import GUEST_STANDING, Standing
from redvest.registry.queries import secret
from redvest.registry.queries.setting import rules

AGAIN = timedelta(minutes=10)  # the same words from the same phone within this time are the same need
HOUR = timedelta(hours=1)
PHONE_TRIES, ADDRESS_TRIES = 6, 60  # guests an hour; behind one address there may be a whole village
BY_ONESELF = (NeedChannel.WEB, NeedChannel.DOOR, NeedChannel.KIOSK, NeedChannel.RELATIVE)
NUMBER_TRIES = 20
_AGE_FLOOR = "need.home_age_floor"


@transaction.atomic
def ask_need(*, by: Standing | None, form: NeedForm, at: datetime, address: str = "") -> Need:
    """From whoever needs it, a relative, a door's code or a station's screen; also without an account.

    Sent twice it is one need. ``address`` is where a guest's request came from: so many an hour are taken.
    Raises NeedIncomplete with a sentence a field, TooManyTries.
    """
    city = by.city if by else settings.REDVEST_CITY
    if form.channel not in BY_ONESELF:
        form = replace(form, channel=NeedChannel.WEB)
    if form.channel == NeedChannel.WEB and form.private.asked_by:
        form = replace(form, channel=NeedChannel.RELATIVE)
    placed = _placed(city, form, at)
    if by is None or not by.signed_in:
        _slow_down(placed.form, address, at)
    asker = by.account_id if by else None
    return _kept_once(by or GUEST_STANDING(city), placed, {"requester_id": asker}, "ask_need", at)


@transaction.atomic
def enter_need(*, by: Standing, form: NeedForm, at: datetime) -> Need:
    """What somebody told on the phone, at a station or at their door. Raises NotAllowed, NeedIncomplete."""
    placed = _placed(by.city, form, at)
    if not may_enter(by, placed.region.path, form.grid, kept_ids(by, clock.day_of(at))):
        raise NotAllowed
    return _kept_once(by, placed, {"entered_by_id": by.account_id}, "enter_need", at)


class _Placed:
    """A form without faults, with the rows that it names."""

    def __init__(self, form: NeedForm, region: Region, grid: Grid | None, item: MenuItem | None) -> None:
        self.form, self.region, self.grid, self.item = form, region, grid, item


def _placed(city: str, form: NeedForm, at: datetime) -> _Placed:
    """Raises NeedIncomplete."""
    form = replace(form, title=plain(form.title), risks=plain(form.risks), private=tidy_private(form.private))
    region = Region.objects.filter(pk=form.region, city=city, level=RegionLevel.COMMUNITY).first()
    grid = Grid.objects.filter(pk=form.grid, community=region).first() if form.grid and region else None
    offered = MenuItem.objects.filter(city=city, state=MenuState.OFFERED)
    item = offered.filter(pk=form.menu_item).first() if form.menu_item else None
    if item is not None:
        form = replace(form, domain=item.domain_id)
    faults = need_faults(form, at)
    named = {fault["field"] for fault in faults}
    if region is None and "region" not in named:
        faults.append({"field": "region", "sentence": gettext_noop("请选在哪个社区。")})
    if form.grid and grid is None:
        faults.append({"field": "grid", "sentence": gettext_noop("这个网格不在所选的社区里。")})
    if "domain" not in named and not ServiceDomain.objects.filter(pk=form.domain).exists():
        faults.append({"field": "domain", "sentence": gettext_noop("请选一个服务类别。")})
    if form.menu_item and item is None:
        faults.append(
            {
                "field": "menu_item",
                "sentence": gettext_noop("这项服务刚刚下架了，请另选一项，或者直接写要帮什么。"),
            }
        )
    if faults or region is None:
        raise NeedIncomplete(errors=faults)
    return _Placed(form, region, grid, item)


def _slow_down(form: NeedForm, address: str, at: datetime) -> None:
    if form.private.phone:
        mark = secret.phone_hash(form.private.phone).hex()[:32]
        throttle.hit(f"need-phone:{mark}", limit=PHONE_TRIES, window=HOUR, at=at)
    if address:
        throttle.hit(f"need-from:{address}", limit=ADDRESS_TRIES, window=HOUR, at=at)


def _kept_once(by: Standing, placed: _Placed, who: dict[str, Any], verb: str, at: datetime) -> Need:
    """The need, or the one that is already there: whoever sends the same twice waits here for the first."""
    form, region = placed.form, placed.region
    phone = secret.phone_hash(form.private.phone) if form.private.phone else None
    mark = phone.hex() if phone else f"{region.pk} {form.title}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 22))", [mark])
    rows = Need.objects.filter(
        city=region.city, phone_hash=phone, title=form.title, kind=form.kind, region=region,
        created_at__gt=at - AGAIN, created_at__lte=at, **({} if phone else who),
    )  # fmt: skip
    for one in rows.order_by("-created_at"):
        if private_of(one) == form.private:
            return one
    if placed.item is not None:
        claim_menu_week(item=placed.item, wanted=placed.form.starts_at, at=at)
    need = _insert(placed, phone, who, at)
    note_step(by=by, need=need, before="", verb=verb, at=at)
    return need


def need_rules(*, region: Region, at: datetime) -> dict[str, Any]:
    """What a place says of its needs' clocks and ages. One query."""
    return rules((*KEYS, _AGE_FLOOR), region.path, clock.day_of(at))


def take_over_need(
    *, form: NeedForm, region: Region, grid: Grid | None, at: datetime, held: dict[str, Any] | None = None
) -> Need:
    """A need that came up elsewhere in the house, in the transaction of what it came of: it waits for a review like any.

    ``held``: the place's ``need_rules``, from who takes over many.
    """
    phone = secret.phone_hash(form.private.phone) if form.private.phone else None
    need = _insert(_Placed(form, region, grid, None), phone, {}, at, held)
    note_step(by=None, need=need, before="", verb="take_over_need", at=at)
    return need


def _insert(
    placed: _Placed,
    phone: bytes | None,
    who: dict[str, Any],
    at: datetime,
    held: dict[str, Any] | None = None,
) -> Need:
    form, region, private = placed.form, placed.region, placed.form.private
    ends_at = end_of(form.starts_at, form.ends_at, form.minutes)
    found = held or need_rules(region=region, at=at)
    columns: dict[str, Any] = {
        "city": region.city, "kind": form.kind, "channel": form.channel, "urgency": form.urgency,
        "region": region, "region_path": region.path, "grid": placed.grid,
        "cell": cell_at(private.lon, private.lat, region, placed.grid), "domain_id": form.domain,
        "menu_item": placed.item, "title": form.title, "private_sealed": seal(private), "phone_hash": phone,
        "phone_tail": private.phone[-4:], "risks": form.risks, "declared_true_at": at if form.declared_true else None,
        "groups_agreed_at": at if private.groups else None, "starts_at": form.starts_at, "ends_at": ends_at,
        "slots": form.slots, "minutes": form.minutes, "hands": form.hands, "skills": list(form.skills),
        "qualifications": list(form.qualifications), "age_floor": found[_AGE_FLOOR], "desk_path": region.path,
        "due_at": due_at(NeedState.SUBMITTED, form.urgency, found, at), "created_at": at,
        "search": index_text(form.title), **who,
    }  # fmt: skip
    for _try in range(NUMBER_TRIES):
        number = f"{secrets.randbelow(10**8):08d}"  # says nothing of how many there are, nor when it was
        try:
            with transaction.atomic():
                return Need.objects.create(number=number, **columns)
        except IntegrityError as fault:
            if broken_constraint(fault) != "one_need_per_number":
                raise
    raise RuntimeError("no free number for a need")
