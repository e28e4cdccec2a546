from __future__ import annotations

from django.apps import AppConfig


class Publicity(AppConfig):
    name = "redvest.publicity"
    label = "publicity"
