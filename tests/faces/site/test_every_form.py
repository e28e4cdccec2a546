"""Every page of the site sent nonsense: a plain answer for everybody, and nothing written that nobody meant."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from redvest.faces.site.urls import _pages
from redvest.registry.models import Volunteer
from redvest.service.models import (
    Attendance,
    AwardRecord,
    BackfillRequest,
    Certificate,
    ErrorReport,
    HoursEntry,
    HoursSheet,
    SignUp,
    TransferRequest,
)
from tests.factories.registry import make_account, make_volunteer

pytestmark = pytest.mark.django_db
NOBODY = UUID("01900000-0000-7000-8000-000000000000")
PATTERNS = [pattern for pattern in _pages if isinstance(pattern, URLPattern)]
PLAIN = [pattern for pattern in PATTERNS if "<" not in str(pattern.pattern)]
KEYED = [
    pattern
    for pattern in PATTERNS
    if "<uuid:" in str(pattern.pattern) and "<str:" not in str(pattern.pattern)
]
WATCHED = (
    Volunteer,
    Attendance,
    AwardRecord,
    BackfillRequest,
    Certificate,
    ErrorReport,
    HoursEntry,
    HoursSheet,
    SignUp,
    TransferRequest,
)
ODD = {
    "q": "%'\\\u0000<b>",
    "page": "-1",
    "after": "x" * 500,
    "from": "2026-13-45",
    "to": "never",
    "near": "900,900",
    "domain": "没有这一类",
    "region": "nowhere",
    "open": "perhaps",
}
NONSENSE = {
    "text": "",
    "minutes": "many",
    "code": "RV1.nonsense",
    "nonce": "x" * 300,
    "direction": "sideways",
    "decision": "perhaps",
    "agrees": "perhaps",
    "lon": "east",
    "lat": "north",
    "accuracy_m": "-1",
}


def name(pattern: URLPattern) -> str:
    return str(pattern.name)


def address(pattern: URLPattern) -> str:
    kinds = re.findall(r"<(\w+):", str(pattern.pattern))
    return reverse(f"site:{pattern.name}", args=[2025 if kind == "int" else NOBODY for kind in kinds])


def rows() -> list[int]:
    return [model._default_manager.count() for model in WATCHED]


def a_volunteer() -> Client:
    client = Client()
    client.force_login(make_volunteer().account)
    return client


def an_account() -> Client:
    client = Client()
    client.force_login(make_account())
    return client


@pytest.mark.parametrize("pattern", PLAIN, ids=name)
def test_odd_filters_break_nothing_for_a_guest(pattern: URLPattern) -> None:
    response = Client().get(address(pattern), ODD)

    assert response.status_code in {200, 302, 400, 404, 405, 422}, response.status_code


@pytest.mark.parametrize("pattern", PLAIN, ids=name)
def test_odd_filters_break_nothing_for_a_volunteer(pattern: URLPattern) -> None:
    response = a_volunteer().get(address(pattern), ODD)

    assert response.status_code in {200, 302, 400, 404, 405, 422}, response.status_code


@pytest.mark.parametrize("pattern", PLAIN + KEYED, ids=name)
def test_nonsense_from_a_guest_writes_nothing(pattern: URLPattern) -> None:
    before = rows()

    response = Client().post(address(pattern), NONSENSE)

    assert response.status_code < 500, response.status_code
    assert rows() == before


@pytest.mark.parametrize("pattern", PLAIN + KEYED, ids=name)
def test_nonsense_from_a_volunteer_writes_nothing(pattern: URLPattern) -> None:
    client = a_volunteer()
    before = rows()

    response = client.post(address(pattern), NONSENSE)

    assert response.status_code < 500, response.status_code
    assert rows() == before


@pytest.mark.parametrize("pattern", PLAIN + KEYED, ids=name)
def test_nonsense_from_somebody_without_a_record_writes_nothing(pattern: URLPattern) -> None:
    client = an_account()
    before = rows()

    response = client.post(address(pattern), NONSENSE)

    assert response.status_code < 500, response.status_code
    assert rows() == before


@pytest.mark.parametrize("pattern", PLAIN + KEYED, ids=name)
def test_an_empty_form_writes_nothing(pattern: URLPattern) -> None:
    client = a_volunteer()
    before = rows()

    response = client.post(address(pattern), {})

    assert response.status_code < 500, response.status_code
    assert rows() == before


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("pattern", PLAIN, ids=name)
def test_every_page_is_there_in_both_languages(pattern: URLPattern, language: str) -> None:
    client = a_volunteer()
    client.cookies["redvest_language"] = language

    response = client.get(address(pattern))

    assert response.status_code in {200, 302, 404, 405}, response.status_code
