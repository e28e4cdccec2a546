"""Unified social credit codes of organisations (GB 32100): form, check character, what the first two say.

Form only: whether the code is on the register of a civil-affairs office is asked elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from django.utils.translation import gettext_noop

from redvest.core.errors import Invalid

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
LENGTH = 18

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_SEPARATORS = re.compile(r"[\s\-‐-―−'’‘`]+")
_DIVISION = re.compile(r"[0-9]{6}")

# The registering authority, then the kind of body under it.
KINDS: dict[str, str] = {
    "11": gettext_noop("机关"),
    "12": gettext_noop("事业单位"),
    "13": gettext_noop("编办直接管理的群众团体"),
    "19": gettext_noop("编办登记的其他机构"),
    "51": gettext_noop("社会团体"),
    "52": gettext_noop("民办非企业单位"),
    "53": gettext_noop("基金会"),
    "54": gettext_noop("居民委员会"),
    "55": gettext_noop("村民委员会"),
    "59": gettext_noop("民政登记的其他组织"),
    "91": gettext_noop("企业"),
    "92": gettext_noop("个体工商户"),
    "93": gettext_noop("农民专业合作社"),
}
AUTHORITIES: dict[str, str] = {
    "1": gettext_noop("机构编制部门登记的单位"),
    "2": gettext_noop("外交部门登记的单位"),
    "3": gettext_noop("司法行政部门登记的单位"),
    "4": gettext_noop("文化部门登记的单位"),
    "5": gettext_noop("民政部门登记的单位"),
    "6": gettext_noop("旅游部门登记的单位"),
    "7": gettext_noop("宗教部门登记的单位"),
    "8": gettext_noop("工会登记的单位"),
    "9": gettext_noop("市场监管部门登记的单位"),
    "A": gettext_noop("军队改革后的单位"),
    "N": gettext_noop("农业部门登记的单位"),
    "Y": gettext_noop("其他单位"),
}


class CreditCodeReason(StrEnum):
    """Why a text is not a credit code."""

    EMPTY = "empty"
    LENGTH = "length"
    CHARACTER = "character"
    AUTHORITY = "authority"
    DIVISION = "division"
    CHECKSUM = "checksum"


SENTENCES: dict[CreditCodeReason, str] = {
    CreditCodeReason.EMPTY: gettext_noop("请填写统一社会信用代码。"),
    CreditCodeReason.LENGTH: gettext_noop("统一社会信用代码应该是 18 位，请对照登记证书看看是多了还是少了。"),
    CreditCodeReason.CHARACTER: gettext_noop(
        "统一社会信用代码只用数字和大写字母，并且没有 I、O、S、V、Z，请看看是不是数字 1、0、5、2。"
    ),
    CreditCodeReason.AUTHORITY: gettext_noop("统一社会信用代码的第一位不是登记部门的代号，请核对开头。"),
    CreditCodeReason.DIVISION: gettext_noop("统一社会信用代码的第 3 到 8 位应该是行政区划数字，请核对。"),
    CreditCodeReason.CHECKSUM: gettext_noop("统一社会信用代码最后一位对不上，多半是抄错了一位，请逐位核对。"),
}


class CreditCodeFault(Invalid):
    """统一社会信用代码填得不对，请对照登记证书再核对一遍。"""

    code = "credit-code-invalid"

    def __init__(self, reason: CreditCodeReason) -> None:
        super().__init__(SENTENCES[reason], reason=reason.value)
        self.reason = reason


def normalise(raw: str) -> str:
    """One spelling: half width, capitals, no spaces or dashes. Misread letters are left to be pointed out."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", raw)).upper()


def check(raw: str) -> str:
    """The normalised code, or CreditCodeFault with what to change."""
    code = normalise(raw)
    if not code:
        raise CreditCodeFault(CreditCodeReason.EMPTY)
    if len(code) != LENGTH:
        raise CreditCodeFault(CreditCodeReason.LENGTH)
    if any(character not in _VALUES for character in code):
        raise CreditCodeFault(CreditCodeReason.CHARACTER)
    if code[0] not in AUTHORITIES:
        raise CreditCodeFault(CreditCodeReason.AUTHORITY)
    if not _DIVISION.fullmatch(code[2:8]):
        raise CreditCodeFault(CreditCodeReason.DIVISION)
    if check_character(code[:17]) != code[17]:
        raise CreditCodeFault(CreditCodeReason.CHECKSUM)
    return code


def check_character(body: str) -> str:
    """The eighteenth character for the first seventeen."""
    total = sum(_VALUES[character] * weight for character, weight in zip(body, WEIGHTS, strict=True))
    return ALPHABET[-total % len(ALPHABET)]


def kind_of(code: str) -> str | None:
    """What kind of body the first two characters tell of, or None where they tell nothing."""
    return KINDS.get(code[:2]) or AUTHORITIES.get(code[:1])
