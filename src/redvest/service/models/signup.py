"""Sign-ups: a volunteer's place on a post, or place in its waiting list."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.models import Volunteer
from redvest.service.choices import LIVE_SIGNUPS, SignUpState
from redvest.service.models.activity import Activity, Post

LIVE = Q(state__in=[state.value for state in LIVE_SIGNUPS])


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
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} → {self.post} {self.get_state_display()}"
