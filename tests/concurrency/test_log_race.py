"""Several sealers while entries come in: every entry gets one leaf, no index is left out, and nothing is lost by a kill."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction

from redvest.service.actions.log import beat, seal
from redvest.service.actions.log_head import sign_head
from redvest.service.models import HoursEntry, LogHead, LogKey, LogLeaf, LogPending, LogTile
from redvest.service.queries.log_journal import records
from redvest.service.queries.log_verify import verify_log
from tests.factories.log import CITY, make_entries
from tests.factories.race import at_once
from tests.factories.registry import NOW, make_body, make_volunteer
from tests.factories.service import make_entry

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_sealers_and_two_writers_leave_a_whole_log():
    body, people = make_body(), [make_volunteer() for _ in range(2)]
    make_entries(20)

    def write(person):
        for day in range(15):
            make_entry(volunteer=person, body=body, starts_at=NOW - timedelta(days=day + 3))

    def work():
        for turn in range(8):
            beat(city=CITY, at=NOW + timedelta(minutes=turn))

    found = at_once(work, work, lambda: write(people[0]), lambda: write(people[1]))
    beat(city=CITY, at=NOW + timedelta(hours=1))

    assert not [each for each in found if isinstance(each, Exception)]
    assert list(LogLeaf.objects.order_by("index").values_list("index", flat=True)) == list(range(50))
    assert set(LogLeaf.objects.values_list("entry_id", flat=True)) == set(
        HoursEntry.objects.values_list("pk", flat=True)
    )
    assert not LogPending.objects.exists()
    assert LogKey.objects.count() == 1
    verdict = verify_log(CITY)
    assert verdict.held, verdict.faults
    assert (verdict.size, verdict.heads) == (50, verdict.journal)


def test_two_signers_journal_every_head_once():
    make_entries(3)
    seal(city=CITY, at=NOW)
    at_once(*[lambda: [sign_head(city=CITY, at=NOW) for _ in range(5)] for _ in range(3)])
    ids = list(LogHead.objects.order_by("id").values_list("id", flat=True))
    assert [record.id for record in records(CITY, 10**9)] == ids
    assert len(ids) == 15


def test_a_sealer_that_dies_leaves_everything_waiting():
    make_entries(4)
    with pytest.raises(RuntimeError), transaction.atomic():
        seal(city=CITY, at=NOW)
        raise RuntimeError("killed before the commit")
    assert (LogPending.objects.count(), LogLeaf.objects.count(), LogTile.objects.count()) == (4, 0, 0)
    assert seal(city=CITY, at=NOW) == 4


def test_a_verification_sees_one_moment_of_a_log_that_grows():
    make_entries(30)
    beat(city=CITY, at=NOW)

    def grow():
        for turn in range(5):
            make_entries(3, at=NOW + timedelta(days=turn + 1))
            beat(city=CITY, at=NOW + timedelta(days=turn + 1))
        return True

    def verify():
        return [verify_log(CITY).held for _ in range(6)]

    grown, held = at_once(grow, verify)
    assert grown is True
    assert held == [True] * 6
    assert not connection.in_atomic_block
