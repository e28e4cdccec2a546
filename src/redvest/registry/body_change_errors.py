"""Expected failures of changing what is registered of an organisation. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed, NotFound


class ChangeWrong(Invalid):
    """请写清楚改成什么（二到八十个字，和现在不同）和为什么改。"""

    code = "change-wrong"


class ChangeProofWrong(Invalid):
    """请附一份证明文件，照片或 PDF，不超过 5 MB。"""

    code = "change-proof-wrong"


class ChangeWaiting(Conflict):
    """这一项已经有一份变更申请在等审核。"""

    code = "change-waiting"


class ChangeUnknown(NotFound):
    """没有找到这份变更申请，或者它不在你负责的范围里。"""

    code = "change-unknown"


class ChangeDecided(Conflict):
    """这份变更申请已经处理过了，请刷新看看。"""

    code = "change-decided"


class ChangeOwn(NotAllowed):
    """自己提的变更要由别人来审核。"""

    code = "change-own"
