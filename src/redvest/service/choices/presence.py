"""Proofs of presence: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ProofKind(TextChoices):
    LEADER_SCAN = "leader-scan", _("领队扫了你的码")
    CARD_SCAN = "card-scan", _("领队扫了你的志愿者卡")
    VENUE_CODE = "venue-code", _("你扫了现场的码")
    HOUR_CODE = "hour-code", _("你用了现场发的时长码")
    STATION_SCAN = "station-scan", _("你在服务站的自助机上刷了卡")
    HOME_CODE = "home-code", _("求助人告诉你的服务码")
    HOME_YES = "home-yes", _("求助人确认服务已完成")
    LOCATION = "location", _("扫码时你在现场附近")
    PING = "ping", _("服务中途你说过还在")
    LEADER_TICK = "leader-tick", _("领队在名单上勾选")
    SELF_CLAIM = "self-claim", _("自己填报")
    IMPORTED = "imported", _("从旧系统导入")


class Direction(TextChoices):
    IN = "in", _("签到")
    OUT = "out", _("签退")


class Fence(TextChoices):
    """Where a phone was, seen from the venue. Only this is kept, never the place itself."""

    UNKNOWN = "", _("没有位置")
    INSIDE = "inside", _("在现场附近")
    OUTSIDE = "outside", _("离现场太远")
    UNCLEAR = "unclear", _("位置不准，没有用")
