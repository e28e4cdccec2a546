from __future__ import annotations

from django.apps import AppConfig


class Service(AppConfig):
    name = "redvest.service"
    label = "service"
