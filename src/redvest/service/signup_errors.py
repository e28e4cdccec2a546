"""Expected failures of signing up, offers and applications. Each docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound, TooManyTries


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


class AlreadySignedUp(Conflict):
    """你已经报过这个岗位了，不用再报。"""

    code = "already-signed-up"


class Overlaps(Conflict):
    """这段时间你已经有别的安排：报了活动，或者答应了值班。先取消那一个，才能报这一个。"""

    code = "overlaps"


class SignUpClosed(Conflict):
    """这个岗位现在不在报名时间里。"""

    code = "closed"


class NotEligible(Invalid):
    """你现在还不能报这个岗位，原因列在下面。"""

    code = "not-eligible"


class SignUpNotFound(NotFound):
    """没有找到这条报名。"""

    code = "signup-not-found"


class CancelTooLate(Conflict):
    """现在已经不能自己取消了。去不了请马上打电话告诉领队。"""

    code = "cancel-too-late"


class FeedUnknown(NotFound):
    """这个日历地址已经停用，请到“放进手机日历”里拿新的。"""

    code = "feed-unknown"


class LetterWordsWrong(Invalid):
    """请选好写给谁，信写 2 到 500 个字。"""

    code = "letter-words-wrong"


class NoRosterToWriteTo(Conflict):
    """名单上没有可以写信的人：活动没有发布、结束超过七天，或者这一类人一个也没有。"""

    code = "no-roster-to-write-to"


class LettersEnough(TooManyTries):
    """这场活动今天的信已经写够了，明天再写。改时间、改地点请在活动页点“改时间地点”，会告诉每个人。"""

    code = "letters-enough"


class NothingToReconfirm(Conflict):
    """这次报名现在不用再确认。你要是来不了，取消报名就行。"""

    code = "nothing-to-reconfirm"
