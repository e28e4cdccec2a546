"""Templates: an activity that an organisation keeps to begin others from."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Body


class ActivityTemplate(models.Model):
    """``content`` is what ``rules/blueprint.py`` makes of an activity: its fields and posts without any day."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    body = models.ForeignKey(Body, models.CASCADE, related_name="templates", verbose_name="组织")
    name = models.CharField("名称", max_length=40)
    content = models.JSONField("内容")
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="保存人")
    made_at = models.DateTimeField("保存时间")
    retired_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = "活动模板"
        constraints = [
            models.UniqueConstraint(
                fields=["body", "name"],
                condition=Q(retired_at__isnull=True),
                name="one_live_template_per_name",
            )
        ]

    def __str__(self) -> str:
        return self.name
