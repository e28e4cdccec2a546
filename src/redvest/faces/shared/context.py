"""Owns what every template may know about the house: names, preferences, the way back. Asks no database."""

from __future__ import annotations

from typing import TypedDict
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

THEMES = ("light", "dark", "auto")


class House(TypedDict):
    """The value of `house` in templates."""

    city_name: str
    site_name: str
    demo: bool
    weak: bool  # staff are let in by password alone
    elder: bool
    theme: str
    language: str
    accent: str
    logo: str
    next: str


def wants_elder(request: HttpRequest) -> bool:
    """Whether this visitor asked for the elder view (长辈版)."""
    return request.COOKIES.get("elder") == "1"


def chosen_theme(request: HttpRequest) -> str:
    """The theme this visitor asked for; light unless asked, whatever the device prefers."""
    theme = request.COOKIES.get("theme", "")
    return theme if theme in THEMES else "light"


def house(request: HttpRequest) -> dict[str, House]:
    """Context processor: names from settings, preferences from cookies, nothing from the database."""
    site_name = str(getattr(settings, "REDVEST_SITE_NAME", "红马甲"))
    return {
        "house": {
            "city_name": str(getattr(settings, "REDVEST_CITY_NAME", "") or site_name),
            "site_name": site_name,
            "demo": bool(getattr(settings, "REDVEST_DEMO", False)),
            "weak": bool(getattr(settings, "REDVEST_DEMO", False)) and not settings.REDVEST_SECOND_FACTOR,
            "elder": wants_elder(request),
            "theme": chosen_theme(request),
            "language": get_language() or settings.LANGUAGE_CODE,
            "accent": str(getattr(settings, "REDVEST_ACCENT", "") or ""),
            "logo": str(getattr(settings, "REDVEST_LOGO", "") or ""),
            # A form that failed is shown at its POST address; going "back" there by GET may be refused.
            "next": quote(request.get_full_path() if request.method == "GET" else "/", safe="/"),
        }
    }
