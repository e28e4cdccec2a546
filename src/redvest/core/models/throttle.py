"""Counters of fixed windows behind every rate limit."""

from __future__ import annotations

from django.db import models


class ThrottleCount(models.Model):
    key = models.CharField("键", max_length=120, primary_key=True)
    window_ends_at = models.DateTimeField("窗口结束", db_index=True)
    hits = models.PositiveIntegerField("次数")

    class Meta:
        verbose_name = "限频计数"

    def __str__(self) -> str:
        return f"{self.key}: {self.hits}"
