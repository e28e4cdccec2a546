"""Dated rules: what differs between places or years is a row here, not code. The catalogue is ``rules/setting.py``."""

from __future__ import annotations

from django.db import models

from redvest.registry.models.account import Account
from redvest.registry.models.region import Region


class DatedSetting(models.Model):
    """The value of a rule at a place from a day on, until a later row takes over. Rows are never changed."""

    key = models.CharField("规则", max_length=60)
    region = models.ForeignKey(Region, models.CASCADE, verbose_name="适用区域")
    effective_on = models.DateField("生效日期")
    value = models.JSONField("值")
    basis = models.CharField("依据", max_length=200, blank=True)
    set_by = models.ForeignKey(Account, models.PROTECT, null=True, verbose_name="设定人")
    set_at = models.DateTimeField("设定时间")

    class Meta:
        verbose_name = "规则"
        constraints = [
            models.UniqueConstraint(
                fields=["key", "region", "effective_on"], name="one_value_per_rule_place_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.region} {self.effective_on}"
