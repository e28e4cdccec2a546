"""The load generator: every request answered once, in its place, over as many connections as asked for."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator

import pytest

from bench.load import Measured, Reply, request_bytes, volley


class _Echo(socketserver.StreamRequestHandler):
    """Answers each request on a kept connection with its own path, sometimes in two pieces."""

    connections: set[tuple[str, int]] = set()

    def handle(self) -> None:
        self.connections.add(self.client_address)
        while line := self.rfile.readline():
            path = line.split()[1]
            length = 0
            while (header := self.rfile.readline()) not in (b"\r\n", b""):
                if header.lower().startswith(b"content-length:"):
                    length = int(header.split(b":")[1])
            body = path + b" " + self.rfile.read(length)
            status = b"404 Not Found" if path == b"/none" else b"200 OK"
            if path == b"/hangup":
                return
            self.wfile.write(b"HTTP/1.1 " + status + b"\r\ncontent-length: %d\r\n\r\n" % len(body) + body[:3])
            self.wfile.flush()
            self.wfile.write(body[3:])


@pytest.fixture
def port() -> Iterator[int]:
    _Echo.connections = set()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Echo) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_every_answer_stands_where_its_request_stood(port: int) -> None:
    requests = [request_bytes("POST", f"/{n}", host="x", body=b"b%d" % n) for n in range(200)]

    found = volley("127.0.0.1", port, requests, connections=7)

    assert [reply.body for reply in found.replies] == [b"/%d b%d" % (n, n) for n in range(200)]
    assert found.statuses == {200: 200}
    assert len(_Echo.connections) == 7
    assert found.per_second > 0


def test_other_answers_are_counted_by_status(port: int) -> None:
    requests = [request_bytes("GET", path, host="x") for path in ("/a", "/none", "/b", "/none")]
    assert volley("127.0.0.1", port, requests, connections=1).statuses == {200: 2, 404: 2}


def test_a_connection_that_breaks_is_no_success(port: int) -> None:
    with pytest.raises(ConnectionError):
        volley("127.0.0.1", port, [request_bytes("GET", "/hangup", host="x")], connections=1)


def test_percentiles_are_of_what_was_seen() -> None:
    measured = Measured([Reply(200, b"", seconds / 100) for seconds in range(1, 101)], seconds=2.0)
    assert measured.percentile(0.5) == 0.5
    assert measured.percentile(0.95) == 0.95
    assert measured.percentile(1.0) == 1.0
    assert measured.per_second == 50


def test_a_request_says_who_asks_and_how_long_it_is() -> None:
    sent = request_bytes("POST", "/p", host="h", token="rv_1", key="k", body=b"{}")
    head, body = sent.split(b"\r\n\r\n")
    assert head.split(b"\r\n")[0] == b"POST /p HTTP/1.1"
    assert b"Authorization: Bearer rv_1" in head
    assert b"Idempotency-Key: k" in head
    assert b"Content-Length: 2" in head
    assert body == b"{}"
    assert b"Content-Length: 0" in request_bytes("POST", "/p", host="h")
    assert b"Content-Length" not in request_bytes("GET", "/p", host="h")
