"""Addresses of juries and of votes that do not count. In the namespace of the desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from redvest.faces.desk import edition_jury, edition_votes, jury

jury_urls: list[URLPattern] = [
    path("jury/", jury.seats, name="jury"),
    path("jury/<uuid:key>/", jury.mine, name="jury-mine"),
    path("jury/<uuid:key>/seal/", jury.seal, name="jury-seal"),
    path("jury/<uuid:key>/<uuid:entry>/", jury.entry, name="jury-entry"),
    path("jury/<uuid:key>/<uuid:entry>/recuse/", jury.recuse, name="jury-recuse"),
    path("editions/<uuid:key>/jury/", edition_jury.jury, name="edition-jury"),
    path("editions/<uuid:key>/jury/freeze/", edition_jury.freeze, name="edition-freeze"),
    path("editions/<uuid:key>/jury/<uuid:juror>/release/", edition_jury.release, name="juror-release"),
    path("editions/<uuid:key>/votes/", edition_votes.votes, name="edition-votes"),
    path("editions/<uuid:key>/votes/look/", edition_votes.look, name="edition-votes-look"),
    path("editions/<uuid:key>/votes/<uuid:vote>/", edition_votes.decide, name="vote-decide"),
]
