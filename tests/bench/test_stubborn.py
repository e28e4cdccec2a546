"""A crowd that does not give up: a server that hangs up in the middle is asked again until everybody has an answer."""

from __future__ import annotations

import socketserver
import threading
from collections import Counter
from collections.abc import Iterator

import pytest

from bench.load import request_bytes
from bench.stubborn import endure


class _Moody(socketserver.StreamRequestHandler):
    """Hangs up on every fifth request, without an answer, after having counted it."""

    asked: Counter[bytes] = Counter()
    guard = threading.Lock()

    def handle(self) -> None:
        while line := self.rfile.readline():
            path = line.split()[1]
            while self.rfile.readline() not in (b"\r\n", b""):
                pass
            with self.guard:
                self.asked[path] += 1
                turn = sum(self.asked.values())
            if turn % 5 == 0:
                return
            self.wfile.write(b"HTTP/1.1 201 Created\r\ncontent-length: %d\r\n\r\n%s" % (len(path), path))


@pytest.fixture
def port() -> Iterator[int]:
    _Moody.asked = Counter()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Moody) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_everybody_is_answered_in_their_place_and_what_was_lost_is_counted(port: int) -> None:
    requests = [request_bytes("GET", f"/{n}", host="here") for n in range(60)]
    heard: list[int] = []

    endured = endure("127.0.0.1", port, requests, connections=4, watch=heard.append)

    assert [reply.body.decode() for reply in endured.measured.replies] == [f"/{n}" for n in range(60)]
    assert endured.measured.statuses == {201: 60}
    assert endured.lost == sum(_Moody.asked.values()) - 60 > 0
    assert heard and max(heard) <= 60


def test_a_server_that_is_not_there_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.stubborn.PATIENCE", 0.2)
    with pytest.raises(OSError):
        endure("127.0.0.1", 9, [b"GET / HTTP/1.1\r\n\r\n"], connections=1, watch=lambda _answered: None)
