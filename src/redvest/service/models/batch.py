"""Certificates issued for many people at once: what was asked for, and what became of each person."""

from __future__ import annotations

from django.db import models

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Body, Volunteer
from redvest.service.models.certificate import Certificate


class CertificateBatch(models.Model):
    """One request of a body's head. It is finished when every item has its answer; ``moved_at`` shows that it lives."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="记录单位")
    title = models.CharField("名称", max_length=60, blank=True)
    starts_on = models.DateField("服务期间自", null=True)
    ends_on = models.DateField("服务期间至", null=True)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="经办人")
    asked_at = models.DateTimeField("提交时间")
    site_address = models.CharField("网站地址", max_length=200, blank=True)
    moved_at = models.DateTimeField("最近进展")
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = "批量开具"
        indexes = [models.Index(fields=["body", "-asked_at"], name="batches_of_body")]

    def __str__(self) -> str:
        return f"{self.body} {self.asked_at:%Y-%m-%d}"


class CertificateBatchItem(models.Model):
    """One person of a batch: waiting while both ``certificate`` and ``refused`` are empty."""

    id = models.BigAutoField("编号", primary_key=True)
    batch = models.ForeignKey(CertificateBatch, models.CASCADE, related_name="items", verbose_name="批次")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", verbose_name="志愿者")
    certificate = models.ForeignKey(
        Certificate, models.PROTECT, null=True, related_name="+", verbose_name="证明"
    )
    refused = models.CharField("不能开的原因代码", max_length=40, blank=True)
    done_at = models.DateTimeField("处理时间", null=True)

    class Meta:
        verbose_name = "批量开具明细"
        constraints = [
            models.UniqueConstraint(fields=["batch", "volunteer"], name="person_once_per_batch"),
            models.CheckConstraint(
                condition=models.Q(certificate__isnull=True) | models.Q(refused=""),
                name="batch_item_issued_or_refused",
            ),
        ]
        indexes = [
            models.Index(
                fields=["batch", "id"], condition=models.Q(done_at__isnull=True), name="batch_items_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.volunteer_id}"
