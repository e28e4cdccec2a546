"""Cases of the integrity radar: what looked odd, who looks into it, what was said and decided.

A case never changes hours. ``CaseEvent`` is append-only: triggers refuse UPDATE, DELETE and TRUNCATE.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Body, Volunteer
from redvest.service.choices import (
    UNDECIDED,
    CaseOutcome,
    CaseSeverity,
    CaseState,
    CaseStep,
    IntegrityRule,
    SubjectKind,
)
from redvest.service.models.activity import Activity
from redvest.service.models.hours import HoursEntry


class IntegrityCase(models.Model):
    """``involved`` are the accounts that may not decide; ``at_path`` is the place whose officer has it now."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    region_path = models.CharField("区域路径", max_length=60)
    at_path = models.CharField("承办区域路径", max_length=60)
    rule = models.CharField("规则", max_length=12, choices=IntegrityRule)
    subject_kind = models.CharField("对象类型", max_length=10, choices=SubjectKind)
    subject_key = models.CharField("对象", max_length=64)
    severity = models.CharField("轻重", max_length=6, choices=CaseSeverity)
    reason = models.TextField("理由")
    innocent = models.TextField("可能的正常原因")
    figures = models.JSONField("数字", default=dict)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+", verbose_name="组织")
    activity = models.ForeignKey(Activity, models.PROTECT, null=True, related_name="+", verbose_name="活动")
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, null=True, related_name="+", verbose_name="志愿者"
    )
    concerned = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="当事人")
    involved = ArrayField(models.UUIDField(), verbose_name="有关的账号", default=list)
    state = models.CharField("状态", max_length=10, choices=CaseState, default=CaseState.OPEN)
    outcome = models.CharField("结论", max_length=10, choices=CaseOutcome, blank=True, default="")
    propose_void = models.BooleanField("建议作废时长", default=False)
    officer = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="承办人")
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="作出结论的人"
    )
    evidence_until = models.DateTimeField("证据截至")
    opened_at = models.DateTimeField("发现时间")
    hear_until = models.DateTimeField("说明期限", null=True)
    due_at = models.DateTimeField("办理期限", null=True)
    decided_at = models.DateTimeField("结论时间", null=True)
    appeal_until = models.DateTimeField("复核申请期限", null=True)

    class Meta:
        verbose_name = "风险提示"
        constraints = [
            models.UniqueConstraint(
                fields=["city", "rule", "subject_kind", "subject_key"],
                condition=Q(state__in=[state.value for state in UNDECIDED]),
                name="one_undecided_case_per_rule_and_subject",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_by__isnull=True)
                | ~Q(outcome="") & Q(decided_by__isnull=False),
                name="case_decided_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["city", "state", "-opened_at"], name="cases_by_state"),
            models.Index(fields=["city", "rule", "subject_key"], name="cases_of_subject"),
            models.Index(fields=["concerned", "-opened_at"], name="cases_of_person"),
            models.Index(fields=["officer", "due_at"], name="cases_of_officer"),
        ]

    def __str__(self) -> str:
        return f"{self.get_rule_display()} {self.get_state_display()}"


class CaseEvent(models.Model):
    """One step of a case, with who took it and what they said."""

    case = models.ForeignKey(IntegrityCase, models.PROTECT, related_name="events", verbose_name="风险提示")
    step = models.CharField("步骤", max_length=10, choices=CaseStep)
    at = models.DateTimeField("时间")
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="操作人")
    text = models.TextField("说明", blank=True)
    entry = models.ForeignKey(
        HoursEntry, models.PROTECT, null=True, related_name="+", verbose_name="时长记录"
    )

    class Meta:
        verbose_name = "办理记录"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.at:%Y-%m-%d %H:%M}"
