"""Reflections (志愿者心得): what somebody writes after a service, looked at by people, public only by a yes to that."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Volunteer
from redvest.service.choices import LIVE_REFLECTIONS, ReflectionState
from redvest.service.models.activity import Activity

_SAID = [ReflectionState.TO_CHANGE, ReflectionState.REFUSED]


class Reflection(models.Model):
    """``version`` counts the writings: a decision names the one that it was made on.

    ``agreed_at`` is the yes to being public, a child's a guardian's; empty: nobody else reads it.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    region_path = models.CharField("区域路径", max_length=60)
    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="reflections", db_index=False, verbose_name="活动"
    )
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="reflections", verbose_name="志愿者"
    )
    text = models.CharField("心得", max_length=2000)
    version = models.PositiveIntegerField("第几稿", default=1)
    state = models.CharField("状态", max_length=10, choices=ReflectionState, default=ReflectionState.WRITTEN)
    written_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="执笔人"
    )
    written_at = models.DateTimeField("写好时间")
    agreed_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="同意公开的人"
    )
    agreed_at = models.DateTimeField("同意公开时间", null=True)
    decided_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="审核人"
    )
    decided_at = models.DateTimeField("审核时间", null=True)
    words = models.CharField("审核的话", max_length=200, blank=True)
    published_at = models.DateTimeField("公开时间", null=True)

    class Meta:
        verbose_name = "志愿者心得"
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "volunteer"],
                condition=Q(state__in=LIVE_REFLECTIONS),
                name="one_live_reflection_per_service",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=ReflectionState.PUBLISHED,
                    published_at__isnull=False,
                    agreed_at__isnull=False,
                    decided_at__isnull=False,
                )
                | ~Q(state=ReflectionState.PUBLISHED) & Q(published_at__isnull=True),
                name="reflection_public_by_two_yeses",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_SAID, decided_at__isnull=False) & ~Q(words="")
                | ~Q(state__in=_SAID) & Q(words=""),
                name="reflection_sent_back_in_words",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReflectionState.WRITTEN) | Q(decided_at__isnull=True),
                name="reflection_written_is_undecided",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="reflection_has_a_version"),
        ]
        indexes = [
            models.Index(fields=["activity", "state"], name="reflections_of_activity"),
            models.Index(
                fields=["city", "published_at"],
                condition=Q(state=ReflectionState.PUBLISHED),
                name="reflections_public",
            ),
            models.Index(
                fields=["city", "written_at"],
                condition=Q(state=ReflectionState.WRITTEN),
                name="reflections_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.volunteer_id} {self.state}"


class ReflectionPicture(models.Model):
    """A picture of a reflection, in the storage under ``key``, without what the camera wrote into it."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    reflection = models.ForeignKey(
        Reflection, models.CASCADE, related_name="pictures", db_index=False, verbose_name="心得"
    )
    place = models.PositiveSmallIntegerField("第几张")
    key = models.CharField("文件", max_length=120)
    media_type = models.CharField("格式", max_length=20)
    size = models.PositiveIntegerField("字节")

    class Meta:
        verbose_name = "心得照片"
        constraints = [
            models.UniqueConstraint(fields=["reflection", "place"], name="one_picture_per_place"),
            models.CheckConstraint(condition=Q(place__range=(1, 3)), name="three_pictures_at_most"),
        ]

    def __str__(self) -> str:
        return self.key
