"""How a screen becomes its station's, by a code of eight digits, good for ten minutes and once; how late it may send. Pure."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import datetime, timedelta

from redvest.core.errors import Conflict, Invalid, NotAllowed, NotFound

CODE_DIGITS = 8
CODE_LIFE = timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=1)  # how exactly it is known when a kiosk was last there
RECEIPTS_KEPT = timedelta(days=30)
HELP_KEPT = timedelta(days=30)  # after it was done
HELP_UNDONE_KEPT = timedelta(days=180)
LONGEST_NAME = 40
LATEST = timedelta(hours=24)  # a day without a network; what is older is for the keeper to look at
CLOCK_SKEW = timedelta(minutes=2)  # a clock further off is put right
MOST_AT_STATION = 6  # living kiosks of one station, codes that wait included


class KioskNotPaired(NotAllowed):
    """这台机器还没有和服务站配对，或者已经被停用。请站长在工作台取一个配对码。"""

    code = "kiosk-not-paired"


class PairingCodeWrong(Invalid):
    """配对码不对，或者过了 10 分钟。请站长在工作台再取一个。"""

    code = "pairing-code-wrong"


class KioskNameMissing(Invalid):
    """请给这台机器起个名字，比如“大厅”。"""

    code = "kiosk-name-missing"


class TooManyKiosks(Conflict):
    """一个服务站最多 6 台自助机。请先停用不用的。"""

    code = "too-many-kiosks"


class KioskGone(Conflict):
    """这台自助机已经停用了，请刷新页面。"""

    code = "kiosk-gone"


class KioskUnknown(NotFound):
    """没有这台自助机，或者不归你管。"""

    code = "kiosk-unknown"


class KioskTooLate(Invalid):
    """这一条过了 24 小时才传上来，没有记上。请站长核对后，让组织补记。"""

    code = "kiosk-too-late"


class HelpCallUnknown(NotFound):
    """没有这条求助，或者不归你管。"""

    code = "help-call-unknown"


class HelpCallDone(Conflict):
    """这条求助已经有人处理了，请刷新页面。"""

    code = "help-call-done"


def new_code() -> str:
    """Eight digits, to be typed on a screen without a keyboard."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def plain_code(typed: str) -> str:
    """What was typed, half width and without spaces or hyphens."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", typed) if letter.isdecimal())


def checked_kiosk_name(raw: str) -> str:
    name = " ".join(raw.split())[:LONGEST_NAME]
    if not name:
        raise KioskNameMissing
    return name


def true_moment(told: datetime, *, sent_at: datetime, at: datetime) -> datetime:
    """When something happened that a screen's clock dates at ``told``; ``sent_at`` is that clock's now, ``at`` ours."""
    skew = sent_at - at
    return told - skew if abs(skew) > CLOCK_SKEW else told


def in_time(moment: datetime, at: datetime) -> bool:
    """Whether what happened then may still be written down by itself."""
    return at - moment <= LATEST
