"""Stations and their screens: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class StationLevel(TextChoices):
    STANDARDISED = "standardised", _("规范化")
    BASIC = "basic", _("基础")
    NONE = "none", _("未达标")


class SessionKind(TextChoices):
    """What a line of a station's work log is about."""

    SERVICE = "service", _("为群众服务")
    TRAINING = "training", _("招募培训")
    MEETING = "meeting", _("队伍例会")
    VISIT = "visit", _("平常来站的人")


class HelpKind(TextChoices):
    """What somebody asks for at a station's screen; the words are those on its buttons."""

    UNWELL = "unwell", _("身体不舒服")
    HOME = "home", _("家里有事要帮忙")
    WAY = "way", _("找人、问路、办事")
    COMPANY = "company", _("想有人陪陪")
    CHECK_IN = "check-in", _("签到没有记上")
    OTHER = "other", _("别的事")
