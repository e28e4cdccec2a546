"""Perks (礼遇): what partners give to people with stars, the code of five minutes, and each use (ADR 31)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.honour.choices import OfferState
from redvest.honour.models.redeem import RedeemPartner
from redvest.registry.models import Account, Volunteer


class Perk(models.Model):
    """What a partner gives from ``least_star`` on; ``uses`` in a year to a person, any number where it is empty.

    What is not ``announced`` works at the counter and is on no public list.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    region_path = models.CharField("区域路径", max_length=60)
    partner = models.ForeignKey(
        RedeemPartner, models.PROTECT, related_name="perks", verbose_name="兑换合作点"
    )
    title = models.CharField("名称", max_length=40)
    what = models.CharField("给什么", max_length=60)
    words = models.CharField("怎么用", max_length=300)
    least_star = models.PositiveSmallIntegerField("几星起")
    uses = models.PositiveIntegerField("每年几次", null=True)
    from_on = models.DateField("开始日期")
    until_on = models.DateField("结束日期", null=True)
    announced = models.BooleanField("公开", default=True)
    state = models.CharField("状态", max_length=6, choices=OfferState, default=OfferState.OPEN)
    created_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="登记人"
    )
    created_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "礼遇"
        constraints = [
            models.CheckConstraint(condition=Q(least_star__range=(1, 5)), name="perk_star_one_to_five"),
            models.CheckConstraint(
                condition=Q(uses__isnull=True) | Q(uses__gt=0), name="perk_uses_above_nothing"
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="perk_days"
            ),
            models.UniqueConstraint(
                fields=["partner", "title"], condition=~Q(state="ended"), name="one_perk_per_title"
            ),
        ]
        indexes = [models.Index(fields=["city", "state", "least_star"], name="perks_by_star")]

    def __str__(self) -> str:
        return self.title


class PerkCode(models.Model):
    """What somebody shows at a counter just now: one row a person, worth nothing after ``until``."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    volunteer = models.OneToOneField(
        Volunteer, models.CASCADE, related_name="perk_code", verbose_name="志愿者"
    )
    serial = models.PositiveIntegerField("第几个码", default=0)
    code_hash = models.BinaryField("礼遇码", max_length=32)
    until = models.DateTimeField("有效到")

    class Meta:
        verbose_name = "礼遇码"
        constraints = [models.UniqueConstraint(fields=["city", "code_hash"], name="one_perk_code_at_a_time")]

    def __str__(self) -> str:
        return f"{self.until:%H:%M}"


class PerkUse(models.Model):
    """A perk used at a counter: the ``turn``-th of the person in ``year``, confirmed once for each code shown."""

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    perk = models.ForeignKey(Perk, models.PROTECT, related_name="used", verbose_name="礼遇")
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="perk_uses", verbose_name="志愿者")
    year = models.PositiveSmallIntegerField("年份")
    turn = models.PositiveIntegerField("第几次")
    star = models.PositiveSmallIntegerField("当时的星级")
    code_hash = models.BinaryField("礼遇码", max_length=32)
    confirmed_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="确认人"
    )
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "礼遇使用"
        constraints = [
            models.UniqueConstraint(
                fields=["perk", "volunteer", "year", "turn"], name="perk_turn_taken_once"
            ),
            models.UniqueConstraint(
                fields=["perk", "volunteer", "code_hash"], name="perk_used_once_per_code"
            ),
        ]
        indexes = [models.Index(fields=["volunteer", "-at"], name="perk_uses_of_person")]

    def __str__(self) -> str:
        return f"{self.perk_id} {self.at:%Y-%m-%d}"
