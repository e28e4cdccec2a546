"""The screens at stations: which browsers belong to which station, and what was already answered to them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.models.account import Account
from redvest.registry.models.station import Station


class KioskDevice(models.Model):
    """One browser at one station. Until it is paired only the hash of its pairing code is there, then that of its token."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    station = models.ForeignKey(Station, models.CASCADE, related_name="kiosks", verbose_name="服务站")
    name = models.CharField("名称", max_length=40)
    code_hash = models.BinaryField("配对码摘要", max_length=32)
    code_expires_at = models.DateTimeField("配对码失效时间")
    token_hash = models.BinaryField("令牌摘要", max_length=32, null=True)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="配对人")
    paired_at = models.DateTimeField("配对时间", null=True)
    last_seen_at = models.DateTimeField("最近联网", null=True)
    revoked_at = models.DateTimeField("停用时间", null=True)
    revoked_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="停用人"
    )

    class Meta:
        verbose_name = "自助机"
        constraints = [
            models.UniqueConstraint(fields=["token_hash"], name="one_kiosk_per_token"),
            models.CheckConstraint(
                condition=Q(token_hash__isnull=True, paired_at__isnull=True)
                | Q(token_hash__isnull=False, paired_at__isnull=False),
                name="kiosk_paired_with_token",
            ),
        ]
        indexes = [models.Index(fields=["station", "-paired_at"], name="kiosks_of_station")]

    def __str__(self) -> str:
        return self.name


class KioskReceipt(models.Model):
    """What the house answered to one thing of a kiosk's queue, so that the same thing sent again is answered alike.

    It names nobody: ``tail`` is the end of a volunteer number, for the keeper who looks after what was refused.
    """

    device = models.ForeignKey(KioskDevice, models.CASCADE, related_name="receipts", verbose_name="自助机")
    nonce = models.CharField("随机数", max_length=64)
    kind = models.CharField("种类", max_length=8)
    at = models.DateTimeField("发生时间")
    received_at = models.DateTimeField("收到时间")
    outcome = models.CharField("结果", max_length=40)
    tail = models.CharField("编号尾号", max_length=4, blank=True)

    class Meta:
        verbose_name = "自助机回执"
        constraints = [
            models.UniqueConstraint(fields=["device", "nonce"], name="one_kiosk_receipt_per_nonce")
        ]
        indexes = [models.Index(fields=["device", "-received_at"], name="kiosk_receipts_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%H:%M} {self.outcome}"
