"""A thousand signed certificates as a batch's worker issues them, one after the other in one process on one core."""

from __future__ import annotations

import tempfile
import time
from datetime import timedelta
from uuid import UUID

from django.test.utils import override_settings

from bench.house import bench_database
from redvest.connectors import eseal
from redvest.connectors.storage import storage
from redvest.core import clock
from redvest.registry.choices import Role
from redvest.registry.models import Body
from redvest.service.actions.batch import BatchForm, ask_batch, issue_next
from redvest.service.choices import Grade
from redvest.service.models import Certificate, LogLeaf
from redvest.service.queries.paper_check import check_paper
from redvest.service.rules.verdict import Status
from tests.factories import registry
from tests.factories.service import HOUR, make_activity, make_entry

DATABASE = "redvest_bench_certificates"
AIM = 20
CHECKED = 25
GRADES = (Grade.A, Grade.B, Grade.C)


def run(*, people: int = 1000, json: bool = False) -> dict[str, object]:
    """Issue for everybody of one body, three entries each; then check a sample of the papers, seal and register."""
    del json
    with (
        tempfile.TemporaryDirectory() as folder,
        bench_database(DATABASE),
        override_settings(MEDIA_ROOT=folder),
    ):
        body = registry.make_body()
        volunteers = _people(body, people)
        account = registry.make_account(name="周建国")
        registry.make_grant(account=account, role=Role.BODY_ADMIN, body=body)
        head = registry.standing_of(account, clock.day_of(clock.now()))
        form = BatchForm(volunteers)
        batch = ask_batch(by=head, body=body, form=form, at=clock.now(), site_address="https://v.example/")
        issue_next(batch_id=batch.pk, at=clock.now())  # fonts and the key are read once a process
        wall, core = time.monotonic(), time.process_time()
        while issue_next(batch_id=batch.pk, at=clock.now()):
            pass
        wall, core = time.monotonic() - wall, time.process_time() - core
        issued = Certificate.objects.count()
        good, size = _checked()
    per_core = (people - 1) / core
    return {
        "bench": "certificates",
        "people": people,
        "issued": issued,
        "seal": "stand-in" if eseal.current().stand_in else "token",
        "per_second_per_core": round(per_core, 1),
        "per_second": round((people - 1) / wall, 1),
        "kilobytes_each": round(size / 1024),
        "checked": CHECKED,
        "good": good,
        "aim": f">= {AIM} per second and core",
        "held": issued == people and good == min(CHECKED, people) and per_core >= AIM,
    }


def _people(body: Body, count: int) -> list[UUID]:
    """Members with three services each, two of them in the log already."""
    found = []
    at = clock.now()
    activity = make_activity(body=body, starts_at=at - timedelta(days=9))
    index = 0
    for number in range(count):
        person = registry.make_volunteer(name=f"志愿者{number}", with_account=False)
        for turn, grade in enumerate(GRADES):
            entry = make_entry(
                volunteer=person, body=body, grade=grade, starts_at=at - timedelta(days=3 * turn + 2) - HOUR,
                activity=activity, at=at,
            )  # fmt: skip
            if turn:
                LogLeaf.objects.create(entry=entry, city=entry.city, index=index)
                index += 1
        found.append(person.pk)
    return found


def _checked() -> tuple[int, int]:
    """How many of a sample are intact, ours and valid; and the bytes of one."""
    good, size = 0, 0
    for certificate in Certificate.objects.order_by("?")[:CHECKED]:
        pdf = storage().read(certificate.file)
        size = len(pdf)
        found = check_paper(pdf, trust=[], at=clock.now())
        good += found.intact and found.trusted and found.status == Status.VALID
    return good, size
