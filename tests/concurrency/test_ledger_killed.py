"""kill -9 between the lines of a transfer: nothing of it stays, and asked again it is posted whole."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest
from django.db import connection

from redvest.honour.actions.ledger_hours import earn_for_hours
from redvest.honour.models import LedgerLine, LedgerTransfer
from tests.factories import registry as make
from tests.factories.ledger import TIMEBANK, adds_up, held, purse
from tests.factories.registry import NOW
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db(transaction=True)

EARNER = """
import json, sys, time
from datetime import datetime
from uuid import UUID
from django.conf import settings
given = json.loads(sys.argv[1])
settings.DATABASES["default"].update(given["database"])
import django
django.setup()
from redvest.honour.actions import ledger, ledger_hours
lines = ledger.LedgerLine.objects.bulk_create
def one_then_wait(rows):
    rows = list(rows)
    lines(rows[:1])
    print("between", flush=True)
    time.sleep(60)
    lines(rows[1:])
ledger.LedgerLine.objects.bulk_create = one_then_wait
ledger_hours.earn_for_hours(entry_id=UUID(given["entry"]), at=datetime.fromisoformat(given["at"]))
"""


def test_killed_between_two_lines_nothing_of_the_transfer_stays() -> None:
    person = make.make_volunteer()
    entry = make_entry(volunteer=person, body=make.make_body(), minutes=120)
    purse(person)
    database = {name: connection.settings_dict[name] for name in ("NAME", "HOST", "PORT", "USER", "PASSWORD")}
    given = {"database": database, "entry": str(entry.pk), "at": NOW.isoformat()}
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    with subprocess.Popen(
        [sys.executable, "-c", EARNER, json.dumps(given)], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stdout.readline() == "between\n"
        process.send_signal(signal.SIGKILL)
    assert not LedgerTransfer.objects.exists() and not LedgerLine.objects.exists()
    assert (held(purse(person)), held(purse(person, TIMEBANK))) == (0, 0)
    assert len(earn_for_hours(entry_id=entry.pk, at=NOW)) == 2
    assert (held(purse(person)), held(purse(person, TIMEBANK))) == (2, 120)
    adds_up()
