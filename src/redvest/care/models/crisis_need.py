"""Needs reported in a crisis: verified by somebody, expiring unless verified again, merged when two are one."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.care.choices import CrisisNeedKind, CrisisNeedState, CrisisVia
from redvest.care.models.crisis import Crisis
from redvest.care.models.crisis_people import CrisisVolunteer
from redvest.core.identifiers import uuid7
from redvest.registry.models import Account


class CrisisNeed(models.Model):
    """What was said, where and by whom is sealed; ``shown`` and ``area`` are what its verifier lets everybody read.

    ``wanted`` may be raised by those merged into it: ``own_wanted`` is then what it wants by itself. Of one that is merged
    ``wanted`` is what it adds to the other: nothing once somebody verified a number for both.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    crisis = models.ForeignKey(Crisis, models.CASCADE, related_name="needs", verbose_name="应急")
    kind = models.CharField("种类", max_length=10, choices=CrisisNeedKind)
    told_sealed = models.BinaryField("原话和地点（密文）", null=True)
    phone_sealed = models.BinaryField("手机号密文", null=True)
    phone_hash = models.BinaryField("手机号散列", null=True)
    phone_tail = models.CharField("手机尾号", max_length=4, blank=True)
    via = models.CharField("怎么报的", max_length=8, choices=CrisisVia)
    reported_at = models.DateTimeField("上报时间")
    reported_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="录入人"
    )
    state = models.CharField("状态", max_length=10, choices=CrisisNeedState, default=CrisisNeedState.NEW)
    area = models.CharField("大致地点", max_length=40, blank=True)
    shown = models.CharField("公开的话", max_length=120, blank=True)
    wanted = models.PositiveIntegerField("要几人", default=0)
    own_wanted = models.PositiveIntegerField("自己要几人", null=True)
    coming = models.PositiveIntegerField("有几人去", default=0)
    verified_at = models.DateTimeField("最后核实时间", null=True)
    verified_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="核实人"
    )
    verified_as = models.CharField("核实人的职务", max_length=60, blank=True)
    verified_times = models.PositiveSmallIntegerField("核实次数", default=0)
    expires_at = models.DateTimeField("过期时间", null=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged", verbose_name="并入"
    )
    state_before = models.CharField("并入前的状态", max_length=10, blank=True)
    ended_at = models.DateTimeField("了结时间", null=True)
    ended_note = models.CharField("怎么了结的", max_length=120, blank=True)
    forgotten_at = models.DateTimeField("清除时间", null=True)

    class Meta:
        verbose_name = "应急需求"
        constraints = [
            models.CheckConstraint(condition=Q(coming__lte=F("wanted")), name="crisis_need_not_too_many"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(state="merged"), name="crisis_need_merged_into_one"
            ),
            models.CheckConstraint(
                condition=~Q(state="verified") | Q(verified_at__isnull=False, expires_at__isnull=False),
                name="crisis_need_verified_when",
            ),
        ]
        indexes = [
            models.Index(fields=["crisis", "state", "expires_at"], name="crisis_needs"),
            models.Index(fields=["expires_at"], condition=Q(state="verified"), name="crisis_needs_to_expire"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.area}"


class CrisisGoing(models.Model):
    """Somebody at a staging area goes to a need. ``came_with`` is the need that it was said to, where that was merged."""

    need = models.ForeignKey(CrisisNeed, models.CASCADE, related_name="goings", verbose_name="应急需求")
    came_with = models.ForeignKey(
        CrisisNeed, models.SET_NULL, null=True, related_name="+", verbose_name="原来的需求"
    )
    person = models.ForeignKey(
        CrisisVolunteer, models.CASCADE, related_name="goings", verbose_name="应急志愿者"
    )
    said_at = models.DateTimeField("时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        verbose_name = "去应急需求"
        constraints = [
            models.UniqueConstraint(
                fields=["need", "person"], condition=Q(withdrawn_at__isnull=True), name="one_going_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.said_at:%m-%d %H:%M}"


class CrisisApart(models.Model):
    """Somebody looked: these two are not one, and are not proposed again. The smaller key stands first."""

    one = models.ForeignKey(CrisisNeed, models.CASCADE, related_name="+", verbose_name="一条")
    other = models.ForeignKey(CrisisNeed, models.CASCADE, related_name="+", verbose_name="另一条")
    said_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="谁说的")
    said_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "应急需求不是同一件"
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="crisis_apart_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="crisis_apart_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} {self.other_id}"
