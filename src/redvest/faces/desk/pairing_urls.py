"""Addresses of pairings at the desk."""

from __future__ import annotations

from django.urls import path

from redvest.faces.desk import pairing_homes, pairing_people, pairing_visits, pairings

pairing_urls = [
    path("pairings/", pairings.overview, name="pairings"),
    path("pairings/places/<str:code>/", pairings.place, name="pairing-place"),
    path("pairings/zones/<uuid:key>/", pairings.zone, name="pairing-zone"),
    path("pairings/branches/<uuid:key>/", pairing_people.branch, name="pairing-branch"),
    path("pairings/members/<uuid:key>/", pairing_people.member, name="pairing-member"),
    path("pairings/households/new/", pairing_homes.new_household, name="household-new"),
    path("pairings/households/<uuid:key>/", pairing_homes.household, name="household"),
    path("pairings/visits/", pairing_visits.visits, name="pairing-visits"),
    path("pairings/visits/<uuid:key>/", pairing_visits.visit, name="pairing-visit"),
    path("pairings/<uuid:key>/", pairing_people.pairing, name="pairing"),
]
