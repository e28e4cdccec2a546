"""How a screen at a station becomes the station's: a code of eight digits, good for ten minutes and once. Pure."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import timedelta

from redvest.core.errors import Conflict, Invalid, NotAllowed

CODE_DIGITS = 8
CODE_LIFE = timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=1)  # how exactly it is known when a kiosk was last there
RECEIPTS_KEPT = timedelta(days=30)
LONGEST_NAME = 40
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
