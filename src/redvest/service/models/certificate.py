"""Certificates: derived from ledger entries, never typed (order 67 art. 2); revoked when an entry is corrected."""

from __future__ import annotations

from django.db import models

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Body, Volunteer
from redvest.service.choices import CertificateState
from redvest.service.models.hours import HoursEntry


class Certificate(models.Model):
    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    number = models.CharField("证明编号", max_length=24, unique=True)
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="certificates", verbose_name="志愿者"
    )
    body = models.ForeignKey(Body, models.PROTECT, related_name="certificates", verbose_name="记录单位")
    starts_on = models.DateField("服务期间自")
    ends_on = models.DateField("服务期间至")
    minutes_by_grade = models.JSONField("分等级分钟")
    issued_at = models.DateTimeField("开具时间")
    issued_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="经办人")
    state = models.CharField("状态", max_length=8, choices=CertificateState, default=CertificateState.VALID)
    revoked_at = models.DateTimeField("撤销时间", null=True)
    revoked_reason = models.CharField("撤销原因", max_length=200, blank=True)
    file = models.CharField("文件", max_length=120)
    file_digest = models.BinaryField("文件摘要", max_length=32)
    leaves_shown = models.BooleanField("印有全部日志序号", default=False)
    public_until = models.DateField("公示至", null=True)

    class Meta:
        verbose_name = "志愿服务证明"
        indexes = [
            models.Index(fields=["volunteer", "-issued_at"], name="certificates_of_volunteer"),
            models.Index(fields=["body", "-issued_at"], name="certificates_of_body"),
        ]

    def __str__(self) -> str:
        return self.number


class CertificateLine(models.Model):
    """An entry that a certificate rests on: the way from a correction to the certificates it revokes."""

    certificate = models.ForeignKey(Certificate, models.CASCADE, related_name="lines", verbose_name="证明")
    entry = models.ForeignKey(
        HoursEntry, models.PROTECT, related_name="certificate_lines", verbose_name="时长记录"
    )

    class Meta:
        verbose_name = "证明明细"
        constraints = [
            models.UniqueConstraint(fields=["certificate", "entry"], name="entry_once_per_certificate")
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id} {self.entry_id}"
