"""The tree of places: city, districts and zones, streets and towns, communities and villages."""

from __future__ import annotations

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.functions import Length

from redvest.registry.choices import RegionLevel


class RegionQuerySet(models.QuerySet["Region"]):
    def under(self, region: Region) -> RegionQuerySet:
        """The region itself and everything below it."""
        return self.filter(path__startswith=region.path)

    def above(self, region: Region) -> RegionQuerySet:
        """The region itself and everything above it, the city first."""
        return self.filter(code__in=region.codes()).order_by(Length("path"))


class Region(models.Model):
    """A place. ``path`` holds the codes from the city down, each followed by "/", so one prefix test finds a subtree."""

    code = models.CharField("代码", max_length=12, primary_key=True)
    city = models.CharField("城市", max_length=6, db_index=True)
    name = models.CharField("名称", max_length=40)
    level = models.CharField("级别", max_length=10, choices=RegionLevel)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    path = models.CharField("路径", max_length=60)
    statutory = models.BooleanField("法定代码", default=True)
    population = models.PositiveIntegerField("常住人口", null=True, blank=True)
    lon = models.FloatField("经度", null=True, blank=True)
    lat = models.FloatField("纬度", null=True, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = "区划"
        constraints = [models.UniqueConstraint(fields=["path"], name="one_region_per_path")]
        indexes = [models.Index(OpClass("path", name="varchar_pattern_ops"), name="region_path_prefix")]

    def __str__(self) -> str:
        return self.name

    def codes(self) -> list[str]:
        """The codes from the city down to this region."""
        return self.path.strip("/").split("/")


class ServiceDomain(models.Model):
    """A kind of service in one of the classification schemes (domain 1.2: three of them do not agree)."""

    key = models.CharField("键", max_length=24, primary_key=True)  # scheme:number, e.g. xinyu:02
    scheme = models.CharField("分类法", max_length=10)
    name = models.CharField("名称", max_length=20)
    order = models.PositiveSmallIntegerField("次序")
    maps_to = models.ManyToManyField("self", verbose_name="对应", symmetrical=True, blank=True)

    class Meta:
        verbose_name = "服务类别"
        ordering = ["scheme", "order"]

    def __str__(self) -> str:
        return self.name
