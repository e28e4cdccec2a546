"""A light load generator: HTTP/1.1 over kept connections, one request in flight on each, no more than it must do.

It shares the machine with what it measures, so it parses only status, length and body.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: ``seconds`` from the first byte sent to the last byte received."""

    status: int
    body: bytes
    seconds: float


@dataclass(frozen=True)
class Measured:
    """What a volley of requests did."""

    replies: Sequence[Reply]
    seconds: float
    statuses: dict[int, int] = field(default_factory=dict)

    @property
    def per_second(self) -> float:
        return len(self.replies) / self.seconds

    def percentile(self, share: float) -> float:
        """The latency that ``share`` of all requests stayed within, in seconds."""
        ordered = sorted(reply.seconds for reply in self.replies)
        return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def request_bytes(
    method: str, path: str, *, host: str, token: str = "", key: str = "", cookie: str = "", body: bytes = b""
) -> bytes:
    """A request ready to send."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Accept: */*"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if key:
        lines.append(f"Idempotency-Key: {key}")
    if body or method in ("POST", "PUT"):
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class Lane(asyncio.Protocol):
    """One connection: sends the next request as soon as the last is answered."""

    def __init__(self, work: Iterator[int], requests: Sequence[bytes], replies: list[Reply | None]) -> None:
        self.work, self.requests, self.replies = work, requests, replies
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.buffer = b""
        self.index = -1
        self.began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._send()

    def _send(self) -> None:
        self.index = next(self.work, -1)
        if self.index < 0:
            self.transport.close()
            return
        self.began = time.perf_counter()
        self.transport.write(self.requests[self.index])

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self.buffer[:end].lower()
        start = end + 4
        length = _length(head)
        if len(self.buffer) < start + length:
            return
        took = time.perf_counter() - self.began
        body = self.buffer[start : start + length]
        self.replies[self.index] = Reply(int(self.buffer[9:12]), body, took)
        self.buffer = self.buffer[start + length :]
        self._send()

    def connection_lost(self, fault: Exception | None) -> None:
        if self.done.done():
            return
        if fault or self.index >= 0:
            self.done.set_exception(fault or ConnectionError("the server closed a connection in the middle"))
        else:
            self.done.set_result(None)


def _length(head: bytes) -> int:
    at = head.find(b"content-length:")
    if at < 0:
        return 0
    return int(head[at + 15 :].split(b"\r\n", 1)[0])


async def _volley(host: str, port: int, requests: Sequence[bytes], connections: int) -> Measured:
    loop = asyncio.get_running_loop()
    work = iter(range(len(requests)))
    replies: list[Reply | None] = [None] * len(requests)
    began = time.perf_counter()
    lanes = [
        (await loop.create_connection(lambda: Lane(work, requests, replies), host, port))[1]
        for _ in range(connections)
    ]
    await asyncio.gather(*(lane.done for lane in lanes))
    seconds = time.perf_counter() - began
    answered = [reply for reply in replies if reply is not None]
    statuses: dict[int, int] = {}
    for reply in answered:
        statuses[reply.status] = statuses.get(reply.status, 0) + 1
    return Measured(answered, seconds, statuses)


def volley(host: str, port: int, requests: Sequence[bytes], *, connections: int = 64) -> Measured:
    """Send all requests, in order, over so many connections; replies come back in the order of the requests."""
    return asyncio.run(_volley(host, port, requests, connections))
