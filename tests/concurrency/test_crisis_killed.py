"""kill -9 in the middle of telling people to stop coming: the next process goes on, and nobody is told twice or left out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from redvest.care import jobs
from redvest.care.actions.crisis import say_stop_coming
from redvest.care.models import CrisisBroadcast
from redvest.registry.models import Message
from redvest.registry.queries import secret
from tests.factories import crisis as care
from tests.factories import registry as make
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE, BATCH = 23, 5

TELLER = """
import json, sys, time
from datetime import datetime
from uuid import UUID
from django.conf import settings
given = json.loads(sys.argv[1])
settings.DATABASES["default"].update(given["database"])
import django
django.setup()
from redvest.care.actions import crisis_broadcast
crisis_broadcast.BATCH = given["batch"]
write = crisis_broadcast.write_notice
def slowly(**said):
    write(**said)
    time.sleep(0.03)
crisis_broadcast.write_notice = slowly
print("up", flush=True)
crisis_broadcast.tell_broadcast(broadcast_id=UUID(given["key"]), at=datetime.fromisoformat(given["at"]))
print("done", flush=True)
"""


def test_killed_between_and_within_batches_everybody_is_told_once() -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    for _ in range(PEOPLE):
        care.make_person(crisis)
    said = say_stop_coming(by=officer, crisis=crisis, words="人手够了", at=NOW)
    _killed_in_the_middle(said)
    seen = Message.objects.count()
    said.refresh_from_db()
    assert 0 < seen < PEOPLE and seen % BATCH == 0, "what a batch had written is gone with it"
    assert (said.told, said.done_at) == (seen, None)
    jobs.resume_crisis_broadcasts(NOW)
    said.refresh_from_db()
    assert (said.told, said.done_at) == (PEOPLE, NOW)
    rows = Message.objects.values_list("phone_sealed", flat=True)
    phones = [secret.open_sealed(each, context=secret.MESSAGE_PHONE) for each in rows]
    assert len(phones) == len(set(phones)) == PEOPLE


def _killed_in_the_middle(said: CrisisBroadcast) -> None:
    database = {name: connection.settings_dict[name] for name in ("NAME", "HOST", "PORT", "USER", "PASSWORD")}
    given = {"database": database, "key": str(said.pk), "at": NOW.isoformat(), "batch": BATCH}
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    with subprocess.Popen(
        [sys.executable, "-c", TELLER, json.dumps(given)], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stdout.readline() == "up\n"
        until = time.monotonic() + 20
        while Message.objects.count() < BATCH and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(0.05)  # into the next batch
        process.send_signal(signal.SIGKILL)
