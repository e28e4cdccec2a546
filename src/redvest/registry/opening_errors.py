"""Expected failures of a station's opening hours. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class StationUnknown(NotFound):
    """没有找到这个服务站，地址可能抄错了一位。"""

    code = "station-unknown"


class OpeningWrong(Invalid):
    """关门时间要晚于开门时间，结束日期不能早于开始日期。"""

    code = "opening-wrong"


class OpeningPast(Invalid):
    """不能填过去的日子。"""

    code = "opening-past"


class OpeningHalf(Invalid):
    """开门、关门要一起填；全天不开门就都不填。"""

    code = "opening-half"


class StationDayUnknown(NotFound):
    """没有找到这一天，可能已经改回来了。"""

    code = "station-day-unknown"


class OpeningOverlaps(Conflict):
    """这一天的这段时间里已经有开放时间了，请先核对。"""

    code = "opening-overlaps"
