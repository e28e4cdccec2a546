"""Objections against certificates that are under publicity among the members of the unit (149号, 公示)."""

from __future__ import annotations

from django.db import models

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account
from redvest.service.choices import ObjectionState
from redvest.service.models.certificate import Certificate


class CertificateObjection(models.Model):
    """One member's doubt about one certificate, and what the body's head or an officer found."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    certificate = models.ForeignKey(
        Certificate, models.PROTECT, related_name="objections", verbose_name="证明"
    )
    raised_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="提出人")
    text = models.CharField("异议", max_length=400)
    raised_at = models.DateTimeField("提出时间")
    state = models.CharField("状态", max_length=10, choices=ObjectionState, default=ObjectionState.OPEN)
    answered_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="处理人"
    )
    answer = models.CharField("处理意见", max_length=200, blank=True)
    answered_at = models.DateTimeField("处理时间", null=True)

    class Meta:
        verbose_name = "证明异议"
        constraints = [
            models.UniqueConstraint(fields=["certificate", "raised_by"], name="one_objection_per_member")
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.state}"
