from __future__ import annotations

from django.apps import AppConfig


class Core(AppConfig):
    name = "redvest.core"
    label = "core"
