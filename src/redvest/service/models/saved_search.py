"""Searches that people keep, and what those that are watched found for them."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.models import Volunteer
from redvest.service.models.activity import Activity


class SavedSearch(models.Model):
    """``asked`` is a ``rules/look.Look``; ``stop_key`` ends the watch without signing in and can do nothing else."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    volunteer = models.ForeignKey(
        Volunteer, models.CASCADE, related_name="saved_searches", verbose_name="志愿者"
    )
    name = models.CharField("名称", max_length=40)
    asked = models.JSONField("找什么", default=dict)
    watched = models.BooleanField("有新的就告诉我", default=True)
    stop_key = models.UUIDField("退订码", default=uuid4, unique=True, editable=False)
    created_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = "存下的查找"
        constraints = [
            models.UniqueConstraint(fields=["volunteer", "asked"], name="one_search_kept_once"),
        ]
        indexes = [models.Index(fields=["city"], condition=Q(watched=True), name="watched_search")]

    def __str__(self) -> str:
        return self.name


class WatchNotice(models.Model):
    """An activity that a watch found for somebody: one a person and activity, whichever of their watches it was."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    volunteer = models.ForeignKey(
        Volunteer, models.CASCADE, related_name="watch_notices", verbose_name="志愿者"
    )
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="watch_notices", verbose_name="活动")
    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="notices", verbose_name="存下的查找")
    found_at = models.DateTimeField("找到时间")
    told_at = models.DateTimeField("告诉时间", null=True)
    message = models.UUIDField("哪一条消息", null=True)  # the same for what was told together

    class Meta:
        verbose_name = "新活动提醒"
        constraints = [
            models.UniqueConstraint(fields=["volunteer", "activity"], name="one_notice_a_person_and_activity")
        ]
        indexes = [
            models.Index(
                fields=["city", "volunteer"], condition=Q(told_at__isnull=True), name="untold_notice"
            )
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} {self.activity_id}"


class RecruitingActivity(models.Model):
    """An activity that took sign-ups and had room when watches last looked: what joins this table is news."""

    activity = models.OneToOneField(
        Activity, models.CASCADE, primary_key=True, related_name="recruiting", verbose_name="活动"
    )
    city = models.CharField("城市", max_length=6)
    since = models.DateTimeField("起始时间")

    class Meta:
        verbose_name = "正在招募"
        indexes = [models.Index(fields=["city"], name="recruiting_in_city")]

    def __str__(self) -> str:
        return str(self.activity_id)
