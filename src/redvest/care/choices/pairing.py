"""Pairings: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PairingKind(TextChoices):
    """What "1151" (Xinyu, domain 7) names, and the others. Its third link, a volunteer and a zone, is registry's GridKeeping."""

    HOUSEHOLD = "household", _("党员联系困难家庭")
    LED = "led", _("党员带志愿者")
    ELDER_CHILD = "elder-child", _("一老一小")
    LEFT_BEHIND = "left-behind", _("留守儿童")
    TWINNED = "twinned", _("单位结对社区")


WITH_HOUSEHOLD = (PairingKind.HOUSEHOLD, PairingKind.ELDER_CHILD, PairingKind.LEFT_BEHIND)
HELPERS = (
    PairingKind.ELDER_CHILD,
    PairingKind.LEFT_BEHIND,
)  # a volunteer, of no party branch, and a household
VISITED = (*WITH_HOUSEHOLD, PairingKind.TWINNED)  # where there is somebody to go and see


class PairingState(TextChoices):
    ASKED = "asked", _("等答应")
    LIVE = "live", _("结对中")
    DECLINED = "declined", _("没有答应")
    WITHDRAWN = "withdrawn", _("收回了")
    ENDED = "ended", _("已结束")


class PairingEnd(TextChoices):
    HANDED_OVER = "handed-over", _("交给了别人")
    LEFT = "left", _("不再参加志愿服务")
    BRANCH = "branch", _("离开了党支部")
    CLOSED = "closed", _("这家不再需要")
    AGREED = "agreed", _("说好结束")
