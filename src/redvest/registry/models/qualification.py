"""A qualification that somebody holds: what kind, from whom, until when, with its paper."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.registry.choices import QualificationState
from redvest.registry.models.account import Account
from redvest.registry.models.volunteer import Volunteer


class Qualification(models.Model):
    """The number is sealed and only its tail is shown; the paper is kept under ``proof_key`` in the private storage."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    volunteer = models.ForeignKey(
        Volunteer, models.CASCADE, related_name="qualifications", verbose_name="志愿者"
    )
    kind = models.CharField("种类", max_length=16)
    number_sealed = models.BinaryField("证书编号（加密）", null=True)
    number_tail = models.CharField("编号尾号", max_length=4, blank=True)
    issued_by = models.CharField("发证单位", max_length=80)
    issued_on = models.DateField("发证日期")
    expires_on = models.DateField("有效期到", null=True)
    proof_key = models.CharField("证明文件", max_length=120)
    proof_type = models.CharField("文件类型", max_length=20)
    state = models.CharField(
        "状态", max_length=10, choices=QualificationState, default=QualificationState.SUBMITTED
    )
    submitted_at = models.DateTimeField("提交时间")
    decided_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="核实人"
    )
    decided_at = models.DateTimeField("核实时间", null=True)
    note = models.CharField("说明", max_length=200, blank=True)
    reminded_at = models.DateTimeField("提醒时间", null=True)

    class Meta:
        verbose_name = "资格证明"
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("issued_on")),
                name="qualification_ends_after_it_begins",
            )
        ]
        indexes = [
            models.Index(fields=["volunteer", "kind"]),
            models.Index(
                fields=["city", "submitted_at"], condition=Q(state="submitted"), name="qualification_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.issued_on}"
