"""Every page of the site: who may open it, as its own mark says, and that it never breaks for anybody."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from redvest.faces.site.urls import _pages
from tests.factories.registry import make_account, make_volunteer

pytestmark = pytest.mark.django_db
NOBODY = UUID("01900000-0000-7000-8000-000000000000")
PLAIN = [pattern for pattern in _pages if isinstance(pattern, URLPattern) and "<" not in str(pattern.pattern)]
KEYED = [
    pattern for pattern in _pages if isinstance(pattern, URLPattern) and "<uuid:key>" in str(pattern.pattern)
]
KEYED = [pattern for pattern in KEYED if str(pattern.pattern).count("<") == 1]
OPEN = {"public"}
CLOSED = {"members", "volunteers", "member", "volunteer"}


def mark(pattern: URLPattern) -> str:
    return str(pattern.callback.who_may_enter)


def name(pattern: URLPattern) -> str:
    return str(pattern.name)


def signed_in(*, volunteer: bool) -> Client:
    client = Client()
    client.force_login(make_volunteer().account if volunteer else make_account())
    return client


@pytest.mark.parametrize("pattern", PLAIN + KEYED, ids=name)
def test_every_page_says_who_may_enter(pattern: URLPattern) -> None:
    assert mark(pattern) in OPEN | CLOSED


@pytest.mark.parametrize("pattern", [each for each in PLAIN if mark(each) in CLOSED], ids=name)
def test_a_guest_is_sent_to_sign_in(pattern: URLPattern) -> None:
    response = Client().get(reverse(f"site:{pattern.name}"))

    assert response.status_code in {302, 405}
    if response.status_code == 302:
        assert "/login/" in response["Location"]


@pytest.mark.parametrize("pattern", [each for each in KEYED if mark(each) in CLOSED], ids=name)
def test_a_guest_is_sent_to_sign_in_whatever_the_key(pattern: URLPattern) -> None:
    response = Client().get(reverse(f"site:{pattern.name}", args=[NOBODY]))

    assert response.status_code in {302, 405}


@pytest.mark.parametrize("pattern", PLAIN, ids=name)
def test_a_volunteer_opens_it_without_any_fault(pattern: URLPattern) -> None:
    response = signed_in(volunteer=True).get(reverse(f"site:{pattern.name}"))

    assert response.status_code in {200, 302, 404, 405}, response.content.decode()[:300]


@pytest.mark.parametrize("pattern", PLAIN, ids=name)
def test_an_account_without_a_record_meets_no_fault(pattern: URLPattern) -> None:
    response = signed_in(volunteer=False).get(reverse(f"site:{pattern.name}"))

    assert response.status_code in {200, 302, 403, 404, 405, 409}, response.content.decode()[:300]


@pytest.mark.parametrize("pattern", KEYED, ids=name)
def test_a_key_that_is_nobody_s_is_not_found(pattern: URLPattern) -> None:
    response = signed_in(volunteer=True).get(reverse(f"site:{pattern.name}", args=[NOBODY]))

    assert response.status_code in {404, 405}


@pytest.mark.parametrize("pattern", [each for each in PLAIN if mark(each) in OPEN], ids=name)
def test_an_open_page_opens_for_a_guest(pattern: URLPattern) -> None:
    response = Client().get(reverse(f"site:{pattern.name}"))

    assert response.status_code in {200, 302, 404, 405}
    led_in = {"sign-out", "second"}  # the second step has nobody to ask before the first
    assert response.status_code != 302 or "/login/" not in response["Location"] or name(pattern) in led_in
