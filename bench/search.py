"""Finding one of 117,764 people at the desk: the search box and the people list, as the centre's officer asks over HTTP.

Names of each kind of word: two characters, one character, pinyin, initials, a phone's tail, a volunteer number, nothing
found. Aim: 95 of 100 answers within 200 ms. The floor is the bare statement for the same words on one connection.
"""

from __future__ import annotations

import random
import time
from typing import Any
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.test import Client

from bench.house import HOST, House, bench_database, served
from bench.load import Measured, request_bytes, volley
from redvest.core.search import query_terms
from redvest.faces.ops.demo.command import load
from redvest.faces.ops.static import collect_static
from redvest.registry.choices import Role
from redvest.registry.models import Grant, Volunteer
from redvest.registry.rules import names

AIM_MS, EACH = 200.0, 20
PAGES = {"box": "/desk/search/?q=", "list": "/desk/people/?q="}
_FLOOR = """
SELECT * FROM registry_volunteer WHERE city || '' = %(city)s AND search @> %(terms)s ORDER BY pinyin, id LIMIT 31
"""


def run(*, scale: float = 1.0, each: int = EACH, json: bool = False) -> dict[str, Any]:
    """Load the city into a database of its own and measure. ``held``: every kind of word within the aim."""
    del json
    collect_static()
    with bench_database("redvest_bench_search") as conninfo:
        people = load(city="xinyu", scale=scale, quiet=True)["volunteers"]
        words = _words(each)
        cookie = _signed_in()
        with served(conninfo) as house:
            found = {
                name: {kind: _fire(house, page, asked, cookie) for kind, asked in words.items()}
                for name, page in PAGES.items()
            }
        floors = {kind: _floor(conninfo, asked) for kind, asked in words.items()}
    pages = {
        name: {kind: _figures(measured, floors[kind]) for kind, measured in kinds.items()}
        for name, kinds in found.items()
    }
    worst = max(figures["p95_ms"] for kinds in pages.values() for figures in kinds.values())
    faults = [
        f"{name} {kind}: {measured.statuses}"
        for name, kinds in found.items() for kind, measured in kinds.items() if set(measured.statuses) != {200}
    ]  # fmt: skip
    return {
        "bench": "search", "scale": scale, "volunteers": people, "pages": pages, "worst_p95_ms": worst,
        "aim": f"<= {AIM_MS}", "faults": faults, "held": not faults and worst <= AIM_MS,
    }  # fmt: skip


def _words(each: int) -> dict[str, list[str]]:
    """Words of people who are there, the same for the same city."""
    rng = random.Random("redvest:search")
    keys = list(Volunteer.objects.order_by("id").values_list("pk", flat=True))
    people = list(Volunteer.objects.filter(pk__in=rng.sample(keys, each)))
    pinyin = [names.pinyin(person.name) for person in people]
    return {
        "two_characters": [person.name[:2] for person in people],
        "one_character": [person.name[0] for person in people],
        "whole_name": [person.name for person in people],
        "pinyin": pinyin,
        "pinyin_joined": [words.replace(" ", "") for words in pinyin],
        "syllable": [words.split()[0] for words in pinyin],
        "initials": [names.initials(person.name) for person in people],
        "phone_tail": [person.phone_tail for person in people],
        "number": [person.number for person in people],
        "nothing": [f"查无{turn}此人" for turn in range(each)],
    }


def _signed_in() -> str:
    client = Client()
    centre = Grant.objects.filter(role=Role.CENTRE).order_by("id").select_related("account")[0]
    client.force_login(centre.account)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _fire(house: House, page: str, asked: list[str], cookie: str) -> Measured:
    requests = [
        request_bytes("GET", f"{page}{quote(words)}", host=house.host, cookie=cookie) for words in asked
    ]
    volley(HOST, house.port, requests[:2], connections=1)
    return volley(HOST, house.port, requests, connections=1)


def _floor(conninfo: str, asked: list[str]) -> float:
    """Milliseconds of the bare statement, the middle of all."""
    took = []
    with psycopg.connect(conninfo, autocommit=True) as database:
        for words in asked:
            began = time.perf_counter()
            database.execute(_FLOOR, {"city": "360500", "terms": query_terms(words)}).fetchall()
            took.append((time.perf_counter() - began) * 1000)
    return sorted(took)[len(took) // 2]


def _figures(measured: Measured, floor: float) -> dict[str, float]:
    p50, p95 = (round(measured.percentile(part) * 1000, 1) for part in (0.5, 0.95))
    return {
        "p50_ms": p50,
        "p95_ms": p95,
        "floor_ms": round(floor, 1),
        "ratio": round(p50 / max(floor, 0.1), 1),
    }
