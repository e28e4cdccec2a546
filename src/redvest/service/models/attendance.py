"""Who was there: scans as they were made, and the stays they add up to."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Volunteer
from redvest.service.choices import Direction, Fence, ProofKind
from redvest.service.models.activity import Activity
from redvest.service.models.signup import SignUp


class Scan(models.Model):
    """One check-in or check-out as a device reported it. The nonce makes a repeat harmless (design 8, checkin)."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="scans", verbose_name="活动")
    nonce = models.CharField("随机数", max_length=64)
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, null=True, related_name="scans", verbose_name="志愿者"
    )
    direction = models.CharField("方向", max_length=3, choices=Direction)
    proof = models.CharField("方式", max_length=12, choices=ProofKind)
    at = models.DateTimeField("扫码时间")
    received_at = models.DateTimeField("收到时间")
    device = models.CharField("设备", max_length=64, blank=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="操作人")
    outcome = models.CharField("结果", max_length=30)
    code_key = models.CharField("一次性编号", max_length=80, blank=True, default="")
    skew_seconds = models.IntegerField("设备钟差（秒）", null=True)
    fence = models.CharField("位置判断", max_length=8, choices=Fence, blank=True, default="")
    distance_m = models.PositiveIntegerField("离现场米数", null=True)

    class Meta:
        verbose_name = "扫码"
        constraints = [
            models.UniqueConstraint(fields=["activity", "nonce"], name="one_scan_per_nonce"),
            models.UniqueConstraint(
                fields=["code_key"], condition=~Q(code_key=""), name="one_scan_per_rotating_code"
            ),
        ]
        indexes = [models.Index(fields=["activity", "volunteer"], name="scans_of_person")]

    def __str__(self) -> str:
        return f"{self.get_direction_display()} {self.at:%H:%M} {self.outcome}"


class Attendance(models.Model):
    """One stay at an activity. Without ``out_at`` it is open, until a scan or the leader closes it.

    Stays are computed from the scans (``rules/stay.py``). ``proofs`` is what both ends support together; the proven
    span is the part of the stay between two proven moments, the strong one between two that stand by themselves.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="attendances", verbose_name="活动")
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="attendances", verbose_name="志愿者"
    )
    signup = models.ForeignKey(
        SignUp, models.PROTECT, null=True, related_name="attendances", verbose_name="报名"
    )
    in_at = models.DateTimeField("签到时间")
    out_at = models.DateTimeField("签退时间", null=True)
    proofs = ArrayField(
        models.CharField(max_length=12, choices=ProofKind), verbose_name="到场证明", default=list
    )
    in_proofs = ArrayField(
        models.CharField(max_length=12, choices=ProofKind), verbose_name="签到凭证", default=list
    )
    out_proofs = ArrayField(
        models.CharField(max_length=12, choices=ProofKind), verbose_name="签退凭证", default=list
    )
    proven_from = models.DateTimeField("有凭证的开始", null=True)
    proven_to = models.DateTimeField("有凭证的结束", null=True)
    strong_from = models.DateTimeField("有力凭证的开始", null=True)
    strong_to = models.DateTimeField("有力凭证的结束", null=True)
    from_scans = models.BooleanField("由扫码算出", default=False)
    closed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="代为签退"
    )

    class Meta:
        verbose_name = "出勤"
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "volunteer"], condition=Q(out_at__isnull=True), name="one_open_stay"
            ),
            models.CheckConstraint(
                condition=Q(out_at__isnull=True) | Q(out_at__gte=F("in_at")), name="out_after_in"
            ),
        ]
        indexes = [models.Index(fields=["activity", "volunteer", "in_at"], name="stays_of_activity")]

    def __str__(self) -> str:
        return f"{self.volunteer} {self.in_at:%H:%M}"
