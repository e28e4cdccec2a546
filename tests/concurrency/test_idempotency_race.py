"""The same key from many threads at once: the work is done once and everybody gets the same answer."""

from __future__ import annotations

import threading
import time
from collections import Counter
from functools import partial

import pytest

from redvest.core.errors import Conflict
from redvest.core.idempotency import Answer, KeyReused, answer_once
from redvest.core.models import AuditLine, IdempotentAnswer
from tests.factories.race import at_once
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db(transaction=True)


class Work:
    """Counts how often it ran, also when its transaction was rolled back."""

    def __init__(self, failures: int = 0) -> None:
        self.runs = 0
        self.failures = failures
        self.lock = threading.Lock()

    def __call__(self) -> Answer:
        with self.lock:
            self.runs += 1
            run = self.runs
        AuditLine.objects.create(
            city="360500", at=NOW, actor_kind="system", verb="did", target_kind="Thing", target_id=str(run)
        )
        time.sleep(0.1)  # long enough for all others to arrive
        if run <= self.failures:
            raise Conflict
        return Answer(201, {"run": run})


def ask(work: Work, request: bytes = b"x", key: str = "one") -> Answer:
    return answer_once(owner="anna", key=key, request=request, at=NOW, work=work)


def test_ten_at_once_do_it_once_and_all_get_the_same_answer():
    work = Work()

    outcomes = at_once(*[partial(ask, work)] * 10)

    assert outcomes == [Answer(201, {"run": 1})] * 10
    assert (work.runs, AuditLine.objects.count(), IdempotentAnswer.objects.count()) == (1, 1, 1)


def test_when_the_first_fails_exactly_one_other_does_it():
    work = Work(failures=1)

    outcomes = at_once(*[partial(ask, work)] * 10)

    assert Counter(type(outcome) for outcome in outcomes) == {Answer: 9, Conflict: 1}
    assert {outcome.body["run"] for outcome in outcomes if isinstance(outcome, Answer)} == {2}
    assert (work.runs, AuditLine.objects.count()) == (2, 1)


def test_another_body_at_the_same_moment_is_refused_and_does_nothing():
    work = Work()

    outcomes = at_once(*[partial(ask, work, request) for request in (b"one", b"two")])

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Answer", "KeyReused"]
    assert [outcome for outcome in outcomes if isinstance(outcome, KeyReused)]
    assert (work.runs, AuditLine.objects.count()) == (1, 1)


def test_different_keys_do_not_wait_for_each_other():
    work = Work()
    begun = time.monotonic()

    outcomes = at_once(*[partial(ask, work, key=f"k{number}") for number in range(8)])

    assert {outcome.status for outcome in outcomes} == {201}
    assert work.runs == 8
    assert time.monotonic() - begun < 0.75  # one after the other they would take 0.8 seconds at least
