"""Sending needs out: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DispatchWay(TextChoices):
    BODY = "body", _("派给组织")
    WAVES = "waves", _("分批问志愿者")
    GRAB = "grab", _("公开抢单")


class DispatchState(TextChoices):
    OPEN = "open", _("等答复")
    ACCEPTED = "accepted", _("已接")
    DECLINED = "declined", _("谢绝")
    LAPSED = "lapsed", _("到期没答复")
    WITHDRAWN = "withdrawn", _("已收回")


class AskState(TextChoices):
    """What became of asking one volunteer."""

    ASKED = "asked", _("等答复")
    ACCEPTED = "accepted", _("接了")
    DECLINED = "declined", _("这次不行")
    LAPSED = "lapsed", _("没答复")
    TAKEN = "taken", _("已经有人接了")
