"""Expected failures of requests about one's own data."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed, NotFound


class RightUnknown(NotFound):
    """没有找到这条要求，或者它不在你负责的范围里。"""

    code = "right-unknown"


class RightWordsWrong(Invalid):
    """请选一种要求，再写清楚要什么，四到三百个字。"""

    code = "right-words-wrong"


class RightAlreadyAsked(Conflict):
    """同一种要求已经提过一次，还在办。等答复，或者先撤回那一条。"""

    code = "right-already-asked"


class RightDecided(Conflict):
    """这条要求已经答复过或者撤回了，刷新看看。"""

    code = "right-decided"


class RefusalGroundMissing(Invalid):
    """不同意要选一条法律依据，再写明理由，至少四个字。"""

    code = "refusal-ground-missing"


class RightAnswerWrong(Invalid):
    """请写明怎么办的，四到三百个字，本人会看到。"""

    code = "right-answer-wrong"


class OwnRight(NotAllowed):
    """这是你自己或者你孩子的要求，要由别人来答复。"""

    code = "own-right"


class SuspensionUnfit(Conflict):
    """这个人现在不能暂停，或者没有在暂停，刷新看看。"""

    code = "suspension-unfit"
