"""Votes of the public for those who stand in a category: one real person, one vote a category, never changed or deleted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.honour.choices import AsideReason
from redvest.honour.models.award import AwardCategory, AwardEdition
from redvest.honour.models.award_nomination import AwardNomination
from redvest.registry.models import Account, Volunteer


class AwardVote(models.Model):
    """``network`` and ``device`` are keyed hashes (of the address without its last part, and of a cookie), and go when
    they are no longer needed. ``set_aside`` says why a vote does not count; ``kept_at``: people looked, and it does.

    A trigger lets votes in only while the edition votes, and for who stands in that very category.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    edition = models.ForeignKey(AwardEdition, models.PROTECT, related_name="votes", verbose_name="评选届次")
    category = models.ForeignKey(AwardCategory, models.PROTECT, related_name="votes", verbose_name="奖项")
    nomination = models.ForeignKey(
        AwardNomination, models.PROTECT, related_name="votes", db_index=False, verbose_name="推荐"
    )
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="award_votes", verbose_name="投票的人"
    )
    at = models.DateTimeField("投票时间")
    network = models.BinaryField("网络摘要", max_length=32)
    device = models.BinaryField("设备摘要", max_length=32)
    set_aside = models.CharField("为什么不计", max_length=10, choices=AsideReason, blank=True)
    set_aside_at = models.DateTimeField("不计的时间", null=True)
    decided_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="核实的人"
    )
    words = models.CharField("核实的话", max_length=200, blank=True)
    kept_at = models.DateTimeField("核实后计入的时间", null=True)

    class Meta:
        verbose_name = "评选投票"
        constraints = [
            models.UniqueConstraint(fields=["city", "category", "volunteer"], name="one_vote_per_person"),
            models.CheckConstraint(
                condition=Q(set_aside="", set_aside_at__isnull=True)
                | ~Q(set_aside="") & Q(set_aside_at__isnull=False, kept_at__isnull=True),
                name="vote_set_aside_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(kept_at__isnull=True) & ~Q(set_aside=AsideReason.BY_HAND) | ~Q(words=""),
                name="vote_decided_in_words",
            ),
        ]
        indexes = [models.Index(fields=["nomination", "set_aside"], name="votes_by_nomination")]

    def __str__(self) -> str:
        return f"{self.nomination_id} {self.set_aside}"
