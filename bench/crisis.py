"""7,000 people register in a crisis over HTTP, 64 at a time: at the page and over the API, each phone one pass.

One in ten sends twice, as people do on a bad network, and one in a hundred is under age. Then everybody is told to stop
coming, and what is proposed as one among the reports is looked for.
"""

from __future__ import annotations

import json as codec
import logging
import random
import time
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import psycopg

from bench.crowd import lay_ground
from bench.house import HOST, House, bench_database, served
from bench.load import Measured, request_bytes, volley
from redvest.care.actions.crisis import CrisisForm, open_crisis, say_stop_coming
from redvest.care.actions.crisis_broadcast import tell_broadcast
from redvest.care.actions.crisis_need import NeedReport, report_crisis_need
from redvest.care.models import Crisis, CrisisVolunteer
from redvest.care.queries.crisis_need import likely_one
from redvest.core import clock
from redvest.registry.models import Message
from redvest.registry.policy import GUEST_STANDING, SYSTEM_STANDING

PEOPLE, CONNECTIONS, AIM, REPORTS = 7_000, 64, 7_000, 2_000
ADULT, MINOR = "19900517", "20150101"
TOKEN = "a" * 32


def run(
    *, json: bool = False, people: int = PEOPLE, connections: int = CONNECTIONS, reports: int = REPORTS
) -> dict[str, Any]:
    """Measure. ``held`` is false when a promise did not hold; ``faults`` then says which."""
    at = clock.now()
    with bench_database("redvest_bench_crisis") as conninfo:
        crisis = _switched_on(at)
        half = people // 2
        # A refusal at the page draws one, for which a served house needs its files collected: minors ask over the API.
        drawn = _people(people)
        wanted = [(phone, ADULT) for phone, _born in drawn[:half]] + drawn[half:]
        with psycopg.connect(conninfo, autocommit=True) as database, served(conninfo) as house:
            page = _at_the_page(house, crisis.pk, wanted[:half], connections)
            api = _over_the_api(house, crisis.pk, wanted[half:], connections)
            faults = [*page.pop("faults"), *api.pop("faults"), *_faults(database, wanted)]
        told, seconds = _stop(crisis)
        if told != len({phone for phone, born in wanted if born == ADULT}) or Message.objects.count() != told:
            faults.append(f"told {told} of them, {Message.objects.count()} notices")
        likely = _likely(crisis, reports)
    slowest = min(page["an_hour"], api["an_hour"])
    if slowest < AIM:
        faults.append(f"{slowest} an hour, aim {AIM}")
    return {
        "bench": "crisis", "people": people, "connections": connections, "aim_an_hour": AIM, "page": page, "api": api,
        "ratio": round(slowest / AIM, 1), "told_to_stop_per_second": round(told / seconds, 1), "likeness": likely,
        "faults": faults, "held": not faults,
    }  # fmt: skip


def _switched_on(at: datetime) -> Crisis:
    ground = lay_ground(at)
    form = CrisisForm("新余市防汛", "flood", "新余市应急管理局", "听现场指挥。两人一组，不单独下水。")
    return open_crisis(by=SYSTEM_STANDING(ground.region.city), region=ground.region, form=form, at=at)


