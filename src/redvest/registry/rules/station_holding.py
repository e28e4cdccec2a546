"""What a station may say of itself: names, numbers and days that make sense. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta

from redvest.core.errors import Conflict, Invalid, NotFound

MOST_OF_A_THING = 999
_LONG_NUMBER = re.compile(r"\d(?:[\s\-–·.]?\d){6,}")
_DATE = re.compile(r"(?<!\d)(?:19|20)\d{2}[-./]\d{1,2}[-./]\d{1,2}(?!\d)")
LATE = timedelta(days=31)  # a work log is kept while it is remembered


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


class TeamJoined(Conflict):
    """你已经在这个站的队伍里了。"""

    code = "station-team-joined"


class TeamLeft(Conflict):
    """你不在这个站的队伍里。"""

    code = "station-team-left"


class TooYoungForTeam(Invalid):
    """未满 16 周岁先不加入站点队伍，可以和家长一起来参加站里的活动。"""

    code = "station-team-age"


class NotOnRegister(Conflict):
    """现在不在志愿者名册上（还没完成登记、停用或者已经退出），先恢复登记再加入。"""

    code = "station-not-on-register"


class NothingLeft(Conflict):
    """这样东西都借出去了，或者站里没有。"""

    code = "station-nothing-left"


class LoanDayWrong(Invalid):
    """应还日期要在今天到 60 天以内。"""

    code = "station-loan-day-wrong"


class LoanUnknown(NotFound):
    """没有找到这次借用。"""

    code = "station-loan-unknown"


class LoanReturned(Conflict):
    """这次借用已经还了。"""

    code = "station-loan-returned"


def names_nobody(text: str) -> str:
    """Words without a run of digits as long as a phone number, however it is spaced. Raises StationWordsPrivate."""
    if _LONG_NUMBER.search(_DATE.sub("，", text)):
        raise StationWordsPrivate
    return text


def short_words(text: str, most: int = 40) -> str:
    """Trimmed words. Raises StationWordsMissing when there are none, or too many."""
    found = " ".join(text.split())
    if not found or len(found) > most:
        raise StationWordsMissing
    return found


def public_phone(text: str) -> str:
    """A number to call a station by, as it is dialled: 0790-6440000; or none. Raises StationPhoneWrong."""
    number = re.sub(r"[\s()（）]+", "", text.replace("－", "-").replace("—", "-"))
    if number and not re.fullmatch(r"\+?\d{3,4}-?\d{4,8}(-\d{1,5})?", number):
        raise StationPhoneWrong
    return number


def counted(number: int, least: int, most: int = MOST_OF_A_THING) -> int:
    """A number in its bounds. Raises StationNumberWrong."""
    if not least <= number <= most:
        raise StationNumberWrong
    return number


def recent(day: date, today: date) -> date:
    """A day that the work log still takes. Raises StationDayWrong."""
    if not today - LATE <= day <= today:
        raise StationDayWrong
    return day
