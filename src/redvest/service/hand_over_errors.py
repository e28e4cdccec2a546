"""Expected failures of stand-ins and swaps. Each docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class NobodyByThatName(NotFound):
    """没有找到这个编号和姓名的志愿者。请对方打开“我的”，把最上面的姓名和编号照着念给你听。"""

    code = "nobody-by-that-name"


class HandOverUnknown(NotFound):
    """没有找到这个请求。它可能已经撤回，或者链接少复制了几个字。"""

    code = "hand-over-unknown"


class HandOverOver(Conflict):
    """这个请求已经结束了：对方撤回了，时间过了，或者已经换好。"""

    code = "hand-over-over"


class HandOverOpen(Conflict):
    """你已经请了一个人，还在等回音。先撤回那一个，才能另请人。"""

    code = "hand-over-open"


class NoPlaceToGive(Conflict):
    """只有报上了、还没开始、也没签到的名额能让给别人。"""

    code = "no-place-to-give"


class LineComesFirst(Conflict):
    """有人在按顺序候补，名额要先让给他们。来不了的话，取消报名就行。"""

    code = "line-comes-first"


class LeaderChooses(Conflict):
    """这个岗位由组织者挑人，不能自己换人。请打电话和领队商量。"""

    code = "leader-chooses"


class NotOnThisActivity(Invalid):
    """对方没有报上这场活动的另一个岗位或班次，没法互换。可以请对方顶替。"""

    code = "not-on-this-activity"


class OneselfAsked(Invalid):
    """这是你自己的编号，请填对方的。"""

    code = "oneself-asked"
