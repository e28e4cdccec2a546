"""The annual report of an organisation (民政部令第 67 号 art. 18), and who was reminded that it lacks."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.choices import ReminderStage
from redvest.registry.models.account import Account
from redvest.registry.models.body import Body


class AnnualReport(models.Model):
    """An organisation's report of one year (民政部令第 67 号 art. 18). ``figures`` are frozen when it is handed in."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    body = models.ForeignKey(Body, models.CASCADE, related_name="annual_reports", verbose_name="组织")
    year = models.PositiveSmallIntegerField("年度")
    narrative = models.TextField("工作情况", blank=True)
    recording = models.TextField("记录与证明情况", blank=True)
    figures = models.JSONField("数字", null=True)
    changed_at = models.DateTimeField("修改时间")
    submitted_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="提交人"
    )
    submitted_at = models.DateTimeField("提交时间", null=True)
    note = models.CharField("退回意见", max_length=200, blank=True)

    class Meta:
        verbose_name = "年度工作报告"
        constraints = [
            models.UniqueConstraint(fields=["body", "year"], name="one_annual_report_per_year"),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True) | Q(figures__isnull=False),
                name="submitted_report_has_figures",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.year}"


class ReportReminder(models.Model):
    """The receipt of having told people that a report is lacking: each stage of an organisation's year once."""

    city = models.CharField("城市", max_length=6)
    body = models.ForeignKey(Body, models.CASCADE, related_name="report_reminders", verbose_name="组织")
    year = models.PositiveSmallIntegerField("年度")
    stage = models.CharField("到哪一步", max_length=10, choices=ReminderStage)
    sent_at = models.DateTimeField("提醒时间")

    class Meta:
        verbose_name = "年度报告提醒"
        constraints = [
            models.UniqueConstraint(fields=["body", "year", "stage"], name="one_report_reminder_a_stage")
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.year} {self.stage}"
