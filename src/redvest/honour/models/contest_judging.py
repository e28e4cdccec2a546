"""Who judges a contest, what they gave, and which entries are alike."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.honour.choices import HintKind
from redvest.honour.models.contest import Contest, ContestEntry
from redvest.registry.models import Account


class ContestJudge(models.Model):
    """Somebody named for one contest; to judge they also hold the role of a juror where it takes place."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    contest = models.ForeignKey(Contest, models.CASCADE, related_name="judges", verbose_name="征集")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+", verbose_name="评委")
    named_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+", verbose_name="请的人")
    named_at = models.DateTimeField("请的时间")

    class Meta:
        verbose_name = "征集评委"
        constraints = [
            models.UniqueConstraint(fields=["contest", "account"], name="a_judge_once_in_a_contest")
        ]

    def __str__(self) -> str:
        return f"{self.contest_id} {self.account_id}"


class ContestMark(models.Model):
    """One work before one judge; ``points`` once it was judged (a pick is 100, no pick 0). ``turn``: the judge's own order."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    contest = models.ForeignKey(Contest, models.PROTECT, related_name="marks", verbose_name="征集")
    entry = models.ForeignKey(ContestEntry, models.PROTECT, related_name="marks", verbose_name="作品")
    judge = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="评委")
    turn = models.PositiveIntegerField("次序")
    points = models.PositiveSmallIntegerField("分", null=True)
    marked_at = models.DateTimeField("评的时间", null=True)

    class Meta:
        verbose_name = "评分"
        constraints = [
            models.UniqueConstraint(fields=["entry", "judge"], name="one_mark_a_judge"),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__lte=100), name="mark_up_to_a_hundred"
            ),
            models.CheckConstraint(
                condition=Q(points__isnull=True, marked_at__isnull=True)
                | Q(points__isnull=False, marked_at__isnull=False),
                name="mark_given_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["contest", "judge", "turn"], name="marks_of_judge")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.judge_id} {self.points}"


class ContestHint(models.Model):
    """Two entries that are alike, for people to look at; ``percent`` how much. Nothing follows from it by itself."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    contest = models.ForeignKey(Contest, models.CASCADE, related_name="hints", verbose_name="征集")
    first = models.ForeignKey(ContestEntry, models.CASCADE, related_name="+", verbose_name="一件")
    second = models.ForeignKey(ContestEntry, models.CASCADE, related_name="+", verbose_name="另一件")
    kind = models.CharField("哪里像", max_length=8, choices=HintKind)
    percent = models.PositiveSmallIntegerField("像多少")
    found_at = models.DateTimeField("发现时间")
    seen_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="看过的人"
    )
    seen_at = models.DateTimeField("看过的时间", null=True)

    class Meta:
        verbose_name = "雷同提示"
        constraints = [
            models.UniqueConstraint(fields=["first", "second", "kind"], name="one_hint_a_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="lower_entry_first"),
        ]
        indexes = [models.Index(fields=["contest", "-percent", "id"], name="hints_of_contest")]

    def __str__(self) -> str:
        return f"{self.first_id} ≈ {self.second_id} {self.kind}"
