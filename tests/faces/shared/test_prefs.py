"""Preferences: cookies of known names and values only, and a way back that never leaves the house."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client, RequestFactory

from redvest.faces.shared import colour
from redvest.faces.shared.prefs import accent_css, safe_next
from redvest.faces.shared.urls import urlpatterns

pytestmark = [pytest.mark.urls("redvest.faces.shared.urls")]


@pytest.fixture(autouse=True)
def static_folder(settings: LazySettings, tmp_path: Path) -> None:
    """WhiteNoise warns about a folder that is not there yet; these tests need none of its files."""
    settings.STATIC_ROOT = tmp_path


def ask(client: Client, **query: str) -> HttpResponse:
    return client.get("/prefs/", query)  # type: ignore[return-value]


def test_elder_view_is_kept_and_leads_back(client: Client) -> None:
    response = ask(client, elder="1", next="/activities/?q=老人")
    assert response.status_code == 302
    assert response["Location"].startswith("/activities/?q=")
    cookie = response.cookies["elder"]
    assert cookie.value == "1"
    assert cookie["samesite"] == "Lax" and int(cookie["max-age"]) > 300 * 24 * 3600


def test_several_at_once(client: Client) -> None:
    response = ask(client, elder="0", theme="dark", language="en")
    assert {name: morsel.value for name, morsel in response.cookies.items()} == {
        "elder": "0",
        "theme": "dark",
        "language": "en",
    }


@pytest.mark.parametrize(
    "query",
    [
        {"elder": "2"},
        {"theme": "pink"},
        {"language": "xx"},
        {"theme": 'dark"; Domain=evil'},
        {"sessionid": "1"},
        {},
    ],
)
def test_unknown_wishes_set_nothing(client: Client, query: dict[str, str]) -> None:
    response = ask(client, **query)
    assert response.status_code == 302 and response["Location"] == "/"
    assert not response.cookies


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "///evil.example",
        "http:///evil.example",
        " //evil.example",
        "\t//evil.example",
        "/\n/evil.example",
        "data:text/html,x",
        "",
    ],
)
def test_the_way_back_never_leaves_the_house(client: Client, target: str) -> None:
    location = ask(client, elder="1", next=target)["Location"]
    assert location == "/" or (
        location.startswith("/") and not location.startswith(("//", "/\\")) and "\n" not in location
    )
    if "\n" not in target:
        assert location == "/"


def test_own_host_is_home(client: Client) -> None:
    assert ask(client, next="http://testserver/me/")["Location"] == "http://testserver/me/"


def test_safe_next_reads_forms_too_and_takes_a_fallback() -> None:
    request = RequestFactory().post("/login/", {"next": "/me/"})
    assert safe_next(request) == "/me/"
    request = RequestFactory().post("/login/", {"next": "//evil.example"})
    assert safe_next(request, "/me/hours/") == "/me/hours/"


def test_only_reading_methods(client: Client) -> None:
    response = client.post("/prefs/?elder=1")
    assert response.status_code == 405 and "elder" not in response.cookies


def test_answers_are_not_cached(client: Client) -> None:
    assert "no-store" in ask(client, elder="1")["Cache-Control"]


def test_every_view_says_who_may_enter() -> None:
    assert {getattr(pattern.callback, "who_may_enter", None) for pattern in urlpatterns} == {"public"}


# ---- the city's own colour


def test_no_accent_no_rule() -> None:
    assert accent_css("") == ""
    assert accent_css("red;}body{display:none") == ""


@pytest.mark.parametrize("accent", ["#c8232c", "#ffcc00", "#1a6dd0", "#ffffff", "#000000", "#7fd6a4"])
def test_any_accent_can_be_read(accent: str) -> None:
    css = accent_css(accent)
    fill, _pressed = css.split("--vest:")[1].split(";")[0], css.split("--vest-press:")[1].split("}")[0]
    assert colour.contrast(fill, "#ffffff") >= colour.AA
    for theme in ("light", "dark"):
        rule = css.split(f'data-theme="{theme}"]')[1].split("}")[0]
        ink, soft = rule.split("--vest-ink:")[1].split(";")[0], rule.split("--vest-soft:")[1]
        assert colour.contrast(ink, soft) >= colour.AA, (theme, ink, soft)


def test_accent_is_served_as_css(client: Client, settings: LazySettings) -> None:
    settings.REDVEST_ACCENT = "#1a6dd0"
    response = client.get("/prefs/city.css")
    assert response["Content-Type"].startswith("text/css")
    assert b"--vest:#1a6dd0" in response.content
