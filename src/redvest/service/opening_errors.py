"""Expected failures of openings: announced posts, lotteries, stages, waiting rooms. Docstrings are what people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class OpeningNotFound(NotFound):
    """这个岗位没有安排放号，可以直接报名。"""

    code = "opening-not-found"


class LotteryNotFound(NotFound):
    """没有找到这次抽签。它可能取消了，或者地址抄错了一位。"""

    code = "lottery-not-found"


class NotYetOpen(Conflict):
    """这个岗位还没开放报名，请到公布的时间再来。"""

    code = "not-yet-open"


class ByLottery(Conflict):
    """这个岗位抽签决定，请到放号页登记参加抽签。"""

    code = "by-lottery"


class NotYourStage(Conflict):
    """这一批不对你开放，请等后面的批次。"""

    code = "not-your-stage"


class StageFull(Conflict):
    """这一批的名额已经报满，请等下一批。"""

    code = "stage-full"


class RoomFirst(Conflict):
    """这个岗位排队进场，请先到放号页领一个排队号。"""

    code = "room-first"


class NotYourTurn(Conflict):
    """还没轮到你的排队号，页面会自己刷新，请稍等。"""

    code = "not-your-turn"


class HotCapReached(Conflict):
    """热门岗位每人有次数限制，你的次数已经用完，把机会留给别人吧。"""

    code = "hot-cap-reached"


class EntryNotOpen(Conflict):
    """现在不在抽签登记的时间里，请看放号页上的登记时间。"""

    code = "entry-not-open"


class DrawEntryNotFound(NotFound):
    """你没有登记参加这次抽签。"""

    code = "draw-entry-not-found"


class AlreadyDrawn(Conflict):
    """已经抽过签了，不能再撤回登记；去不了请取消报名。"""

    code = "already-drawn"


class BadOpening(Invalid):
    """放号安排有几处需要改一改。"""

    code = "bad-opening"


class OpeningFixed(Conflict):
    """已经开放，安排不能再改，免得对先来的人不公平。"""

    code = "opening-fixed"


class PostInUse(Conflict):
    """已经有人报了这个岗位，不能再安排放号；要限人数的话，请另加一个岗位。"""

    code = "post-in-use"


class ReviewedPost(Conflict):
    """要审核的岗位由组织者挑人，不能再安排放号。"""

    code = "reviewed-post"
