"""Several workers keep the same clock: each moment of a job is worked by exactly one of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import chain

import pytest

from redvest.core.jobs import clock as jobs
from redvest.core.jobs import every
from redvest.core.models import ScheduledRun
from tests.factories.race import at_once
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def own_jobs() -> Iterator[None]:
    known = dict(jobs._JOBS)
    jobs._JOBS.clear()
    yield
    jobs._JOBS.clear()
    jobs._JOBS.update(known)


@pytest.fixture
def runs() -> list[tuple[str, datetime]]:
    """What three hourly jobs did, from whichever worker."""
    done: list[tuple[str, datetime]] = []
    lock = threading.Lock()

    def write(name: str, at: datetime) -> None:
        with lock:
            done.append((name, at))

    for name in ("fold", "purge", "tell"):
        every(name, "0 * * * *", partial(write, name))
    return done


def test_six_workers_that_see_the_jobs_for_the_first_time_write_each_down_once(runs):
    outcomes = at_once(*[partial(jobs.run_due, NOW)] * 6)

    assert outcomes == [[]] * 6
    assert ScheduledRun.objects.count() == 3
    assert runs == []


def test_of_six_workers_exactly_one_runs_a_moment(runs):
    jobs.run_due(NOW)

    outcomes = at_once(*[partial(jobs.run_due, NOW + HOUR)] * 6)

    assert sorted(chain(*outcomes)) == ["fold", "purge", "tell"]
    assert sorted(runs) == [(name, NOW + HOUR) for name in ("fold", "purge", "tell")]


def test_workers_whose_clocks_differ_by_hours_never_go_back(runs):
    jobs.run_due(NOW)

    at_once(*[partial(jobs.run_due, NOW + number * HOUR) for number in (3, 1, 2)])

    assert {row.due_at for row in ScheduledRun.objects.all()} == {NOW + 3 * HOUR}
    assert len(set(runs)) == len(runs), "no moment of a job is worked twice"
    assert jobs.run_due(NOW + 3 * HOUR) == []


def test_of_six_workers_exactly_one_takes_up_what_a_killed_one_had_begun(runs):
    jobs.run_due(NOW)
    ScheduledRun.objects.update(due_at=NOW + HOUR, finished_at=None)
    late = NOW + HOUR + timedelta(minutes=1)

    outcomes = at_once(*[partial(jobs.run_due, late)] * 6)

    assert sorted(chain(*outcomes)) == ["fold", "purge", "tell"]
    assert sorted(name for name, _at in runs) == ["fold", "purge", "tell"]
