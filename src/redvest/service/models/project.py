"""Projects: what an organisation undertakes over a season, of which activities are the single occasions."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.registry.models import Body, Region, ServiceDomain
from redvest.service.choices import ProjectState


class Project(models.Model):
    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    code = models.CharField("项目编号", max_length=20)
    body = models.ForeignKey(Body, models.PROTECT, related_name="projects", verbose_name="所属组织")
    region = models.ForeignKey(Region, models.PROTECT, related_name="projects", verbose_name="项目区划")
    region_path = models.CharField("区域路径", max_length=60)
    name = models.CharField("名称", max_length=80)
    domain = models.ForeignKey(
        ServiceDomain, models.PROTECT, related_name="projects", verbose_name="服务类别"
    )
    summary = models.TextField("简介", blank=True)
    beneficiaries = models.CharField("服务对象", max_length=80, blank=True)
    guarantees = models.CharField("志愿者保障", max_length=200, blank=True)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True)
    state = models.CharField("状态", max_length=8, choices=ProjectState, default=ProjectState.RUNNING)
    created_at = models.DateTimeField("发布时间")
    search = ArrayField(models.TextField(), verbose_name="检索词", default=list)

    class Meta:
        verbose_name = "项目"
        constraints = [
            models.UniqueConstraint(fields=["city", "code"], name="one_project_per_code"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="project_ends_after_start",
            ),
        ]
        indexes = [
            models.Index(fields=["city", "state"]),
            models.Index(fields=["body", "state"]),
            GinIndex(fields=["search"], name="project_search"),
        ]

    def __str__(self) -> str:
        return self.name
