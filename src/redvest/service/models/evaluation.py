"""Evaluation both ways (order 67 art. 10): of somebody's service, and of the activity by who served on it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Volunteer
from redvest.service.models.activity import Activity


def _score(words: str) -> models.PositiveSmallIntegerField[int, int]:
    return models.PositiveSmallIntegerField(words)


class Evaluation(models.Model):
    """A leader's word on one person's service of one activity, with what those served said. Never touches hours."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="evaluations", db_index=False, verbose_name="活动"
    )
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="evaluations", verbose_name="志愿者"
    )
    punctuality = _score("守时程度")
    attitude = _score("服务态度")
    skill = _score("专业水平")
    text = models.CharField("评语", max_length=500, blank=True)
    beneficiary_words = models.CharField("服务对象的反馈", max_length=500, blank=True)
    evaluated_at = models.DateTimeField("评价时间")
    evaluated_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="评价人")
    changed_at = models.DateTimeField("修改时间", null=True)

    class Meta:
        verbose_name = "服务评价"
        constraints = [
            models.UniqueConstraint(fields=["activity", "volunteer"], name="one_evaluation_per_service"),
            models.CheckConstraint(
                condition=Q(punctuality__range=(1, 5), attitude__range=(1, 5), skill__range=(1, 5)),
                name="evaluation_scores_one_to_five",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.volunteer_id}"


class ActivityFeedback(models.Model):
    """A volunteer's word on an activity. Nobody but they themselves is shown it with their name."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="feedback", db_index=False, verbose_name="活动"
    )
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="feedback", verbose_name="志愿者")
    organisation = _score("组织安排")
    safety = _score("安全保障")
    again = models.BooleanField("还愿意来")
    text = models.CharField("想说的话", max_length=500, blank=True)
    given_at = models.DateTimeField("评价时间")
    changed_at = models.DateTimeField("修改时间", null=True)

    class Meta:
        verbose_name = "活动评价"
        constraints = [
            models.UniqueConstraint(fields=["activity", "volunteer"], name="one_feedback_per_service"),
            models.CheckConstraint(
                condition=Q(organisation__range=(1, 5), safety__range=(1, 5)),
                name="feedback_scores_one_to_five",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}"
