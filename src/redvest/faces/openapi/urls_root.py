"""Addresses of this face at the root of the site: for watchers."""

from __future__ import annotations

from django.urls import URLPattern, path

from redvest.faces.openapi.health import healthz, metrics, readyz

urlpatterns: list[URLPattern] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]
