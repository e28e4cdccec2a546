"""What people say about whether it is volunteer service at all (order 67 art. 19), and what is refused because it is not."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Volunteer
from redvest.service.choices import NotService
from redvest.service.models.activity import Activity


class ServiceStatement(models.Model):
    """The publisher's answers for an activity. ``party_service`` marks party members' 双报到: each says it is off duty."""

    activity = models.OneToOneField(
        Activity, models.CASCADE, primary_key=True, related_name="statement", verbose_name="活动"
    )
    not_duty = models.BooleanField("不是履行职务", default=False)
    unpaid = models.BooleanField("没有报酬", default=False)
    public_benefit = models.BooleanField("为了公益", default=False)
    party_service = models.BooleanField("党员双报到", default=False)
    off_duty = models.BooleanField("安排在工作时间以外", default=False)
    stated_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="声明人")
    stated_at = models.DateTimeField("声明时间")

    class Meta:
        verbose_name = "公益服务声明"

    def __str__(self) -> str:
        return str(self.activity_id)


class OffDutyStatement(models.Model):
    """One person's word that they served in their own time, not as part of their office."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="off_duty", verbose_name="活动")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", verbose_name="志愿者")
    stated_at = models.DateTimeField("声明时间")

    class Meta:
        verbose_name = "非履职声明"
        constraints = [
            models.UniqueConstraint(fields=["activity", "volunteer"], name="one_off_duty_statement")
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} @ {self.activity_id}"


class RefusedRecord(models.Model):
    """Somebody's hours of an activity that are not recorded, and why. It stays; re-opening is somebody else's and is kept."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="refused", verbose_name="活动")
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="refused_records", verbose_name="志愿者"
    )
    kind = models.CharField("原因", max_length=10, choices=NotService)
    note = models.CharField("说明", max_length=200, blank=True)
    refused_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="拒绝人")
    refused_at = models.DateTimeField("拒绝时间")
    reopened_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="重新受理人"
    )
    reopened_at = models.DateTimeField("重新受理时间", null=True)
    reopen_reason = models.CharField("重新受理理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "不予记录"
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "volunteer"],
                condition=Q(reopened_at__isnull=True),
                name="one_standing_refusal",
            ),
            models.CheckConstraint(
                condition=~Q(kind="other") | ~Q(note=""), name="refusal_for_another_reason_says_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer_id} {self.kind}"
