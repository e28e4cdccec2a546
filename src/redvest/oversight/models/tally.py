"""Running sums behind the headline numbers, so that a city of any size answers in the same time.

Writers only ever insert a row (no hot row to queue at); a job folds the rows; readers add what is there.
"""

from __future__ import annotations

from django.db import models


class Tally(models.Model):
    city = models.CharField("城市", max_length=6)
    measure = models.CharField("计量", max_length=24)
    amount = models.BigIntegerField("数量")

    class Meta:
        verbose_name = "累计"
        indexes = [models.Index(fields=["city", "measure"], include=["amount"], name="tally_sum")]

    def __str__(self) -> str:
        return f"{self.measure} {self.amount:+d}"


class LastService(models.Model):
    """The last day a person served: who is active this year is a count of these."""

    volunteer_id = models.UUIDField("志愿者", primary_key=True)
    city = models.CharField("城市", max_length=6)
    service_on = models.DateField("最近服务日期")

    class Meta:
        verbose_name = "最近服务"
        indexes = [models.Index(fields=["city", "service_on"], name="active_since")]

    def __str__(self) -> str:
        return f"{self.volunteer_id} {self.service_on}"
