"""A crowd that does not give up: whoever gets no answer asks again with the same key, as phones do when a server dies."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bench.load import Lane, Measured, Reply

PATIENCE = 30  # seconds in which a server that went away has to be back
Watch = Callable[[int], None]


@dataclass(frozen=True)
class Endured:
    """``measured`` holds every answer, in the order of the requests; ``lost``: how often one stayed out at first."""

    measured: Measured
    lost: int


class StubbornLane(Lane):
    """A lane that survives its connection: the request in flight is asked again later."""

    def __init__(
        self,
        work: Iterator[int],
        requests: Sequence[bytes],
        replies: list[Reply | None],
        lost: list[int],
    ) -> None:
        super().__init__(work, requests, replies)
        self.lost = lost

    def connection_lost(self, fault: Exception | None) -> None:
        if self.done.done():
            return
        if self.index >= 0:
            self.lost.append(self.index)
        self.done.set_result(None)


async def _drive(host: str, port: int, make: Callable[[], StubbornLane]) -> None:
    """One person's phone after the other over one connection, and over a new one when it breaks."""
    given_up = time.monotonic() + PATIENCE
    while True:
        try:
            _transport, lane = await asyncio.get_running_loop().create_connection(make, host, port)
        except OSError:
            if time.monotonic() > given_up:
                raise
            await asyncio.sleep(0.05)
            continue
        await lane.done
        if lane.index < 0:
            return


async def _watch(replies: Sequence[Reply | None], watch: Watch) -> None:
    while True:
        watch(sum(reply is not None for reply in replies))
        await asyncio.sleep(0.05)


async def _endure(host: str, port: int, requests: Sequence[bytes], connections: int, watch: Watch) -> Endured:
    replies: list[Reply | None] = [None] * len(requests)
    began, lost_in_all = time.perf_counter(), 0
    watching = asyncio.create_task(_watch(replies, watch))
    wanted: list[int] = list(range(len(requests)))
    while wanted:
        work, lost = iter(wanted), list[int]()
        await asyncio.gather(
            *(
                _drive(host, port, lambda: StubbornLane(work, requests, replies, lost))  # noqa: B023
                for _lane in range(min(connections, len(wanted)))
            )
        )
        wanted, lost_in_all = sorted(lost), lost_in_all + len(lost)
    seconds = time.perf_counter() - began
    watching.cancel()
    answered = [reply for reply in replies if reply is not None]
    statuses: dict[int, int] = {}
    for reply in answered:
        statuses[reply.status] = statuses.get(reply.status, 0) + 1
    return Endured(Measured(answered, seconds, statuses), lost_in_all)


def endure(host: str, port: int, requests: Sequence[bytes], *, connections: int, watch: Watch) -> Endured:
    """Send all requests until each is answered; ``watch`` hears now and then how many have been."""
    return asyncio.run(_endure(host, port, requests, connections, watch))
