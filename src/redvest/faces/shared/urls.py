"""Addresses of the shared face: preferences and the city's colours."""

from __future__ import annotations

from django.urls import URLPattern, path

from redvest.faces.shared.prefs import city_css, prefs

urlpatterns: list[URLPattern] = [
    path("prefs/", prefs, name="prefs"),
    path("prefs/city.css", city_css, name="city-css"),
]
