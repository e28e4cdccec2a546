from __future__ import annotations

from django.apps import AppConfig


class Desk(AppConfig):
    name = "redvest.faces.desk"
    label = "faces_desk"
