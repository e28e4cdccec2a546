"""What can be wrong with the transparency log: states and kinds with their Chinese words."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LogFault(TextChoices):
    """What a verification of the transparency log can find."""

    CHANGED = "changed", _("内容被改过")
    SALT_GONE = "salt-gone", _("盐值不见了，日志里没有这个人的注销记录")
    ERASED_CHANGED = "erased-changed", _("注销以后，这个人的记录被改过")
    MISSING_ENTRY = "missing-entry", _("记录不见了，叶还在")
    MISSING_LEAF = "missing-leaf", _("叶不见了")
    UNSEALED = "unsealed", _("记录没有入日志，也没有在等")
    PENDING_GONE = "pending-gone", _("等着入日志的记录不见了")
    TILE = "tile", _("瓦片被改过")
    HEAD = "head", _("和签发过的日志头对不上")
    KEY = "key", _("日志头的签名对不上")
    REMOVED_TAIL = "removed-tail", _("末尾被删掉了")
