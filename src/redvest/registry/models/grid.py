"""Grids (网格) of a community, their sanitation zones (卫生片区), and who keeps which from when to when."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from redvest.core.identifiers import uuid7
from redvest.registry.models.region import Region
from redvest.registry.models.volunteer import Volunteer


class Grid(models.Model):
    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    community = models.ForeignKey(Region, models.PROTECT, related_name="grids", verbose_name="社区")
    region_path = models.CharField("区域路径", max_length=60)
    name = models.CharField("名称", max_length=40)
    outline = models.JSONField("范围", null=True)
    lon = models.FloatField("经度", null=True)
    lat = models.FloatField("纬度", null=True)

    class Meta:
        verbose_name = "网格"
        constraints = [models.UniqueConstraint(fields=["community", "name"], name="one_grid_per_name")]
        indexes = [models.Index(fields=["city", "region_path", "name", "id"], name="grid_list")]

    def __str__(self) -> str:
        return self.name


class SanitationZone(models.Model):
    """A part of a grid that one volunteer keeps clean ("1151": 一名志愿者包一个卫生片区)."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    grid = models.ForeignKey(Grid, models.CASCADE, related_name="zones", verbose_name="网格")
    name = models.CharField("名称", max_length=40)
    outline = models.JSONField("范围", null=True)

    class Meta:
        verbose_name = "卫生片区"
        constraints = [models.UniqueConstraint(fields=["grid", "name"], name="one_zone_per_name")]

    def __str__(self) -> str:
        return self.name


_DAYS = Func(F("starts_on"), F("ends_on"), Value("[]"), function="daterange")


class GridKeeping(models.Model):
    """A person keeps a grid (网格员) or a zone on these days. One keeper a place, and one zone a volunteer, at a time."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    grid = models.ForeignKey(Grid, models.CASCADE, null=True, related_name="keepings", verbose_name="网格")
    zone = models.ForeignKey(
        SanitationZone, models.CASCADE, null=True, related_name="keepings", verbose_name="卫生片区"
    )
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="grid_keepings", verbose_name="负责人"
    )
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True)

    class Meta:
        verbose_name = "网格负责"
        constraints = [
            models.CheckConstraint(
                condition=Q(grid__isnull=False, zone__isnull=True) | Q(grid__isnull=True, zone__isnull=False),
                name="keeping_of_grid_or_zone",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="keeping_ends_after_start",
            ),
            ExclusionConstraint(
                name="one_keeper_per_grid",
                expressions=[("grid", RangeOperators.EQUAL), (_DAYS, RangeOperators.OVERLAPS)],
                condition=Q(grid__isnull=False),
            ),
            ExclusionConstraint(
                name="one_keeper_per_zone",
                expressions=[("zone", RangeOperators.EQUAL), (_DAYS, RangeOperators.OVERLAPS)],
                condition=Q(zone__isnull=False),
            ),
            ExclusionConstraint(
                name="one_zone_per_keeper",
                expressions=[("volunteer", RangeOperators.EQUAL), (_DAYS, RangeOperators.OVERLAPS)],
                condition=Q(zone__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} {self.starts_on}"
