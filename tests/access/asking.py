"""Knocking at every door: each address with each of its methods, as everybody, and what is heard, in one letter."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

from django.db import transaction
from django.http import HttpResponseBase
from django.template.backends.django import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.safestring import SafeString

from redvest.registry.models import Account, ApiToken
from tests.access.rows import Rows
from tests.factories.registry import NOW

API = "api/v1/"
# What is heard. Whoever is told that something is wrong with what was sent has come as far as that, at the API perhaps
# before anybody asked who it is: such a call needs a letter that would be taken (letters.py).
ENTERS, ASKED, SIGN_IN, REFUSED, HIDDEN = "+", "?", "L", "-", "0"
_BAD = {400: ASKED, 409: ASKED, 422: ASKED}
_LETTER = {401: SIGN_IN, 403: REFUSED, 404: HIDDEN, 410: HIDDEN}


@dataclass(frozen=True)
class Door:
    """An address with one of the methods it takes."""

    method: str
    address: str

    def __str__(self) -> str:
        return f"{self.method} /{self.address}"


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, address)
        else:
            yield address, entry


def doors() -> list[Door]:
    """Every page and every call of the house, each with GET and POST, calls with the methods that they declare."""
    found = []
    for address, pattern in patterns(get_resolver()):
        if "^" in address:
            continue  # whatever else is asked of the API is not found
        said = getattr(pattern.callback, "who_may_enter", "")
        declared = re.findall(r"\b(GET|POST|PUT|PATCH|DELETE)\b", said)
        found += [Door(method, address) for method in declared or ("GET", "POST")]
    return sorted(set(found), key=lambda door: (door.address, door.method))


@contextmanager
def undrawn() -> Iterator[None]:
    """Pages stay empty: views decide who enters before a template is asked."""
    whole = Template.render
    Template.render = lambda self, context=None, request=None: SafeString("")  # type: ignore[method-assign]
    try:
        yield
    finally:
        Template.render = whole  # type: ignore[method-assign]


class Asker:
    """One person at the doors, on the site by a session and at the API by a token."""

    def __init__(self, name: str, account: Account | None) -> None:
        self._client = Client(raise_request_exception=False)
        self._token = f"rv_{name}"
        self._headers: dict[str, Any] = {}
        self._cookies: dict[str, str] = {}
        if account is None:
            return
        self._client.force_login(account)
        self._cookies = {name: each.value for name, each in self._client.cookies.items()}
        self._headers = {"Authorization": f"Bearer {self._token}"}
        ApiToken.objects.create(
            digest=hashlib.sha256(self._token.encode()).digest(), account=account, created_at=NOW,
            expires_at=NOW + timedelta(days=1),
        )  # fmt: skip

    def letter(self, door: Door, rows: Rows, sent: dict[str, dict[str, Any]], *, drawn: bool = True) -> str:
        """What this one hears at a door; whatever it did there is taken back. Empty where the method is not taken.

        ``drawn`` lays out the page as well, which takes most of the time and says nothing about who enters.
        """
        with transaction.atomic(), nullcontext() if drawn else undrawn():
            answer = self._ask(door, rows, sent.get(f"{door.method} {door.address}", {}))
            transaction.set_rollback(True)
        self._client.cookies = SimpleCookie(
            self._cookies
        )  # the answer's own, too: a sign-out, another language
        return _read(door, answer)

    def _ask(self, door: Door, rows: Rows, body: dict[str, Any]) -> HttpResponseBase:
        values = iter(rows.values(door.address))
        path = "/" + re.sub(r"<[^>]+>", lambda _found: str(next(values)), door.address)
        if door.address.startswith(API):
            text = "" if door.method == "GET" else json.dumps(body)
            return self._client.generic(
                door.method, path, text, content_type="application/json", headers=self._headers
            )
        return self._client.post(path, body) if body else self._client.generic(door.method, path)


def _read(door: Door, answer: HttpResponseBase) -> str:
    status = answer.status_code
    if status == 405:
        return ""
    if status >= 500:
        raise AssertionError(f"{door} answers {status}")
    if status == 302 and answer["Location"].startswith("/login/"):
        return SIGN_IN
    return (_BAD if door.address.startswith(API) else {}).get(status) or _LETTER.get(status, ENTERS)
