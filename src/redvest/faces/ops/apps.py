from __future__ import annotations

from django.apps import AppConfig


class Ops(AppConfig):
    name = "redvest.faces.ops"
    label = "faces_ops"
