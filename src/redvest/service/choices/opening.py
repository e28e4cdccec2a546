"""How announced posts are given out: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OpeningMode(TextChoices):
    """How the places of a hot post are given out."""

    FIRST_COME = "first-come", _("先到先得")
    LOTTERY = "lottery", _("抽签")
    STAGED = "staged", _("分批开放")


class StageGroup(TextChoices):
    """To whom a stage of an opening is open; what the stage's ``value`` means stands beside each."""

    MEMBERS = "members", _("本组织成员")
    RESIDENTS = "region", _("一个区域的居民")  # the region's code
    NEW = "new", _("新志愿者")  # registered at most so many days before the stage opens
    SERVED = "served", _("服务过的志愿者")  # at least so many hours on the ledger
    ALL = "all", _("所有人")
