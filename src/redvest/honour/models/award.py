"""Awards (评选表彰): programmes, their editions year by year, categories with places, and who is nominated.

All days of an edition are included at both ends. What is judged and voted on is in ``award_jury`` and ``award_vote``.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.honour.choices import (
    CONFERRED_EDITIONS,
    DECIDED_EDITIONS,
    CategorySubject,
    EditionState,
    ProgrammeKind,
)
from redvest.registry.models import Account

_MOST_VOTE_PERCENT = 20
_IN_PUBLIC = [EditionState.PUBLICITY, *DECIDED_EDITIONS]


class AwardProgramme(models.Model):
    """An award that comes round again: 年度评选, 市长奖, 四个100, 道德模范. ``words`` say what it is for."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类型", max_length=14, choices=ProgrammeKind)
    words = models.CharField("说明", max_length=500, blank=True)
    created_at = models.DateTimeField("设立时间")
    created_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="设立人"
    )

    class Meta:
        verbose_name = "评选"
        constraints = [models.UniqueConstraint(fields=["city", "name"], name="one_programme_per_name")]

    def __str__(self) -> str:
        return self.name


class AwardEdition(models.Model):
    """One year of a programme, for the place of ``region_path``. Without vote days there is no public vote.

    ``vote_percent`` is the advisory part of the vote in the total. ``granted_by`` is who signs the document.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    region_path = models.CharField("区域路径", max_length=60)
    programme = models.ForeignKey(
        AwardProgramme, models.PROTECT, related_name="editions", verbose_name="评选"
    )
    title = models.CharField("标题", max_length=80)
    year = models.PositiveSmallIntegerField("年度")
    state = models.CharField("状态", max_length=10, choices=EditionState, default=EditionState.DRAFT)
    words = models.CharField("怎么评", max_length=1000, blank=True)
    granted_by = models.CharField("授予单位", max_length=80)
    nominate_from = models.DateField("推荐自")
    nominate_until = models.DateField("推荐至")
    vote_from = models.DateField("投票自", null=True, blank=True)
    vote_until = models.DateField("投票至", null=True, blank=True)
    vote_percent = models.PositiveSmallIntegerField("投票占总分的百分之几", default=0)
    judge_until = models.DateField("评审至")
    announced = models.PositiveSmallIntegerField("第几次公示", default=0)
    publicity_from = models.DateField("公示自", null=True)
    publicity_until = models.DateField("公示至", null=True)
    document_number = models.CharField("文号", max_length=40, blank=True)
    document_name = models.CharField("文件名称", max_length=80, blank=True)
    decided_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="决定人"
    )
    decided_at = models.DateTimeField("决定时间", null=True)
    conferred_at = models.DateTimeField("表彰时间", null=True)
    reason = models.CharField("为什么取消", max_length=200, blank=True)
    created_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="创建人"
    )
    created_at = models.DateTimeField("创建时间")

    class Meta:
        verbose_name = "评选届次"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "year", "region_path"],
                condition=~Q(state=EditionState.CALLED_OFF),
                name="one_edition_a_year",
            ),
            models.CheckConstraint(
                condition=Q(nominate_until__gte=F("nominate_from"), judge_until__gte=F("nominate_until")),
                name="edition_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(vote_from__isnull=True, vote_until__isnull=True, vote_percent=0)
                | Q(
                    vote_from__isnull=False,  # a comparison with nothing refuses nothing
                    vote_until__isnull=False,
                    vote_from__gt=F("nominate_until"),
                    vote_until__gte=F("vote_from"),
                    judge_until__gte=F("vote_until"),
                    vote_percent__lte=_MOST_VOTE_PERCENT,
                ),
                name="edition_vote_days_and_weight",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=_IN_PUBLIC,
                    publicity_from__isnull=False,
                    publicity_until__isnull=False,
                    publicity_until__gt=F("publicity_from"),
                )
                | ~Q(state__in=_IN_PUBLIC),
                name="no_edition_decided_without_publicity",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED_EDITIONS, decided_at__isnull=False) & ~Q(document_number="")
                | ~Q(state__in=DECIDED_EDITIONS) & Q(decided_at__isnull=True, document_number=""),
                name="edition_decided_by_a_document",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CONFERRED_EDITIONS, conferred_at__isnull=False)
                | ~Q(state__in=CONFERRED_EDITIONS) & Q(conferred_at__isnull=True),
                name="edition_conferred_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state=EditionState.CALLED_OFF) & ~Q(reason="")
                | ~Q(state=EditionState.CALLED_OFF) & Q(reason=""),
                name="edition_called_off_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["city", "state", "-year"], name="editions_by_state")]

    def __str__(self) -> str:
        return self.title


class AwardCategory(models.Model):
    """What is given in an edition and how often. ``chosen`` counts its winners; the database keeps it within ``places``.

    ``rubric`` is a list of ``{"code", "name", "most"}`` in whole points; ``eligibility`` holds the keys of
    ``rules.award.Conditions``, those that are left out ask for nothing.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    edition = models.ForeignKey(
        AwardEdition, models.CASCADE, related_name="categories", verbose_name="评选届次"
    )
    subject = models.CharField("评谁", max_length=10, choices=CategorySubject)
    name = models.CharField("奖项", max_length=60)
    places = models.PositiveSmallIntegerField("名额")
    chosen = models.PositiveSmallIntegerField("已当选", default=0)
    rubric = models.JSONField("评分标准", default=list)
    eligibility = models.JSONField("参评条件", default=dict)
    order = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "奖项"
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], name="one_category_per_name"),
            models.CheckConstraint(condition=Q(places__range=(1, 1000)), name="category_has_places"),
            models.CheckConstraint(condition=Q(chosen__lte=F("places")), name="no_more_winners_than_places"),
        ]

    def __str__(self) -> str:
        return self.name
