"""200 places, 5,000 people, 64 at a time, over HTTP: exactly 200 confirmed, an ordered waiting list, and how fast.

Held against the same two-row transaction as raw SQL on as many connections, on the same tables.
"""

from __future__ import annotations

import asyncio
import json as codec
import statistics
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg

from bench.crowd import gather_people, lay_ground, open_activities
from bench.house import HOST, House, bench_database, served
from bench.load import Measured, request_bytes, volley
from redvest.core import clock
from redvest.core.identifiers import uuid7

PLACES, PEOPLE, SPREAD, CONNECTIONS = 200, 5_000, 1_000, 64

# The two rows of a sign-up and nothing else: claim a place, write the row.
_FLOOR = """
WITH claimed AS (UPDATE service_post SET taken = taken + 1 WHERE id = %(post)s AND taken < places RETURNING id)
INSERT INTO service_signup (id, city, post_id, activity_id, volunteer_id, state, queue, period, request_key, created_at)
SELECT %(id)s, p.city, p.id, a.id, %(volunteer)s,
       CASE WHEN EXISTS (SELECT FROM claimed) THEN 'confirmed' ELSE 'waiting' END,
       nextval('service_signup_queue'), tstzrange(a.starts_at, a.ends_at), '', now()
FROM service_post AS p JOIN service_activity AS a ON a.id = p.activity_id WHERE p.id = %(post)s
"""


def run(
    *, json: bool = False, runs: int = 1, people: int = PEOPLE, connections: int = CONNECTIONS
) -> dict[str, Any]:
    """Measure. ``held`` is false when a promise did not hold; ``faults`` then says which."""
    at = clock.now() - timedelta(minutes=1)
    with bench_database("redvest_bench") as conninfo:
        ground = lay_ground(at)
        tokens = gather_people(people, at)
        posts = open_activities(ground, SPREAD, at, posts=1, places=PLACES)
        with psycopg.connect(conninfo, autocommit=True) as database:
            volunteers = [
                row[0] for row in database.execute("SELECT id FROM registry_volunteer ORDER BY number")
            ]
            with served(conninfo) as house:
                one = [_one_post(house, database, tokens, posts[0], connections) for _ in range(runs)]
                spread = _spread(house, database, tokens, posts, connections)
            floor_one = _floor(database, conninfo, volunteers, posts[:1], connections)
            floor_spread = _floor(database, conninfo, volunteers, posts, connections)
    result = {
        "bench": "signup",
        "people": people,
        "places": PLACES,
        "connections": connections,
        "one_post": _with_floor(_best(one), floor_one),
        "runs": one,
        "spread": _with_floor(spread, floor_spread),
        "faults": [fault for each in [*one, spread] for fault in each["faults"]],
    }
    return result | {"held": not result["faults"]}


def _one_post(
    house: House, database: psycopg.Connection[Any], tokens: Sequence[str], post: UUID, connections: int
) -> dict[str, Any]:
    _clear(database)
    measured = _fire(house, tokens, [post] * len(tokens), connections)
    faults = _faults(database, measured, len(tokens))
    counts = _states(database, post)
    expected = {"confirmed": min(PLACES, len(tokens)), "waiting": max(0, len(tokens) - PLACES)}
    if counts != {state: count for state, count in expected.items() if count}:
        faults.append(f"expected {expected}, found {counts}")
    faults += _queue_faults(database, measured, connections)
    faults += _retry_faults(house, database, measured, tokens, post)
    return _figures(measured) | {"states": counts, "faults": faults}


def _spread(
    house: House,
    database: psycopg.Connection[Any],
    tokens: Sequence[str],
    posts: Sequence[UUID],
    connections: int,
) -> dict[str, Any]:
    _clear(database)
    measured = _fire(house, tokens, [posts[n % len(posts)] for n in range(len(tokens))], connections)
    return _figures(measured) | {"faults": _faults(database, measured, len(tokens))}


def _fire(house: House, tokens: Sequence[str], posts: Sequence[UUID], connections: int) -> Measured:
    requests = [
        request_bytes(
            "POST", f"/api/v1/posts/{post}/signups", host=house.host, token=token, key=f"bench-{token}"
        )
        for token, post in zip(tokens, posts, strict=True)
    ]
    return volley(HOST, house.port, requests, connections=connections)


def _clear(database: psycopg.Connection[Any]) -> None:
    database.execute("TRUNCATE service_signup CASCADE")
    database.execute("UPDATE service_post SET taken = 0 WHERE taken > 0")
    # Not the emptied table: planned for no rows at all, the statement would read it from end to end for the whole run.
    database.execute("VACUUM ANALYZE service_post")


def _states(database: psycopg.Connection[Any], post: UUID) -> dict[str, int]:
    rows = database.execute(
        "SELECT state, count(*) FROM service_signup WHERE post_id = %s GROUP BY 1", [post]
    )
    return dict(rows.fetchall())


