"""Owns how a visitor's preferences (elder view, theme, language) are kept, and the city's own accent colour.

They are plain links and cookies, so they work without scripts and without an account."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from redvest.faces.shared.colour import is_hex, mix, readable
from redvest.faces.shared.context import THEMES
from redvest.faces.shared.entry import HouseRequest, public

_YEAR = 365 * 24 * 3600


def safe_next(request: HttpRequest, fallback: str = "/") -> str:
    """The `next` address when it stays in this house, otherwise the fallback."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if allowed else fallback


def _asked(request: HttpRequest) -> dict[str, str]:
    """The cookies to set: only known names with known values."""
    choices = {
        "elder": ("1", "0"),
        "theme": THEMES,
        "language": tuple(code for code, _name in settings.LANGUAGES),
    }
    return {name: value for name in choices if (value := request.GET.get(name, "")) in choices[name]}


@never_cache
@require_safe
@public
def prefs(request: HouseRequest) -> HttpResponse:
    """Keep what was asked for a year and go back to where the visitor was."""
    answer = HttpResponseRedirect(safe_next(request))
    for name, value in _asked(request).items():
        cookie = settings.LANGUAGE_COOKIE_NAME if name == "language" else name
        answer.set_cookie(cookie, value, max_age=_YEAR, samesite="Lax", secure=request.is_secure())
    return answer


def accent_css(accent: str) -> str:
    """CSS variables of a city's accent, darkened or lightened until its words can be read; empty if unset."""
    if not is_hex(accent):
        return ""
    white = "#ffffff"
    fill = readable(accent, white, "#000000")
    pressed, soft, dark_soft = mix(fill, "#000000", 0.2), mix(fill, white, 0.9), mix(fill, "#1b1f25", 0.75)
    return (
        f"html{{--vest:{fill};--vest-press:{pressed}}}"
        f'html[data-theme="light"]{{--vest-ink:{readable(pressed, soft, "#000000")};--vest-soft:{soft}}}'
        f'html[data-theme="dark"]{{--vest-ink:{readable(fill, dark_soft, white)};--vest-soft:{dark_soft}}}'
    )


@cache_control(public=True, max_age=3600)
@require_safe
@public
def city_css(request: HouseRequest) -> HttpResponse:
    """The city's accent as a style sheet; empty when the city keeps the vest's red."""
    css = accent_css(str(getattr(settings, "REDVEST_ACCENT", "") or ""))
    return HttpResponse(css, content_type="text/css; charset=utf-8")
