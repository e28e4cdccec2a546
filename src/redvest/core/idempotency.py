"""Same request twice, one effect: the answer is stored in the transaction that did the work."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from redvest.core.errors import Invalid
from redvest.core.models import IdempotentAnswer


class KeyReused(Invalid):
    """这个 Idempotency-Key 已经用在另一个请求上了，请换一个新的。"""

    code = "idempotency-key-reused"


class KeyTooLong(Invalid):
    """Idempotency-Key 最长 120 个字符。"""

    code = "idempotency-key-too-long"


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any


def answer_once(*, owner: str, key: str, request: bytes, at: datetime, work: Callable[[], Answer]) -> Answer:
    """Run ``work`` for the first request with this key; answer every repeat as the first was answered.

    Two at once: the second insert waits on the unique index until the first commits, then reads its answer.
    A failure rolls the key back together with the work, so a corrected retry is free to run.
    """
    if len(key) > 120:
        raise KeyTooLong
    digest = hashlib.sha256(request).digest()
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = IdempotentAnswer.objects.create(
                    owner=owner, key=key, request_digest=digest, created_at=at
                )
        except IntegrityError:
            return _given(owner, key, digest)
        answer = work()
        row.status, row.body = answer.status, answer.body
        row.save(update_fields=["status", "body"])
        return answer


def _given(owner: str, key: str, digest: bytes) -> Answer:
    row = IdempotentAnswer.objects.get(owner=owner, key=key)
    if bytes(row.request_digest) != digest:
        raise KeyReused
    return Answer(status=row.status or 200, body=row.body)


def purge(at: datetime) -> int:
    """Drop answers older than a day; returns how many."""
    return IdempotentAnswer.objects.filter(created_at__lt=at - timedelta(days=1)).delete()[0]
