"""Who is asked to meet a need, and what they answer. Nobody is ever assigned without saying yes (design invariant 10)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from redvest.care.choices import AskState, DispatchState, DispatchWay
from redvest.care.models.need import Need
from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Body, Volunteer


class Dispatch(models.Model):
    """One round of finding somebody: given to a body, asked in waves, or open for grabbing. One open round a need."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    need = models.ForeignKey(Need, models.PROTECT, related_name="dispatches", verbose_name="需求")
    round = models.PositiveSmallIntegerField("第几轮")
    way = models.CharField("怎么派", max_length=8, choices=DispatchWay)
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, related_name="dispatches", verbose_name="派给哪个组织"
    )
    state = models.CharField("状态", max_length=10, choices=DispatchState, default=DispatchState.OPEN)
    waves = models.PositiveSmallIntegerField("问了几批", default=0)
    next_wave_at = models.DateTimeField("下一批时间", null=True)
    made_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+", verbose_name="派单人")
    made_at = models.DateTimeField("派单时间")
    due_at = models.DateTimeField("答复期限")
    ended_at = models.DateTimeField("结束时间", null=True)
    reason = models.CharField("谢绝或收回的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "派单"
        constraints = [
            models.UniqueConstraint(fields=["need", "round"], name="one_dispatch_a_round"),
            models.UniqueConstraint(
                fields=["need"], condition=Q(state=DispatchState.OPEN), name="one_open_dispatch"
            ),
            models.CheckConstraint(
                condition=Q(way=DispatchWay.BODY, body__isnull=False)
                | ~Q(way=DispatchWay.BODY) & Q(body__isnull=True),
                name="dispatch_to_a_body_names_it",
            ),
        ]
        indexes = [
            models.Index(fields=["body", "state", "due_at"], name="dispatches_of_body"),
            models.Index(
                fields=["next_wave_at"], condition=Q(next_wave_at__isnull=False), name="waves_to_come"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} {self.round}"


class NeedAsk(models.Model):
    """One volunteer asked about one need, with the reasons why this one: codes and figures, shown in words."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    dispatch = models.ForeignKey(Dispatch, models.PROTECT, related_name="asks", verbose_name="派单")
    need = models.ForeignKey(Need, models.PROTECT, related_name="asks", verbose_name="需求")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="need_asks", verbose_name="志愿者")
    wave = models.PositiveSmallIntegerField("第几批")
    reasons = models.JSONField("为什么是这位", default=list)
    state = models.CharField("状态", max_length=10, choices=AskState, default=AskState.ASKED)
    asked_at = models.DateTimeField("问的时间")
    due_at = models.DateTimeField("答复期限")
    answered_at = models.DateTimeField("答复时间", null=True)
    words = models.CharField("为什么不行", max_length=100, blank=True)

    class Meta:
        verbose_name = "询问"
        constraints = [
            models.UniqueConstraint(fields=["dispatch", "volunteer"], name="asked_once_a_round"),
        ]
        indexes = [
            models.Index(fields=["volunteer", "state", "-asked_at"], name="asks_of_volunteer"),
            models.Index(fields=["need", "wave"], name="asks_of_need"),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} {self.volunteer_id}"
