"""What a station has: facilities (设施), the people of its team (队伍), the services it offers (服务项目)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.registry.models.station import Station
from redvest.registry.models.volunteer import Volunteer

_RUNS = Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))


class StationFacility(models.Model):
    """A kind of thing there, and how many: a desk, a drinking fountain, a wheelchair, a first-aid kit."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey(Station, models.CASCADE, related_name="facilities", verbose_name="服务站")
    name = models.CharField("名称", max_length=30)
    count = models.PositiveSmallIntegerField("数量", default=1)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True)

    class Meta:
        verbose_name = "站点设施"
        constraints = [
            models.UniqueConstraint(
                fields=["station", "name"], condition=Q(ends_on__isnull=True), name="one_line_per_facility"
            ),
            models.CheckConstraint(condition=Q(count__gt=0), name="facility_is_there"),
            models.CheckConstraint(condition=_RUNS, name="station_facility_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.name} × {self.count}"


class StationMember(models.Model):
    """Somebody of a station's own team, by their own yes (条例 art. 25)."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey(Station, models.CASCADE, related_name="members", verbose_name="服务站")
    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="stations", verbose_name="志愿者")
    starts_on = models.DateField("加入日期")
    ends_on = models.DateField("离开日期", null=True)

    class Meta:
        verbose_name = "站点队员"
        constraints = [
            models.UniqueConstraint(
                fields=["station", "volunteer"],
                condition=Q(ends_on__isnull=True),
                name="once_in_a_station_team",
            ),
            models.CheckConstraint(condition=_RUNS, name="station_member_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} @ {self.station_id}"


class StationService(models.Model):
    """Something that people can come for, as it hangs on the station's wall."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    station = models.ForeignKey(Station, models.CASCADE, related_name="services", verbose_name="服务站")
    name = models.CharField("名称", max_length=40)
    words = models.CharField("说明", max_length=200, blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True)

    class Meta:
        verbose_name = "站点服务项目"
        constraints = [
            models.UniqueConstraint(
                fields=["station", "name"],
                condition=Q(ends_on__isnull=True),
                name="one_station_service_per_name",
            ),
            models.CheckConstraint(condition=_RUNS, name="station_service_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name
