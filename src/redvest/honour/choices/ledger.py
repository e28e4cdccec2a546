"""Points and time bank: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LedgerName(TextChoices):
    """The two ledgers beside the hours: each has its own unit, and nothing moves from one to the other."""

    POINTS = "points", _("积分")
    TIMEBANK = "timebank", _("时间银行")  # in minutes


class AccountKind(TextChoices):
    """Whose account it is, or what for. Only ``issue`` runs below zero: it says how much there is in all."""

    VOLUNTEER = "volunteer", _("个人账户")
    GROUP = "group", _("集体账户")
    POOL = "pool", _("捐赠池")
    BUDGET = "budget", _("预算")
    ISSUE = "issue", _("发放")
    SPENT = "spent", _("已兑换")
    EXPIRED = "expired", _("已到期")


class TransferKind(TextChoices):
    """Why units moved."""

    EARN = "earn", _("服务所得")
    REVERSE = "reverse", _("时长作废收回")
    FUND = "fund", _("拨入预算")
    GRANT = "grant", _("奖励")
    DONATE = "donate", _("捐赠")
    CONTRIBUTE = "contribute", _("存入集体账户")
    GIVE = "give", _("转给家人")
    AID = "aid", _("从捐赠池发放")
    EXPIRE = "expire", _("到期")
    SPEND = "spend", _("兑换")
    RETURN = "return", _("退回兑换")


class FamilyRelation(TextChoices):
    SPOUSE = "spouse", _("配偶")
    PARENT = "parent", _("父母")


class CaseState(TextChoices):
    """What became of units that a voided hour had earned and that were no longer there."""

    OPEN = "open", _("待处理")
    SETTLED = "settled", _("已收回")
    WAIVED = "waived", _("不再收回")


class Hardship(TextChoices):
    """Why somebody is helped out of what others donated."""

    ALONE = "alone", _("独居或空巢")
    DISABLED = "disabled", _("残疾")
    ILL = "ill", _("重病")
    POOR = "poor", _("家里困难")
    OTHER = "other", _("别的困难，写在下面")
