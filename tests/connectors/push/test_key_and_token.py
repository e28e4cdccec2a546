"""The house's push key is made once whoever is first; what its token says; what each service's answer means."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest

from redvest.connectors.outlet import Refused, Unanswered, Unsent
from redvest.connectors.push import BadKeys, BrowserGone, WebPush, is_push_service
from redvest.connectors.push.sealed import LONGEST, seal
from tests.factories.vendors import Browser, Push, serving


@pytest.fixture
def service() -> Iterator[Push]:
    with serving(Push()) as made:
        yield made


def send(service: Push, sender: WebPush, urgent: bool = False, payload: bytes = b'{"title": "x"}') -> str:
    return sender.send(
        endpoint=f"{service.base}/push/abc?x=1", public_key=service.browser.public,
        auth_secret=service.browser.auth, payload=payload, topic="t1", urgent=urgent,
    )  # fmt: skip


def test_processes_that_start_at_once_have_one_key(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "data"
    together = Barrier(4)

    def start(_n: int) -> str:
        together.wait(timeout=20)
        return WebPush.kept_in(folder, "mailto:it@example.cn").public_key()

    with ThreadPoolExecutor(4) as pool:
        keys = set(pool.map(start, range(4)))
    assert len(keys) == 1 and [each.name for each in folder.iterdir()] == ["vapid.pem"]
    (key,) = keys
    assert len(base64.urlsafe_b64decode(key + "==")) == 65 and "=" not in key


def test_the_token_names_the_service_and_ends_within_a_day(service: Push, tmp_path: Path) -> None:
    sender = WebPush.kept_in(tmp_path, "mailto:it@example.cn")
    assert send(service, sender) == "t1"
    (asked,) = service.asked
    token = asked.headers["authorization"].split("t=")[1].split(",")[0].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(token + "=="))
    left = datetime.fromtimestamp(claims["exp"], UTC) - datetime.now(UTC)
    assert claims["aud"] == service.base and claims["sub"] == "mailto:it@example.cn"
    assert timedelta() < left <= timedelta(hours=24)
    assert (asked.headers["urgency"], asked.headers["content-encoding"], asked.query) == (
        "normal",
        "aes128gcm",
        {"x": "1"},
    )
    assert b"title" not in asked.body


@pytest.mark.parametrize(
    ("status", "kind", "later"),
    [
        (400, Refused, False),
        (403, Refused, False),
        (429, Refused, True),
        (301, Refused, False),
        (408, Unanswered, None),
        (425, Unanswered, None),
        (503, Unanswered, None),
        (404, BrowserGone, False),
    ],
)
def test_each_answer_of_a_service(
    service: Push, tmp_path: Path, status: int, kind: type[Exception], later: bool | None
) -> None:
    service.next_answers = [(status, b"")]
    with pytest.raises(kind) as fault:
        send(service, WebPush.kept_in(tmp_path, "mailto:it@example.cn"))
    assert getattr(fault.value, "later", None) is later
    assert isinstance(fault.value, BrowserGone) is (status in (404, 410))
    assert len(service.asked) == 1  # no redirect is followed, nothing is tried again here


def test_without_a_connection_nothing_left(service: Push, tmp_path: Path) -> None:
    service.base = "http://127.0.0.1:9"
    with pytest.raises(Unsent):
        send(service, WebPush.kept_in(tmp_path, "mailto:it@example.cn"))


def test_a_payload_is_as_long_as_every_service_takes_and_no_longer() -> None:
    browser = Browser()
    sealed = seal(b"x" * LONGEST, public_key=browser.public, auth_secret=browser.auth)
    assert len(sealed) <= 4096 and browser.open(sealed) == b"x" * LONGEST
    with pytest.raises(BadKeys):
        seal(b"x" * (LONGEST + 1), public_key=browser.public, auth_secret=browser.auth)


def test_no_two_seals_of_one_text_are_alike_and_no_other_browser_opens_one() -> None:
    browser, other = Browser(), Browser()
    bodies = {seal(b"x", public_key=browser.public, auth_secret=browser.auth) for _n in range(3)}
    assert len(bodies) == 3 and {browser.open(each) for each in bodies} == {b"x"}
    with pytest.raises(Exception):  # noqa: B017 - whatever the cipher says
        other.open(bodies.pop())


@pytest.mark.parametrize("secret", [b"", b"\x00" * 15, b"\x00" * 17])
def test_a_secret_of_another_length_is_none(secret: bytes) -> None:
    with pytest.raises(BadKeys):
        seal(b"x", public_key=Browser().public, auth_secret=secret)


@pytest.mark.parametrize(
    "address",
    ["", "https://", "https://push.apple.com/x", "https://a.push.apple.com:444/x", "https://evilpush.apple.com/x",
     "https://fcm.googleapis.com.:443/x", "ftp://fcm.googleapis.com/x", "//fcm.googleapis.com/x"],
)  # fmt: skip
def test_no_other_address_is_a_push_service(address: str) -> None:
    assert not is_push_service(address, ("fcm.googleapis.com", ".push.apple.com"))
    assert is_push_service("HTTPS://FCM.googleapis.com/x", ("fcm.googleapis.com",))