def _faults(database: psycopg.Connection[Any], measured: Measured, people: int) -> list[str]:
    """What would be wrong whatever the posts: answers lost, people booked twice, counters that lie."""
    faults = [f"{count} answers {status}" for status, count in measured.statuses.items() if status != 201]
    twice = _count(database, "SELECT count(*) - count(DISTINCT volunteer_id) FROM service_signup")
    if twice:
        faults.append(f"{twice} people hold two sign-ups")
    rows = _count(database, "SELECT count(*) FROM service_signup")
    if rows != people:
        faults.append(f"{rows} sign-ups of {people} people")
    wrong = _count(
        database,
        "SELECT count(*) FROM service_post p WHERE p.taken > p.places OR p.taken <> (SELECT count(*) FROM"
        " service_signup s WHERE s.post_id = p.id AND s.state = 'confirmed')",
    )
    if wrong:
        faults.append(f"{wrong} posts count wrongly")
    audited = "SELECT count(*) FROM service_signup s JOIN core_auditline l ON l.target_id = s.id::text"
    lines = _count(database, audited)
    if lines != people:
        faults.append(f"{lines} audit lines of {people} sign-ups")
    return faults


def _queue_faults(database: psycopg.Connection[Any], measured: Measured, connections: int) -> list[str]:
    """The line has one order; who asked while others were being served was told a place at most that many too good."""
    rows = database.execute(
        "SELECT id::text FROM service_signup WHERE state = 'waiting' ORDER BY queue"
    ).fetchall()
    ranks = {row[0]: rank for rank, row in enumerate(rows, start=1)}
    distinct = _count(database, "SELECT count(DISTINCT queue) FROM service_signup WHERE state = 'waiting'")
    faults = [] if distinct == len(rows) else [f"{len(rows) - distinct} share a place in line"]
    for reply in measured.replies:
        told = codec.loads(reply.body) if reply.status == 201 else {}
        if told.get("state") == "waiting" and not 0 <= ranks[told["id"]] - told["position"] < connections:
            faults.append(f"told {told['position']}, stands at {ranks[told['id']]}")
    return faults[:5]


def _retry_faults(
    house: House, database: psycopg.Connection[Any], measured: Measured, tokens: Sequence[str], post: UUID
) -> list[str]:
    """The same requests with the same keys again: the same sign-ups, nothing more."""
    sample = range(0, len(tokens), max(1, len(tokens) // 100))
    before = _count(database, "SELECT count(*) FROM service_signup")
    again = _fire(house, [tokens[n] for n in sample], [post] * len(sample), 8)
    same = all(
        codec.loads(reply.body)["id"] == codec.loads(measured.replies[n].body)["id"]
        for n, reply in zip(sample, again.replies, strict=True)
        if reply.status == measured.replies[n].status == 201
    )
    if (
        set(again.statuses) == {201}
        and same
        and before == _count(database, "SELECT count(*) FROM service_signup")
    ):
        return []
    return [f"retries were not answered as the first time: {again.statuses}"]


def _count(database: psycopg.Connection[Any], query: str) -> int:
    row = database.execute(query).fetchone()  # type: ignore[call-overload] - our own statements
    assert row is not None
    return int(row[0])


def _floor(
    database: psycopg.Connection[Any],
    conninfo: str,
    volunteers: Sequence[UUID],
    posts: Sequence[UUID],
    connections: int,
) -> float:
    """Raw transactions a second, by as many connections."""
    _clear(database)
    jobs = [(post, person) for person, post in zip(volunteers, _cycle(posts, len(volunteers)), strict=True)]
    return asyncio.run(_raw(conninfo, jobs, connections))


def _cycle(posts: Sequence[UUID], count: int) -> list[UUID]:
    return [posts[number % len(posts)] for number in range(count)]


async def _raw(conninfo: str, jobs: Sequence[tuple[UUID, UUID]], connections: int) -> float:
    lanes = [await psycopg.AsyncConnection.connect(conninfo, autocommit=True) for _ in range(connections)]
    work = iter(jobs)

    async def drive(lane: psycopg.AsyncConnection[Any]) -> None:
        for post, person in work:
            await lane.execute(_FLOOR, {"post": post, "volunteer": person, "id": uuid7()}, prepare=True)

    began = time.perf_counter()
    await asyncio.gather(*(drive(lane) for lane in lanes))
    seconds = time.perf_counter() - began
    for lane in lanes:
        await lane.close()
    return len(jobs) / seconds


def _figures(measured: Measured) -> dict[str, Any]:
    return {
        "requests_per_second": round(measured.per_second, 1),
        "p50_ms": round(measured.percentile(0.5) * 1000, 1),
        "p95_ms": round(measured.percentile(0.95) * 1000, 1),
    }


def _best(one: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The middle run stands for all."""
    middle = statistics.median_low(each["requests_per_second"] for each in one)
    return next(each for each in one if each["requests_per_second"] == middle)


def _with_floor(figures: dict[str, Any], floor: float) -> dict[str, Any]:
    return figures | {
        "floor_per_second": round(floor, 1),
        "ratio": round(figures["requests_per_second"] / floor, 3),
    }
