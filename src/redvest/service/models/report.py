"""Reports of errors by volunteers, and the reminders that hours are due."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Body, Volunteer
from redvest.service.choices import ReminderStage, ReportKind, RequestState
from redvest.service.models.activity import Activity
from redvest.service.models.hours import HoursEntry

OPEN = Q(state="open")


class ErrorReport(models.Model):
    """A volunteer says that an entry is wrong, or that hours are missing (order 67 art. 13); somebody has to answer."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    kind = models.CharField("种类", max_length=10, choices=ReportKind)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="reports", verbose_name="志愿者")
    body = models.ForeignKey(Body, models.PROTECT, related_name="reports", verbose_name="记录单位")
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, related_name="reports", verbose_name="活动"
    )
    entry = models.ForeignKey(
        HoursEntry, models.PROTECT, null=True, related_name="reports", verbose_name="时长记录"
    )
    text = models.CharField("哪里不对", max_length=200)
    wanted_minutes = models.PositiveIntegerField("应为分钟", null=True)
    state = models.CharField("状态", max_length=10, choices=RequestState, default=RequestState.OPEN)
    filed_at = models.DateTimeField("提出时间")
    due_on = models.DateField("答复期限")
    escalated_at = models.DateTimeField("上报时间", null=True)
    answered_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复时间", null=True)
    answer = models.CharField("答复", max_length=200, blank=True)
    result = models.ForeignKey(
        HoursEntry, models.PROTECT, null=True, related_name="+", verbose_name="处理结果"
    )

    class Meta:
        verbose_name = "异议"
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=OPEN, name="one_open_report_per_entry"),
            models.UniqueConstraint(
                fields=["activity", "volunteer"],
                condition=OPEN & Q(kind="missing"),
                name="one_open_report_of_missing_hours",
            ),
            models.CheckConstraint(
                condition=Q(kind="wrong", entry__isnull=False) | Q(kind="missing", activity__isnull=False),
                name="report_is_about_something",
            ),
        ]
        indexes = [models.Index(fields=["body", "state", "due_on"], name="reports_by_body")]

    def __str__(self) -> str:
        return self.text


class RecordingReminder(models.Model):
    """The receipt of one reminder: an activity's stage is told once, however often the job runs."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="reminders", verbose_name="活动")
    stage = models.CharField("阶段", max_length=10, choices=ReminderStage)
    sent_at = models.DateTimeField("提醒时间")

    class Meta:
        verbose_name = "记录提醒"
        constraints = [models.UniqueConstraint(fields=["activity", "stage"], name="one_reminder_per_stage")]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.stage}"
