"""The library of projects: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class WayOfRunning(models.TextChoices):
    """How a project of the library is run and paid for."""

    JOINT = "joint", _("多元合作")
    MUTUAL = "mutual", _("双向促进")
    PURCHASE = "purchase", _("政府购买")
    MATCHED = "matched", _("供需对接")


class PlanState(models.TextChoices):
    """Where a project stands in the library (项目库)."""

    DRAFT = "draft", _("草稿")
    LISTED = "listed", _("已入库")
    RUNNING = "running", _("实施中")
    FINISHED = "finished", _("已完成")
    WITHDRAWN = "withdrawn", _("已撤回")


class PartnerRole(models.TextChoices):
    """What a partner brings."""

    MONEY = "money", _("出资")
    PLACE = "place", _("出场地")
    SKILL = "skill", _("出技术")
    PEOPLE = "people", _("出人手")
    GOODS = "goods", _("出物资")
