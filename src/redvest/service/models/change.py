"""What was changed on an activity after it was announced. Append-only."""

from __future__ import annotations

from django.db import models

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account
from redvest.service.models.activity import Activity


class ActivityChange(models.Model):
    """The fields that changed, before and after, as texts; of contacts only that they did. One press shares one ``edit``."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="changes", verbose_name="活动")
    edit = models.UUIDField("批次", db_index=True)
    before = models.JSONField("原来")
    after = models.JSONField("现在")
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="修改人")
    made_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = "活动变动"

    def __str__(self) -> str:
        return f"{self.activity_id} {'、'.join(self.after)}"
