"""Expected failures of group sign-up and of signing up for others. Each docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class PartyRefused(Invalid):
    """这一队里有人报不了，原因列在下面。改好再报；一个名额也没有占。"""

    code = "party-refused"


class PartyTooLarge(Conflict):
    """剩下的名额不够这一队。可以少报几个人，或者各自排候补。"""

    code = "party-too-large"


class PartyEmpty(Invalid):
    """组队至少要两个人。一个人去，直接报名就行。"""

    code = "party-empty"


class PartyOverMost(Invalid):
    """一次组队的人太多了，请分几次报。"""

    code = "party-over-most"


class PartyNotHere(Conflict):
    """这个岗位要审核，或者按公布的办法放号，不能组队，请各自报名。"""

    code = "party-not-here"


class PartyUnknown(NotFound):
    """没有找到这一队。"""

    code = "party-unknown"


class LinesUnreadable(Invalid):
    """有几行看不懂。一行写一个人：先写编号，再写姓名。"""

    code = "lines-unreadable"


class ConsentMissing(Invalid):
    """替别人报名，要写明本人是怎么答应的。"""

    code = "proxy-consent-missing"


class PersonUnknownHere(NotFound):
    """没有找到这个人。请扫志愿者卡，或者照卡上的编号和姓名输入。"""

    code = "person-unknown-here"


class GuardianSigns(Conflict):
    """未成年人要由监护人来报名，或者带着监护人签了字的纸。"""

    code = "guardian-signs"
