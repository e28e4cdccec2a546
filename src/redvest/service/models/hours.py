"""The hours ledger, the sheets on their way into it, and the salts of its commitments.

``HoursEntry`` is append-only: triggers refuse UPDATE, DELETE and TRUNCATE (design invariant 4). What was wrong is
voided by a new entry with negative minutes; a balance is always a sum. An entry of kind ``erasure`` has no minutes: it
says in the log that a person was forgotten, and what of their hours stayed behind.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Body, Volunteer
from redvest.service.choices import EntryKind, EntryMark, Grade, ProofKind, SheetState
from redvest.service.models.activity import Activity


class HoursEntry(models.Model):
    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="entries", db_index=False, verbose_name="志愿者"
    )
    body = models.ForeignKey(
        Body, models.PROTECT, related_name="entries", db_index=False, verbose_name="记录单位"
    )
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, related_name="entries", db_index=False, verbose_name="活动"
    )
    title = models.CharField("活动名称", max_length=80)
    region_path = models.CharField("区域路径", max_length=60)
    kind = models.CharField("类型", max_length=10, choices=EntryKind)
    voids = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="voided_by", verbose_name="所作废的记录"
    )
    service_on = models.DateField("服务日期")
    starts_at = models.DateTimeField("开始", null=True)
    ends_at = models.DateTimeField("结束", null=True)
    minutes = models.IntegerField("分钟")
    grade = models.CharField("证据等级", max_length=1, choices=Grade)
    proofs = ArrayField(
        models.CharField(max_length=12, choices=ProofKind), verbose_name="到场证明", default=list
    )
    reason = models.CharField("理由", max_length=200, blank=True)
    recorded_at = models.DateTimeField("入账时间")
    recorded_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="记录人"
    )
    second_officer = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="复核人"
    )
    mark = models.CharField("标记", max_length=10, choices=EntryMark, blank=True, default="")
    source = models.CharField("来源", max_length=80, blank=True, default="")
    commitment = models.BinaryField("承诺值", max_length=32)

    class Meta:
        verbose_name = "时长记录"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="void", minutes__lt=0, voids__isnull=False)
                | Q(kind="erasure", minutes=0)
                | Q(~Q(kind__in=["void", "erasure"]), minutes__gt=0),
                name="void_is_negative_record_is_positive",
            ),
        ]
        indexes = [
            models.Index(fields=["volunteer", "service_on"], name="entries_of_volunteer"),
            models.Index(fields=["activity"], name="entries_of_activity"),
            models.Index(fields=["body", "service_on"], name="entries_of_body"),
            models.Index(fields=["city", "recorded_at"], name="entries_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} {self.minutes} 分钟 {self.grade}"


class PersonSalt(models.Model):
    """The secret behind one person's leaf commitments. Erasing this row unlinks them and leaves every proof valid."""

    volunteer = models.OneToOneField(
        Volunteer, models.PROTECT, primary_key=True, related_name="salt", verbose_name="志愿者"
    )
    salt = models.BinaryField("盐", max_length=16)

    class Meta:
        verbose_name = "个人盐值"

    def __str__(self) -> str:
        return str(self.volunteer_id)


class HoursSheet(models.Model):
    """A volunteer's hours of one activity before and after confirmation: who stood behind them, and what is missing."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="sheets", verbose_name="活动")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="sheets", verbose_name="志愿者")
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    minutes = models.PositiveIntegerField("分钟")
    proofs = ArrayField(
        models.CharField(max_length=12, choices=ProofKind), verbose_name="到场证明", default=list
    )
    state = models.CharField("状态", max_length=10, choices=SheetState)
    over_long = models.BooleanField("超长", default=False)
    countersigned_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="负责人确认"
    )
    countersigned_at = models.DateTimeField("负责人确认时间", null=True)
    volunteer_confirmed_at = models.DateTimeField("本人确认时间", null=True)
    second_officer = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="复核人"
    )
    second_confirmed_at = models.DateTimeField("复核时间", null=True)
    entry = models.ForeignKey(
        HoursEntry, models.PROTECT, null=True, related_name="+", verbose_name="当前记录"
    )

    class Meta:
        verbose_name = "时长确认单"
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "volunteer"], name="one_sheet_per_person_and_activity"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="sheet_ends_after_start"),
        ]
        indexes = [models.Index(fields=["city", "state"], name="sheets_by_state")]

    def __str__(self) -> str:
        return f"{self.volunteer} {self.minutes} 分钟"
