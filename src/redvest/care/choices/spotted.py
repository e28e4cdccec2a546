"""Spotted problems: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SpottedKind(TextChoices):
    """文明劝导 and 文明小监督员 reports."""

    LITTER = "litter", _("垃圾没人收")
    PARKING = "parking", _("车辆乱停")
    POSTERS = "posters", _("小广告")
    DAMAGE = "damage", _("设施坏了")
    BLOCKED = "blocked", _("占道、堵消防通道")
    MANNERS = "manners", _("不文明行为")
    OTHER = "other", _("别的问题")
