"""Where the site may listen, and what people are told when it may not."""

from __future__ import annotations

import http.server
import socket
import threading
from collections.abc import Iterator

import pytest

from redvest.core.errors import Invalid
from redvest.faces.ops.address import Address, PortTaken


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_taken_port_is_named_with_one_that_is_free(taken: int) -> None:
    with pytest.raises(PortTaken) as caught:
        Address("127.0.0.1", taken).require_free()
    assert f"端口 {taken} 已被别的程序占用，请换一个：bin/up --port " in caught.value.message
    suggested = int(caught.value.message.rsplit(" ", 1)[1])
    Address("127.0.0.1", suggested).require_free()


def test_a_port_on_all_addresses_is_taken_too(taken: int) -> None:
    with pytest.raises(PortTaken):
        Address("0.0.0.0", taken).require_free()


def test_a_port_that_becomes_free_in_time_is_taken_with_patience() -> None:
    other = socket.socket()
    other.bind(("127.0.0.1", 0))
    other.listen()
    address = Address("127.0.0.1", other.getsockname()[1])
    timer = threading.Timer(0.3, other.close)
    timer.start()
    address.require_free(patience=5)
    timer.join()


@pytest.mark.parametrize("port", [0, -1, 65536, 99999])
def test_a_port_that_is_no_port(port: int) -> None:
    with pytest.raises(Invalid, match="1 到 65535"):
        Address("127.0.0.1", port).require_free()


@pytest.mark.parametrize(
    ("host", "sentence"), [("no.such.host.invalid", "认不出来"), ("192.0.2.1", "没有地址")]
)
def test_a_host_that_is_not_ours(host: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        Address(host, 18000).require_free()


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("::1", "http://[::1]:8000"),
        ("vest.example", "http://vest.example:8000"),
    ],
)
def test_the_address_reads_as_a_browser_takes_it(host: str, url: str) -> None:
    assert Address(host, 8000).url == url


class Health(http.server.BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status if self.path == "/healthz" else 404)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_healthy_only_when_healthz_says_so(status: int, healthy: bool) -> None:
    handler = type("Answers", (Health,), {"status": status})
    with http.server.HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        assert Address("127.0.0.1", server.server_port).healthy() is healthy
        thread.join()


def test_nobody_there_is_not_healthy(taken: int) -> None:
    address = Address("127.0.0.1", Address("127.0.0.1", taken).next_free())
    assert not address.healthy()
