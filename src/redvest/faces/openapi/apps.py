from __future__ import annotations

from django.apps import AppConfig


class Openapi(AppConfig):
    name = "redvest.faces.openapi"
    label = "faces_openapi"
