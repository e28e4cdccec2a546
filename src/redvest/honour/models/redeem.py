"""Redemption (兑换): partners, what they give for points or time, and what was redeemed (ADR 31).

Stock never falls below nothing, a code opens one thing at a time, and nobody holds one turn twice: the database says so.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from redvest.core.identifiers import uuid7
from redvest.honour.choices import (
    KEPT_REDEMPTIONS,
    GiftKind,
    LedgerName,
    LimitSpan,
    OfferState,
    PartnerKind,
    RedemptionState,
)
from redvest.honour.models.ledger import LedgerTransfer
from redvest.registry.models import Account, Body, Region, Station, Volunteer

_BACK = [RedemptionState.CANCELLED, RedemptionState.LAPSED]


class RedeemPartner(models.Model):
    """Where things are picked up and perks are used. Its staff: who keeps ``station`` or runs ``body``.

    Without either the officers of ``region_path`` hand out. ``until`` is the last day of the agreement.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="所在区域")
    region_path = models.CharField("区域路径", max_length=60)
    name = models.CharField("名称", max_length=40)
    kind = models.CharField("类型", max_length=9, choices=PartnerKind)
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, related_name="redeem_partners", verbose_name="服务站"
    )
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, related_name="redeem_partners", verbose_name="组织"
    )
    place = models.CharField("地址", max_length=120)
    hours = models.CharField("开放时间", max_length=120)
    until = models.DateField("合作到期日", null=True)
    active = models.BooleanField("合作中", default=True)
    created_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="登记人"
    )
    created_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "兑换合作点"
        constraints = [
            models.UniqueConstraint(fields=["city", "name"], name="one_redeem_partner_per_name"),
            models.CheckConstraint(
                condition=Q(station__isnull=True) | Q(body__isnull=True), name="redeem_partner_has_one_staff"
            ),
        ]
        indexes = [models.Index(fields=["city", "region_path"], name="redeem_partners_of_place")]

    def __str__(self) -> str:
        return self.name


class RedeemItem(models.Model):
    """Something to redeem. ``stock`` is what is left of ``supplied``; a service may have neither.

    What was redeemed and not given back is always ``supplied`` less ``stock``. ``per_person``: so many a ``span``.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    region_path = models.CharField("区域路径", max_length=60)
    partner = models.ForeignKey(
        RedeemPartner, models.PROTECT, related_name="items", verbose_name="兑换合作点"
    )
    title = models.CharField("名称", max_length=40)
    words = models.CharField("说明", max_length=300)
    kind = models.CharField("类型", max_length=7, choices=GiftKind)
    ledger = models.CharField("用什么兑换", max_length=8, choices=LedgerName)
    price = models.PositiveIntegerField("价格")
    supplied = models.PositiveIntegerField("备货", null=True)
    stock = models.IntegerField("库存", null=True)
    per_person = models.PositiveIntegerField("每人最多", null=True)
    span = models.CharField("按什么时间算", max_length=5, choices=LimitSpan, default=LimitSpan.EVER)
    from_on = models.DateField("开始日期")
    until_on = models.DateField("结束日期", null=True)
    minors_allowed = models.BooleanField("未成年人可以兑换", default=True)
    state = models.CharField("状态", max_length=6, choices=OfferState, default=OfferState.OPEN)
    created_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="登记人"
    )
    created_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "兑换项目"
        constraints = [
            models.CheckConstraint(
                condition=Q(supplied__isnull=True, stock__isnull=True)
                | Q(supplied__isnull=False, stock__isnull=False, stock__gte=0, stock__lte=F("supplied")),
                name="redeem_stock_not_oversold",
            ),
            models.CheckConstraint(
                condition=~Q(kind=GiftKind.GIFT) | Q(supplied__isnull=False), name="redeem_gift_has_stock"
            ),
            models.CheckConstraint(
                condition=Q(price__gt=0) & (Q(per_person__isnull=True) | Q(per_person__gt=0)),
                name="redeem_price_above_nothing",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="redeem_item_days"
            ),
            models.UniqueConstraint(
                fields=["partner", "title"], condition=~Q(state="ended"), name="one_redeem_item_per_title"
            ),
        ]
        indexes = [models.Index(fields=["city", "state", "region_path"], name="redeem_items_by_state")]

    def __str__(self) -> str:
        return self.title


class Redemption(models.Model):
    """One thing that somebody redeemed: paid by ``transfer``, given back by ``returned``, picked up until ``until``.

    ``code_hash`` finds it by what is shown at the counter; the digits follow from the id and ``serial``, for the owner
    alone. ``period`` and ``turn`` number what one person redeemed of an item in a stretch of time.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    city = models.CharField("城市", max_length=6)
    item = models.ForeignKey(RedeemItem, models.PROTECT, related_name="redemptions", verbose_name="兑换项目")
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, related_name="redemptions", verbose_name="志愿者"
    )
    transfer = models.OneToOneField(
        LedgerTransfer, models.PROTECT, related_name="redemption", verbose_name="兑换的转移"
    )
    returned = models.OneToOneField(
        LedgerTransfer, models.PROTECT, null=True, related_name="given_back", verbose_name="退回的转移"
    )
    price = models.PositiveIntegerField("价格")
    period = models.CharField("时段", max_length=7, blank=True)
    turn = models.PositiveIntegerField("第几次")
    serial = models.PositiveIntegerField("换码次数", default=0)
    code_hash = models.BinaryField("领取码", max_length=32)
    state = models.CharField("状态", max_length=9, choices=RedemptionState, default=RedemptionState.HELD)
    at = models.DateTimeField("兑换时间")
    until = models.DateField("留到哪天")
    reminded_at = models.DateTimeField("提醒时间", null=True)
    ended_at = models.DateTimeField("领取或退回时间", null=True)
    picked_up_by = models.ForeignKey(
        Account, models.SET_NULL, null=True, related_name="+", verbose_name="发放人"
    )
    reason = models.CharField("为什么取消", max_length=200, blank=True)

    class Meta:
        verbose_name = "兑换"
        constraints = [
            models.UniqueConstraint(
                fields=["city", "code_hash"], condition=Q(state="held"), name="one_held_redemption_per_code"
            ),
            models.UniqueConstraint(
                fields=["item", "volunteer", "period", "turn"],
                condition=Q(state__in=KEPT_REDEMPTIONS),
                name="redeem_turn_taken_once",
            ),
            models.CheckConstraint(
                condition=Q(state="held", ended_at__isnull=True)
                | ~Q(state="held") & Q(ended_at__isnull=False),
                name="redemption_ends_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_BACK, returned__isnull=False)
                | ~Q(state__in=_BACK) & Q(returned__isnull=True),
                name="redemption_given_back_once",
            ),
        ]
        indexes = [
            models.Index(fields=["city", "state", "until"], name="redemptions_by_state"),
            models.Index(fields=["volunteer", "-at"], name="redemptions_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.get_state_display()}"
