"""Money as people write it and as the house keeps it: whole fen. Pure."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext_noop

from redvest.core.errors import Invalid

MOST_FEN = 100_000_000_000 * 100  # a thousand times what a city spends: a slip of the keyboard
_YUAN = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]*))?")


class BadAmount(Invalid):
    """金额看不懂。请写成元，例如 12000 或 12,000.50。"""

    code = "bad-amount"


EMPTY = gettext_noop("请填写金额，单位是元。")
UNIT = gettext_noop("金额请把数字写全，单位是元，不要写“万”：1.2 万写成 12000。")
FINER = gettext_noop("金额最多写到分，小数点后两位。")
LARGE = gettext_noop("金额太大了，请看看是不是多写了几位。")
NEGATIVE = gettext_noop("金额不能是负数。")


def fen_typed(text: str) -> int:
    """Yuan as typed, with or without thousands, as fen. Raises BadAmount with what to change."""
    plain = unicodedata.normalize("NFKC", text).replace("¥", "").replace("￥", "").strip()
    plain = plain.removesuffix("元").strip()
    if not plain:
        raise BadAmount(EMPTY)
    if plain[0] in "-−－":
        raise BadAmount(NEGATIVE)
    if any(letter in plain for letter in "千万亿wWkK"):
        raise BadAmount(UNIT)
    found = _YUAN.fullmatch(plain)
    if found is None:
        raise BadAmount
    cents = found[1] or ""
    if len(cents) > 2:
        raise BadAmount(FINER)
    whole = plain.split(".", 1)[0].replace(",", "")
    fen = int(whole[:20]) * 100 + int(cents.ljust(2, "0"))
    if fen > MOST_FEN or len(whole) > 20:
        raise BadAmount(LARGE)
    return fen


def yuan(fen: int) -> str:
    """Fen as yuan with thousands; fen are written only where there are any."""
    sign, fen = ("-" if fen < 0 else ""), abs(fen)
    whole, rest = divmod(fen, 100)
    return f"{sign}{whole:,}" + (f".{rest:02d}" if rest else "")
