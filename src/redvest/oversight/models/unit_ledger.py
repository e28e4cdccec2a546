"""Ledgers (台账) that are made in the background: who asked for which, how far it is, and whether it is there."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.oversight.choices import LedgerForm, UnitKind
from redvest.registry.models import Account


class LedgerFile(models.Model):
    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    kind = models.CharField("单位类型", max_length=8, choices=UnitKind)
    unit_key = models.CharField("单位", max_length=36)
    since = models.DateField("从")
    until = models.DateField("到")
    form = models.CharField("格式", max_length=4, choices=LedgerForm)
    whole = models.BooleanField("姓名写全", default=False)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="要台账的人")
    asked_at = models.DateTimeField("提出时间")
    rows_total = models.PositiveIntegerField("总行数", default=0)
    rows_done = models.PositiveIntegerField("已写行数", default=0)
    finished_at = models.DateTimeField("完成时间", null=True)
    refused = models.CharField("没有做成的原因代码", max_length=40, blank=True)

    class Meta:
        verbose_name = "台账文件"
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="ledger_file_ends_after_start")
        ]
        indexes = [models.Index(fields=["asked_by", "-asked_at"], name="ledger_files_of_account")]

    def __str__(self) -> str:
        return f"{self.unit_key} {self.since}–{self.until}"
