"""Expected failures of entering, confirming and correcting hours. Each docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed, NotFound


class BadHours(Invalid):
    """时长填得不对，请检查后再提交。"""

    code = "bad-hours"


class HoursOverlap(Conflict):
    """这段时间已经有一条时长记录，同一段时间不能记两次。"""

    code = "hours-overlap"


class OwnHours(NotAllowed):
    """不能给自己确认时长，请另一位负责人来确认。"""

    code = "own-hours"


class SamePerson(NotAllowed):
    """确认人和复核人不能是同一个人，也不能是志愿者本人。"""

    code = "same-person"


class EntryVoided(Conflict):
    """这条记录已经作废了。"""

    code = "entry-voided"


class EntryNotFound(NotFound):
    """没有找到这条时长记录。"""

    code = "entry-not-found"


class BelowMinimum(Invalid):
    """到场时间太短，没有达到这里要求的最低比例，不能记时长。"""

    code = "below-minimum"


class VoidedByOther(Conflict):
    """这个人的时长被别人作废了，不能自己再记一次。确实服务过的，请走补录，由区域管理员审核。"""

    code = "voided-by-other"


class StatementNeeded(Conflict):
    """这是党员双报到的活动，等本人声明是在工作时间以外、不是履行职务参加的，才会入账。"""

    code = "off-duty-needed"
