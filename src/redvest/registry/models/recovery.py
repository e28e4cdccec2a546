"""An account whose phone is lost on its way to another phone: by waiting, or by two people who saw the ID card."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.choices import RecoveryState
from redvest.registry.models.account import Account
from redvest.registry.models.station import Station


class AccountRecovery(models.Model):
    """With a ``station`` it was witnessed there and waits for a second person; without, for ``due_at`` and no objection.

    The new phone is forgotten, but for its tail, when the waiting ends.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    account = models.ForeignKey(Account, models.CASCADE, related_name="recoveries", verbose_name="账号")
    phone_sealed = models.BinaryField("新手机号（加密）", null=True)
    phone_tail = models.CharField("新手机尾号", max_length=4)
    state = models.CharField("状态", max_length=8, choices=RecoveryState, default=RecoveryState.WAITING)
    asked_at = models.DateTimeField("申请时间")
    due_at = models.DateTimeField("到期时间", db_index=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    station = models.ForeignKey(Station, models.PROTECT, null=True, related_name="+", verbose_name="见证站点")
    witness = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+", verbose_name="见证人")
    second = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+", verbose_name="确认人")

    class Meta:
        verbose_name = "找回账号"
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(state="waiting"), name="one_live_recovery"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} → {self.phone_tail}"
