"""One volunteer's service of one need: accepted, begun, ended, confirmed by who was helped, and the hours of it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from redvest.care.choices import LIVE_SERVINGS, ConfirmAnswer, ConfirmWay, ServingState
from redvest.care.models.need import Need
from redvest.core.identifiers import uuid7
from redvest.registry.models import Account, Body, Volunteer
from redvest.service.choices import ProofKind
from redvest.service.models import HoursEntry


class NeedServing(models.Model):
    """``body`` is who organises and therefore records (design invariant 6); the hours enter through the ledger alone."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    need = models.ForeignKey(Need, models.PROTECT, related_name="servings", verbose_name="需求")
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="need_servings", verbose_name="志愿者"
    )
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, related_name="need_servings", verbose_name="记录单位"
    )
    state = models.CharField("状态", max_length=10, choices=ServingState, default=ServingState.ACCEPTED)
    accepted_at = models.DateTimeField("接单时间")
    started_at = models.DateTimeField("开始时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    minutes = models.PositiveSmallIntegerField("分钟", null=True)
    proofs = ArrayField(
        models.CharField(max_length=12, choices=ProofKind), verbose_name="到场证明", default=list
    )
    code_hash = models.BinaryField(
        "服务码摘要", max_length=32, null=True
    )  # the requester tells it at the door
    code_tries = models.PositiveSmallIntegerField("服务码试了几次", default=0)
    countersigned_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="会签人"
    )
    countersigned_at = models.DateTimeField("会签时间", null=True)
    second_officer = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name="复核人"
    )
    second_at = models.DateTimeField("复核时间", null=True)
    cancelled_at = models.DateTimeField("取消时间", null=True)
    cancel_words = models.CharField("为什么去不了", max_length=100, blank=True)
    words = models.CharField("做了什么", max_length=300, blank=True)
    entry = models.ForeignKey(
        HoursEntry, models.PROTECT, null=True, related_name="+", verbose_name="时长记录"
    )

    class Meta:
        verbose_name = "接单"
        constraints = [
            models.UniqueConstraint(
                fields=["need", "volunteer"],
                condition=Q(state__in=LIVE_SERVINGS),
                name="one_live_serving_per_person",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True)
                | Q(started_at__isnull=False, ended_at__gt=F("started_at")),
                name="serving_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["volunteer", "state", "-accepted_at"], name="servings_of_volunteer")]

    def __str__(self) -> str:
        return f"{self.need_id} {self.volunteer_id}"


class NeedConfirmation(models.Model):
    """The requester's word on whether it was done, and by which way it came. A call-back names who called and its recording."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    need = models.ForeignKey(Need, models.PROTECT, related_name="confirmations", verbose_name="需求")
    way = models.CharField("怎么确认的", max_length=6, choices=ConfirmWay)
    answer = models.CharField("怎么说", max_length=10, choices=ConfirmAnswer)
    words = models.CharField("补充", max_length=200, blank=True)
    called_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="回访人")
    recording_key = models.CharField("录音存放处", max_length=120, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "需求确认"
        constraints = [
            models.CheckConstraint(
                condition=~Q(way=ConfirmWay.CALL) | Q(called_by__isnull=False),
                name="a_call_back_names_who_called",
            )
        ]
        indexes = [models.Index(fields=["need", "at"], name="confirmations_of_need")]

    def __str__(self) -> str:
        return f"{self.need_id} {self.answer}"
