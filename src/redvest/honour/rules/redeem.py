"""Redemption (兑换): what may be offered, how often, the code at the counter, and what comes back. Pure.

Points and time are thanks and never pay (条例 art. 2; ADR 27): no money is offered for them, and nothing that money is
written on. A code is eight digits, which people read out at a counter; it is worth nothing without the partner's staff.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from django.utils.translation import gettext

from redvest.honour.choices import LedgerName, LimitSpan
from redvest.honour.rules.ledger import Line

DIGITS = 8
MOST_PRICE, MOST_STOCK, MOST_EACH = 1_000_000, 100_000, 1_000
LONGEST_NAME, LONGEST_TITLE, LONGEST_WORDS, LONGEST_PLACE = 40, 40, 300, 120

# Money and what stands for it; a sum in yuan only where it is written on a card, a coupon or the like.
_MONEY = (
    "现金", "人民币", "红包", "提现", "话费", "购物卡", "储值卡", "充值", "礼品卡", "代金券", "现金券", "抵用券", "消费券",
    "购物券", "加油卡", "油卡", "超市卡", "预付卡", "银行卡", "微信零钱", "转账", "现钱", "零花钱", "e卡", "微信转", "支付宝",
)  # fmt: skip
_FACE = re.compile(
    r"[0-9０-９一二两三四五六七八九十百千]+\s*[元块圆]钱?\s*的?\s*(?:\S{0,4}?)(?:券|卡|票面|补贴|补助)"
)

# A sum that nothing follows is money itself ("10元", "送你10块"); after such a word it says what something is worth.
_DIGIT = "0-9一二两三四五六七八九十百千"
_SUM = re.compile(rf"(?<![减省值满价约{_DIGIT}])[{_DIGIT}]+(?:\.[0-9]+)?[元块圆]钱?[。！!]?$")


def money_in(*texts: str) -> str:
    """The first word of money in what is offered; empty where there is none."""
    for text in texts:
        plain = "".join(unicodedata.normalize("NFKC", text).split()).lower()
        for word in _MONEY:
            if word in plain:
                return word
        face = _FACE.search(plain) or _SUM.search(plain)
        if face:
            return face.group()
    return ""


def units(ledger: str, amount: int) -> str:
    """So many points, or so much time, in words."""
    if ledger == LedgerName.POINTS:
        return gettext("%(n)d 分") % {"n": amount}
    hours, minutes = divmod(amount, 60)
    if not hours:
        return gettext("%(n)d 分钟") % {"n": minutes}
    if not minutes:
        return gettext("%(n)d 小时") % {"n": hours}
    return gettext("%(h)d 小时 %(n)d 分钟") % {"h": hours, "n": minutes}


def period_of(span: str, on: date) -> str:
    """The stretch of time that a limit counts in: all of it, a year, or a month."""
    if span == LimitSpan.EVER:
        return ""
    return f"{on:%Y}" if span == LimitSpan.YEAR else f"{on:%Y-%m}"


def free_turn(taken: Collection[int], limit: int | None) -> int | None:
    """The lowest turn that nobody's redemption holds; None where the limit is reached."""
    turn = next(n for n in range(1, len(taken) + 2) if n not in taken)
    return None if limit is not None and turn > limit else turn


def digits_of(key: bytes, what: str, length: int = DIGITS) -> str:
    """So many digits that only the house can work out from ``what``, the same whenever it looks."""
    digest = hmac.digest(key, what.encode(), "sha256")
    return f"{int.from_bytes(digest[:8]) % 10**length:0{length}d}"


def pick_up_code(key: bytes, redemption: UUID, serial: int) -> str:
    return digits_of(key, f"redeem:{redemption.hex}:{serial}")


def spaced(code: str) -> str:
    """As people read it out: 1234 5678, 123 456."""
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"


def typed_code(text: str) -> str:
    """The digits that somebody typed or scanned, from the whole address of a scanned picture too; empty if there are none."""
    plain = unicodedata.normalize("NFKC", text)[:400].strip()
    if "code=" in plain:
        try:
            plain = parse_qs(urlsplit(plain).query).get("code", [""])[0]
        except ValueError:
            return ""
    bare = re.sub(r"[\s\-.]", "", plain)
    return bare if bare.isascii() and bare.isdigit() and len(bare) <= DIGITS else ""


@dataclass(frozen=True, slots=True)
class Returned:
    """The lines that give back what a redemption took, and how much of it had expired meanwhile."""

    lines: tuple[Line, ...]
    expired: int


def given_back(spent: Sequence[Line], on: date) -> Returned:
    """Each unit into the very lot that it came from. A lot whose day came meanwhile stays expired: redeeming and
    taking back makes nothing younger.
    """
    lines = tuple(Line(line.account, -line.amount, line.expires_on) for line in spent)
    gone = sum(line.amount for line in lines if line.expires_on is not None and line.expires_on <= on)
    return Returned(lines, gone)


@dataclass(frozen=True, slots=True)
class PartnerForm:
    """What an officer types about a partner; handed out by ``station`` or ``body`` or, without either, by the officers."""

    name: str
    kind: str
    region: str
    place: str
    hours: str
    station_id: UUID | None = None
    body_id: UUID | None = None
    until: date | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class ItemForm:
    """What an officer types about something to redeem; ``price`` in points or minutes, ``stock`` of a new one alone."""

    title: str
    words: str
    kind: str
    ledger: str
    price: int
    stock: int | None
    per_person: int | None
    span: str
    from_on: date
    until_on: date | None = None
    minors_allowed: bool = True
