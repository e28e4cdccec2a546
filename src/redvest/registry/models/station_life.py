"""A station's opening hours and the days that differ from them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.registry.models.station import Station


class StationOpening(models.Model):
    """Open every week on this day (Monday is 0), from one date to another."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey(Station, models.CASCADE, related_name="openings", verbose_name="服务站")
    weekday = models.PositiveSmallIntegerField("星期")
    opens = models.TimeField("开门时间")
    closes = models.TimeField("关门时间")
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True)

    class Meta:
        verbose_name = "开放时间"
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="opening_on_a_weekday"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="opening_closes_later"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="opening_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["station", "weekday", "opens"], condition=Q(until__isnull=True), name="one_opening"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.weekday} {self.opens}"


class StationDay(models.Model):
    """A day that differs: other hours, or closed where it has none."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey(Station, models.CASCADE, related_name="special_days", verbose_name="服务站")
    day = models.DateField("日期")
    opens = models.TimeField("开门时间", null=True)
    closes = models.TimeField("关门时间", null=True)
    note = models.CharField("说明", max_length=60, blank=True)

    class Meta:
        verbose_name = "特别开放日"
        constraints = [
            models.UniqueConstraint(fields=["station", "day"], name="one_special_day"),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True) | Q(closes__gt=F("opens")),
                name="special_day_closes_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.day}"