def _people(count: int) -> list[tuple[str, str]]:
    """Phones and birthdays in the order in which they are sent; one in ten is there twice."""
    dice = random.Random(7)
    once = [
        (f"1380{number:07d}", MINOR if number % 100 == 0 else ADULT) for number in range(-(-count * 10 // 11))
    ]
    found = once + dice.sample(once, count - len(once))
    dice.shuffle(found)
    return found


def _at_the_page(
    house: House, crisis: UUID, people: list[tuple[str, str]], connections: int
) -> dict[str, Any]:
    requests = [_form(house, f"/crisis/{crisis}/", phone, born) for phone, born in people]
    measured = volley(HOST, house.port, requests, connections=connections)
    return _figures(measured, expected={302, 422})


def _form(house: House, path: str, phone: str, born: str) -> bytes:
    fields = {
        "csrfmiddlewaretoken": TOKEN, "step": "form", "version": "1", "name": "王小路", "phone": phone, "born": born,
        "skills": "boat", "equipment": "皮划艇", "brief": "on",
    }  # fmt: skip
    body = urlencode(fields).encode()
    lines = [
        f"POST {path} HTTP/1.1", f"Host: {house.host}", f"Cookie: csrftoken={TOKEN}",
        "Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}",
    ]  # fmt: skip
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _over_the_api(
    house: House, crisis: UUID, people: list[tuple[str, str]], connections: int
) -> dict[str, Any]:
    path = f"/api/v1/crises/{crisis}/registrations"
    requests = []
    for number, (phone, born) in enumerate(people):
        body = {"name": "王小路", "phone": phone, "born": born, "brief_version": 1, "skills": ["boat"]}
        sent = codec.dumps(body).encode()
        requests.append(request_bytes("POST", path, host=house.host, key=f"k-{number}", body=sent))
    measured = volley(HOST, house.port, requests, connections=connections)
    return _figures(measured, expected={201, 422})


def _figures(measured: Measured, expected: set[int]) -> dict[str, Any]:
    strange = {status: count for status, count in measured.statuses.items() if status not in expected}
    return {
        "per_second": round(measured.per_second, 1),
        "an_hour": int(measured.per_second * 3600),
        "p50_ms": round(measured.percentile(0.5) * 1000, 1),
        "p95_ms": round(measured.percentile(0.95) * 1000, 1),
        "statuses": measured.statuses,
        "faults": [f"{count} answers {status}" for status, count in strange.items()],
    }


def _faults(database: psycopg.Connection[Any], wanted: list[tuple[str, str]]) -> list[str]:
    adults = len({phone for phone, born in wanted if born == ADULT})
    row = database.execute(
        "SELECT count(*), count(DISTINCT phone_hash), count(DISTINCT pass_code) FROM care_crisisvolunteer"
    ).fetchone()
    lines = database.execute(
        "SELECT count(*) FROM core_auditline WHERE verb = 'register_for_crisis'"
    ).fetchone()
    found = [] if row == (adults, adults, adults) else [f"expected {adults} people, found {row}"]
    return found if lines == (adults,) else [*found, f"expected {adults} audit lines, found {lines}"]


def _stop(crisis: Crisis) -> tuple[int, float]:
    at = clock.now()
    by = SYSTEM_STANDING(crisis.city)
    said = say_stop_coming(by=by, crisis=crisis, words="人手够了", at=at)
    logging.disable(logging.INFO)  # the local connector says each text aloud
    began = time.perf_counter()
    told = tell_broadcast(broadcast_id=said.pk, at=at)
    logging.disable(logging.NOTSET)
    return told, time.perf_counter() - began


def _likely(crisis: Crisis, count: int) -> dict[str, Any]:
    """Reports of a tenth as many places, worded each a little differently."""
    dice, by, at = random.Random(7), GUEST_STANDING(crisis.city), clock.now()
    places = [
        (114.9 + dice.random() / 10, 27.8 + dice.random() / 10, number) for number in range(count // 10)
    ]
    for _ in range(count):
        lon, lat, number = dice.choice(places)
        words = f"{number} 号院 {dice.choice('一二三四')} 单元老人被困，需要船和药品"
        form = NeedReport("rescue", words, "某小区", "", lon + dice.random() / 5000, lat)
        report_crisis_need(by=by, crisis=crisis, form=form, at=at)
    began = time.perf_counter()
    found = likely_one(crisis, most=count)
    return {
        "reports": count,
        "proposed": len(found),
        "seconds": round(time.perf_counter() - began, 2),
        "people": CrisisVolunteer.objects.filter(crisis=crisis).count(),
    }
