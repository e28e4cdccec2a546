"""Addresses of menus of services, spotted problems, and supply against demand. In the namespace of the desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from redvest.faces.desk import menus, spotted, supply

care_urls: list[URLPattern] = [
    path("menus/", menus.menus, name="menus"),
    path("menus/new/", menus.new_item, name="menu-new"),
    path("menus/print/", menus.on_paper, name="menu-paper"),
    path("menus/<uuid:key>/", menus.item, name="menu-item"),
    path("spotted/", spotted.spotted, name="spotted"),
    path("spotted/<uuid:key>/", spotted.one, name="spotted-one"),
    path("spotted/<uuid:key>/pictures/<uuid:picture>/", spotted.picture, name="spotted-picture"),
    path("supply/", supply.supply, name="supply"),
]
