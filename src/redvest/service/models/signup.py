"""Sign-ups: a volunteer's place on a post, or place in its waiting list."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Body, Volunteer
from redvest.service.choices import LIVE_SIGNUPS, CancelKind, SignUpState
from redvest.service.models.activity import Activity, Post

LIVE = Q(state__in=[state.value for state in LIVE_SIGNUPS])


class SignUpParty(models.Model):
    """A group that takes its places together or not at all; every member is a named sign-up of their own."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    post = models.ForeignKey(Post, models.PROTECT, related_name="parties", verbose_name="岗位")
    name = models.CharField("名称", max_length=40, blank=True)
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, related_name="+", verbose_name="哪个组织"
    )  # empty: friends, a family
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="报名人")
    request_key = models.CharField("幂等键", max_length=120, blank=True)
    created_at = models.DateTimeField("报名时间")
    ended_at = models.DateTimeField("整队取消时间", null=True)

    class Meta:
        verbose_name = "组队报名"
        constraints = [
            models.UniqueConstraint(
                fields=["made_by", "request_key"], condition=~Q(request_key=""), name="one_party_per_request"
            )
        ]

    def __str__(self) -> str:
        return self.name or f"组队报名 {self.pk}"


class SignUp(models.Model):
    """``queue`` comes from a sequence, so the waiting list has an order without a hot row."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    post = models.ForeignKey(Post, models.PROTECT, related_name="signups", verbose_name="岗位")
    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="signups", db_index=False, verbose_name="活动"
    )
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="signups", db_index=False, verbose_name="志愿者"
    )
    state = models.CharField("状态", max_length=10, choices=SignUpState)
    queue = models.BigIntegerField("次序")
    period = DateTimeRangeField("时段")
    request_key = models.CharField("幂等键", max_length=120, blank=True)
    created_at = models.DateTimeField("报名时间")
    confirmed_at = models.DateTimeField("报上时间", null=True)
    cancelled_at = models.DateTimeField("取消时间", null=True)
    cancel_kind = models.CharField("怎么取消的", max_length=8, choices=CancelKind, blank=True, db_default="")
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True, db_default="")
    take_at_once = models.BooleanField("有位置就直接报上", default=False, db_default=False)  # no offer first
    words = models.CharField("想说的话", max_length=300, blank=True, db_default="")  # of an application
    answer_by = models.DateTimeField("答复期限", null=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="答复人"
    )
    answer = models.CharField("答复", max_length=300, blank=True, db_default="")
    reconfirm_by = models.DateTimeField("再确认期限", null=True)
    reconfirmed_at = models.DateTimeField("再确认时间", null=True)
    made_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", db_index=False, verbose_name="代报人"
    )  # empty: the volunteer
    party = models.ForeignKey(
        SignUpParty, models.PROTECT, null=True, related_name="signups", verbose_name="组队"
    )

    class Meta:
        verbose_name = "报名"
        constraints = [
            models.UniqueConstraint(
                fields=["post", "volunteer"], condition=LIVE, name="one_live_signup_per_post"
            ),
            models.UniqueConstraint(
                fields=["volunteer", "request_key"],
                condition=~Q(request_key=""),
                name="one_signup_per_request",
            ),
            ExclusionConstraint(
                name="no_overlapping_signups",
                expressions=[("volunteer", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=LIVE,
            ),
        ]
        indexes = [
            models.Index(fields=["post", "queue"], condition=Q(state="waiting"), name="waiting_list"),
            models.Index(fields=["activity", "state"], name="signup_by_activity"),
            models.Index(fields=["volunteer", "-created_at"], name="signup_by_volunteer"),
            models.Index(fields=["answer_by"], condition=Q(state="applied"), name="unanswered_application"),
            models.Index(
                fields=["activity", "answered_at"],
                condition=Q(answered_at__isnull=False),
                name="answers_of_an_activity",
            ),
            models.Index(
                fields=["reconfirm_by"],
                condition=Q(state="confirmed", reconfirmed_at__isnull=True, reconfirm_by__isnull=False),
                name="reconfirmation_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} → {self.post} {self.get_state_display()}"

    @property
    def times(self) -> tuple[datetime, datetime]:
        """When somebody serves, as it stands now: of their shift, or of the activity where it has no times."""
        return self.post.starts_at or self.activity.starts_at, self.post.ends_at or self.activity.ends_at
