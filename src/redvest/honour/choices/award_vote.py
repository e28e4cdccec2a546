"""Why a vote is set aside: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AsideReason(TextChoices):
    """Why a vote for an award is kept and not counted (``rules/award_vote.py``)."""

    TWICE = "twice", _("同一个人投了两次")
    DEVICE = "device", _("同一台设备投了太多票")
    NETWORK = "network", _("同一个网络短时间投了太多票")
    SPACING = "spacing", _("一票一票间隔几乎相等，像程序投的")
    FRESH = "fresh", _("投票开始后才注册、没有服务过的账号太多")
    TOGETHER = "together", _("同一时间成批注册、没有服务过的账号太多")
    BY_HAND = "by-hand", _("工作人员核实后不计")
