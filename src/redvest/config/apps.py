"""Connects the contexts' events with their listeners once all of them are loaded."""

from __future__ import annotations

from django.apps import AppConfig


class Wiring(AppConfig):
    name = "redvest.config"
    label = "config"

    def ready(self) -> None:
        from redvest.config.wiring import connect

        connect()
