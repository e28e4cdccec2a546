"""Expected failures of checking in and out, with a network and without. Each docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotAllowed


class NotOnRoster(Invalid):
    """名单里没有这个人，请先给他补报一个岗位。"""

    code = "not-on-roster"


class NonceReused(Conflict):
    """这个随机数已经用在另一次扫码上了，每次扫码要用新的。"""

    code = "nonce-reused"


class NoOpenStay(Conflict):
    """还没有签到，不能签退。"""

    code = "not-checked-in"


class OutsideHours(Conflict):
    """现在不在这场活动的签到时间里。"""

    code = "outside-hours"


class RosterUnknown(Invalid):
    """这份名单不是从这里带走的，或者被改动过。请联网后重新取一次名单，没传上去的记录都还在。"""

    code = "roster-unknown"


class NotYourQueue(NotAllowed):
    """这些签到是另一位负责人记的。请他用自己的账号登录后再传，记录都还在这台手机上。"""

    code = "not-your-queue"


class RosterTooLate(Conflict):
    """活动已经结束一天多了，名单不能再带到手机上。要补登请到“时长”页。"""

    code = "roster-too-late"


class TooFar(Conflict):
    """你的手机离活动地点太远，这次没有记上。到了现场再扫；位置不准的话，请领队扫你的码。"""

    code = "too-far"


class DeviceShared(Conflict):
    """这部手机今天已经给另一位志愿者签过这场活动。请用自己的手机，或者请领队扫你的卡、在名单上勾你的名字。"""

    code = "device-shared"
