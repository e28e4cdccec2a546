"""Serving at a need and the requester's word: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ServingState(TextChoices):
    """One volunteer's service of one need."""

    ACCEPTED = "accepted", _("已接单")
    SERVING = "serving", _("服务中")
    SERVED = "served", _("等确认")
    CONFIRMED = "confirmed", _("已确认")
    DISPUTED = "disputed", _("说没做到")
    CANCELLED = "cancelled", _("去不了")


LIVE_SERVINGS = (ServingState.ACCEPTED, ServingState.SERVING, ServingState.SERVED, ServingState.CONFIRMED)


class ConfirmWay(TextChoices):
    """How the requester said that it was done."""

    TAP = "tap", _("自己点的确认")
    SMS = "sms", _("回短信确认")
    CALL = "call", _("电话回访确认")


class ConfirmAnswer(TextChoices):
    DONE = "done", _("办好了")
    PARTLY = "partly", _("办了一部分")
    NOT_DONE = "not-done", _("没办")
