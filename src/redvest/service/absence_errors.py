"""Expected failures around absences. Each docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class NothingToAppeal(Conflict):
    """这一次没有算成缺席或者临近取消，不用说明。"""

    code = "nothing-to-appeal"


class AppealMade(Conflict):
    """这一次你已经说明过了，等组织答复就好。"""

    code = "appeal-made"


class AppealWordsMissing(Invalid):
    """请写几句，最长 300 个字：本人写为什么没到，组织写为什么不改。"""

    code = "appeal-words-missing"


class AppealUnknown(NotFound):
    """没有找到这份说明，它可能已经答复过。"""

    code = "appeal-unknown"
