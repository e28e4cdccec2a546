"""Redemption and perks: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PartnerKind(TextChoices):
    """Who gives something for points, time or a star."""

    STATION = "station", _("服务站")
    SHOP = "shop", _("商家")
    SCENIC = "scenic", _("景区")
    HOSPITAL = "hospital", _("医院")
    TRANSPORT = "transport", _("交通出行")
    OTHER = "other", _("其他")


class GiftKind(TextChoices):
    """What is redeemed: never money, and nothing with a sum of money on it."""

    SERVICE = "service", _("服务")
    GIFT = "gift", _("礼品")


class OfferState(TextChoices):
    """Whether something can be redeemed or used just now; what is ended stays ended."""

    OPEN = "open", _("上架中")
    PAUSED = "paused", _("暂停")
    ENDED = "ended", _("已下架")


class LimitSpan(TextChoices):
    """The time in which somebody may redeem a thing so many times."""

    EVER = "ever", _("总共")
    YEAR = "year", _("每年")
    MONTH = "month", _("每月")


class RedemptionState(TextChoices):
    """What became of something redeemed; it leaves ``HELD`` once."""

    HELD = "held", _("待领取")
    PICKED_UP = "picked-up", _("已领取")
    CANCELLED = "cancelled", _("已取消")
    LAPSED = "lapsed", _("过期没领")


KEPT_REDEMPTIONS = (RedemptionState.HELD, RedemptionState.PICKED_UP)
