"""Rows of the care context for tests, written straight through the ORM: needs, menus, rounds, servings."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from redvest.care.choices import (
    ENDED_NEEDS,
    DispatchWay,
    MenuState,
    NeedChannel,
    NeedState,
    ServingState,
)
from redvest.care.models import Dispatch, MenuItem, Need, NeedServing
from redvest.care.rules.need_private import Private, as_text
from redvest.core.search import index_text
from redvest.registry.models import Body, Region, Volunteer
from redvest.registry.queries import secret
from tests.factories.registry import NOW, make_body, make_domain, make_region_tree, make_volunteer

_serial = count(1)
GRANNY = Private(
    name="刘桂英",
    phone="13907900001",
    address="百花路 8 号 2 栋 301",
    words="膝盖疼，下不了楼，想请人帮忙去药店买药",
    lon=114.9301,
    lat=27.8102,
)


def make_need(
    *,
    region: Region | None = None,
    title: str = "帮独居老人买药",
    private: Private = GRANNY,
    state: NeedState = NeedState.SUBMITTED,
    channel: NeedChannel = NeedChannel.PHONE,
    domain_key: str = "xinyu:02",
    at: datetime = NOW,
    **more: Any,
) -> Need:
    """A need of an old woman in a community of Xinyu, just asked for unless said otherwise."""
    region = region or make_region_tree().baihua
    phone = secret.phone_hash(private.phone) if private.phone else None
    sealed = secret.keyring().encrypt(as_text(private), context=secret.NEED_PRIVATE)
    more.setdefault("desk_path", region.path)
    more.setdefault("due_at", None if state in ENDED_NEEDS else at + timedelta(hours=24))
    if state in ENDED_NEEDS:
        more.setdefault("closed_at", at)
    return Need.objects.create(
        city=region.city, number=f"{26000000 + next(_serial)}", channel=channel, state=state, region=region,
        region_path=region.path, domain=make_domain(domain_key), title=title, private_sealed=sealed, phone_hash=phone,
        phone_tail=private.phone[-4:], declared_true_at=at, created_at=at, search=index_text(title), **more,
    )  # fmt: skip


def make_menu_item(
    *, body: Body | None = None, name: str = "上门理发", state: MenuState = MenuState.OFFERED, **more: Any
) -> MenuItem:
    body = body or make_body()
    more.setdefault("region", body.region)
    return MenuItem.objects.create(
        city=body.city, body=body, region_path=more["region"].path, domain=make_domain("xinyu:10"), name=name,
        words="给行动不便的老人理发", state=state, created_at=NOW, changed_at=NOW, search=index_text(name), **more,
    )  # fmt: skip


def make_dispatch(
    *,
    need: Need,
    way: DispatchWay = DispatchWay.GRAB,
    body: Body | None = None,
    at: datetime = NOW,
    **more: Any,
) -> Dispatch:
    """An open round for this need, which is the caller's to bring into its state."""
    more.setdefault("round", need.dispatches.count() + 1)
    more.setdefault("due_at", at + timedelta(hours=24))
    return Dispatch.objects.create(city=need.city, need=need, way=way, body=body, made_at=at, **more)


def make_serving(
    *,
    need: Need,
    volunteer: Volunteer | None = None,
    state: ServingState = ServingState.ACCEPTED,
    at: datetime = NOW,
    **more: Any,
) -> NeedServing:
    """Somebody who said yes; the need's count of taken hands goes up with it."""
    Need.objects.filter(pk=need.pk).update(taken=need.taken + 1)
    need.refresh_from_db()
    return NeedServing.objects.create(
        city=need.city,
        need=need,
        volunteer=volunteer or make_volunteer(),
        state=state,
        accepted_at=at,
        **more,
    )
