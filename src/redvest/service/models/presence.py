"""What stands behind presence besides scans: phones, printed cards, one-time hour codes, words from the middle."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Volunteer
from redvest.service.choices import Fence
from redvest.service.models.activity import Activity


class ActivityDevice(models.Model):
    """Whose phone this is at an activity: the first who proved presence on it. Only a keyed tag of it is kept."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="devices", verbose_name="活动")
    tag = models.CharField("设备标记", max_length=12)
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="+", verbose_name="志愿者")
    first_at = models.DateTimeField("第一次使用")

    class Meta:
        verbose_name = "签到设备"
        constraints = [
            models.UniqueConstraint(fields=["activity", "tag"], name="one_person_per_device_and_activity")
        ]

    def __str__(self) -> str:
        return self.tag


class VolunteerCard(models.Model):
    """A printed personal code for people without a phone. A new one makes the one before it worthless."""

    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="cards", verbose_name="志愿者")
    serial = models.PositiveIntegerField("序号")
    issued_at = models.DateTimeField("制发时间")
    issued_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="制发人")
    revoked_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = "志愿者卡"
        constraints = [
            models.UniqueConstraint(fields=["volunteer", "serial"], name="one_card_per_serial"),
            models.UniqueConstraint(
                fields=["volunteer"], condition=Q(revoked_at__isnull=True), name="one_live_card"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} · {self.serial}"


class HourCode(models.Model):
    """A one-time code (时长码) handed out on site: it stands for minutes where nobody could scan."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    activity = models.ForeignKey(Activity, models.CASCADE, related_name="hour_codes", verbose_name="活动")
    code_hash = models.BinaryField("码的散列", max_length=32, unique=True)
    sealed = models.BinaryField("码（加密）")
    minutes = models.PositiveSmallIntegerField("分钟")
    made_at = models.DateTimeField("制发时间")
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="制发人")
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, null=True, related_name="hour_codes", verbose_name="使用人"
    )
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = "时长码"
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "volunteer"],
                condition=Q(volunteer__isnull=False),
                name="one_hour_code_per_person_and_activity",
            ),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="hour_code_has_minutes"),
        ]

    def __str__(self) -> str:
        return f"{self.activity} {self.minutes}"


class PresencePing(models.Model):
    """A word from the middle of the service: still here. Adds weight, and with a place backs an end done by hand."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="pings", verbose_name="活动")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="pings", verbose_name="志愿者")
    at = models.DateTimeField("时间")
    fence = models.CharField("位置判断", max_length=8, choices=Fence, blank=True, default="")
    distance_m = models.PositiveIntegerField("离现场米数", null=True)

    class Meta:
        verbose_name = "中途报到"
        indexes = [models.Index(fields=["activity", "volunteer"], name="pings_of_person")]

    def __str__(self) -> str:
        return f"{self.at:%H:%M}"
