"""Crisis mode (应急) of a place: who switched it, its safety brief, its broadcasts. While none is on, the public sees nothing."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.care.choices import CrisisKind
from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Region


class CrisisQuerySet(models.QuerySet["Crisis"]):
    def live(self) -> CrisisQuerySet:
        """Those that are on."""
        return self.filter(handed_back_at__isnull=True)


class Crisis(models.Model):
    """One switch. ``stopped_at`` stands while nobody more should come; ``brief_version`` is the brief that holds."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    region = models.ForeignKey(Region, models.PROTECT, related_name="crises", verbose_name="区域")
    region_path = models.CharField("区划路径", max_length=60)
    name = models.CharField("名称", max_length=40)
    kind = models.CharField("种类", max_length=10, choices=CrisisKind)
    office = models.CharField("由谁指挥", max_length=40)
    hotline = models.CharField("值守电话", max_length=20, blank=True)
    opened_at = models.DateTimeField("启动时间")
    opened_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="启动人")
    brief_version = models.PositiveSmallIntegerField("安全须知版本", default=1)
    stopped_at = models.DateTimeField("暂停来人时间", null=True)
    stop_words = models.CharField("暂停来人的话", max_length=200, blank=True)
    handed_back_at = models.DateTimeField("结束时间", null=True)
    handed_back_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="结束人"
    )
    handed_back_note = models.CharField("结束说明", max_length=400, blank=True)

    objects = CrisisQuerySet.as_manager()

    class Meta:
        verbose_name = "应急"
        constraints = [
            models.UniqueConstraint(
                fields=["region_path"],
                condition=Q(handed_back_at__isnull=True),
                name="one_live_crisis_a_place",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, stop_words="")
                | (Q(stopped_at__isnull=False) & ~Q(stop_words="")),
                name="crisis_stop_says_why",
            ),
            models.CheckConstraint(
                condition=Q(handed_back_at__isnull=True) | Q(handed_back_at__gte=F("opened_at")),
                name="crisis_ends_after_it_began",
            ),
        ]
        indexes = [models.Index(fields=["city", "-opened_at"], name="crises_of_city")]

    def __str__(self) -> str:
        return self.name

    @property
    def live(self) -> bool:
        return self.handed_back_at is None

    @property
    def takes_people(self) -> bool:
        """Whether anybody more may register."""
        return self.live and self.stopped_at is None


class CrisisBrief(models.Model):
    """One version of the safety brief: what people read and signed stays as it was."""

    crisis = models.ForeignKey(Crisis, models.CASCADE, related_name="briefs", verbose_name="应急")
    version = models.PositiveSmallIntegerField("版本")
    text = models.TextField("内容")
    written_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="编写人"
    )
    written_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "安全须知"
        constraints = [
            models.UniqueConstraint(fields=["crisis", "version"], name="one_brief_per_version"),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"


class CrisisBroadcast(models.Model):
    """Stop coming, or come again: everybody who registered and is not there is told.

    ``told_to`` is how far the telling got, in the order of the keys of those who registered, and moves in the
    transaction that writes their notices: a process killed in between is taken up where it stood, and tells nobody twice.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    crisis = models.ForeignKey(Crisis, models.CASCADE, related_name="broadcasts", verbose_name="应急")
    stop = models.BooleanField("暂停来人")
    words = models.CharField("内容", max_length=200)
    said_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="发布人")
    said_at = models.DateTimeField("时间")
    told_to = models.UUIDField("通知到哪一个", null=True)
    told = models.PositiveIntegerField("通知了几人", default=0)
    done_at = models.DateTimeField("通知完的时间", null=True)

    class Meta:
        verbose_name = "应急广播"
        indexes = [
            models.Index(fields=["said_at"], condition=Q(done_at__isnull=True), name="crisis_broadcast_due")
        ]

    def __str__(self) -> str:
        return self.words[:20]
