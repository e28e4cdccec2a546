from __future__ import annotations

from django.apps import AppConfig


class Site(AppConfig):
    name = "redvest.faces.site"
    label = "faces_site"
