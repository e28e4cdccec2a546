"""Expected failures of taking needs in and checking them. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed, NotFound


class NeedUnknown(NotFound):
    """没有找到这条需求，或者它不在你负责的范围里。"""

    code = "need-unknown"


class NeedIncomplete(Invalid):
    """需求还有几处要改一改，见下面的提示。"""

    code = "need-incomplete"


class NeedReasonMissing(Invalid):
    """请写明原因，至少 4 个字，提出人会看到。"""

    code = "need-reason-missing"


class OwnNeed(NotAllowed):
    """这是你自己提的需求，要请别的工作人员来审。"""

    code = "own-need"


class NeedsNotAlike(Invalid):
    """这两条需求不能并成一条：要在同一个城市、同一个种类，而且都还没有派出去。"""

    code = "needs-not-alike"


class NeedNotMerged(Conflict):
    """这条需求没有并进别的需求，或者刚刚已经分开了。"""

    code = "need-not-merged"


class NeedLookReason(Invalid):
    """请写明为什么要看，至少 4 个字。查看会留下记录。"""

    code = "need-look-reason"


class NeedPictureBad(Invalid):
    """照片要用 JPG、PNG 或 WebP，一张最大 5 MB。"""

    code = "need-picture-bad"


class NeedPicturesFull(Conflict):
    """一条需求最多放 6 张照片，不用全部都拍。"""

    code = "need-pictures-full"


class NeedEmptied(NotFound):
    """这条需求早已结束，求助人的信息按规定删除了。"""

    code = "need-emptied"


class NoGridKept(NotFound):
    """你现在没有负责网格，走访登记只给网格员用。要求助请点“我要求助”。"""

    code = "no-grid-kept"


class DoorUnknown(NotFound):
    """这个码不能用了，或者没有扫全。可以直接在下面填写，选上社区就行。"""

    code = "door-unknown"
