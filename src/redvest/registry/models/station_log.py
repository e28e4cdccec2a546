"""A station's work log (工作日志): what happened there and how many came, and what people asked for."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.registry.choices import SessionKind
from redvest.registry.models.account import Account
from redvest.registry.models.help_call import HelpCall
from redvest.registry.models.station import Station
from redvest.registry.models.station_holding import StationService


class StationSession(models.Model):
    """One occasion at a station with its footfall (人次). It makes no hours: those come from activities alone."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey(Station, models.CASCADE, related_name="sessions", verbose_name="服务站")
    kind = models.CharField("类型", max_length=8, choices=SessionKind)
    service = models.ForeignKey(
        StationService, models.PROTECT, null=True, related_name="sessions", verbose_name="服务项目"
    )
    held_on = models.DateField("日期")
    helpers = models.PositiveSmallIntegerField("到场志愿者人数")
    visitors = models.PositiveIntegerField("服务人次")
    words = models.CharField("说明", max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="记录人"
    )
    recorded_at = models.DateTimeField("记录时间")

    class Meta:
        verbose_name = "站点服务场次"
        constraints = [
            models.UniqueConstraint(
                fields=["station", "service", "held_on", "kind"],
                nulls_distinct=False,
                name="one_session_a_day_of_a_service",
            ),
            models.CheckConstraint(
                condition=~Q(kind=SessionKind.SERVICE) | Q(service__isnull=False),
                name="a_service_session_names_its_service",
            ),
        ]
        indexes = [models.Index(fields=["station", "-held_on"], name="sessions_of_station")]

    def __str__(self) -> str:
        return f"{self.station_id} {self.held_on}"


class StationNeed(models.Model):
    """What somebody asked for at the desk, without who they are: a name belongs to the demand desk, not here."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey(Station, models.CASCADE, related_name="needs", verbose_name="服务站")
    words = models.CharField("需求", max_length=200)
    asked_on = models.DateField("提出日期")
    recorded_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="记录人"
    )
    call = models.OneToOneField(
        HelpCall, models.SET_NULL, null=True, related_name="need", verbose_name="来自哪条求助"
    )
    answer = models.CharField("办理结果", max_length=200, blank=True)
    answered_on = models.DateField("办理日期", null=True)

    class Meta:
        verbose_name = "站点需求"
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, answer="")
                | Q(answered_on__gte=F("asked_on")) & ~Q(answer=""),
                name="a_need_is_answered_in_words",
            )
        ]
        indexes = [models.Index(fields=["station", "-asked_on"], name="needs_of_station")]

    def __str__(self) -> str:
        return self.words
