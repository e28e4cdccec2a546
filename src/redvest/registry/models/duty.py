"""Duty at stations (值班): a weekly pattern, its dated slots, and who took one or was asked to."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from redvest.core.identifiers import uuid7
from redvest.registry.choices import DutyOff, DutyTurnState
from redvest.registry.models.station import Station
from redvest.registry.models.volunteer import Volunteer


class DutyPattern(models.Model):
    """Every week on this day (Monday is 0) so many people are needed, from one date to another."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey(Station, models.CASCADE, related_name="duty_patterns", verbose_name="服务站")
    weekday = models.PositiveSmallIntegerField("星期")
    begins = models.TimeField("开始时间")
    ends = models.TimeField("结束时间")
    places = models.PositiveSmallIntegerField("需要人数")
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True)

    class Meta:
        verbose_name = "值班安排"
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="duty_pattern_ends_later"),
            models.CheckConstraint(condition=Q(places__gte=1, places__lte=20), name="duty_pattern_places"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="duty_pattern_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.weekday} {self.begins}"


class DutySlot(models.Model):
    """A dated slot. ``taken`` never passes ``places``; ``alerted_at`` is the receipt of the alert that it lacks people.

    One that was called off stays, so that it is not laid out again, and nobody is on it.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    station = models.ForeignKey(Station, models.CASCADE, related_name="duty_slots", verbose_name="服务站")
    pattern = models.ForeignKey(DutyPattern, models.CASCADE, related_name="slots", verbose_name="值班安排")
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    places = models.PositiveSmallIntegerField("需要人数")
    taken = models.PositiveSmallIntegerField("已有人数", default=0)
    alerted_at = models.DateTimeField("提醒时间", null=True)
    called_off_at = models.DateTimeField("取消时间", null=True)
    called_off_as = models.CharField("为什么取消", max_length=8, choices=DutyOff, blank=True)
    called_off_words = models.CharField("取消说明", max_length=60, blank=True)

    class Meta:
        verbose_name = "值班时段"
        constraints = [
            models.UniqueConstraint(fields=["pattern", "starts_at"], name="one_slot_of_a_pattern"),
            models.CheckConstraint(condition=Q(taken__lte=F("places")), name="duty_slot_not_overfull"),
            models.CheckConstraint(
                condition=Q(called_off_at__isnull=True, called_off_as="")
                | Q(called_off_at__isnull=False, taken=0) & ~Q(called_off_as=""),
                name="duty_slot_called_off_empty",
            ),
        ]
        indexes = [
            models.Index(fields=["station", "starts_at"], name="duty_of_station"),
            models.Index(
                fields=["city", "starts_at"], condition=Q(alerted_at__isnull=True), name="duty_to_alert"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.starts_at}"

    @property
    def lacking(self) -> int:
        """How many people it still needs."""
        return self.places - self.taken


class DutyTurn(models.Model):
    """A person on a slot: asked, taken by their own yes, given back or declined. The times repeat the slot's."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    slot = models.ForeignKey(DutySlot, models.CASCADE, related_name="turns", verbose_name="值班时段")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="duty_turns", verbose_name="志愿者")
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    state = models.CharField("状态", max_length=10, choices=DutyTurnState)
    changed_at = models.DateTimeField("更新时间")

    class Meta:
        verbose_name = "值班人次"
        constraints = [
            models.UniqueConstraint(fields=["slot", "volunteer"], name="one_turn_of_a_slot"),
            ExclusionConstraint(
                name="one_duty_at_a_time",
                expressions=[
                    (F("volunteer"), RangeOperators.EQUAL),
                    (
                        Func("starts_at", "ends_at", function="tstzrange", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state="taken"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} {self.starts_at} {self.state}"
