"""Who came to listen: residents at a public lecture, counted by group, never by name."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account
from redvest.service.models.activity import Activity


class AudienceCount(models.Model):
    """How many of one group of residents an activity served. A later count of the same group takes its place."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    activity = models.ForeignKey(
        Activity, models.CASCADE, related_name="audience", db_index=False, verbose_name="活动"
    )
    group = models.CharField("听众", max_length=16)  # a key of ``data/audience_groups.csv``
    people = models.PositiveIntegerField("人数")
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "听众人数"
        constraints = [
            models.UniqueConstraint(fields=["activity", "group"], name="one_count_a_group"),
            models.CheckConstraint(condition=Q(people__gte=1), name="audience_counts_people"),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.group} {self.people}"
