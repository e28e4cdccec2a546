"""Series: an activity that recurs, planned and decided once; and what was changed on activities after they were announced."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Body
from redvest.service.models.project import Project


class Series(models.Model):
    """``rule`` is an RRULE with its last day; ``left_out`` the days of it on which nothing takes place (EXDATE).

    Every occurrence is an activity of its own, with its own sign-ups, attendance and hours.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    body = models.ForeignKey(Body, models.PROTECT, related_name="series", verbose_name="组织单位")
    project = models.ForeignKey(Project, models.PROTECT, related_name="series", verbose_name="项目")
    region_path = models.CharField("区域路径", max_length=60)  # of the place where it was planned
    title = models.CharField("标题", max_length=60)
    rule = models.CharField("重复规则", max_length=120)
    first_on = models.DateField("第一天")
    left_out = ArrayField(models.DateField(), verbose_name="不办的日子", default=list)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="发起人")
    request_key = models.CharField("幂等键", max_length=120, blank=True)
    created_at = models.DateTimeField("创建时间")

    class Meta:
        verbose_name = "系列活动"
        constraints = [
            models.UniqueConstraint(
                fields=["made_by", "request_key"], condition=~Q(request_key=""), name="one_series_per_request"
            )
        ]
        indexes = [models.Index(fields=["body", "-created_at"], name="series_by_body")]

    def __str__(self) -> str:
        return self.title
