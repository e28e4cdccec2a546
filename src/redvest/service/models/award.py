"""Awards (order 67 art. 9; fields of the national system: 奖励文书名称, 文号, 类型, 内容)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Body, Volunteer
from redvest.service.choices import AwardGiver, AwardState


class AwardRecord(models.Model):
    """An organisation's own award is on record at once; others' after an officer saw the proof. Voided, never deleted."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="awards", verbose_name="志愿者")
    giver = models.CharField("授予方", max_length=10, choices=AwardGiver)
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, related_name="awards_given", verbose_name="授予组织"
    )
    granted_by = models.CharField("授予单位", max_length=80)
    name = models.CharField("名称", max_length=80)
    on = models.DateField("日期")
    document_name = models.CharField("奖励文书名称", max_length=80, blank=True)
    document_number = models.CharField("文号", max_length=40, blank=True)
    kind = models.CharField("类型", max_length=20, blank=True)
    content = models.CharField("内容", max_length=500, blank=True)
    proof_key = models.CharField("证明材料", max_length=120, blank=True)
    state = models.CharField("状态", max_length=8, choices=AwardState)
    created_at = models.DateTimeField("提出时间")
    created_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="提出人")
    decided_at = models.DateTimeField("核实时间", null=True)
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="核实人"
    )
    note = models.CharField("核实意见", max_length=200, blank=True)
    voided_at = models.DateTimeField("作废时间", null=True)
    voided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="作废人")
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "表彰奖励"
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "name", "on", "granted_by"],
                condition=Q(state__in=[AwardState.APPLIED.value, AwardState.RECORDED.value]),
                name="one_live_award",
            ),
            models.CheckConstraint(
                condition=~Q(giver=AwardGiver.OWN_BODY) | Q(body__isnull=False), name="own_award_has_body"
            ),
        ]
        indexes = [
            models.Index(
                fields=["city", "created_at"], condition=Q(state="applied"), name="awards_to_verify"
            ),
        ]

    def __str__(self) -> str:
        return self.name
