"""The integrity agreement of staff (廉洁诚信承诺书): its texts by the day they hold from, and who signed which."""

from __future__ import annotations

from django.db import models

from redvest.registry.models.account import Account


class Pledge(models.Model):
    """One version of the text. The latest not after a day holds on it; a city without any asks for no signature."""

    city = models.CharField("城市", max_length=6)
    version = models.PositiveSmallIntegerField("版本")
    text = models.TextField("内容")
    effective_on = models.DateField("生效日期")
    set_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="发布人")
    set_at = models.DateTimeField("发布时间")

    class Meta:
        verbose_name = "廉洁诚信承诺书"
        constraints = [
            models.UniqueConstraint(fields=["city", "version"], name="one_pledge_per_version"),
            models.UniqueConstraint(fields=["city", "effective_on"], name="one_pledge_per_day"),
        ]

    def __str__(self) -> str:
        return f"{self.city} v{self.version}"


class PledgeSignature(models.Model):
    """Somebody's signature under one version. Never withdrawn: who no longer stands by it lays down the role."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="pledges", verbose_name="账号")
    pledge = models.ForeignKey(Pledge, models.PROTECT, related_name="signatures", verbose_name="承诺书")
    signed_at = models.DateTimeField("签署时间")

    class Meta:
        verbose_name = "承诺书签名"
        constraints = [models.UniqueConstraint(fields=["account", "pledge"], name="one_signature_per_pledge")]

    def __str__(self) -> str:
        return f"{self.account} {self.pledge}"
