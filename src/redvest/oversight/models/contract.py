"""Contracts: what is to be delivered for how much, what records stand behind it, and what was accepted.

How much was delivered is stored nowhere: the database functions of ``migrations/*_contract.py`` count it from the
ledger whenever somebody asks. Triggers there hold that nobody accepts more than is delivered and that the terms of a
signed contract stay as they are (ADR 21).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.oversight.choices import ContractState, DeliverableKind
from redvest.oversight.models.project_plan import ProjectPlan
from redvest.oversight.models.tender import Bid
from redvest.registry.models import Account, Body, Department, Region
from redvest.service.models import Activity


class Contract(models.Model):
    """Between the office that pays and the organisation that delivers."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    number = models.CharField("合同编号", max_length=40)
    plan = models.ForeignKey(ProjectPlan, models.PROTECT, related_name="contracts", verbose_name="入库项目")
    region = models.ForeignKey(Region, models.PROTECT, related_name="contracts", verbose_name="购买方区域")
    region_path = models.CharField("区域路径", max_length=60)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, related_name="+", verbose_name="购买部门"
    )
    supplier = models.ForeignKey(Body, models.PROTECT, related_name="contracts", verbose_name="承接组织")
    bid = models.OneToOneField(
        Bid, models.PROTECT, null=True, related_name="contract", verbose_name="中标报价"
    )
    exemption = models.CharField("不经招标的依据", max_length=300, blank=True)
    amount_fen = models.BigIntegerField("合同金额（分）")
    starts_on = models.DateField("履行起始")
    ends_on = models.DateField("履行截止")
    state = models.CharField("状态", max_length=7, choices=ContractState, default=ContractState.DRAFT)
    drafted_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="拟稿人")
    drafted_at = models.DateTimeField("拟稿时间")
    signed_on = models.DateField("签订日期", null=True)
    signed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="经办人")
    ended_on = models.DateField("结清或终止日期", null=True)
    note = models.CharField("终止原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "合同"
        constraints = [
            models.UniqueConstraint(fields=["city", "number"], name="one_contract_per_number"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="contract_has_an_amount"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="contract_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state=ContractState.DRAFT) | Q(signed_on__isnull=False, signed_by__isnull=False),
                name="contract_was_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state=ContractState.ENDED) | ~Q(note=""), name="contract_ended_in_words"
            ),
            models.CheckConstraint(
                condition=Q(bid__isnull=True) | Q(exemption=""), name="contract_by_bid_or_exemption"
            ),
        ]
        indexes = [
            models.Index(fields=["city", "-drafted_at", "-id"], name="contracts_latest"),
            models.Index(fields=["supplier", "state"], name="contracts_of_supplier"),
        ]

    def __str__(self) -> str:
        return self.number


class Milestone(models.Model):
    """A part of a contract that is paid for when its deliverables are accepted."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="milestones", verbose_name="合同")
    name = models.CharField("节点", max_length=60)
    due_on = models.DateField("完成期限")
    amount_fen = models.BigIntegerField("金额（分）")

    class Meta:
        verbose_name = "节点"
        constraints = [
            models.UniqueConstraint(fields=["contract", "name"], name="one_milestone_per_name"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="milestone_has_an_amount"),
        ]

    def __str__(self) -> str:
        return self.name


class Deliverable(models.Model):
    """What has to be there for a milestone: so many hours, activities, people served or papers."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="deliverables", verbose_name="节点")
    kind = models.CharField("种类", max_length=10, choices=DeliverableKind)
    name = models.CharField("交付物", max_length=80)
    target = models.PositiveIntegerField("目标")

    class Meta:
        verbose_name = "交付物"
        constraints = [
            models.UniqueConstraint(fields=["milestone", "name"], name="one_deliverable_per_name"),
            models.CheckConstraint(condition=Q(target__gte=1), name="deliverable_has_a_target"),
        ]

    def __str__(self) -> str:
        return self.name


class DeliverableActivity(models.Model):
    """An activity whose records stand behind a deliverable. Once for each kind, whatever contract: nothing is billed twice."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    deliverable = models.ForeignKey(Deliverable, models.PROTECT, related_name="links", verbose_name="交付物")
    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="delivers", db_index=False, verbose_name="活动"
    )
    kind = models.CharField("种类", max_length=10, choices=DeliverableKind)
    linked_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="关联人")
    linked_at = models.DateTimeField("关联时间")

    class Meta:
        verbose_name = "交付记录"
        constraints = [
            models.UniqueConstraint(fields=["activity", "kind"], name="activity_billed_once_per_kind"),
            models.CheckConstraint(
                condition=~Q(kind=DeliverableKind.DOCUMENT), name="activity_is_no_document"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.kind}"


class ContractPaper(models.Model):
    """A paper that was delivered. The same content counts once in a city."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    deliverable = models.ForeignKey(Deliverable, models.PROTECT, related_name="papers", verbose_name="交付物")
    key = models.CharField("存放处", max_length=120)
    name = models.CharField("文件名", max_length=100)
    media_type = models.CharField("类型", max_length=20)
    size = models.PositiveIntegerField("字节")
    sha256 = models.BinaryField("摘要", max_length=32)
    added_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="提交人")
    added_at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = "交付材料"
        constraints = [models.UniqueConstraint(fields=["city", "sha256"], name="paper_delivered_once")]

    def __str__(self) -> str:
        return self.name


class Acceptance(models.Model):
    """An officer's word (验收) that so much of a deliverable is there and good; ``delivered`` is what was counted then.

    Rows are never changed but to take one back; what is accepted is the sum of those that stand.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    deliverable = models.ForeignKey(
        Deliverable, models.PROTECT, related_name="acceptances", verbose_name="交付物"
    )
    amount = models.PositiveIntegerField("验收数量")
    delivered = models.PositiveIntegerField("当时已交付")
    words = models.CharField("验收意见", max_length=300, blank=True)
    accepted_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="验收人")
    accepted_at = models.DateTimeField("验收时间")
    taken_back_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="收回人"
    )
    taken_back_at = models.DateTimeField("收回时间", null=True)
    taken_back_why = models.CharField("收回原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "验收"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=1), name="acceptance_is_of_something"),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_by__isnull=True)
                | (Q(taken_back_at__isnull=False, taken_back_by__isnull=False) & ~Q(taken_back_why="")),
                name="acceptance_taken_back_in_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deliverable_id} {self.amount}"
