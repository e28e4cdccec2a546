"""Every page of the desk asked for something that is not there: each of the staff gets a plain answer, never a fault."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from redvest.core.models import AuditLine
from redvest.faces.desk.urls import urlpatterns
from redvest.service.models import Activity, Certificate, HoursEntry, HoursSheet
from tests.faces.desk.conftest import Place, SignIn

pytestmark = pytest.mark.django_db
NOBODY = UUID("01900000-0000-7000-8000-000000000000")
KEYED = [
    pattern
    for pattern in urlpatterns
    if "<" in str(pattern.pattern)
    and "<int:" not in str(pattern.pattern)
    and pattern.name != "offline-worker"
]
PLAIN = [pattern for pattern in urlpatterns if "<" not in str(pattern.pattern)]
WATCHED = (Activity, Certificate, HoursEntry, HoursSheet, AuditLine)


def name(pattern: URLPattern) -> str:
    return str(pattern.name)


def address(pattern: URLPattern) -> str:
    return reverse(f"desk:{pattern.name}", args=[NOBODY] * str(pattern.pattern).count("<"))


def rows() -> list[int]:
    return [model._default_manager.count() for model in WATCHED]


@pytest.mark.parametrize("who", ["leader", "admin", "officer", "stranger"])
@pytest.mark.parametrize("pattern", KEYED, ids=name)
def test_a_key_that_is_nobody_s_is_refused(
    place: Place, sign_in: SignIn, pattern: URLPattern, who: str
) -> None:
    response = sign_in(getattr(place, who)).get(address(pattern))

    assert response.status_code in {302, 403, 404, 405}, response.status_code


@pytest.mark.parametrize("who", ["leader", "officer"])
@pytest.mark.parametrize("pattern", KEYED, ids=name)
def test_posting_there_changes_nothing(place: Place, sign_in: SignIn, pattern: URLPattern, who: str) -> None:
    client = sign_in(getattr(place, who))
    before = rows()

    response = client.post(address(pattern), {"reason": "看看", "note": "看看", "verb": "approve"})

    assert response.status_code in {302, 400, 403, 404, 405, 422}, response.status_code
    assert rows() == before


@pytest.mark.parametrize("who", ["leader", "admin", "officer", "stranger"])
@pytest.mark.parametrize("pattern", PLAIN, ids=name)
def test_odd_filters_break_nothing(place: Place, sign_in: SignIn, pattern: URLPattern, who: str) -> None:
    odd = {
        "q": "%'\\\u0000<b>",
        "page": "-1",
        "after": "x" * 500,
        "state": "nonsense",
        "from": "2026-13-45",
        "body": "x",
    }

    response = sign_in(getattr(place, who)).get(address(pattern), odd)

    assert response.status_code in {200, 302, 400, 403, 404, 405, 422}, response.status_code


@pytest.mark.parametrize("pattern", PLAIN, ids=name)
def test_a_guest_meets_the_door_first(pattern: URLPattern) -> None:
    response = Client().get(address(pattern), {"q": "x"})

    assert response.status_code == 302
    assert "/login/" in response["Location"]


@pytest.mark.parametrize("pattern", PLAIN, ids=name)
def test_an_empty_form_is_no_fault(place: Place, sign_in: SignIn, pattern: URLPattern) -> None:
    client = sign_in(place.officer)
    before = rows()

    response = client.post(address(pattern), {})

    assert response.status_code in {200, 302, 403, 404, 405, 422}, response.status_code
    assert rows() == before
