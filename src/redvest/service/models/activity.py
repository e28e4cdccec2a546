"""Activities and their posts: one occasion of service, and the jobs to be filled on it."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Body, Region, ServiceDomain
from redvest.service.choices import ActivityState
from redvest.service.models.project import Project
from redvest.service.models.series import Series


class Activity(models.Model):
    """The fields from ``place_name`` to ``contact_phone`` are the recruitment notice of GB/T 40143 6.1 and 条例 art. 12."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    project = models.ForeignKey(Project, models.PROTECT, related_name="activities", verbose_name="项目")
    body = models.ForeignKey(Body, models.PROTECT, related_name="activities", verbose_name="组织单位")
    leader = models.ForeignKey(
        Account, models.PROTECT, related_name="led_activities", verbose_name="活动负责人"
    )
    leader_name = models.CharField("负责人姓名", max_length=60)
    title = models.CharField("标题", max_length=60)
    domain = models.ForeignKey(
        ServiceDomain, models.PROTECT, related_name="activities", verbose_name="服务类别"
    )
    content = models.TextField("服务内容", blank=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="activities", verbose_name="所在区域")
    region_path = models.CharField("区域路径", max_length=60)
    place_name = models.CharField("地点", max_length=80, blank=True)
    lon = models.FloatField("经度", null=True, blank=True)
    lat = models.FloatField("纬度", null=True, blank=True)
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    break_minutes = models.PositiveSmallIntegerField("休息分钟", default=0)
    signup_opens_at = models.DateTimeField("报名开始")
    signup_closes_at = models.DateTimeField("报名截止")
    conditions = models.TextField("志愿者条件", blank=True)
    how_to_apply = models.TextField("报名方式", blank=True)
    risks = models.TextField("可能的风险", blank=True)
    guarantees = models.TextField("提供的保障", blank=True)
    contact_name = models.CharField("联系人", max_length=60, blank=True)
    contact_phone = models.CharField("联系电话", max_length=20, blank=True)
    dangerous = models.BooleanField("有人身危险", default=False)
    danger_note = models.CharField("为什么不算危险", max_length=200, blank=True, db_default="")
    kind = models.CharField("活动类型", max_length=16, default="service", db_default="service")
    audience_places = models.PositiveIntegerField("听众席", null=True, blank=True)  # of a public lecture
    state = models.CharField("状态", max_length=10, choices=ActivityState, default=ActivityState.DRAFT)
    review_note = models.CharField("审核意见", max_length=200, blank=True)
    created_at = models.DateTimeField("创建时间")
    submitted_at = models.DateTimeField("提交时间", null=True)
    decided_at = models.DateTimeField("审核时间", null=True)
    closed_at = models.DateTimeField("结束处理时间", null=True)
    search = ArrayField(models.TextField(), verbose_name="检索词", default=list)
    series = models.ForeignKey(
        Series, models.PROTECT, null=True, related_name="occurrences", db_index=False, verbose_name="系列"
    )
    occurs_on = models.DateField("系列中的日期", null=True)  # as the rule has it, wherever it was moved since

    class Meta:
        verbose_name = "活动"
        constraints = [
            models.UniqueConstraint(fields=["series", "occurs_on"], name="one_occurrence_a_day"),
            models.CheckConstraint(
                condition=Q(series__isnull=True, occurs_on__isnull=True)
                | Q(series__isnull=False, occurs_on__isnull=False),
                name="occurrence_has_its_day",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="activity_ends_after_start"),
            models.CheckConstraint(
                condition=Q(signup_closes_at__gt=F("signup_opens_at")), name="signup_closes_after_opening"
            ),
        ]
        indexes = [
            models.Index(fields=["city", "state", "starts_at", "id"], name="activity_list"),
            models.Index(fields=["city", "state", "domain", "starts_at"], name="activity_by_domain"),
            models.Index(fields=["body", "-starts_at"], name="activity_by_body"),
            models.Index(fields=["leader", "-starts_at"], name="activity_by_leader"),
            models.Index(fields=["city", "-starts_at", "-id"], name="activity_latest"),
            GinIndex(fields=["search"], name="activity_search"),
        ]

    def __str__(self) -> str:
        return self.title


class Post(models.Model):
    """A job on an activity, or one shift (班次) of it when it has times of its own.

    ``taken`` changes only by guarded updates; the constraint stands behind them. Shifts of one job share the title.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="posts", verbose_name="活动")
    title = models.CharField("岗位", max_length=40)
    description = models.CharField("说明", max_length=200, blank=True)
    places = models.PositiveIntegerField("人数")
    taken = models.PositiveIntegerField("已报", default=0)
    min_age = models.PositiveSmallIntegerField("最小年龄", null=True, blank=True)
    max_age = models.PositiveSmallIntegerField("最大年龄", null=True, blank=True)
    order = models.PositiveSmallIntegerField("次序", default=0)
    shift = models.CharField("班次", max_length=20, blank=True, db_default="")
    starts_at = models.DateTimeField("班次开始", null=True, blank=True)  # empty: as long as the activity
    ends_at = models.DateTimeField("班次结束", null=True, blank=True)
    break_minutes = models.PositiveSmallIntegerField("班次中休息分钟", default=0, db_default=0)
    meeting_point = models.CharField("集合地点", max_length=80, blank=True, db_default="")
    skills = ArrayField(
        models.CharField(max_length=16), verbose_name="用得上的技能", default=list, db_default=[], blank=True
    )
    qualifications = ArrayField(
        models.CharField(max_length=16), verbose_name="要有的资格", default=list, db_default=[], blank=True
    )
    needs_review = models.BooleanField("要审核", default=False, db_default=False)
    answer_hours = models.PositiveSmallIntegerField("多少小时内答复", null=True, blank=True)
    # Of an announced opening (models/opening.py), kept here because the statement of signing up reads this row:
    # nobody joins directly before ``opens_at``, and of a ``gated`` post nobody without its opening's word.
    opens_at = models.DateTimeField("放号时间", null=True, blank=True, editable=False)
    gated = models.BooleanField("按放号规则进", default=False, db_default=False, editable=False)
    reconfirm = models.BooleanField("开始前再确认", null=True, blank=True)  # empty: as the place has it

    class Meta:
        verbose_name = "岗位"
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("places")), name="never_more_taken_than_places"),
            models.CheckConstraint(condition=Q(places__gte=1), name="post_has_places"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="shift_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What people call it: the job, and which shift of it, so that two shifts of one job are told apart."""
        return f"{self.title} {self.shift}".strip()

    @property
    def times(self) -> tuple[datetime, datetime]:
        """When somebody serves: the shift's own times, or as long as the activity lasts."""
        return self.starts_at or self.activity.starts_at, self.ends_at or self.activity.ends_at
