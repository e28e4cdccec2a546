"""Expected failures where a record is disputed or hours are refused. Each docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid


class HoursRefused(Conflict):
    """这个人的时长已经定为不予记录。要重新受理，请另一位负责人来办。"""

    code = "hours-refused"


class AlreadyRefused(Conflict):
    """这个人的时长已经定为不予记录了。"""

    code = "already-refused"


class RefusalNeedsWords(Invalid):
    """选“其他原因”时请写明是什么原因，志愿者会看到。"""

    code = "refusal-needs-words"


class AlreadyReported(Conflict):
    """你已经就这条提过异议，正在等答复，不用再提。"""

    code = "already-reported"


class BadReport(Invalid):
    """异议写得还不完整，请检查后再提交。"""

    code = "bad-report"
