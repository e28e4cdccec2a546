"""Recurring jobs: due when their line says, claimed once, and one that breaks does not take the others with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from redvest.core.clock import CHINA
from redvest.core.jobs import clock as jobs
from redvest.core.jobs import every, lease, recurring
from redvest.core.models import ScheduledRun, ThrottleCount
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


class Diary:
    """A job that writes down when it ran."""

    def __init__(self) -> None:
        self.ran: list[datetime] = []

    def __call__(self, at: datetime) -> None:
        self.ran.append(at)


@pytest.fixture(autouse=True)
def own_jobs() -> Iterator[None]:
    known = dict(jobs._JOBS)
    jobs._JOBS.clear()
    yield
    jobs._JOBS.clear()
    jobs._JOBS.update(known)


@pytest.fixture
def diary() -> Diary:
    """A job due every hour, first seen by a worker at NOW."""
    diary = Diary()
    every("diary", "0 * * * *", diary)
    assert jobs.run_due(NOW) == []
    return diary


def row(name: str = "diary") -> ScheduledRun:
    return ScheduledRun.objects.get(pk=name)


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("cron", "at", "due"),
    [
        ("*/5 * * * *", "2026-03-05T10:04:59.9", "2026-03-05T10:00"),
        ("*/5 * * * *", "2026-03-05T10:05:00", "2026-03-05T10:05"),
        ("17 * * * *", "2026-03-05T10:16:59", "2026-03-05T09:17"),
        ("17 * * * *", "2026-03-05T10:17:00", "2026-03-05T10:17"),
        ("47 3 * * *", "2026-03-05T03:46:00", "2026-03-04T03:47"),
        ("0 0 * * *", "2026-03-05T07:59:00", "2026-03-05T00:00"),  # in UTC it is still the day before
        ("0 9 * * 1", "2026-03-05T10:00:00", "2026-03-02T09:00"),
        ("0 0 1 1 *", "2026-03-05T10:00:00", "2026-01-01T00:00"),
        ("0 0 29 2 *", "2026-03-05T10:00:00", "2024-02-29T00:00"),
    ],
)
def test_the_last_moment_due_is_told_in_chinas_time(cron: str, at: str, due: str) -> None:
    job = jobs.Recurring("j", cron, print)

    assert job.last_due(china(at)) == china(due)


def test_a_job_never_seen_starts_with_the_next_moment(diary: Diary) -> None:
    assert row().due_at == NOW
    assert jobs.run_due(NOW + 59 * MINUTE) == []

    assert jobs.run_due(NOW + 60 * MINUTE) == ["diary"]
    assert diary.ran == [NOW + 60 * MINUTE]


def test_a_moment_is_worked_once_however_often_the_clock_ticks(diary: Diary) -> None:
    for second in range(0, 3600, 5):
        jobs.run_due(NOW + timedelta(seconds=3600 + second))

    assert len(diary.ran) == 1
    assert jobs.run_due(NOW + 120 * MINUTE) == ["diary"]


def test_missed_moments_are_made_up_for_by_one_run(diary: Diary) -> None:
    late = NOW + timedelta(days=3, minutes=20)

    assert jobs.run_due(late) == ["diary"]
    assert jobs.run_due(late + MINUTE) == []

    assert diary.ran == [late]
    assert row().due_at == NOW + timedelta(days=3)


def test_a_clock_that_is_set_back_runs_nothing_again(diary: Diary) -> None:
    jobs.run_due(NOW + 120 * MINUTE)

    assert jobs.run_due(NOW + 60 * MINUTE) == []
    assert len(diary.ran) == 1


def test_what_ran_is_written_down(diary: Diary) -> None:
    at = NOW + 61 * MINUTE
    jobs.run_due(at)

    assert (row().due_at, row().finished_at, row().fault) == (NOW + 60 * MINUTE, at, "")


def test_a_job_that_breaks_is_written_down_and_the_others_run(diary: Diary) -> None:
    after = Diary()

    def breaks(at: datetime) -> None:
        raise ValueError("没有水了")

    jobs._JOBS.clear()
    every("breaks", "0 * * * *", breaks)
    every("diary", "0 * * * *", diary)
    every("after", "0 * * * *", after)
    jobs.run_due(NOW)

    ran = jobs.run_due(NOW + 60 * MINUTE)

    assert ran == ["breaks", "diary", "after"]
    assert (len(diary.ran), len(after.ran)) == (1, 1)
    assert "没有水了" in row("breaks").fault
    assert (row("diary").fault, row("after").fault) == ("", "")


def test_a_fault_goes_when_the_job_runs_well_again() -> None:
    broken = [True]

    def sometimes(at: datetime) -> None:
        if broken:
            raise ValueError("x" * 5000)

    every("sometimes", "0 * * * *", sometimes)
    jobs.run_due(NOW)
    jobs.run_due(NOW + 60 * MINUTE)
    assert 0 < len(row("sometimes").fault) <= 2000

    broken.clear()
    jobs.run_due(NOW + 120 * MINUTE)

    assert row("sometimes").fault == ""


@pytest.mark.django_db(transaction=True)
def test_a_job_that_breaks_in_the_database_is_written_down_too() -> None:
    def breaks(at: datetime) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    every("breaks", "0 * * * *", breaks)
    jobs.run_due(NOW)

    assert jobs.run_due(NOW + 60 * MINUTE) == ["breaks"]

    assert "division by zero" in row("breaks").fault


def test_a_job_stopped_by_a_kill_shows_as_begun_and_not_finished(diary: Diary) -> None:
    def killed(at: datetime) -> None:
        raise KeyboardInterrupt

    jobs.run_due(NOW + 60 * MINUTE)
    every("diary", "0 * * * *", killed)
    with pytest.raises(KeyboardInterrupt):
        jobs.run_due(NOW + 120 * MINUTE)

    assert (row().due_at, row().finished_at) == (NOW + 120 * MINUTE, None)


def test_declaring_again_replaces() -> None:
    first, second = Diary(), Diary()
    every("job", "0 0 1 1 *", first)
    every("job", "0 * * * *", second)

    assert [(job.name, job.cron, job.run) for job in recurring()] == [("job", "0 * * * *", second)]


def test_prompt_jobs_run_apart_from_those_that_take_their_time(diary: Diary) -> None:
    prompt = Diary()
    every("prompt", "0 * * * *", prompt, prompt=True)
    jobs.run_due(NOW)
    later = NOW + 60 * MINUTE

    assert jobs.run_due(later, prompt=True) == ["prompt"]
    assert (prompt.ran, diary.ran) == ([later], [])
    assert jobs.run_due(later, prompt=False) == ["diary"]
    assert jobs.run_due(later) == []


def killed(at: datetime) -> None:
    raise KeyboardInterrupt


def test_what_a_killed_worker_began_is_run_once_more_and_soon(diary: Diary) -> None:
    at = NOW + 60 * MINUTE
    every("diary", "0 * * * *", killed)
    with pytest.raises(KeyboardInterrupt):
        jobs.run_due(at)
    every("diary", "0 * * * *", diary)

    assert jobs.run_due(at + timedelta(seconds=19)) == [], "its worker may be at it still"
    assert jobs.run_due(at + timedelta(seconds=20)) == ["diary"]
    assert jobs.run_due(at + timedelta(seconds=50)) == []

    assert diary.ran == [at + timedelta(seconds=20)]
    assert row().finished_at == at + timedelta(seconds=20)
    assert not ThrottleCount.objects.exists(), "nobody is at it any more"


def test_a_job_that_takes_its_worker_with_it_waits_for_its_next_moment(diary: Diary) -> None:
    at, every_time = NOW + 60 * MINUTE, []
    every("diary", "0 * * * *", killed)
    for minutes in range(10):
        try:
            jobs.run_due(at + minutes * MINUTE)
        except KeyboardInterrupt:
            every_time.append(minutes)
    assert every_time == [0, 1, 2]
    every("diary", "0 * * * *", diary)

    assert jobs.run_due(at + 30 * MINUTE) == []
    assert jobs.run_due(at + 60 * MINUTE) == ["diary"]


def test_a_long_job_is_left_to_the_worker_that_is_at_it(diary: Diary) -> None:
    """Claimed hours after it was due, by a worker that renews its lease as long as it takes."""
    at, ran = NOW + 100 * MINUTE, []

    def long(moment: datetime) -> None:
        assert jobs.at_work() == {"diary"}
        for minutes in range(1, 30):
            later = moment + minutes * MINUTE / 4
            lease.renew("me", later, jobs=jobs.at_work())
            ran.extend(jobs.run_due(later))

    every("diary", "0 * * * *", long)
    assert jobs.run_due(at) == ["diary"] and ran == []
    assert jobs.at_work() == frozenset()


def test_a_job_never_seen_owes_nothing(diary: Diary) -> None:
    assert (row().due_at, row().finished_at) == (NOW, NOW)
    assert jobs.run_due(NOW + 30 * MINUTE) == [] and diary.ran == []
