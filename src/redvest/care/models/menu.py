"""The menus of services (服务菜单) that organisations and stations offer, to be ordered from (点单)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from redvest.care.choices import MenuState
from redvest.core.identifiers import uuid7
from redvest.registry.models import Body, Region, ServiceDomain, Station


class MenuItem(models.Model):
    """One service that a body offers to residents of a region, so many times a week."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    body = models.ForeignKey(Body, models.PROTECT, related_name="menu_items", verbose_name="提供的组织")
    station = models.ForeignKey(
        Station, models.SET_NULL, null=True, related_name="menu_items", verbose_name="在哪个站点"
    )
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="menu_items", verbose_name="服务哪里的居民"
    )
    region_path = models.CharField("区域路径", max_length=60)
    domain = models.ForeignKey(
        ServiceDomain, models.PROTECT, related_name="menu_items", verbose_name="服务类别"
    )
    name = models.CharField("服务项目", max_length=40)
    words = models.CharField("做些什么", max_length=300)
    for_whom = models.CharField("给谁", max_length=60, blank=True)
    at_home = models.BooleanField("上门服务", default=True)
    minutes = models.PositiveSmallIntegerField("一次大约多少分钟", default=60)
    slots = models.IntegerField("什么时候能来", default=0)  # the 24 bits of registry/rules/availability.py
    a_week = models.PositiveSmallIntegerField("一周最多几次", default=0)  # 0 means without a limit
    state = models.CharField("状态", max_length=10, choices=MenuState, default=MenuState.DRAFT)
    # Why an officer took it off: what carries one goes back by an officer alone.
    reason = models.CharField("下架原因", max_length=200, blank=True, default="", db_default="")
    created_at = models.DateTimeField("建立时间")
    changed_at = models.DateTimeField("修改时间")
    search = ArrayField(models.TextField(), verbose_name="检索词", default=list)

    class Meta:
        verbose_name = "服务菜单"
        constraints = [models.UniqueConstraint(fields=["body", "name"], name="one_menu_item_per_name")]
        indexes = [
            models.Index(fields=["city", "state", "region_path", "domain", "name"], name="menu_list"),
            GinIndex(fields=["search"], name="menu_search"),
        ]

    def __str__(self) -> str:
        return self.name
