"""What every template is told."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.http import HttpRequest
from django.test import RequestFactory

from redvest.faces.shared.context import chosen_theme, house, wants_elder

pytestmark = [pytest.mark.urls("redvest.faces.shared.urls")]


def request_with(path: str = "/", **cookies: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    return request


def test_house_by_default(settings: LazySettings) -> None:
    settings.REDVEST_SITE_NAME, settings.REDVEST_DEMO = "新余志愿", True
    told = house(request_with())["house"]
    assert (told["site_name"], told["demo"], told["elder"], told["theme"]) == (
        "新余志愿",
        True,
        False,
        "light",
    )


@pytest.mark.parametrize(
    ("cookie", "theme"),
    [("dark", "dark"), ("auto", "auto"), ("light", "light"), ("", "light"), ('"><x', "light")],
)
def test_theme_is_light_unless_asked(cookie: str, theme: str) -> None:
    assert chosen_theme(request_with(theme=cookie)) == theme


def test_elder_is_off_unless_asked() -> None:
    assert wants_elder(request_with(elder="1"))
    assert not wants_elder(request_with(elder="yes"))
    assert not wants_elder(request_with())


def test_way_back_is_quoted() -> None:
    assert house(request_with("/activities/?q=a&b=1"))["house"]["next"] == "/activities/%3Fq%3Da%26b%3D1"


def test_way_back_from_a_form_is_home() -> None:
    assert house(RequestFactory().post("/me/signup/"))["house"]["next"] == "/"
