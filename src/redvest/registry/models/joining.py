"""Asking to belong to an organisation, and being asked by one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.choices import JoinKind, JoinState
from redvest.registry.models.account import Account
from redvest.registry.models.body import Body
from redvest.registry.models.volunteer import Volunteer


class JoinRequest(models.Model):
    """A person's application or an organisation's invitation. Only the other side's yes makes a member of it."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    body = models.ForeignKey(Body, models.CASCADE, related_name="join_requests", verbose_name="组织")
    volunteer = models.ForeignKey(
        Volunteer, models.CASCADE, related_name="join_requests", verbose_name="志愿者"
    )
    kind = models.CharField("方式", max_length=12, choices=JoinKind)
    words = models.CharField("想说的话", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=JoinState, default=JoinState.OPEN)
    asked_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+", verbose_name="提出人")
    asked_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="答复人"
    )
    decided_at = models.DateTimeField("答复时间", null=True)
    note = models.CharField("答复", max_length=200, blank=True)

    class Meta:
        verbose_name = "加入申请和邀请"
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "body"], condition=Q(state="open"), name="one_open_join_request"
            )
        ]
        indexes = [models.Index(fields=["body", "state", "asked_at"])]

    def __str__(self) -> str:
        return f"{self.volunteer_id} → {self.body_id}"
