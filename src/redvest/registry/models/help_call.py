"""What people ask for at a station's screen: a kind, a phone if they give one, and what the station did about it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.choices import HelpKind
from redvest.registry.models.account import Account
from redvest.registry.models.kiosk import KioskDevice
from redvest.registry.models.station import Station


class HelpCall(models.Model):
    """One asking. It names nobody: the phone is sealed, its last four digits are shown; who waits inside gives none."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    station = models.ForeignKey(Station, models.CASCADE, related_name="help_calls", verbose_name="服务站")
    device = models.ForeignKey(KioskDevice, models.CASCADE, related_name="help_calls", verbose_name="自助机")
    nonce = models.CharField("随机数", max_length=64)
    kind = models.CharField("要帮什么", max_length=10, choices=HelpKind)
    phone_sealed = models.BinaryField("手机号密文", null=True)
    phone_tail = models.CharField("手机尾号", max_length=4, blank=True)
    at = models.DateTimeField("发生时间")
    received_at = models.DateTimeField("收到时间")
    done_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="处理人")
    done_at = models.DateTimeField("处理时间", null=True)
    done_note = models.CharField("怎么处理的", max_length=120, blank=True)

    class Meta:
        verbose_name = "求助"
        constraints = [
            models.UniqueConstraint(fields=["device", "nonce"], name="one_help_call_per_nonce"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="help_call_done_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["station", "-received_at"], name="help_calls_of_station")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%H:%M}"
