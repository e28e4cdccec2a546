"""A change of what is registered of an organisation, with its proof."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.choices import BodyFact, JoinState
from redvest.registry.models.account import Account
from redvest.registry.models.body import Body


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
