"""Visiting the site in tests as browsers do: by addresses and forms, on the tests' own day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from redvest.faces.site.options import forget_options
from redvest.registry.models import Account, Body, Volunteer
from tests.factories import registry
from tests.factories.registry import NOW

BACKEND = "redvest.faces.shared.signed_in.HouseBackend"


@pytest.fixture(autouse=True)
def on_the_tests_day() -> Iterator[Any]:
    """Pages read the clock; here it is ten in the morning of a Thursday in March."""
    with time_machine.travel(NOW, tick=False) as moment:
        yield moment


@pytest.fixture(autouse=True)
def options_read_anew() -> None:
    """What a process keeps for a minute is another test's city here."""
    forget_options()


@pytest.fixture
def person() -> Volunteer:
    return registry.make_volunteer(name="李明霞")


@pytest.fixture
def body() -> Body:
    return registry.make_body(name="黎明脚步志愿队")


@pytest.fixture
def guest() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def member() -> Client:
    """Somebody with an account who is not on the register."""
    return browser_of(registry.make_account(name="王小路"))


@pytest.fixture
def me(person: Volunteer) -> Client:
    assert person.account is not None
    return browser_of(person.account)


def browser_of(account: Account) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(account, backend=BACKEND)
    return client


def words(response: Any) -> str:
    """What a page says, without its tags, in single spaces."""
    assert isinstance(response, HttpResponse)
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


def html(response: Any) -> str:
    return response.content.decode()
