from __future__ import annotations

from django.apps import AppConfig


class Registry(AppConfig):
    name = "redvest.registry"
    label = "registry"
