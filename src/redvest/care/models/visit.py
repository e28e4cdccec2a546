"""One going to see the household or community that one is paired with, and who stands behind its hours."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from redvest.care.choices import CallAnswer, VisitState
from redvest.care.models.pairing import Pairing
from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Volunteer
from redvest.service.models import HoursEntry


class Visit(models.Model):
    """``words_sealed`` is what was done, ``need_sealed`` a need that was noticed: both may name people."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    pairing = models.ForeignKey(Pairing, models.PROTECT, related_name="visits", verbose_name="结对")
    region_path = models.CharField("区域路径", max_length=60)
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="pairing_visits", verbose_name="走访人"
    )
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    minutes = models.PositiveSmallIntegerField("分钟")
    words_sealed = models.BinaryField("做了什么（加密）", default=b"")
    need_sealed = models.BinaryField("发现的需要（加密）", default=b"")
    seen_at_home = models.BooleanField("家里人看过这条记录", default=False)
    state = models.CharField("状态", max_length=10, choices=VisitState, default=VisitState.LOGGED)
    logged_at = models.DateTimeField("登记时间")
    countersigned_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="会签人"
    )
    countersigned_at = models.DateTimeField("会签时间", null=True)
    called_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="回访人")
    called_at = models.DateTimeField("回访时间", null=True)
    answer = models.CharField("家里怎么说", max_length=10, choices=CallAnswer, blank=True)
    refuse_words = models.CharField("为什么没有认", max_length=100, blank=True)
    entry = models.ForeignKey(
        HoursEntry, models.PROTECT, null=True, related_name="+", verbose_name="时长记录"
    )

    class Meta:
        verbose_name = "走访"
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="visit_ends_after_start"),
            models.CheckConstraint(
                condition=Q(state=VisitState.RECORDED, entry__isnull=False)
                | ~Q(state=VisitState.RECORDED) & Q(entry__isnull=True),
                name="recorded_visit_has_its_entry",
            ),
            models.CheckConstraint(
                condition=~Q(called_by=F("countersigned_by")), name="visit_seen_by_two_people"
            ),
            ExclusionConstraint(
                name="one_visit_at_a_time",
                expressions=[
                    ("volunteer", RangeOperators.EQUAL),
                    (
                        Func("starts_at", "ends_at", function="tstzrange", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(state=VisitState.REFUSED),
            ),
        ]
        indexes = [
            models.Index(fields=["pairing", "-starts_at"], name="visits_of_pairing"),
            models.Index(fields=["city", "state", "region_path"], name="visits_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.pairing_id} {self.starts_at:%m-%d}"
