"""Expected failures of offers and applications. Each docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class ApplicationAnswered(Conflict):
    """这份申请已经答复过，或者本人撤回了，请刷新后再看。"""

    code = "application-answered"


class AnswerWordsMissing(Invalid):
    """请写几句答复，最长 300 个字；没有录用的，也让对方知道原因。"""

    code = "answer-words-missing"


class PostFull(Conflict):
    """这个岗位的名额已经满了，先增加名额，才能再录用。"""

    code = "post-full"


class OfferOver(Conflict):
    """这个名额已经让给下一位了。"""

    code = "offer-over"


class FeedUnknown(NotFound):
    """这个日历地址已经停用，请到“我的日历”里拿新的。"""

    code = "feed-unknown"
