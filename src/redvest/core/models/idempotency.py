"""Answers already given to a request with an ``Idempotency-Key``."""

from __future__ import annotations

from django.db import models


class IdempotentAnswer(models.Model):
    owner = models.CharField("归属", max_length=64)
    key = models.CharField("幂等键", max_length=120)
    request_digest = models.BinaryField("请求摘要", max_length=32)
    status = models.PositiveSmallIntegerField("状态码", null=True)
    body = models.JSONField("回答", null=True)
    created_at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = "幂等回答"
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="one_answer_per_key")]

    def __str__(self) -> str:
        return f"{self.owner} {self.key} → {self.status}"
