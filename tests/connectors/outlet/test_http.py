"""One request and its answer: what left, what came back, and where nothing is followed."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from redvest.connectors.outlet import Refused, Unanswered, Unsent, call
from tests.factories.vendors import Asked, Vendor, serving


@dataclass
class Echo(Vendor):
    """Says back what it heard, or what it was told to."""

    status: int = 200
    heard: list[Asked] = field(default_factory=list)

    def answer(self, asked: Asked) -> tuple[int, Any]:
        if self.next_answers:
            return self.next_answers.pop(0)
        return self.status, {"path": asked.path, "query": asked.raw_query, "body": asked.body.decode()}


@pytest.fixture
def echo() -> Iterator[Echo]:
    with serving(Echo()) as made:
        yield made


@contextmanager
def mute(said: bytes) -> Iterator[str]:
    """A server that says some bytes and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def once() -> None:
            line, _address = server.accept()
            line.recv(65536)
            line.sendall(said)
            line.close()

        thread = threading.Thread(target=once, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        thread.join(5)


def test_path_query_headers_and_body_arrive_as_they_are(echo: Echo) -> None:
    answer = call("POST", f"{echo.base}/a/b?x=%E6%96%B0&y=1", headers={"X-One": "1"}, body="内容".encode())
    assert answer.status == 200
    assert answer.json() == {"path": "/a/b", "query": "x=%E6%96%B0&y=1", "body": "内容"}
    assert echo.asked[0].headers["x-one"] == "1"
    assert call("GET", echo.base).json()["path"] == "/"


def test_a_redirect_is_an_answer_and_not_followed(echo: Echo) -> None:
    echo.next_answers = [(302, b"")]
    assert call("GET", f"{echo.base}/away").status == 302 and len(echo.asked) == 1


@pytest.mark.parametrize("said", [b"<html>", b"[1, 2]", b"\xff\xfe", b""])
def test_what_is_no_object_leaves_it_open_whether_it_was_taken(echo: Echo, said: bytes) -> None:
    echo.next_answers = [(200, said)]
    with pytest.raises(Unanswered):
        call("GET", echo.base).json()


@pytest.mark.parametrize("said", [b"", b"garbage\r\n\r\n"])
def test_a_line_that_breaks_after_the_request(said: bytes) -> None:
    with mute(said) as url, pytest.raises(Unanswered):
        call("GET", url)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/", "http://no-such-host.invalid/", "https://127.0.0.1:9/", "https://[", "https://a b.cn/",
        "https://a..cn/", "http://127.0.0.1:99999999/", "ftp://127.0.0.1/", "http://127.0.0.1:x/",
    ],
)  # fmt: skip
def test_no_connection_is_certain(url: str) -> None:
    with pytest.raises(Unsent):
        call("GET", url)


@pytest.mark.parametrize("path", ["/推", "/a b"])
def test_a_path_that_cannot_be_asked_for_leaves_nothing(echo: Echo, path: str) -> None:
    with pytest.raises(Unsent):
        call("POST", f"{echo.base}{path}", body=b"x")
    assert not echo.asked


def test_an_unencrypted_server_behind_https_gets_nothing(echo: Echo) -> None:
    with pytest.raises(Unsent):
        call("POST", echo.base.replace("http:", "https:"), body=b"secret")
    assert not echo.asked


def test_a_vendors_code_is_cut_to_what_the_column_holds() -> None:
    assert len(Refused("x" * 200).code) == 60 and not Refused("x").later
