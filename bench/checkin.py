"""2,000 scans, half of them repeated, out of order, over HTTP: exactly once, one by one and in offline batches.

Each person comes and goes; every scan is sent twice; the order is shuffled, so that a way out often arrives before its
way in. However it arrives, each person has exactly the one stay that the scans describe.
"""

from __future__ import annotations

import hashlib
import json as codec
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg

from bench.crowd import CITY, gather_people, lay_ground, open_activities
from bench.house import HOST, House, bench_database, served
from bench.load import Measured, request_bytes, volley
from redvest.core import clock
from redvest.core.identifiers import uuid7
from redvest.registry.choices import Role
from redvest.registry.models import ApiToken, Grant, Volunteer
from redvest.service.choices import SignUpState
from redvest.service.models import Activity, Post, SignUp
from redvest.service.queries.codes import code_key
from redvest.service.rules.presence import CodeKind, make_code

PEOPLE, CONNECTIONS, BATCH = 500, 16, 500
TOKEN = "rv_bench-leader"
_EXPECTED = timedelta(hours=2)


def run(*, json: bool = False, people: int = PEOPLE, connections: int = CONNECTIONS) -> dict[str, Any]:
    """Measure. ``held`` is false when a promise did not hold; ``faults`` then says which."""
    at = clock.now()
    with bench_database("redvest_bench_checkin") as conninfo:
        ground = lay_ground(at)
        Grant.objects.create(
            account=ground.leader,
            role=Role.ACTIVITY_LEADER,
            body=ground.body,
            starts_on=at.date(),
            given_at=at,
        )
        ApiToken.objects.create(
            digest=hashlib.sha256(TOKEN.encode()).digest(), account=ground.leader, created_at=at,
            expires_at=at + timedelta(days=1),
        )  # fmt: skip
        gather_people(people, at)
        post = open_activities(ground, 1, at, posts=1, places=people)[0]
        activity = _begun(post, at - timedelta(hours=3))
        scans = _scans(_places(post, activity, at), activity, at)
        with psycopg.connect(conninfo, autocommit=True) as database, served(conninfo) as house:
            single = _round(house, database, activity, [[scan] for scan in scans], connections, people)
            size = min(BATCH, len(scans))
            batches = [scans[n : n + size] for n in range(0, len(scans), size)]
            batch = _round(house, database, activity, batches, 2, people)
    faults = [*single.pop("faults"), *batch.pop("faults")]
    return {
        "bench": "checkin", "scans": len(scans), "single": single, "batches": batch, "batch_size": size,
        "aims": {"single_scans_per_second": 500, "batch_scans_per_second": 5000}, "faults": faults,
        "held": not faults,
    }  # fmt: skip


def _begun(post: UUID, starts_at: datetime) -> Activity:
    """The post's activity, moved so that it began at this moment and is over by now."""
    activity = Post.objects.select_related("activity").get(pk=post).activity
    activity.starts_at, activity.ends_at = starts_at, starts_at + _EXPECTED
    activity.signup_opens_at, activity.signup_closes_at = starts_at - timedelta(days=1), starts_at
    activity.save()
    return activity


def _places(post: UUID, activity: Activity, at: datetime) -> list[UUID]:
    people = list(Volunteer.objects.order_by("number").values_list("pk", flat=True))
    SignUp.objects.bulk_create(
        SignUp(id=uuid7(), city=CITY, post_id=post, activity=activity, volunteer_id=who, state=SignUpState.CONFIRMED,
               queue=turn, period=(activity.starts_at, activity.ends_at), created_at=at, confirmed_at=at)
        for turn, who in enumerate(people)
    )  # fmt: skip
    return people


def _scans(people: Sequence[UUID], activity: Activity, at: datetime) -> list[dict[str, str]]:
    """Everybody in at the start and out at the end, each sent twice, in no order."""
    scans = []
    for turn, who in enumerate(people):
        for direction, moment in (("in", activity.starts_at), ("out", activity.ends_at)):
            code = make_code(code_key(), CodeKind.VOLUNTEER, who, at=moment, seconds=20)
            scans.append(
                {
                    "nonce": f"{direction}-{turn}",
                    "direction": direction,
                    "at": moment.isoformat(),
                    "code": code.text,
                }
            )
    scans += scans
    random.Random(7).shuffle(scans)
    return scans


def _round(
    house: House,
    database: psycopg.Connection[Any],
    activity: Activity,
    batches: Sequence[Sequence[dict[str, str]]],
    connections: int,
    people: int,
) -> dict[str, Any]:
    database.execute("TRUNCATE service_scan, service_attendance, service_activitydevice CASCADE")
    database.execute("VACUUM ANALYZE service_signup")
    path = f"/api/v1/activities/{activity.pk}/attendance"
    requests = [
        request_bytes("POST", path, host=house.host, token=TOKEN, body=codec.dumps({"scans": batch}).encode())
        for batch in batches
    ]
    measured = volley(HOST, house.port, requests, connections=connections)
    count = sum(map(len, batches))
    return {
        "scans_per_second": round(count / measured.seconds, 1),
        "requests_per_second": round(measured.per_second, 1),
        "p95_ms": round(measured.percentile(0.95) * 1000, 1),
        "faults": _faults(database, activity, measured, people),
    }


def _faults(
    database: psycopg.Connection[Any], activity: Activity, measured: Measured, people: int
) -> list[str]:
    faults = [f"{count} answers {status}" for status, count in measured.statuses.items() if status != 200]
    outcomes = [
        (each["nonce"], each["outcome"])
        for reply in measured.replies
        if reply.status == 200
        for each in codec.loads(reply.body)["results"]
    ]
    strange = {outcome for _nonce, outcome in outcomes} - {"accepted", "repeated", "not-checked-in"}
    faults += [f"outcome {outcome}" for outcome in sorted(strange)]
    rows = database.execute(
        "SELECT count(*), count(DISTINCT volunteer_id), count(*) FILTER (WHERE in_at = %s AND out_at = %s"
        " AND proofs = '{leader-scan}') FROM service_attendance",
        [activity.starts_at, activity.ends_at],
    ).fetchone()
    if rows != (people, people, people):
        faults.append(f"expected {people} equal stays, found {rows}")
    kept = database.execute(
        "SELECT count(*), count(*) FILTER (WHERE outcome = 'accepted') FROM service_scan"
    ).fetchone()
    if kept != (2 * people, 2 * people):
        faults.append(f"expected {2 * people} scans, all accepted, found {kept}")
    return faults
