"""Expected failures of consent, and of looking at people's data or handing it on. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed


class ConsentNotGiven(Conflict):
    """这一项现在没有同意记录，不需要撤回。"""

    code = "consent-not-given"


class ReasonMissing(Invalid):
    """查看完整信息要写明理由，至少四个字，会留在记录里。"""

    code = "reason-missing"


class FieldUnknown(Invalid):
    """只能查看证件号码、手机号或监护人手机号。"""

    code = "field-unknown"


class MinorReasonNeeded(NotAllowed):
    """这是未成年人的信息。请先写明为什么要看，再打开。"""

    code = "minor-reason-needed"


class RecipientWrong(Invalid):
    """请写清楚给谁、做什么用，到期日从今天起最多三年。"""

    code = "recipient-wrong"
