from __future__ import annotations

from django.apps import AppConfig


class Oversight(AppConfig):
    name = "redvest.oversight"
    label = "oversight"
