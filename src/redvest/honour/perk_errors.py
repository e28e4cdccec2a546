"""Expected failures of perks. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class PerkUnknown(NotFound):
    """没有找到这项礼遇，或者它不归你管。"""

    code = "perk-unknown"


class PerkWrong(Invalid):
    """请写清名称、给什么和怎么用，选一星到五星；结束日期不能早于开始日期。"""

    code = "perk-wrong"


class PerkNotRunning(Conflict):
    """这项礼遇现在用不了：还没开始、已经结束，或者合作到期了。"""

    code = "perk-not-running"


class StarTooLow(Conflict):
    """对方的星级不够用这项礼遇。"""

    code = "perk-star-too-low"


class NoStarYet(Conflict):
    """评上星级以后才有礼遇码。"""

    code = "perk-no-star"


class PerkUsedUp(Conflict):
    """这项礼遇今年的次数用完了，明年再来。"""

    code = "perk-used-up"


class PerkCodeOld(Conflict):
    """这个礼遇码过期了，请对方在手机上点开新的。"""

    code = "perk-code-old"
