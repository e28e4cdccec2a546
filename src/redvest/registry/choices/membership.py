"""Members of organisations and how they join: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MembershipConsent(TextChoices):
    """By which yes of the person a membership stands (条例 art. 7, 25). ``EARLIER``: taken over without a record of it."""

    APPLIED = "applied", _("本人申请")
    INVITED = "invited", _("本人接受邀请")
    STANDING = "standing", _("本人事先同意受邀")
    PAPER = "paper", _("组织存有本人书面同意")
    EARLIER = "earlier", _("原有成员，没有同意记录")


class JoinKind(TextChoices):
    APPLICATION = "application", _("申请加入")
    INVITATION = "invitation", _("组织邀请")


class JoinState(TextChoices):
    OPEN = "open", _("等答复")
    ACCEPTED = "accepted", _("同意了")
    DECLINED = "declined", _("没有同意")
    WITHDRAWN = "withdrawn", _("撤回了")
