"""An address is one's own once its digits come back in time; guessing, waiting and flooding lead nowhere."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import pytest
from django.db import connection, transaction

from redvest.core.errors import TooManyTries
from redvest.core.models import AuditLine
from redvest.registry.actions.mail_address import (
    LIFE,
    MOST_TRIES,
    ask_mail,
    drop_mail,
    masked_mail,
    prove_mail,
)
from redvest.registry.message_errors import MailCodeWrong, MailNotSent, MailUnavailable, MailWrong
from redvest.registry.models import MailAddress
from redvest.registry.policy import Standing
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.vendors import smtp

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def box(settings: Any) -> Iterator[list[bytes]]:
    found: list[bytes] = []
    with smtp(found) as port:
        settings.REDVEST_MAIL_HOST, settings.REDVEST_MAIL_PORT = "127.0.0.1", port
        settings.REDVEST_MAIL_SECURITY, settings.REDVEST_MAIL_FROM = "none", "zy@example.cn"
        yield found


@pytest.fixture
def by() -> Standing:
    return make.standing_of(make.make_account())


def digits(mail: bytes) -> str:
    body = message_from_bytes(mail).get_payload(decode=True)
    found = re.search(rb"\d{6}", body)  # type: ignore[arg-type]
    assert found is not None
    return found[0].decode()


def ask(by: Standing, capture: Any, address: str = "li@example.cn", at: Any = NOW) -> None:
    with capture(execute=True):
        ask_mail(by=by, address=address, at=at)


def test_the_digits_prove_it_and_the_address_is_sealed(
    by: Standing, box: list[bytes], django_capture_on_commit_callbacks: Any
) -> None:
    ask(by, django_capture_on_commit_callbacks, " Li.Ming@Example.cn ")
    row = MailAddress.objects.get()
    assert b"Example" not in bytes(row.address_sealed) and masked_mail(row=row) == "L***@Example.cn"
    prove_mail(
        by=by, code=f" {digits(box[0])[:3]} {digits(box[0])[3:]}", at=NOW + LIFE - timedelta(seconds=1)
    )
    row.refresh_from_db()
    assert row.proven_at is not None
    with pytest.raises(MailCodeWrong):
        prove_mail(by=by, code=digits(box[0]), at=NOW)  # good once


def test_after_half_an_hour_they_are_worth_nothing(
    by: Standing, box: list[bytes], django_capture_on_commit_callbacks: Any
) -> None:
    ask(by, django_capture_on_commit_callbacks)
    with pytest.raises(MailCodeWrong):
        prove_mail(by=by, code=digits(box[0]), at=NOW + LIFE)
    assert MailAddress.objects.get().proven_at is None


def test_another_address_takes_its_place_and_its_digits_are_others(
    by: Standing, box: list[bytes], django_capture_on_commit_callbacks: Any
) -> None:
    ask(by, django_capture_on_commit_callbacks)
    prove_mail(by=by, code=digits(box[0]), at=NOW)
    ask(by, django_capture_on_commit_callbacks, "wang@example.cn")
    assert MailAddress.objects.get().proven_at is None  # nothing goes to it before it is proven
    if digits(box[0]) != digits(box[1]):
        with pytest.raises(MailCodeWrong):
            prove_mail(by=by, code=digits(box[0]), at=NOW)
    prove_mail(by=by, code=digits(box[1]), at=NOW)


def test_five_mails_a_day(by: Standing, box: list[bytes], django_capture_on_commit_callbacks: Any) -> None:
    for _ in range(5):
        ask(by, django_capture_on_commit_callbacks)
    with pytest.raises(TooManyTries):
        ask(by, django_capture_on_commit_callbacks)
    assert len(box) == 5
    ask(by, django_capture_on_commit_callbacks, at=NOW + DAY)


@pytest.mark.parametrize("address", ["", "li", "li@", "@example.cn", "li@example.cn\nBcc: a@b.cn", "李@新余"])
def test_what_is_no_address(by: Standing, box: list[bytes], address: str) -> None:
    with pytest.raises(MailWrong):
        ask_mail(by=by, address=address, at=NOW)
    assert not MailAddress.objects.exists() and not box


def test_without_a_server_and_with_one_that_refuses(
    by: Standing, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with pytest.raises(MailUnavailable):
        ask_mail(by=by, address="li@example.cn", at=NOW)
    settings.REDVEST_MAIL_HOST, settings.REDVEST_MAIL_PORT = "127.0.0.1", 9
    settings.REDVEST_MAIL_SECURITY = "none"
    with pytest.raises(MailNotSent):
        ask(by, django_capture_on_commit_callbacks)


@pytest.mark.django_db(transaction=True)
def test_wrong_digits_are_counted_although_they_are_refused(by: Standing, box: list[bytes]) -> None:
    ask_mail(by=by, address="li@example.cn", at=NOW)
    wrong = "000000" if digits(box[0]) != "000000" else "111111"
    for _ in range(MOST_TRIES):
        with pytest.raises(MailCodeWrong):
            prove_mail(by=by, code=wrong, at=NOW)
    with pytest.raises(MailCodeWrong):
        prove_mail(by=by, code=digits(box[0]), at=NOW)
    assert MailAddress.objects.get().tries == MOST_TRIES
    drop_mail(by=by, at=NOW)
    drop_mail(by=by, at=NOW)
    assert not MailAddress.objects.exists()


def test_one_address_gets_ten_mails_a_day_whoever_asks(
    box: list[bytes], django_capture_on_commit_callbacks: Any
) -> None:
    people = [make.standing_of(make.make_account()) for _ in range(4)]
    for person in people[:3]:
        for _ in range(3):
            ask(person, django_capture_on_commit_callbacks)
    ask(people[3], django_capture_on_commit_callbacks, "LI@example.cn")
    with pytest.raises(TooManyTries):
        ask(people[3], django_capture_on_commit_callbacks)
    assert len(box) == 10
    ask(people[3], django_capture_on_commit_callbacks, "wang@example.cn")
    assert len(box) == 11


@pytest.mark.django_db(transaction=True)
def test_digits_never_prove_an_address_that_was_asked_for_meanwhile(by: Standing, box: list[bytes]) -> None:
    """The digits of one's own address are typed while another address takes its place, and stands when they arrive."""
    ask_mail(by=by, address="li@example.cn", at=NOW)
    asked, pause = threading.Event(), threading.Event()

    def ask_for_anothers() -> None:
        try:
            with transaction.atomic():
                ask_mail(by=by, address="stranger@example.cn", at=NOW)
                asked.set()
                pause.wait(20)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        other = pool.submit(ask_for_anothers)
        assert asked.wait(20)
        mine = pool.submit(_prove, by, digits(box[0]))
        _wait_until_somebody_waits_for_a_row()
        pause.set()
        other.result(20)
        with pytest.raises(MailCodeWrong):
            mine.result(20)
    row = MailAddress.objects.get()
    assert row.proven_at is None and masked_mail(row=row) == "s***@example.cn"
    assert not AuditLine.objects.filter(verb="prove_mail").exists()


def _prove(by: Standing, code: str) -> None:
    try:
        prove_mail(by=by, code=code, at=NOW)
    finally:
        connection.close()


def _wait_until_somebody_waits_for_a_row() -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("nobody waited")
