"""Expected failures of what a station says of itself and does. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import Conflict, Invalid, NotFound


class StationWordsMissing(Invalid):
    """请写上名称，最多 40 个字。"""

    code = "station-words-missing"


class StationNumberWrong(Invalid):
    """数量不对：要填 0 以上的整数，设施至少 1 件。"""

    code = "station-number-wrong"


class StationDayWrong(Invalid):
    """日期要在最近 31 天以内，不能在今天以后。"""

    code = "station-day-wrong"


class StationServiceUnknown(NotFound):
    """这个站没有这项服务，可能已经停了。"""

    code = "station-service-unknown"


class StationServiceExists(Conflict):
    """这项服务已经在墙上了，不用再加。"""

    code = "station-service-exists"


class SessionRecorded(Conflict):
    """这一天的这项服务已经记过了。"""

    code = "station-session-recorded"


class SessionUnknown(NotFound):
    """没有找到这一条工作日志。"""

    code = "station-session-unknown"


class StationWordsPrivate(Invalid):
    """里面像是有电话或证件号码。这里不写谁，只写什么事。"""

    code = "station-words-private"


class StationPhoneWrong(Invalid):
    """电话号码看不懂，请写成 0790-6440000 或者手机号。"""

    code = "station-phone-wrong"


class NeedUnknown(NotFound):
    """没有找到这条需求。"""

    code = "station-need-unknown"


class NeedAnswered(Conflict):
    """这条需求已经办结了。"""

    code = "station-need-answered"
