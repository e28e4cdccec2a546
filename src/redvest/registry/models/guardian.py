"""Who answers for a child on the register, and by which proof."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.registry.choices import GuardianProof
from redvest.registry.models.account import Account
from redvest.registry.models.volunteer import Volunteer


class Guardian(models.Model):
    """One of a minor's guardians (民法典 arts 26, 27), at most two at a time; either may act.

    They agreed by a code sent to their own phone. A bond that ended stays as the proof of who agreed. ``seen`` and
    ``entered_by``: the paper shown at a desk, and to whom.
    """

    volunteer = models.ForeignKey(
        Volunteer, models.CASCADE, related_name="guardians", verbose_name="未成年人"
    )
    place = models.SmallIntegerField("第几位", default=1, db_default=1)
    name = models.CharField("监护人姓名", max_length=60)
    relation = models.CharField("关系", max_length=20)
    phone_sealed = models.BinaryField("监护人手机号（加密）")
    phone_hash = models.BinaryField("监护人手机号摘要", max_length=32)
    phone_tail = models.CharField("监护人手机尾号", max_length=4)
    agreed_at = models.DateTimeField("同意时间", null=True)
    seen = models.CharField(
        "看过的凭据", max_length=12, choices=GuardianProof, blank=True, default="", db_default=""
    )
    entered_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="当面登记的人"
    )
    ended_at = models.DateTimeField("不再担任时间", null=True)

    class Meta:
        verbose_name = "监护人"
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "place"],
                condition=Q(ended_at__isnull=True),
                name="one_guardian_a_place",
            ),
            models.CheckConstraint(condition=Q(place__in=(1, 2)), name="two_guardians_at_most"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.relation}）"
