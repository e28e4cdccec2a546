"""The activity list over 10,000 activities: first page and page 100, as a page for people and as JSON.

Held against one raw SQL query of the same rows on as many connections; queries are counted in this process.
"""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import psycopg
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.crowd import CITY, lay_ground, open_activities
from bench.house import HOST, House, bench_database, served
from bench.load import Measured, request_bytes, volley
from redvest.core import clock
from redvest.core.paging import page_of
from redvest.faces.ops.static import collect_static
from redvest.service.queries.activity import search_activities

ACTIVITIES, PAGE, REQUESTS, CONNECTIONS = 10_000, 20, 2_000, 32
HTML, API = "/activities/", "/api/v1/activities"

# The rows of one page in one statement: the activity, its body, domain and place, and its posts.
_FLOOR = """
SELECT a.*, b.name, d.name, r.name,
       (SELECT jsonb_agg(to_jsonb(p) ORDER BY p."order", p.id) FROM service_post AS p WHERE p.activity_id = a.id)
FROM service_activity AS a
JOIN registry_body AS b ON b.id = a.body_id
JOIN registry_servicedomain AS d ON d.key = a.domain_id
JOIN registry_region AS r ON r.code = a.region_id
WHERE a.city = %(city)s AND a.state = 'published' AND a.ends_at > %(at)s AND (a.starts_at, a.id) > (%(starts)s, %(id)s)
ORDER BY a.starts_at, a.id LIMIT 21
"""


def run(
    *,
    json: bool = False,
    activities: int = ACTIVITIES,
    requests: int = REQUESTS,
    connections: int = CONNECTIONS,
) -> dict[str, Any]:
    """Measure. ``held`` is false when a page was not answered; ``faults`` then says which."""
    at = clock.now() - timedelta(minutes=1)
    collect_static()  # pages name their files by content
    with bench_database("redvest_bench") as conninfo:
        open_activities(lay_ground(at), activities, at, posts=2, places=5)
        with psycopg.connect(conninfo, autocommit=True) as database:
            database.execute("VACUUM ANALYZE")
        addresses = _addresses(activities, at)
        queries = {name: _queries(address) for name, address in addresses.items()}
        with served(conninfo) as house:
            measured = {name: _fire(house, each, requests, connections) for name, each in addresses.items()}
        floors = {depth: _floor(conninfo, depth, at, requests, connections) for depth in ("first", "deep")}
    result = {
        "bench": "lists",
        "activities": activities,
        "connections": connections,
        "lists": {
            name: _figures(measured[name], floors[name.split("_")[1]], queries[name]) for name in addresses
        },
        "faults": [
            f"{name}: {each.statuses}" for name, each in measured.items() if set(each.statuses) != {200}
        ],
    }
    return result | {"held": not result["faults"]}


def _addresses(activities: int, at: datetime) -> dict[str, str]:
    """The two lists, each from its beginning and a hundred pages on."""
    rows = search_activities(city=CITY, at=at)
    before = min(99 * PAGE, max(PAGE, activities - 2 * PAGE))
    cursor = quote(page_of(rows, keys=("starts_at", "id"), after=None, size=before).next or "")
    return {
        "page_first": HTML,
        "page_deep": f"{HTML}?after={cursor}",
        "api_first": API,
        "api_deep": f"{API}?after={cursor}",
    }


def _queries(address: str) -> int:
    client = Client()
    client.get(address)  # what is read once in a process is not this page's
    with CaptureQueriesContext(connection) as caught:
        client.get(address)
    return len(caught)


def _fire(house: House, address: str, requests: int, connections: int) -> Measured:
    request = request_bytes("GET", address, host=house.host)
    volley(HOST, house.port, [request] * connections, connections=connections)
    return volley(HOST, house.port, [request] * requests, connections=connections)


def _floor(conninfo: str, depth: str, at: datetime, requests: int, connections: int) -> float:
    start = {"starts": datetime(2000, 1, 1, tzinfo=clock.CHINA), "id": "00000000-0000-0000-0000-000000000000"}
    if depth == "deep":
        with psycopg.connect(conninfo) as database:
            row = database.execute(
                "SELECT starts_at, id FROM service_activity ORDER BY starts_at, id OFFSET 1979 LIMIT 1"
            ).fetchone()
        start = {"starts": row[0], "id": row[1]} if row else start
    return asyncio.run(_raw(conninfo, start | {"city": CITY, "at": at}, requests, connections))


async def _raw(conninfo: str, values: dict[str, Any], requests: int, connections: int) -> float:
    lanes = [await psycopg.AsyncConnection.connect(conninfo, autocommit=True) for _ in range(connections)]
    work = iter(range(requests))

    async def drive(lane: psycopg.AsyncConnection[Any]) -> None:
        for _ in work:
            await (await lane.execute(_FLOOR, values, prepare=True)).fetchall()

    began = time.perf_counter()
    await asyncio.gather(*(drive(lane) for lane in lanes))
    seconds = time.perf_counter() - began
    for lane in lanes:
        await lane.close()
    return requests / seconds


def _figures(measured: Measured, floor: float, queries: int) -> dict[str, Any]:
    return {
        "requests_per_second": round(measured.per_second, 1),
        "p50_ms": round(measured.percentile(0.5) * 1000, 1),
        "p95_ms": round(measured.percentile(0.95) * 1000, 1),
        "queries": queries,
        "bytes": len(measured.replies[0].body),
        "floor_per_second": round(floor, 1),
        "ratio": round(measured.per_second / floor, 3),
    }
