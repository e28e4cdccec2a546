"""Addresses of redemption and perks at the desk."""

from __future__ import annotations

from django.urls import path

from redvest.faces.desk import redeem, redeem_counter, redeem_item, redeem_partner, redeem_perk

redeem_urls = [
    path("redeem/", redeem.overview, name="redeem"),
    path("redeem/partners/new/", redeem_partner.new_partner, name="redeem-partner-new"),
    path("redeem/partners/<uuid:key>/", redeem_partner.partner, name="redeem-partner"),
    path("redeem/partners/<uuid:key>/items/new/", redeem_item.new_item, name="redeem-item-new"),
    path("redeem/partners/<uuid:key>/perks/new/", redeem_perk.new_perk, name="perk-new"),
    path("redeem/items/<uuid:key>/", redeem_item.item, name="redeem-item"),
    path("redeem/perks/<uuid:key>/", redeem_perk.perk, name="perk"),
    path("redeem/held/<uuid:key>/", redeem_item.call_off, name="redeem-call-off"),
    path("counter-codes/", redeem_counter.counter, name="counter-codes"),
]
