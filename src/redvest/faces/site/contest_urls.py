"""Addresses of contests and of one's own entries. In the namespace of the site."""

from __future__ import annotations

from django.urls import URLPattern, path

from redvest.faces.site import contests, my_contests

contest_urls: list[URLPattern] = [
    path("contests/", contests.contests, name="contests"),
    path("contests/<uuid:key>/", contests.contest, name="contest"),
    path("contests/<uuid:key>/enter/", contests.enter, name="contest-enter"),
    path("contests/<uuid:key>/works/", contests.works, name="contest-works"),
    path("contests/pictures/<uuid:key>/", contests.picture, name="contest-picture"),
    path("contests/papers/", contests.paper, name="contest-paper"),
    path("contests/papers/<str:number>/", contests.paper, name="contest-paper-number"),
    path("contests/yes/<str:token>/", my_contests.guardian, name="contest-yes"),
    path(
        "contests/yes/<str:token>/pictures/<uuid:picture>/",
        my_contests.guardian_picture,
        name="contest-yes-picture",
    ),
    path("me/contests/", my_contests.mine, name="my-contests"),
    path("me/contests/<uuid:key>/", my_contests.one, name="my-contest"),
    path("me/contests/<uuid:key>/paper.pdf", my_contests.paper, name="my-contest-paper"),
    path("me/contests/<uuid:key>/pictures/<uuid:picture>/", my_contests.picture, name="my-contest-picture"),
]
