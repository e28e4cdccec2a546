"""Expected failures of rosters. Each docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class RosterNotFound(NotFound):
    """没有找到这张排班表，或者它不在你负责的范围里。"""

    code = "roster-not-found"


class RosterWithoutShifts(Invalid):
    """没有可以排的班次。要先有已发布、还没开始、没有抽签或定时放号的岗位。"""

    code = "roster-without-shifts"


class ShiftElsewhere(Conflict):
    """有的班次已经在另一张排班表里。先结束那一张，或者只选别的班次。"""

    code = "shift-elsewhere"


class BadRoster(Invalid):
    """排班表要有名称（最长 60 字），答复时间 1 到 336 小时，每周最多 0 到 21 班，连续最多 0 到 31 天。"""

    code = "bad-roster"


class RosterClosed(Conflict):
    """这张排班表已经结束，不能再改。"""

    code = "roster-closed"


class RosterMoved(Conflict):
    """排的时候情况一直在变，这次没有排成。请过一会儿再排一次。"""

    code = "roster-moved"


class NobodyToAsk(Conflict):
    """还没有拟定的人可以征求。先排一次班。"""

    code = "nobody-to-ask"


class NotYetToAsk(Conflict):
    """拟定的班都还没开放报名，现在还不能请大家答复。开放以后再请。"""

    code = "not-yet-to-ask"


class ProposalNotFound(NotFound):
    """没有找到这条排班征求。"""

    code = "proposal-not-found"


class ProposalAnswered(Conflict):
    """这一条已经答复过，或者已经过了时间、不用答复了。"""

    code = "proposal-answered"


class ProposalBegun(Conflict):
    """这一班已经开始了，不能再改。"""

    code = "proposal-begun"


class PairWrong(Invalid):
    """请填两个不同的志愿者编号，两个人都要在这张排班表能找的人里。"""

    code = "pair-wrong"


class ShiftUnknown(NotFound):
    """没有找到这个班次，它可能已经不在排班里了。"""

    code = "shift-unknown"


class LastShift(Conflict):
    """这是表里最后一班，拿掉就没有班可排了。不排了的话，请直接结束排班。"""

    code = "last-shift"


class BadPlan(Invalid):
    """推演要有开始和结束日期（最多 31 天），至少一行岗位：地点、时间和人数。"""

    code = "bad-plan"
