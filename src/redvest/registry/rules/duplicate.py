"""How likely two records are one person's: points and the words for them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_noop

from redvest.registry.rules import names

LIKELY = 60
PHONE, BIRTH, NAME, SOUND = 50, 30, 40, 20


@dataclass(frozen=True, slots=True)
class Known:
    """What is compared of a record; empty where it is not known."""

    name: str
    pinyin: str
    birth_on: date | None
    phone_hash: bytes | None
    id_hash: bytes | None
    id_type: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Points (0 to 120, ``LIKELY`` and more is worth a look) and the reasons, the strongest first."""

    points: int
    reasons: tuple[str, ...]


def likeness(one: Known, other: Known) -> Likeness:
    """Compare two records. Two different ID numbers of one kind are two people, whatever else agrees.

    A passport and an identity card never agree, and may still be one person's.
    """
    both = one.id_hash and other.id_hash and one.id_hash != other.id_hash
    if both and one.id_type == other.id_type:
        return Likeness(0, (gettext_noop("证件号码不同"),))
    if one.birth_on and other.birth_on and one.birth_on != other.birth_on:
        return Likeness(0, (gettext_noop("出生日期不同"),))
    found: list[tuple[int, str]] = []
    if one.phone_hash and one.phone_hash == other.phone_hash:
        found.append((PHONE, gettext_noop("手机号相同")))
    if names.normalise(one.name) == names.normalise(other.name):
        found.append((NAME, gettext_noop("姓名相同")))
    elif one.pinyin and one.pinyin == other.pinyin:
        found.append((SOUND, gettext_noop("姓名读音相同")))
    if one.birth_on and one.birth_on == other.birth_on:
        found.append((BIRTH, gettext_noop("出生日期相同")))
    return Likeness(sum(points for points, _ in found), tuple(reason for _, reason in found))
