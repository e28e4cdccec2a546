"""A service on the own body's menu, and what a volunteer spotted at the own place, with a picture."""

from __future__ import annotations

from typing import Any

from redvest.care.actions.need_picture import keep_pictures
from redvest.care.choices import NeedKind, NeedState, PictureOf, SpottedKind
from redvest.care.rules.need_private import Private
from redvest.registry.models import Body, Volunteer
from redvest.registry.policy import GUEST_STANDING
from tests.factories import registry
from tests.factories.care import make_menu_item, make_need
from tests.factories.picture import PNG
from tests.factories.registry import CITY, NOW


def spotted_and_menus(body: Body, volunteer: Volunteer) -> dict[str, tuple[Any, ...]]:
    item = make_menu_item(body=body)
    need = make_need(
        region=registry.make_region_tree().baihua, kind=NeedKind.SPOTTED, state=NeedState.QUEUED,
        title="垃圾没人收：东门", requester=volunteer.account,
        spotted_kind=SpottedKind.LITTER, private=Private(address="东门", lon=114.93, lat=27.81),
    )  # fmt: skip
    (picture,) = keep_pictures(
        by=GUEST_STANDING(CITY), need=need, pictures=[("image/png", PNG)], of=PictureOf.ASKED, at=NOW
    )
    key = (need.pk, picture.pk)
    return {
        "desk/menus/<uuid:key>/": (item.pk,),
        "desk/spotted/<uuid:key>/": key,
        "me/spotted/<uuid:key>/": key,
    }
