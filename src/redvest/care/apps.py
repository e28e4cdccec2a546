from __future__ import annotations

from django.apps import AppConfig


class Care(AppConfig):
    name = "redvest.care"
    label = "care"
