"""Why a step in a case is refused. The docstring is the sentence that people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed, NotFound


class CaseNotFound(NotFound):
    """没有找到这条风险提示，或者它不归你办。"""

    code = "case-not-found"


class InvolvedInCase(NotAllowed):
    """你和这件事有关，要由别人来办。"""

    code = "involved-in-case"


class NotHeardYet(Conflict):
    """还没有听本人说明。等本人说明，或者说明期限过了，才能下结论。"""

    code = "not-heard-yet"


class CaseNeedsAnswer(Invalid):
    """请选一个结论：属实，还是不属实。"""

    code = "case-needs-answer"


class CaseNeedsReason(Invalid):
    """请写明理由，本人会看到。"""

    code = "case-needs-reason"


class CaseClosed(Conflict):
    """这件事现在不能做这一步，可能别人刚刚办过，请刷新后再看。"""

    code = "case-closed"


class AppealTooLate(Conflict):
    """申请复核的期限已经过了。"""

    code = "appeal-too-late"


class EntryOutsideCase(Invalid):
    """这条时长和这件事无关，不能在这里作废。"""

    code = "entry-outside-case"
