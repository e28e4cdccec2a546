"""Crises: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CrisisKind(TextChoices):
    """What has happened to a place."""

    FLOOD = "flood", _("洪涝")
    QUAKE = "quake", _("地震")
    FIRE = "fire", _("火灾")
    SNOW = "snow", _("雨雪冰冻")
    WIND = "wind", _("大风强对流")
    EPIDEMIC = "epidemic", _("疫情")
    OTHER = "other", _("其他突发事件")


class CrisisSkill(TextChoices):
    """What a volunteer who comes by themselves can do, as far as the staging area sorts by it."""

    MEDICAL = "medical", _("医护急救")
    DRIVER = "driver", _("开车")
    BOAT = "boat", _("驾船或救生")
    WORDS = "words", _("手语、方言或外语")
    HEAVY = "heavy", _("力气活")
    KITCHEN = "kitchen", _("做饭分餐")
    COMFORT = "comfort", _("心理安抚")


class CrisisVia(TextChoices):
    """How somebody or something came on record."""

    WEB = "web", _("网上")
    API = "api", _("接口")
    DESK = "desk", _("工作台")
    PAPER = "paper", _("纸表补录")


class CrisisNeedKind(TextChoices):
    """What is lacking."""

    RESCUE = "rescue", _("人被困")
    MEDICAL = "medical", _("伤病用药")
    FOOD = "food", _("吃的喝的")
    SHELTER = "shelter", _("住处衣被")
    TRANSPORT = "transport", _("转移接送")
    HANDS = "hands", _("要人手")
    OTHER = "other", _("其他")


class CrisisNeedState(TextChoices):
    """Where a reported need stands. Whether people are on their way is a number beside it, not a state."""

    NEW = "new", _("待核实")
    VERIFIED = "verified", _("已核实")
    EXPIRED = "expired", _("过期待再核实")
    MET = "met", _("已解决")
    CLOSED = "closed", _("不属实或不再需要")
    MERGED = "merged", _("并入另一条")
    HANDED_ON = "handed-on", _("转为日常需求")
