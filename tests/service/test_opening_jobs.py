"""The clock of openings: every minute lists are fixed and lotteries drawn, each once, and nothing else."""

from __future__ import annotations

import pytest

from redvest.core.jobs import recurring
from redvest.core.models import AuditLine
from redvest.service import jobs
from redvest.service.choices import ActivityState
from redvest.service.models import Activity
from tests.factories.opening import CLOSES, DRAWS, HOUR, MINUTE, announce, announce_lottery, enter, someone
from tests.factories.registry import NOW
from tests.factories.service import make_post

pytestmark = pytest.mark.django_db


def test_it_is_wired_to_every_minute() -> None:
    assert {job.name: job.cron for job in recurring()}["run-lotteries"] == "* * * * *"


def test_a_lottery_goes_its_way_by_the_clock_alone() -> None:
    opening = announce_lottery(make_post(places=1))
    enter(opening, someone(), someone())
    told = {}
    for minutes in range(0, 60 * 5, 30):
        at = NOW + minutes * MINUTE
        told[minutes] = jobs.run_lotteries(at)
        opening.refresh_from_db()
        assert bool(opening.list_digest) is (at >= CLOSES)
        assert bool(opening.seed) is (at >= DRAWS)
    assert [minutes for minutes, drawn in told.items() if drawn] == [240]
    verbs = list(
        AuditLine.objects.filter(target_kind="Opening").order_by("id").values_list("verb", flat=True)
    )
    assert verbs == ["plan_opening", "close_entries", "draw_lottery"]


def test_a_clock_that_stood_still_fixes_and_draws_at_once() -> None:
    opening = announce_lottery()
    enter(opening, someone())
    assert jobs.run_lotteries(DRAWS + HOUR) == 1
    opening.refresh_from_db()
    assert opening.drawn_at == DRAWS + HOUR and opening.list_digest and opening.drawn_places == 5


def test_nothing_else_is_touched() -> None:
    first, staged_off = announce(), announce_lottery()
    Activity.objects.filter(posts=staged_off.post).update(state=ActivityState.CANCELLED)
    assert jobs.run_lotteries(DRAWS) == 0
    first.refresh_from_db()
    staged_off.refresh_from_db()
    assert first.list_digest == "" and staged_off.drawn_at is None
