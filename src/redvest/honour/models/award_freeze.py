"""What an edition's points and votes came to: frozen with its log, never changed. A correction is frozen beside it.

Triggers (migration ``0004_award_jury``) refuse every change and deletion.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.honour.models.award import AwardEdition
from redvest.honour.models.award_nomination import AwardNomination
from redvest.registry.models import Account


class AwardFreeze(models.Model):
    """The ``number``-th result of an edition; the highest holds. ``log`` is served as it stands, ``digest`` its SHA-256."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    edition = models.ForeignKey(AwardEdition, models.PROTECT, related_name="freezes", verbose_name="评选届次")
    number = models.PositiveSmallIntegerField("第几次")
    frozen_at = models.DateTimeField("封存时间")
    frozen_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="封存人")
    reason = models.CharField("为什么重算", max_length=200, blank=True)
    digest = models.CharField("摘要", max_length=64)
    log = models.TextField("评分记录")

    class Meta:
        verbose_name = "评选结果封存"
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="one_freeze_per_number"),
            models.CheckConstraint(
                condition=Q(number=1, reason="") | Q(number__gt=1) & ~Q(reason=""),
                name="result_corrected_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.number}"


class AwardResult(models.Model):
    """One entry's place in a freeze. ``total``, ``jury`` and ``vote`` in milli-points up to 100 000; ``votes`` that counted."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    freeze = models.ForeignKey(
        AwardFreeze, models.PROTECT, related_name="results", db_index=False, verbose_name="封存"
    )
    nomination = models.ForeignKey(
        AwardNomination, models.PROTECT, related_name="results", verbose_name="推荐"
    )
    rank = models.PositiveSmallIntegerField("名次")
    total = models.PositiveIntegerField("总分")
    jury = models.PositiveIntegerField("评委分")
    vote = models.PositiveIntegerField("投票分")
    votes = models.PositiveIntegerField("计入的票")

    class Meta:
        verbose_name = "评选名次"
        constraints = [
            models.UniqueConstraint(fields=["freeze", "nomination"], name="one_place_per_entry"),
            models.CheckConstraint(
                condition=Q(rank__gte=1, total__lte=100_000, jury__lte=100_000, vote__lte=100_000),
                name="result_in_milli_points",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank} {self.total}"
