"""What a person, or a guardian for them, agreed to, in which words, and when they took it back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.registry.choices import ConsentPurpose
from redvest.registry.models.account import Account
from redvest.registry.models.volunteer import Volunteer


class Consent(models.Model):
    """What a person (or their guardian) agreed to, in which wording, and since when. Withdrawing closes the row.

    ``read_by``: who read the words out to somebody who registered beside them.
    """

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="consents", verbose_name="志愿者")
    purpose = models.CharField("用途", max_length=16, choices=ConsentPurpose)
    wording = models.CharField("文本版本", max_length=20)
    given_at = models.DateTimeField("同意时间")
    given_by_guardian = models.BooleanField("由监护人同意", default=False)
    read_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="念给本人听的人"
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        verbose_name = "同意"
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_live_consent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.given_at:%Y-%m-%d}"
