"""The shared face as a Django app: templates, static files and tags; no models."""

from __future__ import annotations

from django.apps import AppConfig


class SharedConfig(AppConfig):
    """Registers the shared templates, static files and template tags."""

    name = "redvest.faces.shared"
    label = "faces_shared"
    verbose_name = "共用界面"

    def ready(self) -> None:
        from redvest.faces.shared.form_words import speak_plainly

        speak_plainly()
