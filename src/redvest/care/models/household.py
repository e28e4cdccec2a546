"""A household in difficulty that somebody looks after: its number in public, everything else sealed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from redvest.care.choices import HouseholdConsent
from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Grid, Region


class Household(models.Model):
    """Everybody calls it by its community and ``serial``; ``private_sealed`` is JSON of ``rules/need_private.py``.

    It agreed that somebody may come before it was entered: how, when, and who heard it. ``cell`` is the H3 cell of
    resolution 8, about a kilometre wide, all that maps are given of the place.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    region = models.ForeignKey(Region, models.PROTECT, related_name="households", verbose_name="社区")
    region_path = models.CharField("区域路径", max_length=60)
    grid = models.ForeignKey(
        Grid, models.SET_NULL, null=True, related_name="households", verbose_name="所在网格"
    )
    serial = models.PositiveIntegerField("本社区第几户")
    cell = models.CharField("大致位置", max_length=15, blank=True)
    private_sealed = models.BinaryField("姓名、电话、住址和情况（加密）", default=b"")
    consent = models.CharField("怎么同意的", max_length=8, choices=HouseholdConsent)
    consented_on = models.DateField("哪天同意的")
    entered_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="登记人"
    )
    entered_at = models.DateTimeField("登记时间")
    entered_on = models.DateField("从哪天算")
    closed_on = models.DateField("哪天起不再需要", null=True)
    close_words = models.CharField("为什么", max_length=100, blank=True)
    forgotten_at = models.DateTimeField("资料删除时间", null=True)

    class Meta:
        verbose_name = "结对家庭"
        constraints = [
            models.UniqueConstraint(fields=["region", "serial"], name="one_household_per_serial"),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("entered_on")),
                name="household_closes_after_entry",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at__isnull=True) | Q(closed_on__isnull=False, private_sealed=b""),
                name="forgotten_household_keeps_nothing",
            ),
        ]
        indexes = [
            models.Index(fields=["city", "region_path", "serial", "id"], name="household_list"),
            models.Index(
                fields=["closed_on"],
                condition=Q(closed_on__isnull=False, forgotten_at__isnull=True),
                name="household_to_forget",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region_id} {self.serial}"

    @property
    def called(self) -> str:
        """What everybody calls it, for who looks after it and at the desk: 百花湖社区 3 号家庭."""
        return gettext("%(place)s %(n)s 号家庭") % {"place": self.region.name, "n": self.serial}
