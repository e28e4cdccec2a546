from __future__ import annotations

from django.apps import AppConfig


class Honour(AppConfig):
    name = "redvest.honour"
    label = "honour"
