"""Addresses of asking for help, menus of services, small wishes and spotted problems. In the namespace of the site."""

from __future__ import annotations

from django.urls import URLPattern, path

from redvest.faces.site import help_page, menus, my_spotted, spotted, wishes

help_urls: list[URLPattern] = [
    path("help/", help_page.help_page, name="help"),
    path("help/menu/", menus.menus, name="menu"),
    path("help/wishes/", wishes.wishes, name="wishes"),
    path("spot/", spotted.spot, name="spot"),
    path("me/spotted/", my_spotted.my_spotted, name="my-spotted"),
    path("me/spotted/<uuid:key>/", my_spotted.one, name="my-spotted-one"),
    path("me/spotted/<uuid:key>/pictures/<uuid:picture>/", my_spotted.picture, name="my-spotted-picture"),
]
