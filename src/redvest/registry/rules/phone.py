"""Mobile numbers of the mainland: how people type them, whether they can exist, how they are shown."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from django.utils.translation import gettext_noop

from redvest.core.errors import Invalid

_SEPARATORS = re.compile(r"[\s\-‐-―−()'’‘`.]+")
_COUNTRY_PREFIX = re.compile(r"^(?:\+|00)?86(?=1\d{10}$)")
_FLOAT_TAIL = re.compile(r"^(\+?\d+)\.0*$")
_POWER = re.compile(r"^(\d)\.(\d+)E\+?10$", re.IGNORECASE)
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LENGTH = 11


class PhoneReason(StrEnum):
    """Why a text is not a mobile number."""

    EMPTY = "empty"
    CHARACTER = "character"
    LENGTH = "length"
    RANGE = "range"


SENTENCES: dict[PhoneReason, str] = {
    PhoneReason.EMPTY: gettext_noop("请填写手机号。"),
    PhoneReason.CHARACTER: gettext_noop("手机号里只能有数字，请去掉其他文字和符号。"),
    PhoneReason.LENGTH: gettext_noop("手机号应该是 11 位数字，请看看是多了还是少了。"),
    PhoneReason.RANGE: gettext_noop("这不像中国大陆的手机号，应该以 13 到 19 开头，请核对前两位。"),
}


class PhoneFault(Invalid):
    """手机号填得不对，请核对后再填。"""

    code = "phone-invalid"

    def __init__(self, reason: PhoneReason) -> None:
        super().__init__(SENTENCES[reason], reason=reason.value)
        self.reason = reason


def normalise(raw: str) -> str:
    """The bare eleven digits as far as they can be told: full width, +86, spaces, dashes and `.0` go."""
    text = unicodedata.normalize("NFKC", raw).strip()
    if tail := _FLOAT_TAIL.match(text):
        text = tail[1]
    # A spreadsheet's power of ten is safe only while it still shows all eleven digits.
    elif (power := _POWER.match(text)) and len(power[2]) == _LENGTH - 1:
        text = power[1] + power[2]
    return _COUNTRY_PREFIX.sub("", _SEPARATORS.sub("", text))


def check(raw: str) -> str:
    """The normalised number, or PhoneFault with what to change."""
    number = normalise(raw)
    if not number:
        raise PhoneFault(PhoneReason.EMPTY)
    if not (number.isascii() and number.isdigit()):
        raise PhoneFault(PhoneReason.CHARACTER)
    if len(number) != _LENGTH:
        raise PhoneFault(PhoneReason.LENGTH)
    if not _MOBILE.fullmatch(number):
        raise PhoneFault(PhoneReason.RANGE)
    return number


def mask(number: str) -> str:
    """`138****8000`; whatever is not a whole number is hidden altogether."""
    if not _MOBILE.fullmatch(number):
        return "*" * len(number)
    return f"{number[:3]}****{number[-4:]}"
