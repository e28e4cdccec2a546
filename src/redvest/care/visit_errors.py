"""Expected failures of visits. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed, NotFound


class VisitUnknown(NotFound):
    """没有找到这次走访，或者它不归你管。"""

    code = "visit-unknown"


class VisitTimeWrong(Invalid):
    """走访的时间不对：要在结对以后、现在以前，时长 5 分钟到 8 小时。"""

    code = "visit-time-wrong"


class VisitTooLate(Invalid):
    """走访过去太久了，不能再登记。请下次走访后早点记下来。"""

    code = "visit-too-late"


class VisitWordsMissing(Invalid):
    """请写一句做了什么，至少 2 个字。"""

    code = "visit-words-missing"


class VisitOverlaps(Conflict):
    """这段时间你已经登记了另一次服务，请核对时间。"""

    code = "visit-overlaps"


class VisitMoved(Conflict):
    """这次走访已经有人办过了，请刷新再看。"""

    code = "visit-moved"


class OwnVisit(NotAllowed):
    """自己的走访要由别人来会签和回访。"""

    code = "own-visit"


class SecondPersonNeeded(NotAllowed):
    """会签和回访要由两个人来做，请另一位工作人员打这个电话。"""

    code = "second-person-needed"
