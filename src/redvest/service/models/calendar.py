"""A person's calendar feed: its secret address, and which version of each of its events was given out."""

from __future__ import annotations

from django.db import models

from redvest.core.identifiers import uuid7
from redvest.registry.models import Volunteer


class CalendarFeed(models.Model):
    """Whoever has the address reads the feed; only its SHA-256 is kept, so a new one is the only way to see one again."""

    volunteer = models.OneToOneField(
        Volunteer, models.CASCADE, primary_key=True, related_name="calendar_feed", verbose_name="志愿者"
    )
    digest = models.BinaryField("地址摘要", max_length=32, unique=True)
    made_at = models.DateTimeField("创建时间")
    read_at = models.DateTimeField("上次读取", null=True)

    class Meta:
        verbose_name = "日历订阅"

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"


class CalendarEvent(models.Model):
    """The version of an event that the feed gave out last: a change raises ``sequence``, as RFC 5545 3.8.7.4 asks."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    volunteer = models.ForeignKey(
        Volunteer, models.CASCADE, related_name="calendar_events", db_index=False, verbose_name="志愿者"
    )
    uid = models.CharField("事件标识", max_length=80)
    digest = models.BinaryField("内容摘要", max_length=32)
    sequence = models.PositiveIntegerField("版本", default=0)
    modified_at = models.DateTimeField("更新时间")
    kept_until = models.DateTimeField("保留到", db_index=True)

    class Meta:
        verbose_name = "日历事件"
        constraints = [
            models.UniqueConstraint(fields=["volunteer", "uid"], name="one_calendar_event_per_uid")
        ]

    def __str__(self) -> str:
        return self.uid
