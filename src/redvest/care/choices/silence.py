"""Silence of paired people: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CallAnswer(TextChoices):
    """What a household said on the phone about a visit."""

    CAME = "came", _("来过")
    NOT_CAME = "not-came", _("没来过")
    NO_ANSWER = "no-answer", _("没打通")


class SilenceStage(TextChoices):
    """Who heard that a pairing has fallen silent."""

    HELPER = "helper", _("提醒了结对的人")
    BRANCH = "branch", _("告诉了党支部或组织")
    PLACE = "place", _("告诉了社区")
