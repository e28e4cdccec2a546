"""Training (order 67 art. 8): courses of an organisation, who took them when, and which posts ask for them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Body, Volunteer
from redvest.service.models.activity import Post


class TrainingCourse(models.Model):
    """名称、主要内容、学习时长、举办单位. ``valid_months`` is empty for what is learned once and for all."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    body = models.ForeignKey(Body, models.PROTECT, related_name="training_courses", verbose_name="举办单位")
    name = models.CharField("名称", max_length=60)
    content = models.TextField("主要内容", max_length=2000)
    minutes = models.PositiveIntegerField("学习时长（分钟）")
    valid_months = models.PositiveSmallIntegerField("有效月数", null=True, blank=True)
    created_at = models.DateTimeField("创建时间")
    created_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="创建人")
    ended_at = models.DateTimeField("停办时间", null=True)

    class Meta:
        verbose_name = "培训课程"
        constraints = [
            models.UniqueConstraint(
                fields=["body", "name"], condition=Q(ended_at__isnull=True), name="one_live_course_per_name"
            ),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="a_course_takes_time"),
        ]

    def __str__(self) -> str:
        return self.name


class TrainingRecord(models.Model):
    """One person's attendance of a course on a day. A mistake is voided with a reason, never deleted."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="trainings", db_index=False, verbose_name="志愿者"
    )
    course = models.ForeignKey(
        TrainingCourse, models.PROTECT, related_name="records", verbose_name="培训课程"
    )
    on = models.DateField("培训日期")
    expires_on = models.DateField("有效期至", null=True)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="记录人")
    recorded_at = models.DateTimeField("记录时间")
    voided_at = models.DateTimeField("作废时间", null=True)
    voided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="作废人")
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "培训记录"
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "course", "on"],
                condition=Q(voided_at__isnull=True),
                name="trained_once_a_day",
            ),
        ]
        indexes = [models.Index(fields=["course", "-on"], name="trainings_of_course")]

    def __str__(self) -> str:
        return f"{self.volunteer} {self.course} {self.on}"


class PostCourse(models.Model):
    """A course without which a post takes nobody. Posts are made anew on editing, and these with them."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="needs", db_index=False, verbose_name="岗位")
    course = models.ForeignKey(TrainingCourse, models.PROTECT, related_name="+", verbose_name="培训课程")

    class Meta:
        verbose_name = "岗位所需培训"
        constraints = [models.UniqueConstraint(fields=["post", "course"], name="course_once_per_post")]

    def __str__(self) -> str:
        return f"{self.post_id} {self.course_id}"
