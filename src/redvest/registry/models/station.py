"""Volunteer service stations."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from redvest.registry.models.region import Region


class Station(models.Model):
    """A community's volunteer service station. Its level is not kept here: oversight's assessments say it, from evidence."""

    id = models.UUIDField("编号", primary_key=True)
    city = models.CharField("城市", max_length=6)
    region = models.ForeignKey(Region, models.PROTECT, related_name="stations", verbose_name="所在社区")
    name = models.CharField("名称", max_length=60)
    address = models.CharField("地址", max_length=120)
    phone = models.CharField("站点电话", max_length=20, blank=True, default="", db_default="")
    lon = models.FloatField("经度")
    lat = models.FloatField("纬度")
    opened_on = models.DateField("启用日期")
    search = ArrayField(models.TextField(), verbose_name="检索词", default=list)

    class Meta:
        verbose_name = "服务站"
        indexes = [
            models.Index(fields=["city", "name"], name="station_list"),
            GinIndex(fields=["search"], name="station_search"),
        ]

    def __str__(self) -> str:
        return self.name
