"""Stars (星级): an application through publicity to the grant, and what was said against it.

A granted star is never taken away by a sum: hours that fall below it raise a flag, and people decide.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.honour.choices import LIVE_STARS, StarSpan, StarState
from redvest.registry.models import Account, Body, Volunteer
from redvest.service.choices import ObjectionState

_SHOWN = [StarState.IN_PUBLICITY, StarState.GRANTED, StarState.ENDED]
_GIVEN = [StarState.GRANTED, StarState.ENDED]


class StarAward(models.Model):
    """``hours``, ``span`` and the days are the rules of the day of the application: a later change never touches it.

    ``excused_minutes`` is the balance that a review found to be enough. ``region_path`` is where the volunteer lived.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    region_path = models.CharField("区域路径", max_length=60)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="stars", verbose_name="志愿者")
    level = models.PositiveSmallIntegerField("星级")
    state = models.CharField("状态", max_length=12, choices=StarState, default=StarState.APPLIED)
    minutes = models.PositiveIntegerField("申请时的分钟")
    hours = ArrayField(models.PositiveIntegerField(), verbose_name="各星级要的小时")
    span = models.CharField("怎么算小时", max_length=10, choices=StarSpan)
    since = models.DateField("从哪天的服务算起", null=True)
    until = models.DateField("算到哪天的服务", null=True)
    applied_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="提出人"
    )
    applied_at = models.DateTimeField("提出时间")
    proposed_for = models.ForeignKey(
        Body, models.PROTECT, null=True, related_name="+", verbose_name="推荐的组织"
    )
    words = models.CharField("推荐理由", max_length=200, blank=True)
    decided_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="审核人"
    )
    decided_at = models.DateTimeField("审核时间", null=True)
    reason = models.CharField("为什么没有通过", max_length=200, blank=True)
    document_number = models.CharField("文号", max_length=40, blank=True)
    publicity_from = models.DateField("公示自", null=True)
    publicity_until = models.DateField("公示至", null=True)
    number = models.CharField("证书编号", max_length=24, null=True, unique=True)
    granted_at = models.DateTimeField("授予时间", null=True)
    flagged_at = models.DateTimeField("要复核的时间", null=True)
    flag_reason = models.CharField("为什么要复核", max_length=200, blank=True)
    reviewed_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="复核人"
    )
    reviewed_at = models.DateTimeField("复核时间", null=True)
    review_words = models.CharField("复核意见", max_length=200, blank=True)
    excused_minutes = models.IntegerField("复核时认可的分钟", null=True)

    class Meta:
        verbose_name = "星级"
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "level"],
                condition=Q(state__in=LIVE_STARS),
                name="one_live_star_per_level",
            ),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="star_level_one_to_five"),
            models.CheckConstraint(condition=Q(hours__len=5), name="star_keeps_five_thresholds"),
            models.CheckConstraint(
                condition=~Q(state__in=_SHOWN)
                | Q(
                    decided_at__isnull=False,
                    publicity_from__isnull=False,
                    publicity_until__isnull=False,
                    publicity_until__gt=F("publicity_from"),
                ),
                name="no_star_without_publicity",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_GIVEN, granted_at__isnull=False)
                | ~Q(state__in=_GIVEN) & Q(granted_at__isnull=True),
                name="star_granted_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(state__in=_GIVEN), name="only_a_given_star_has_a_number"
            ),
            models.CheckConstraint(
                condition=~Q(state=StarState.APPLIED) | Q(decided_at__isnull=True),
                name="star_applied_for_is_undecided",
            ),
            models.CheckConstraint(
                condition=Q(state=StarState.REFUSED, decided_at__isnull=False) & ~Q(reason="")
                | ~Q(state=StarState.REFUSED) & Q(reason=""),
                name="star_refused_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=StarState.ENDED) | Q(reviewed_at__isnull=False) & ~Q(review_words=""),
                name="star_ended_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(level=5, state__in=_SHOWN) | ~Q(document_number=""),
                name="fifth_star_has_a_document",
            ),
            models.CheckConstraint(
                condition=Q(flagged_at__isnull=True, flag_reason="")
                | Q(flagged_at__isnull=False) & ~Q(flag_reason=""),
                name="star_flagged_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["city", "state", "publicity_until"], name="stars_by_state"),
            models.Index(fields=["city", "region_path", "state"], name="stars_of_place"),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} {self.level} {self.state}"

    @property
    def wanted_minutes(self) -> int:
        """What this star asked for on the day of its application."""
        return int(self.hours[self.level - 1]) * 60


class StarObjection(models.Model):
    """What somebody said against a star while it was in public, and the answer. Who said it is for the approver alone."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    award = models.ForeignKey(StarAward, models.PROTECT, related_name="objections", verbose_name="星级")
    raised_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="提出人"
    )
    words = models.CharField("意见", max_length=400)
    raised_at = models.DateTimeField("提出时间")
    state = models.CharField("状态", max_length=10, choices=ObjectionState, default=ObjectionState.OPEN)
    answered_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="答复人"
    )
    answer = models.CharField("答复", max_length=200, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = "星级公示意见"
        constraints = [
            models.UniqueConstraint(fields=["award", "raised_by"], name="one_star_objection_per_person"),
            models.CheckConstraint(
                condition=Q(state=ObjectionState.OPEN, answered_at__isnull=True)
                | ~Q(state=ObjectionState.OPEN) & Q(answered_at__isnull=False) & ~Q(answer=""),
                name="star_objection_answered_in_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award_id} {self.state}"
