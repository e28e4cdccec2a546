"""20,000 people for the 200 places of an announced post, over HTTP within a minute, and a web worker killed meanwhile.

Some come before it opens and are told when; every tenth taps twice. In the second round a web process is killed with
kill -9 while it works: whoever got an answer keeps what it said, whoever got none asks again with the same key.
"""

from __future__ import annotations

import json as codec
import os
import signal
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import psutil
import psycopg

from bench.crowd import CITY, gather_people, lay_ground, open_activities
from bench.house import HOST, House, bench_database, served
from bench.load import Measured, Reply, request_bytes, volley
from bench.stubborn import endure
from redvest.core import clock
from redvest.registry.policy import SYSTEM_STANDING
from redvest.service.actions.opening import plan_opening
from redvest.service.models import Post
from redvest.service.rules.opening import OpeningPlan

PEOPLE, PLACES, CONNECTIONS, EARLY = 20_000, 200, 256, 200
WITHIN, P95 = 60.0, 1.0  # seconds
TWICE = 10  # every so many taps twice


def run(*, json: bool = False, people: int = PEOPLE, connections: int = CONNECTIONS) -> dict[str, Any]:
    """Measure. ``held`` is false when a promise did not hold; ``faults`` then says which."""
    at = clock.now()
    with bench_database("redvest_bench_peak") as conninfo:
        ground = lay_ground(at - timedelta(minutes=1))
        tokens = gather_people(people, at)
        posts = open_activities(ground, 2, at, posts=1, places=PLACES)
        with psycopg.connect(conninfo, autocommit=True) as database, served(conninfo) as house:
            rush = _rush(house, database, tokens, posts[0], connections)
            killed = _killed(house, database, tokens, posts[1], connections)
    faults = [*rush["faults"], *(f"after the kill: {fault}" for fault in killed["faults"])]
    return {
        "bench": "peak",
        "people": people,
        "places": PLACES,
        "connections": connections,
        "load_before": round(os.getloadavg()[0], 2),
        "rush": rush,
        "killed": killed,
        "faults": faults,
        "held": not faults,
    }


def _request(house: House, token: str, post: UUID) -> bytes:
    return request_bytes(
        "POST", f"/api/v1/posts/{post}/signups", host=house.host, token=token, key=f"peak-{post}-{token}"
    )


def _rush(
    house: House, database: psycopg.Connection[Any], tokens: Sequence[str], post: UUID, connections: int
) -> dict[str, Any]:
    """Announced, asked too early, opened, and everybody at once."""
    opens = clock.now() + timedelta(seconds=10)
    found = Post.objects.select_related("activity__body").get(pk=post)
    plan_opening(by=SYSTEM_STANDING(CITY), post=found, plan=OpeningPlan("first-come", opens), at=clock.now())
    early = volley(
        HOST, house.port, [_request(house, token, post) for token in tokens[:EARLY]], connections=16
    )
    told = sum(codec.loads(reply.body).get("code") == "not-yet-open" for reply in early.replies)
    in_time = clock.now() < opens
    time.sleep(max(0.0, (opens - clock.now()).total_seconds()) + 0.05)
    taps = [token for n, token in enumerate(tokens) for _again in range(2 if n % TWICE == 0 else 1)]
    measured = volley(
        HOST, house.port, [_request(house, each, post) for each in taps], connections=connections
    )
    faults = _faults(database, post, taps, measured)
    if in_time and told != len(early.replies):
        faults.append(f"{len(early.replies) - told} who came early were not told when it opens")
    if measured.seconds > WITHIN:
        faults.append(f"it took {measured.seconds:.1f} s")
    if measured.percentile(0.95) > P95:
        faults.append(f"p95 is {measured.percentile(0.95):.2f} s")
    return _figures(measured) | {"told_early": told, "faults": faults}


def _killed(
    house: House, database: psycopg.Connection[Any], tokens: Sequence[str], post: UUID, connections: int
) -> dict[str, Any]:
    """The same rush at another post, and a worker dies after a third of it."""
    database.execute("TRUNCATE service_signup CASCADE")  # the two posts serve at the same time
    dead: list[int] = []

    def kill_one(answered: int) -> None:
        if not dead and answered > len(tokens) // 3:
            dead.append(_busiest_worker(house.pid))
            os.kill(dead[0], signal.SIGKILL)

    requests = [_request(house, token, post) for token in tokens]
    endured = endure(HOST, house.port, requests, connections=connections, watch=kill_one)
    faults = _faults(database, post, tokens, endured.measured)
    if not dead:
        faults.append("nobody was killed")
    return _figures(endured.measured) | {"unanswered_then_asked_again": endured.lost, "faults": faults}


def _busiest_worker(pid: int) -> int:
    """The web process that has worked most."""
    children = psutil.Process(pid).children()
    return int(max(children, key=lambda child: child.cpu_times().user).pid)


def _faults(
    database: psycopg.Connection[Any], post: UUID, taps: Sequence[str], measured: Measured
) -> list[str]:
    """What would be wrong: answers other than yes, too many or too few places, somebody twice, an answer not kept."""
    faults = [f"{count} answers {status}" for status, count in measured.statuses.items() if status != 201]
    people = len(set(taps))
    rows = database.execute(
        "SELECT id::text, state, volunteer_id, queue FROM service_signup WHERE post_id = %s", [post]
    ).fetchall()
    states = {row[0]: row[1] for row in rows}
    confirmed = sum(state == "confirmed" for state in states.values())
    if (len(rows), confirmed) != (people, min(PLACES, people)):
        faults.append(f"{len(rows)} sign-ups of {people} people, {confirmed} confirmed")
    if len({row[2] for row in rows}) != len(rows) or len({row[3] for row in rows}) != len(rows):
        faults.append("somebody holds two sign-ups or shares a place in line")
    if database.execute("SELECT taken FROM service_post WHERE id = %s", [post]).fetchone() != (confirmed,):
        faults.append("the post counts wrongly")
    return faults + _not_kept(taps, measured.replies, states)


def _not_kept(taps: Sequence[str], replies: Sequence[Reply], states: dict[str, str]) -> list[str]:
    """Answers whose sign-up is not there or says something else, and people who were told two different things."""
    told: dict[str, str] = {}
    lost = twice = 0
    for token, reply in zip(taps, replies, strict=True):
        said = codec.loads(reply.body) if reply.status == 201 else {}
        lost += bool(said) and states.get(said["id"]) != said["state"]
        twice += bool(said) and told.setdefault(token, said["id"]) != said["id"]
    faults = [f"{lost} answered sign-ups are not kept"] if lost else []
    return faults + ([f"{twice} retries were booked again"] if twice else [])


def _figures(measured: Measured) -> dict[str, Any]:
    return {
        "requests": len(measured.replies),
        "seconds": round(measured.seconds, 1),
        "requests_per_second": round(measured.per_second, 1),
        "p50_ms": round(measured.percentile(0.5) * 1000, 1),
        "p95_ms": round(measured.percentile(0.95) * 1000, 1),
        "slowest_ms": round(measured.percentile(1) * 1000, 1),
    }
