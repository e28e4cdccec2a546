from __future__ import annotations

from django.apps import AppConfig


class Kiosk(AppConfig):
    name = "redvest.faces.kiosk"
    label = "faces_kiosk"
