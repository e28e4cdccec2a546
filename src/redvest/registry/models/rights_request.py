"""What people ask about their own data, by when it is answered, and how it was (PIPL arts 44-50)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.choices import RefusalGround, RightKind, RightState
from redvest.registry.models.account import Account
from redvest.registry.models.volunteer import Volunteer

LONGEST = 300


class RightsRequest(models.Model):
    """One request. It goes with the record; ``region_path`` says whose desk it lies on, the city's without a home."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    region_path = models.CharField("区域路径", max_length=60)
    volunteer = models.ForeignKey(
        Volunteer, models.CASCADE, related_name="rights_requests", verbose_name="志愿者"
    )
    kind = models.CharField("要求", max_length=12, choices=RightKind)
    words = models.CharField("要什么", max_length=LONGEST)
    asked_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+", verbose_name="提出人")
    asked_at = models.DateTimeField("提出时间")
    due_on = models.DateField("答复期限")
    escalated_at = models.DateTimeField("上报时间", null=True)
    state = models.CharField("状态", max_length=10, choices=RightState, default=RightState.OPEN)
    decided_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="答复人"
    )
    decided_at = models.DateTimeField("答复时间", null=True)
    ground = models.CharField("不同意的依据", max_length=12, choices=RefusalGround, blank=True)
    answer = models.CharField("答复", max_length=LONGEST, blank=True)

    class Meta:
        verbose_name = "个人信息权利要求"
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "kind"], condition=Q(state="open"), name="one_open_right_of_a_kind"
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(ground=""), name="right_refused_by_law"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | ~Q(state="open") & Q(decided_at__isnull=False),
                name="right_decided_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["city", "state", "due_on"], name="rights_by_due")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.asked_at:%Y-%m-%d}"
