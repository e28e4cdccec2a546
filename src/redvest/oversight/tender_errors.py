"""Expected failures of tenders and offers. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class TenderUnknown(NotFound):
    """没有找到这份招标公告，或者它不在你负责的范围里。"""

    code = "tender-unknown"


class BadTender(Invalid):
    """招标公告有几处需要改一改。"""

    code = "bad-tender"


class TenderNumberTaken(Conflict):
    """这个公告编号已经用过了，换一个。"""

    code = "tender-number-taken"


class NotAPurchase(Invalid):
    """只有“政府购买”的项目才发招标公告。"""

    code = "not-a-purchase"


class TenderState(Conflict):
    """公告现在的状态不能做这一步，请刷新后再看。"""

    code = "tender-state"


class ClosesTooSoon(Invalid):
    """截止日期太近，给投标方留的时间不够。"""

    code = "tender-closes-too-soon"


class TenderClosed(Conflict):
    """报价已经截止了。"""

    code = "tender-closed"


class TenderStillOpen(Conflict):
    """还没到截止日期，报价要等截止以后才能打开、定标。"""

    code = "tender-still-open"


class BadBid(Invalid):
    """报价有几处需要改一改。"""

    code = "bad-bid"


class BidThere(Conflict):
    """你们已经报过价了。要改，先撤回再报。"""

    code = "bid-there"


class BidUnknown(NotFound):
    """没有找到这份报价。"""

    code = "bid-unknown"


class BidderDecides(Invalid):
    """你属于投标的组织，不能参加定标，请另一位工作人员来办。"""

    code = "bidder-decides"


class AwardReasonNeeded(Invalid):
    """请写清楚理由，至少十个字，会对外公示。"""

    code = "award-reason-needed"
