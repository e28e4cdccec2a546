"""Nominations: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NominationWay(TextChoices):
    SELF = "self", _("自荐")
    BODY = "body", _("组织推荐")
    PUBLIC = "public", _("群众推荐")


class NominationState(TextChoices):
    """``STRUCK`` was chosen and lost it again, with a reason."""

    NOMINATED = "nominated", _("待审核")
    QUALIFIED = "qualified", _("入围")
    REFUSED = "refused", _("不符合条件")
    WITHDRAWN = "withdrawn", _("已撤回")
    CHOSEN = "chosen", _("当选")
    NOT_CHOSEN = "not-chosen", _("未当选")
    STRUCK = "struck", _("取消资格")


STANDING_NOMINATIONS = (NominationState.QUALIFIED, NominationState.CHOSEN, NominationState.NOT_CHOSEN)
