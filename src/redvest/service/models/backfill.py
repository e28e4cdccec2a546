"""Back-fill and transfer-in: hours that the platform did not see, asked for with evidence and decided by somebody else."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Body, Volunteer
from redvest.service.choices import RequestState
from redvest.service.models.hours import HoursEntry


class BackfillRequest(models.Model):
    """One activity that was held without the platform, with everybody who was there (补录)."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    body = models.ForeignKey(Body, models.PROTECT, related_name="backfills", verbose_name="组织单位")
    region_path = models.CharField("区域路径", max_length=60)
    title = models.CharField("活动名称", max_length=60)
    place_name = models.CharField("地点", max_length=80)
    content = models.CharField("服务内容", max_length=500)
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    reason = models.CharField("补录原因", max_length=200)
    state = models.CharField("状态", max_length=10, choices=RequestState, default=RequestState.OPEN)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间")
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="审批人"
    )
    decided_at = models.DateTimeField("审批时间", null=True)
    decision_note = models.CharField("审批意见", max_length=200, blank=True)

    class Meta:
        verbose_name = "补录申请"
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="backfill_ends_after_start"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="backfill_decided_by_another",
            ),
        ]
        indexes = [models.Index(fields=["body", "state", "-asked_at"], name="backfill_by_body")]

    def __str__(self) -> str:
        return self.title


class BackfillLine(models.Model):
    """One person of a back-fill: minutes asked for, the person's own word, and the entry that came of it."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    request = models.ForeignKey(
        BackfillRequest, models.CASCADE, related_name="lines", verbose_name="补录申请"
    )
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="backfill_lines", verbose_name="志愿者"
    )
    minutes = models.PositiveIntegerField("分钟")
    confirmed_at = models.DateTimeField("本人确认时间", null=True)
    objected_at = models.DateTimeField("本人否认时间", null=True)
    refusal = models.CharField("未记原因", max_length=200, blank=True)
    entry = models.ForeignKey(HoursEntry, models.PROTECT, null=True, related_name="+", verbose_name="记录")

    class Meta:
        verbose_name = "补录名单"
        constraints = [
            models.UniqueConstraint(fields=["request", "volunteer"], name="one_backfill_line_per_person"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="backfill_line_has_minutes"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(objected_at__isnull=True),
                name="backfill_line_said_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} {self.minutes}"


class TransferRequest(models.Model):
    """Hours that another system recorded, brought by the volunteer: grade D with their source, once an officer accepts."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="transfers", verbose_name="志愿者")
    body = models.ForeignKey(Body, models.PROTECT, related_name="transfers", verbose_name="接收组织")
    title = models.CharField("活动名称", max_length=60)
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    minutes = models.PositiveIntegerField("分钟")
    system = models.CharField("来源系统", max_length=40)
    receipt = models.CharField("来源编号", max_length=38)
    state = models.CharField("状态", max_length=10, choices=RequestState, default=RequestState.OPEN)
    asked_at = models.DateTimeField("申请时间")
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="审核人"
    )
    decided_at = models.DateTimeField("审核时间", null=True)
    decision_note = models.CharField("审核意见", max_length=200, blank=True)
    entry = models.ForeignKey(HoursEntry, models.PROTECT, null=True, related_name="+", verbose_name="记录")

    class Meta:
        verbose_name = "转入申请"
        constraints = [
            models.UniqueConstraint(
                fields=["city", "system", "receipt"],
                condition=~Q(state="refused"),
                name="one_transfer_per_receipt",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="transfer_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.receipt}"


class EvidenceFile(models.Model):
    """A picture or PDF behind a request. The content lies in the storage under ``key``; only deciders read it."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    backfill = models.ForeignKey(
        BackfillRequest, models.CASCADE, null=True, related_name="files", verbose_name="补录申请"
    )
    transfer = models.ForeignKey(
        TransferRequest, models.CASCADE, null=True, related_name="files", verbose_name="转入申请"
    )
    key = models.CharField("存放处", max_length=120, unique=True)
    name = models.CharField("文件名", max_length=100)
    media_type = models.CharField("类型", max_length=20)
    size = models.PositiveIntegerField("字节")
    sha256 = models.BinaryField("摘要", max_length=32)
    uploaded_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "佐证材料"
        constraints = [
            models.CheckConstraint(
                condition=Q(backfill__isnull=True) ^ Q(transfer__isnull=True), name="evidence_of_one_request"
            )
        ]

    def __str__(self) -> str:
        return self.name
