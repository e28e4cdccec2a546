"""Identity document numbers: one spelling, a check of form per kind of document, masking.

Form only: whether a number belongs to the person is asked of an authority elsewhere. Division codes of
retired districts live on in cards, so a region is never more than a soft warning.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import mul

from django.utils.translation import gettext_noop

from redvest.core.errors import Invalid
from redvest.registry.choices import IdType, Sex
from redvest.registry.rules.age import age_on

OLDEST_AGE = 150

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
PROVINCES = frozenset(
    str(code)
    for low, high in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(low, high + 1)
)
PERMIT_REGIONS = ("81", "82", "83")
FOREIGNER_MARK = "9"

_SEPARATORS = re.compile(r"[\s\-‐-―−'’‘`]+")
_FLOAT_TAIL = re.compile(r"(\d+)\.0*")
_POWER = re.compile(r"(\d)(?:\.(\d+))?E\+(\d+)")
_EXACT_FLOAT = 2**53
_CARD_LENGTH = 18
_CARD = re.compile(r"[0-9]{17}[0-9X]")
_OLD_PERMANENT = re.compile(r"[A-Z]{3}[0-9]{12}")
_PASSPORT = re.compile(r"(?=.*[0-9])[A-Z0-9]{5,15}")
_PERMIT_HM = re.compile(r"([HM][0-9]{8})(?:[0-9]{2})?")
_PERMIT_TW = re.compile(r"([0-9]{8})(?:[0-9]{2}(?:\(?[A-Z]\)?)?)?")


class IdentityReason(StrEnum):
    """Why a text is not the number of such a document."""

    EMPTY = "empty"
    DIGITS_LOST = "digits-lost"
    LENGTH = "length"
    OLD_CARD = "old-card"
    CHARACTER = "character"
    DATE = "date"
    CHECKSUM = "checksum"
    FUTURE = "future"
    TOO_OLD = "too-old"
    TYPE_MISMATCH = "type-mismatch"


SENTENCES: dict[IdentityReason, str] = {
    IdentityReason.EMPTY: gettext_noop("请填写证件号码。"),
    IdentityReason.DIGITS_LOST: gettext_noop(
        "证件号码被表格软件改成了数值，后几位已经丢了。请把这一列设为“文本”，照着证件重新填写。"
    ),
    IdentityReason.LENGTH: gettext_noop("证件号码的位数不对，请对照证件看看是多了还是少了。"),
    IdentityReason.OLD_CARD: gettext_noop("15 位的老身份证已经停用，请填写现在身份证上的 18 位号码。"),
    IdentityReason.CHARACTER: gettext_noop("证件号码里有不该出现的字符，请对照证件逐位核对。"),
    IdentityReason.DATE: gettext_noop("号码里的出生日期不存在，请核对第 7 到 14 位。"),
    IdentityReason.CHECKSUM: gettext_noop("号码最后一位对不上，多半是抄错了一位，请对照证件逐位核对。"),
    IdentityReason.FUTURE: gettext_noop("号码里的出生日期还没到，请核对第 7 到 14 位。"),
    IdentityReason.TOO_OLD: gettext_noop("号码里的出生年份太早了，请核对第 7 到 10 位。"),
    IdentityReason.TYPE_MISMATCH: gettext_noop("这个号码和所选的证件类型不一致，请改选证件类型或核对号码。"),
}


class IdentityNumberFault(Invalid):
    """证件号码填得不对，请对照证件再核对一遍。"""

    code = "identity-number-invalid"

    def __init__(self, reason: IdentityReason) -> None:
        super().__init__(SENTENCES[reason], reason=reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class IdentityFacts:
    """What a number says of its holder. The number is in the one spelling by which people are compared."""

    number: str
    birth_on: date | None = None
    sex: Sex | None = None


def normalise(raw: str) -> str:
    """One spelling: half width, capitals, no spaces, dashes or apostrophes, and no traces of a spreadsheet.

    Raises IdentityNumberFault(DIGITS_LOST) where a spreadsheet turned the number into a rounded one.
    """
    if raw.isascii() and raw.isdecimal():
        return raw
    text = _SEPARATORS.sub("", unicodedata.normalize("NFKC", raw)).upper()
    if tail := _FLOAT_TAIL.fullmatch(text):
        return _unrounded(tail[1])
    if power := _POWER.fullmatch(text):
        lead, digits, exponent = power[1], power[2] or "", int(power[3])
        if len(digits) != exponent:
            raise IdentityNumberFault(IdentityReason.DIGITS_LOST)
        return _unrounded(lead + digits)
    return text


def check(id_type: IdType | str, number: str, on: date, *, max_age: int = OLDEST_AGE) -> IdentityFacts:
    """The facts in a number of this type of document, or IdentityNumberFault with what to change."""
    text = normalise(number)
    if not text:
        raise IdentityNumberFault(IdentityReason.EMPTY)
    match IdType(id_type):
        case IdType.RESIDENT_CARD | IdType.RESIDENCE_PERMIT as kind:
            return _check_card(kind, text, on, max_age)
        case IdType.PERMANENT_RESIDENCE as kind:
            return _old_permanent(text) or _check_card(kind, text, on, max_age)
        case IdType.PASSPORT:
            return _check_passport(text)
        case IdType.TRAVEL_PERMIT_HM:
            return _check_permit(_PERMIT_HM, text, (9, 11))
        case IdType.TRAVEL_PERMIT_TW:
            return _check_permit(_PERMIT_TW, text, (8, 10, 11, 13))


def check_character(body: str) -> str:
    """The eighteenth character for the first seventeen digits (ISO 7064 MOD 11-2)."""
    total = sum(map(mul, map(int, body), WEIGHTS))
    return CHECK_CHARACTERS[total % 11]


def region_warning(number: str) -> str | None:
    """A sentence when a resident number begins with no province; never a reason to refuse."""
    if len(number) != _CARD_LENGTH or number[0] == FOREIGNER_MARK or number[:2] in PROVINCES:
        return None
    return gettext_noop("号码开头两位不是常见的省份代码，请再核对一遍。")


def mask(number: str) -> str:
    """The first and last character with stars between; short numbers are hidden altogether."""
    if len(number) < 5:
        return "*" * len(number)
    return f"{number[0]}{'*' * (len(number) - 2)}{number[-1]}"


def _unrounded(digits: str) -> str:
    """The digits, unless they may have passed through a floating-point number and been rounded there.

    Above 2**53 a float holds only some integers. Digits that no float holds never were one: they are whole.
    """
    value = int(digits)
    if value > _EXACT_FLOAT and int(float(value)) == value:
        raise IdentityNumberFault(IdentityReason.DIGITS_LOST)
    return digits


def _check_card(kind: IdType, text: str, on: date, max_age: int) -> IdentityFacts:
    """Eighteen characters with a birth date inside: resident card, residence permit, permanent residence."""
    if len(text) != _CARD_LENGTH:
        old = kind is IdType.RESIDENT_CARD and len(text) == 15 and text.isdigit()
        raise IdentityNumberFault(IdentityReason.OLD_CARD if old else IdentityReason.LENGTH)
    if not _CARD.fullmatch(text):
        raise IdentityNumberFault(IdentityReason.CHARACTER)
    if _card_kind(text) is not kind:
        raise IdentityNumberFault(IdentityReason.TYPE_MISMATCH)
    checks_out = check_character(text[:17]) == text[17]
    if not checks_out and text.endswith("000"):
        # Spreadsheets keep fifteen digits and fill the rest with zeros.
        raise IdentityNumberFault(IdentityReason.DIGITS_LOST)
    birth_on = _birth_date(text)
    if not checks_out:
        raise IdentityNumberFault(IdentityReason.CHECKSUM)
    if birth_on > on:
        raise IdentityNumberFault(IdentityReason.FUTURE)
    if age_on(birth_on, on) > max_age:
        raise IdentityNumberFault(IdentityReason.TOO_OLD)
    return IdentityFacts(text, birth_on, Sex.MALE if int(text[16]) % 2 else Sex.FEMALE)


def _card_kind(text: str) -> IdType:
    """Which of the three eighteen-character documents a number is from, by its beginning."""
    if text.startswith(PERMIT_REGIONS):
        return IdType.RESIDENCE_PERMIT
    if text.startswith(FOREIGNER_MARK):
        return IdType.PERMANENT_RESIDENCE
    return IdType.RESIDENT_CARD


def _birth_date(text: str) -> date:
    try:
        return date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        raise IdentityNumberFault(IdentityReason.DATE) from None


def _old_permanent(text: str) -> IdentityFacts | None:
    """The fifteen-character permanent residence card; its two-digit birth year says nothing certain."""
    return IdentityFacts(text) if _OLD_PERMANENT.fullmatch(text) else None


def _check_passport(text: str) -> IdentityFacts:
    if _CARD.fullmatch(text) and check_character(text[:17]) == text[17]:
        raise IdentityNumberFault(IdentityReason.TYPE_MISMATCH)
    if not 5 <= len(text) <= 15:
        raise IdentityNumberFault(IdentityReason.LENGTH)
    if not _PASSPORT.fullmatch(text):
        raise IdentityNumberFault(IdentityReason.CHARACTER)
    return IdentityFacts(text)


def _check_permit(form: re.Pattern[str], text: str, lengths: tuple[int, ...]) -> IdentityFacts:
    """A travel permit; only the holder's lifelong part is kept, without the count of renewals after it."""
    if found := form.fullmatch(text):
        return IdentityFacts(found[1])
    if _CARD.fullmatch(text):
        raise IdentityNumberFault(IdentityReason.TYPE_MISMATCH)
    raise IdentityNumberFault(IdentityReason.CHARACTER if len(text) in lengths else IdentityReason.LENGTH)
