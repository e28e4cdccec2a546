"""kill -9 in the middle of the work, of a real process: what it had in hand is undone or whole, and the next one goes on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection

from redvest.core.models import AuditLine
from redvest.registry.models import Membership
from redvest.service.actions.batch import BatchForm, ask_batch, issue_next
from redvest.service.actions.log import beat
from redvest.service.models import Certificate, CertificateBatchItem, LogHead, LogLeaf, LogPending
from redvest.service.queries.log_verify import verify_log
from tests.factories import registry
from tests.factories.log import CITY, make_entries
from tests.factories.registry import NOW
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db(transaction=True)

OPENING = """
import json, sys
from datetime import datetime
from uuid import UUID
from django.conf import settings
given = json.loads(sys.argv[1])
settings.DATABASES["default"].update(given["database"])
settings.REDVEST_DATA_DIR = given["data"]
import django
django.setup()
at = datetime.fromisoformat(given["at"])
"""
SEALER = (
    OPENING
    + """
from redvest.service.actions import log
log.BLOCK = 1  # many steps, so that a kill falls between two of them
print("up", flush=True)
while True:
    log.beat(city=given["city"], at=at)
"""
)
ISSUER = (
    OPENING
    + """
from redvest.service.actions.batch import issue_next
print("up", flush=True)
while issue_next(batch_id=UUID(given["batch"]), at=at):
    pass
print("done", flush=True)
"""
)
AGAIN = 3  # kills, each a little later in the work


def run_and_kill(code: str, after: float, **more: str) -> None:
    """Start a process at this database and kill it outright, ``after`` seconds into its work."""
    database = {key: connection.settings_dict[key] for key in ("NAME", "HOST", "PORT", "USER", "PASSWORD")}
    given = {
        "database": database, "data": str(settings.REDVEST_DATA_DIR), "city": CITY, "at": NOW.isoformat(), **more,
    }  # fmt: skip
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    with subprocess.Popen(
        [sys.executable, "-c", code, json.dumps(given)], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        time.sleep(after)
        process.send_signal(signal.SIGKILL)


def test_a_sealer_that_is_killed_leaves_a_log_that_holds() -> None:
    for turn in range(AGAIN):
        make_entries(60)
        run_and_kill(SEALER, 0.04 + 0.05 * turn)
        sealed = LogLeaf.objects.count()
        assert sealed + LogPending.objects.count() == 60 * (turn + 1)

    beat(city=CITY, at=NOW)

    assert list(LogLeaf.objects.order_by("index").values_list("index", flat=True)) == list(range(60 * AGAIN))
    assert not LogPending.objects.exists()
    assert LogHead.objects.order_by("-id").values_list("size", flat=True)[0] == 60 * AGAIN
    verdict = verify_log(CITY)
    assert verdict.held, verdict.faults


def test_a_worker_killed_in_a_batch_issues_nothing_twice_and_forgets_nobody() -> None:
    team = registry.make_body()
    people = [registry.make_volunteer(name=f"学生{n}") for n in range(20)]
    for each in people:
        Membership.objects.create(city=CITY, body=team, volunteer=each, joined_on=NOW.date())
        make_entry(volunteer=each, body=team)
    form = BatchForm([each.pk for each in people])
    batch = ask_batch(by=registry.make_body_admin(team), body=team, form=form, at=NOW)

    for turn in range(AGAIN):
        run_and_kill(ISSUER, 0.2 + 0.07 * turn, batch=str(batch.pk))
        done = CertificateBatchItem.objects.filter(batch=batch, certificate__isnull=False).count()
        assert Certificate.objects.count() == done

    while issue_next(batch_id=batch.pk, at=NOW):
        pass
    assert Certificate.objects.count() == Certificate.objects.values("volunteer").distinct().count() == 20
    assert AuditLine.objects.filter(verb="finish_batch").count() == 1
