"""Turns of duty: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DutyTurnState(TextChoices):
    """What a person said to a slot of duty."""

    ASKED = "asked", _("等本人答复")
    TAKEN = "taken", _("来值班")
    GIVEN_BACK = "given-back", _("退回了")
    DECLINED = "declined", _("没有答应")
    CALLED_OFF = "called-off", _("取消了")


class DutyOff(TextChoices):
    """Why a slot of duty was called off."""

    CLOSED = "closed", _("那时站里不开门")
    STOPPED = "stopped", _("每周值班停了")
    SINGLE = "single", _("站长取消了这一次")
