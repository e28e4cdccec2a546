"""The demo city comes with a complete log, and the next demo city begins another."""

from __future__ import annotations

import pytest

from redvest.faces.ops.demo.command import load
from redvest.service.models import HoursEntry, LogHead, LogKey, LogLeaf, LogPending
from redvest.service.queries.log_journal import Record, journal_path, records
from redvest.service.queries.log_verify import verify_log

pytestmark = pytest.mark.django_db
CITY = "360500"


def test_every_entry_is_sealed_and_a_head_is_signed(xinyu, settings):
    assert not LogPending.objects.exists()
    assert LogLeaf.objects.count() == HoursEntry.objects.count() > 10_000
    head = LogHead.objects.get()
    assert (head.size, head.signed_at) == (LogLeaf.objects.count(), xinyu.at)
    settings.REDVEST_JOURNAL_DIR = xinyu.folder / "log"
    assert list(records(CITY, 10**9)) == [Record(head.pk, head.checkpoint)]
    verdict = verify_log(CITY)
    assert (verdict.held, verdict.journal, verdict.size) == (True, 1, head.size)


def test_another_city_begins_another_log(xinyu):
    former = LogKey.objects.get().pk
    journal_path(CITY).parent.mkdir(parents=True)
    journal_path(CITY).write_text('{"id": 1, "checkpoint": "of the former city"}\n', encoding="utf-8")
    load(city="jiaozuo", scale=0.005, seed=8, at=xinyu.at, quiet=True)
    assert not journal_path(CITY).exists()
    assert LogKey.objects.get().city == "410800"
    assert LogKey.objects.get().pk != former
    assert verify_log("410800").held


def test_an_empty_city_has_an_empty_log(xinyu):
    load(city="none", at=xinyu.at, quiet=True)
    assert (LogHead.objects.get().size, verify_log(CITY).held) == (0, True)
