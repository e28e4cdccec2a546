"""Addresses of redemption and perks on the site."""

from __future__ import annotations

from django.urls import path

from redvest.faces.site import gifts, perks

redeem_urls = [
    path("gifts/", gifts.gifts, name="gifts"),
    path("gifts/<uuid:key>/", gifts.gift, name="gift"),
    path("gifts/<uuid:key>/redeem/", gifts.redeem_here, name="gift-redeem"),
    path("me/redemptions/", gifts.mine, name="redemptions"),
    path("me/redemptions/<uuid:key>/", gifts.redemption, name="redemption"),
    path("perks/", perks.perks, name="perks"),
    path("me/perks/", perks.mine, name="perks-mine"),
]
