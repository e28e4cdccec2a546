"""One key, one effect: repeats, other bodies, failures, and a process that dies in the middle."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from redvest.core.errors import Conflict
from redvest.core.idempotency import Answer, KeyReused, KeyTooLong, answer_once, purge
from redvest.core.models import AuditLine, IdempotentAnswer
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


def effect(verb: str = "did") -> None:
    AuditLine.objects.create(
        city="360500",
        at=NOW,
        actor_kind="system",
        actor_id=None,
        verb=verb,
        target_kind="Thing",
        target_id="1",
    )


def effects() -> int:
    return AuditLine.objects.count()


def work(status: int = 201, body: object = None):
    def run() -> Answer:
        effect()
        return Answer(status, body if body is not None else {"id": "a", "n": 1})

    return run


def ask(key: str = "k1", *, owner: str = "anna", request: bytes = b"POST /x {}", at=NOW, run=None) -> Answer:
    return answer_once(owner=owner, key=key, request=request, at=at, work=run or work())


def test_the_second_is_answered_as_the_first_without_doing_it_again() -> None:
    first = ask()

    again = ask(run=work(500, "never"))

    assert again == first == Answer(201, {"id": "a", "n": 1})
    assert effects() == 1


@pytest.mark.parametrize("body", [None, [], "文字", {"嵌": [1, {"深": None}]}, 0, False])
def test_every_json_answer_comes_back_as_it_was(body: object) -> None:
    ask(run=lambda: Answer(200, body))

    assert ask() == Answer(200, body)


def test_a_refusal_that_is_an_answer_is_kept_too() -> None:
    ask(run=lambda: Answer(422, {"code": "invalid"}))

    assert ask().status == 422
    assert effects() == 0


def test_the_same_key_for_another_request_is_refused_and_changes_nothing() -> None:
    ask()

    with pytest.raises(KeyReused) as refused:
        ask(request=b"POST /x {} ")

    assert (refused.value.code, refused.value.status) == ("idempotency-key-reused", 422)
    assert effects() == 1
    assert ask() == Answer(201, {"id": "a", "n": 1})


def test_keys_belong_to_their_owner() -> None:
    ask(owner="anna")

    ask(owner="berta", request=b"something else")

    assert effects() == 2


def test_a_failure_frees_the_key_for_a_corrected_retry() -> None:
    def fails() -> Answer:
        effect()
        raise Conflict

    with pytest.raises(Conflict):
        ask(run=fails)
    assert (effects(), IdempotentAnswer.objects.count()) == (0, 0)

    assert ask(request=b"corrected").status == 201
    assert effects() == 1


@pytest.mark.parametrize("fault", [KeyboardInterrupt, SystemExit, MemoryError])
def test_a_kill_in_the_middle_leaves_neither_the_work_nor_the_key(fault: type[BaseException]) -> None:
    def killed() -> Answer:
        effect()
        raise fault

    with pytest.raises(fault), transaction.atomic():
        ask(run=killed)

    assert (effects(), IdempotentAnswer.objects.count()) == (0, 0)
    assert ask().status == 201


def test_a_rollback_around_it_takes_the_key_back_with_the_work() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        ask()
        raise RuntimeError("the answer never reached the client and nothing was committed")

    assert (effects(), IdempotentAnswer.objects.count()) == (0, 0)


@pytest.mark.parametrize("length", [1, 120])
def test_keys_of_up_to_120_characters_are_taken(length: int) -> None:
    key = "钥" * length
    ask(key)
    ask(key)

    assert effects() == 1


def test_a_longer_key_is_refused_before_anything_is_done() -> None:
    with pytest.raises(KeyTooLong):
        ask("k" * 121)

    assert (effects(), IdempotentAnswer.objects.count()) == (0, 0)


def test_two_long_keys_that_begin_alike_are_two_keys() -> None:
    ask("k" * 119 + "a")
    ask("k" * 119 + "b")

    assert effects() == 2


def test_answers_are_dropped_after_a_day_and_not_before() -> None:
    ask("old", at=NOW - timedelta(days=1, seconds=1))
    ask("young", at=NOW - timedelta(days=1))

    assert purge(NOW) == 1
    assert list(IdempotentAnswer.objects.values_list("key", flat=True)) == ["young"]


def test_only_the_digest_of_the_request_is_kept() -> None:
    ask(request=b'{"password": "xiangyang-hua"}')

    row = IdempotentAnswer.objects.get()
    assert len(bytes(row.request_digest)) == 32
    assert b"xiangyang" not in bytes(row.request_digest)
