"""What an organisation puts on the register in its life: brands, changes with their proof, annual reports."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.registry.choices import BodyFact, BrandKind, JoinState, ReminderStage
from redvest.registry.models.account import Account
from redvest.registry.models.body import Body


class Brand(models.Model):
    """A name under which a team or a project is known, such as 黎明脚步, and whose it is from when to when."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    body = models.ForeignKey(Body, models.CASCADE, related_name="brands", verbose_name="组织")
    kind = models.CharField("种类", max_length=8, choices=BrandKind)
    name = models.CharField("品牌名", max_length=40)
    about = models.CharField("简介", max_length=200, blank=True)
    began_on = models.DateField("开始日期")
    ended_on = models.DateField("结束日期", null=True)
    registered_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="登记人"
    )
    registered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "品牌"
        constraints = [
            models.UniqueConstraint(
                fields=["city", "name"], condition=Q(ended_on__isnull=True), name="one_live_brand_per_name"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("began_on")),
                name="brand_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BodyChange(models.Model):
    """A request to change what a document has to prove. Decided rows are the organisation's history and stay."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    body = models.ForeignKey(Body, models.CASCADE, related_name="changes", verbose_name="组织")
    fact = models.CharField("变更什么", max_length=12, choices=BodyFact)
    before = models.CharField("原来", max_length=80, blank=True)
    after = models.CharField("改成", max_length=80)
    reason = models.CharField("原因", max_length=200)
    proof_key = models.CharField("证明文件", max_length=120)
    proof_type = models.CharField("文件类型", max_length=20)
    state = models.CharField("状态", max_length=10, choices=JoinState, default=JoinState.OPEN)
    asked_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间")
    decided_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="决定人"
    )
    decided_at = models.DateTimeField("决定时间", null=True)
    note = models.CharField("意见", max_length=200, blank=True)

    class Meta:
        verbose_name = "组织变更"
        constraints = [
            models.UniqueConstraint(
                fields=["body", "fact"], condition=Q(state="open"), name="one_open_change_per_fact"
            )
        ]
        indexes = [models.Index(fields=["city", "state", "asked_at"])]

    def is_of(self, account_id: UUID | None) -> bool:
        """Whether this account asked for it: somebody else decides then."""
        return account_id is not None and self.asked_by_id == account_id

    def __str__(self) -> str:
        return f"{self.get_fact_display()}：{self.before} → {self.after}"


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
