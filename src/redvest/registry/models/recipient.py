"""Consent to give one named recipient somebody's data."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.models.volunteer import Volunteer


class RecipientConsent(models.Model):
    """A person lets one named party have their data, for a purpose, until a day (PIPL art. 23)."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    volunteer = models.ForeignKey(
        Volunteer, models.CASCADE, related_name="recipient_consents", verbose_name="志愿者"
    )
    recipient = models.CharField("接收方", max_length=120)
    purpose = models.CharField("目的", max_length=200)
    given_at = models.DateTimeField("同意时间")
    expires_on = models.DateField("到期日期")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        verbose_name = "单独同意"
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "recipient"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_live_consent_per_recipient",
            )
        ]

    def __str__(self) -> str:
        return f"{self.recipient} {self.expires_on:%Y-%m-%d}"
