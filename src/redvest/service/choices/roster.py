"""Rosters, proposals and wishes: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RosterState(TextChoices):
    DRAFT = "draft", _("拟定中")
    ASKING = "asking", _("征求中")  # people are asked; who drops out is replaced
    CLOSED = "closed", _("已结束")


class RosterReach(TextChoices):
    """Among whom a roster looks, besides those who came forward for its shifts by themselves."""

    MEMBERS = "members", _("本组织的成员")
    PLACE = "place", _("成员和当地愿意接受邀请的人")


class ProposalState(TextChoices):
    """Where somebody stands on a shift of a roster. Only their own yes makes a sign-up."""

    DRAFT = "draft", _("拟定")
    ASKED = "asked", _("等答复")
    YES = "yes", _("会来")
    NO = "no", _("来不了")
    EXPIRED = "expired", _("没有答复")
    LEFT = "left", _("答应后退出")
    WITHDRAWN = "withdrawn", _("不用来了")


STANDING_PROPOSALS = (ProposalState.DRAFT, ProposalState.ASKED, ProposalState.YES)


class PairKind(TextChoices):
    TOGETHER = "together", _("要排在一起")
    APART = "apart", _("不排在一起")


class WishKind(TextChoices):
    """What a volunteer says about a shift before anybody asks."""

    CAN = "can", _("这一班我可以")
    CANNOT = "cannot", _("这一班不行")
