"""A partner of the own place and body, with something of the volunteer's own to pick up, and a perk."""

from __future__ import annotations

from typing import Any

from redvest.registry.models import Body, Volunteer
from tests.factories.ledger import fill, purse
from tests.factories.redeem import make_item, make_partner, make_perk, redeemed
from tests.factories.registry import volunteer_standing


def redeem_keys(body: Body, volunteer: Volunteer) -> dict[str, tuple[Any, ...]]:
    partner = make_partner(body=body, name="黎明小店")
    item = make_item(partner=partner)
    fill(purse(volunteer), 20)
    kept = redeemed(item, by=volunteer_standing(volunteer))
    return {
        "desk/redeem/partners/<uuid:key>/": (partner.pk,),
        "desk/redeem/items/<uuid:key>/": (item.pk,),
        "desk/redeem/perks/<uuid:key>/": (make_perk(partner=partner).pk,),
        "desk/redeem/held/<uuid:key>/": (kept.pk,),
        "gifts/<uuid:key>/": (item.pk,),
        "api/v1/gifts/<uuidstr:gift_id>": (item.pk,),
        "api/v1/me/redemptions/<uuidstr:redemption_id>": (kept.pk,),
        "me/redemptions/<uuid:key>/": (kept.pk,),
    }
