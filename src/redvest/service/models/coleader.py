"""Several leaders: who leads an activity beside the one whose name stands on it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account
from redvest.service.models.activity import Activity


class CoLeader(models.Model):
    """From one day to another, both included. What they may do comes from their role in the organisation."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="co_leaders", db_index=False, verbose_name="活动"
    )
    account = models.ForeignKey(Account, models.PROTECT, related_name="co_led", verbose_name="账号")
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    added_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="添加人")
    added_at = models.DateTimeField("添加时间")
    removed_at = models.DateTimeField("移除时间", null=True)

    class Meta:
        verbose_name = "共同领队"
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "account"], condition=Q(removed_at__isnull=True), name="leads_once"
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="co_leads_some_days"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.account_id}"
