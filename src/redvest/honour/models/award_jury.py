"""The jury of an edition: who sits on it under which pseudonym, what each does not judge, and every point they gave.

Triggers (migration ``0004_award_jury``): points are only ever added, never by who has sealed, was released or is recused.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.honour.choices import RecusalCause
from redvest.honour.models.award import AwardEdition
from redvest.honour.models.award_nomination import AwardNomination
from redvest.registry.models import Account

MOST_POINTS = 1000


class AwardJuror(models.Model):
    """``sealed_at``: the points are final. ``released_at``: an officer goes on without them, and their points do not count."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    edition = models.ForeignKey(AwardEdition, models.PROTECT, related_name="jurors", verbose_name="评选届次")
    account = models.ForeignKey(Account, models.PROTECT, related_name="juries", verbose_name="评委")
    pseudonym = models.CharField("代号", max_length=20)
    appointed_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="聘请人"
    )
    appointed_at = models.DateTimeField("聘请时间")
    sealed_at = models.DateTimeField("交卷时间", null=True)
    released_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="谁定的不再等"
    )
    released_at = models.DateTimeField("不再等的时间", null=True)
    reason = models.CharField("为什么不再等", max_length=200, blank=True)

    class Meta:
        verbose_name = "评委"
        constraints = [
            models.UniqueConstraint(fields=["edition", "account"], name="one_juror_per_account"),
            models.UniqueConstraint(fields=["edition", "pseudonym"], name="one_juror_per_pseudonym"),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, reason="")
                | Q(released_at__isnull=False, sealed_at__isnull=True) & ~Q(reason=""),
                name="juror_released_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.pseudonym

    @property
    def done(self) -> bool:
        """Nothing is waited for any more."""
        return self.sealed_at is not None or self.released_at is not None


class JurorRecusal(models.Model):
    """A juror does not judge this entry. ``reason`` is the juror's own word and stays inside; it may be empty where the
    house found the cause itself (``automatic``).
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    juror = models.ForeignKey(AwardJuror, models.PROTECT, related_name="recusals", verbose_name="评委")
    nomination = models.ForeignKey(
        AwardNomination, models.PROTECT, related_name="recusals", verbose_name="推荐"
    )
    cause = models.CharField("为什么回避", max_length=10, choices=RecusalCause)
    reason = models.CharField("评委的说明", max_length=200, blank=True)
    automatic = models.BooleanField("系统认定")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "评委回避"
        constraints = [
            models.UniqueConstraint(fields=["juror", "nomination"], name="one_recusal_per_entry"),
            models.CheckConstraint(
                condition=Q(automatic=True) & ~Q(cause=RecusalCause.DECLARED)
                | Q(automatic=False, cause=RecusalCause.DECLARED) & ~Q(reason=""),
                name="recusal_declared_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.juror_id} {self.cause}"


class AwardScore(models.Model):
    """Points for one criterion of an entry. Another thought is another row with the next ``revision``; the last counts."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    juror = models.ForeignKey(
        AwardJuror, models.PROTECT, related_name="scores", db_index=False, verbose_name="评委"
    )
    nomination = models.ForeignKey(
        AwardNomination, models.PROTECT, related_name="scores", verbose_name="推荐"
    )
    criterion = models.CharField("评分项", max_length=20)
    points = models.PositiveSmallIntegerField("分数")
    revision = models.PositiveSmallIntegerField("第几次")
    at = models.DateTimeField("打分时间")

    class Meta:
        verbose_name = "评分"
        constraints = [
            models.UniqueConstraint(
                fields=["juror", "nomination", "criterion", "revision"], name="one_score_per_revision"
            ),
            models.CheckConstraint(
                condition=Q(points__lte=MOST_POINTS, revision__gte=1), name="score_in_whole_points"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.points}"
