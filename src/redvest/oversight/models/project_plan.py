"""The project library (项目库): how a project is run, with whom, for how much, and what came of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.oversight.choices import EvaluatorKind, PartnerRole, PlanState, WayOfRunning
from redvest.registry.models import Account, Body, Region
from redvest.service.models import Project


class ProjectPlan(models.Model):
    """A project as the library has it. Its money is in fen; where it comes from is said in words."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    project = models.OneToOneField(Project, models.PROTECT, related_name="plan", verbose_name="项目")
    region = models.ForeignKey(Region, models.PROTECT, related_name="plans", verbose_name="主管区域")
    region_path = models.CharField("区域路径", max_length=60)
    way = models.CharField("运作方式", max_length=8, choices=WayOfRunning)
    budget_fen = models.BigIntegerField("预算（分）")
    money_from = models.CharField("资金来源", max_length=200, blank=True)
    aims = models.CharField("要达到的效果", max_length=500, blank=True)
    state = models.CharField("状态", max_length=9, choices=PlanState, default=PlanState.DRAFT)
    drafted_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="申报人")
    drafted_at = models.DateTimeField("申报时间")
    listed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="入库审核人"
    )
    listed_at = models.DateTimeField("入库时间", null=True)
    note = models.CharField("撤回原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "入库项目"
        constraints = [
            models.CheckConstraint(condition=Q(budget_fen__gte=0), name="plan_budget_is_not_negative"),
            models.CheckConstraint(
                condition=Q(listed_by__isnull=True) | ~Q(listed_by=F("drafted_by")),
                name="plan_listed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[PlanState.DRAFT, PlanState.WITHDRAWN])
                | Q(listed_by__isnull=False, listed_at__isnull=False),
                name="listed_plan_was_reviewed",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.WITHDRAWN) | ~Q(note=""), name="plan_withdrawn_in_words"
            ),
        ]
        indexes = [
            models.Index(fields=["city", "-drafted_at", "-id"], name="plans_latest"),
            models.Index(fields=["city", "state", "way"], name="plans_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.get_way_display()}"


class Partner(models.Model):
    """Somebody who brings something: an organisation of the house, or a named unit with its credit code."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    plan = models.ForeignKey(ProjectPlan, models.CASCADE, related_name="partners", verbose_name="入库项目")
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, related_name="partnerships", verbose_name="组织"
    )
    name = models.CharField("单位名称", max_length=80)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    role = models.CharField("出什么", max_length=6, choices=PartnerRole)
    amount_fen = models.BigIntegerField("出资（分）", default=0)
    words = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "合作方"
        constraints = [
            models.UniqueConstraint(fields=["plan", "name", "role"], name="one_partner_per_role"),
            models.CheckConstraint(
                condition=Q(body__isnull=False) | ~Q(credit_code=""), name="partner_is_known_by_body_or_code"
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0) | (Q(amount_fen=0) & ~Q(words="")),
                name="partner_brings_something",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EffectEvaluation(models.Model):
    """What a project changed (成效评估): figures before and after, a score, and words; public once published.

    ``indicators`` is a list of {name, unit, before, after}.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    plan = models.ForeignKey(ProjectPlan, models.PROTECT, related_name="evaluations", verbose_name="入库项目")
    evaluator_kind = models.CharField("评估方", max_length=11, choices=EvaluatorKind)
    evaluator_name = models.CharField("评估机构", max_length=80, blank=True)
    indicators = models.JSONField("指标", default=list)
    score = models.PositiveSmallIntegerField("得分")
    words = models.CharField("评语", max_length=1000)
    evaluated_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="登记人")
    evaluated_at = models.DateTimeField("评估时间")
    published_at = models.DateTimeField("公开时间", null=True)

    class Meta:
        verbose_name = "成效评估"
        constraints = [
            models.CheckConstraint(condition=Q(score__lte=100), name="effect_score_up_to_100"),
            models.CheckConstraint(
                condition=Q(evaluator_kind=EvaluatorKind.OFFICER) | ~Q(evaluator_name=""),
                name="third_party_has_a_name",
            ),
        ]
        indexes = [models.Index(fields=["city", "-published_at", "-id"], name="effects_latest")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.score}"
