"""Openings: how the places of a hot post are given out, announced beforehand."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.registry.models import Volunteer
from redvest.service.choices import OpeningMode, StageGroup
from redvest.service.models.activity import Post
from redvest.service.models.log import LogHead


class Opening(models.Model):
    """Announced with the activity. Of a lottery the digest of the seed is public from the announcement on, the list
    of entrants with its digest from the end of entry on, the seed and the signed head mixed into it from the draw on.

    ``last_number`` is the last ticket given out: entries of a lottery, places in the waiting room.
    """

    post = models.OneToOneField(
        Post, models.CASCADE, primary_key=True, related_name="opening", verbose_name="岗位"
    )
    city = models.CharField("城市", max_length=6)
    mode = models.CharField("方式", max_length=10, choices=OpeningMode, default=OpeningMode.FIRST_COME)
    announced_at = models.DateTimeField("公布时间")
    opens_at = models.DateTimeField("开放时间")
    closes_at = models.DateTimeField("登记截止", null=True)  # of a lottery
    draws_at = models.DateTimeField("抽签时间", null=True)
    waiting_room = models.BooleanField("排队进场", default=False)
    admit_per_second = models.PositiveSmallIntegerField("每秒放行", default=100)
    most_each = models.PositiveSmallIntegerField(
        "每人最多几次", null=True
    )  # among all hot posts, see rules/opening
    within_days = models.PositiveSmallIntegerField("多少天内", null=True)
    last_number = models.PositiveIntegerField("最后的号码", default=0)
    seed_digest = models.CharField("种子摘要", max_length=64, blank=True)
    seed_sealed = models.BinaryField("种子（加密）", null=True)
    seed = models.CharField("种子", max_length=64, blank=True)
    head = models.ForeignKey(
        LogHead, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name="日志头"
    )
    beacon = models.CharField("公开随机数", max_length=64, blank=True)
    list_digest = models.CharField("名单摘要", max_length=64, blank=True)
    drawn_at = models.DateTimeField("抽出时间", null=True)
    drawn_places = models.PositiveIntegerField("抽出名额", null=True)

    class Meta:
        verbose_name = "放号"
        constraints = [
            models.CheckConstraint(
                condition=~Q(mode="lottery")
                | Q(
                    closes_at__isnull=False,
                    draws_at__isnull=False,
                    closes_at__gt=F("opens_at"),
                    draws_at__gte=F("closes_at"),
                ),
                name="lottery_closes_then_draws",
            ),
            models.CheckConstraint(
                condition=Q(most_each__isnull=True, within_days__isnull=True)
                | Q(
                    most_each__isnull=False,
                    within_days__isnull=False,
                    most_each__gte=1,
                    within_days__gte=1,
                ),
                name="cap_has_its_days",
            ),
            models.CheckConstraint(
                condition=Q(waiting_room=False) | Q(mode="first-come", admit_per_second__gte=1),
                name="room_before_first_come",
            ),
        ]
        indexes = [
            models.Index(
                fields=["draws_at"], condition=Q(mode="lottery", drawn_at__isnull=True), name="draw_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.get_mode_display()}"


class OpeningStage(models.Model):
    """From ``opens_at`` on ``places`` more are open to a group and to those of the stages before it."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    opening = models.ForeignKey(
        Opening, models.CASCADE, related_name="stages", db_index=False, verbose_name="放号"
    )
    order = models.PositiveSmallIntegerField("次序")
    group = models.CharField("对象", max_length=8, choices=StageGroup)
    value = models.CharField("范围", max_length=60, blank=True)  # a region's code, a number of days or hours
    opens_at = models.DateTimeField("开放时间")
    places = models.PositiveIntegerField("名额")

    class Meta:
        verbose_name = "放号批次"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["opening", "order"], name="one_stage_per_turn"),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.get_group_display()}"


class DrawEntry(models.Model):
    """Somebody's entry in a lottery; ``number`` is what the published list calls them by."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    opening = models.ForeignKey(
        Opening, models.CASCADE, related_name="entries", db_index=False, verbose_name="放号"
    )
    volunteer = models.ForeignKey(
        Volunteer, models.CASCADE, related_name="draw_entries", verbose_name="志愿者"
    )
    number = models.PositiveIntegerField("签号")
    entered_at = models.DateTimeField("登记时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    listed = models.BooleanField("在公布的名单上", default=False)
    rank = models.PositiveIntegerField("抽出次序", null=True)
    outcome = models.CharField("结果", max_length=40, blank=True)  # won, waiting, or why passed over

    class Meta:
        verbose_name = "抽签登记"
        constraints = [
            models.UniqueConstraint(fields=["opening", "volunteer"], name="one_entry_each"),
            models.UniqueConstraint(fields=["opening", "number"], name="one_number_each"),
            models.UniqueConstraint(fields=["opening", "rank"], name="one_rank_each"),
        ]

    def __str__(self) -> str:
        return f"{self.opening_id} {self.number}"


class RoomTicket(models.Model):
    """A number in the waiting room of a rush. Before the opening numbers are drawn, afterwards they are by arrival."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    opening = models.ForeignKey(
        Opening, models.CASCADE, related_name="tickets", db_index=False, verbose_name="放号"
    )
    volunteer = models.ForeignKey(
        Volunteer, models.CASCADE, related_name="room_tickets", verbose_name="志愿者"
    )
    arrived_at = models.DateTimeField("到达时间")
    number = models.PositiveIntegerField("号码", null=True)

    class Meta:
        verbose_name = "排队号"
        constraints = [
            models.UniqueConstraint(fields=["opening", "volunteer"], name="one_ticket_each"),
            models.UniqueConstraint(fields=["opening", "number"], name="one_ticket_number_each"),
        ]

    def __str__(self) -> str:
        return f"{self.opening_id} {self.number}"
