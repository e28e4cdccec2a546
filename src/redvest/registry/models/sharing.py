"""Who got people's data, and which of the staff looked at a minor's."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from redvest.core.identifiers import uuid7
from redvest.registry.choices import LookReason, SharingKind
from redvest.registry.models.account import Account
from redvest.registry.models.volunteer import Volunteer


class SharingLine(models.Model):
    """One giving of people's rows to somebody, or one file of them; kept three years and more (网数条例 art. 12)."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    region_path = models.CharField("区域路径", max_length=60)
    at = models.DateTimeField("时间")
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+", verbose_name="经办人")
    kind = models.CharField("去向", max_length=12, choices=SharingKind)
    recipient = models.CharField("接收方", max_length=120)
    purpose = models.CharField("目的", max_length=200)
    basis = models.CharField("依据", max_length=120)
    fields = ArrayField(models.CharField(max_length=40), verbose_name="字段", default=list)
    people = models.PositiveIntegerField("人数")
    volunteer_ids = ArrayField(models.UUIDField(), verbose_name="涉及的志愿者", default=list)

    class Meta:
        verbose_name = "提供记录"
        indexes = [
            models.Index(fields=["city", "-at"]),
            GinIndex(fields=["volunteer_ids"], name="sharing_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.recipient} {self.people}"


class MinorLook(models.Model):
    """Leave to see one minor's record, for a reason and a short time (未成年人网络保护条例 art. 36)."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="查看人")
    volunteer = models.ForeignKey(
        Volunteer, models.CASCADE, related_name="minor_looks", verbose_name="未成年人"
    )
    reason = models.CharField("事由", max_length=12, choices=LookReason)
    words = models.CharField("说明", max_length=200)
    at = models.DateTimeField("开始时间")
    until = models.DateTimeField("到期时间")

    class Meta:
        verbose_name = "未成年人信息查看"
        indexes = [
            models.Index(fields=["volunteer", "account", "-until"]),
            models.Index(fields=["city", "-at"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_reason_display()}"
