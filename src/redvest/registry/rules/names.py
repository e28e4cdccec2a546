"""Names of people: how they are hidden in public, and how they are found and sorted by pinyin."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pypinyin import lazy_pinyin

from redvest.core.search import is_han

HIDDEN_PART = "***"

_COMPOUND = """
欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 夏侯 司徒 司空 端木 独孤 南宫 轩辕 澹台
公冶 宗政 濮阳 淳于 单于 太叔 申屠 仲孙 钟离 鲜于 闾丘 亓官 司寇 子车 颛孙 乐正 公西 漆雕 壤驷 公良
夹谷 宰父 百里 呼延 东郭 南门 羊舌 微生 左丘 东门 西门 第五 拓跋 赫连 闻人 万俟 纳兰 完颜 哥舒 叶赫
"""
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())

# Surnames that are not read as the same characters are elsewhere.
SURNAME_READINGS: dict[str, str] = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "任": "ren", "区": "ou", "查": "zha", "盖": "ge",
    "朴": "piao", "翟": "zhai", "华": "hua", "乐": "yue", "缪": "miao", "宓": "mi", "冼": "xian", "覃": "qin",
    "燕": "yan", "那": "na", "员": "yun", "秘": "bi", "过": "guo", "折": "she", "黑": "he", "种": "chong",
    "召": "shao", "宁": "ning", "纪": "ji", "尹": "yin", "葛": "ge", "应": "ying", "令": "ling", "车": "che",
    "沈": "shen", "繁": "po", "柏": "bai", "佴": "nai", "洗": "xian", "晁": "chao", "谌": "chen", "隗": "wei",
    "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "澹台": "tan tai", "单于": "chan yu",
    "令狐": "ling hu", "亓官": "qi guan", "乐正": "yue zheng", "子车": "zi ju", "宰父": "zai fu",
}  # fmt: skip

_DOTS = re.compile(r"[·•・‧∙⋅]")
_PARTS = re.compile(r"[\s·]+")


def normalise(raw: str) -> str:
    """One spelling of a name: half width, single spaces, one kind of dot, Han characters without spaces."""
    # The dots first: NFKC turns some of them into other marks.
    text = " ".join(unicodedata.normalize("NFKC", _DOTS.sub("·", raw)).split())
    text = re.sub(r" ?· ?", "·", text)
    bare = text.replace(" ", "")
    return bare if bare and all(is_han(character) for character in bare) else text


def is_name(text: str) -> bool:
    """Whether this can be a name: letters of any script, and what stands between them (· . - ' and spaces)."""
    kinds = {unicodedata.category(character)[0] for character in text if character not in " ·.-'’"}
    return "L" in kinds and kinds <= {"L", "M"}


def mask_name(name: str) -> str:
    """李霞 → 李*, 李明霞 → 李*霞, 欧阳明霞 → 欧阳*霞, 买买提·艾力 → 买***·艾***, John Smith → J*** S***."""
    text = normalise(name)
    if not text:
        return ""
    if not all(is_han(character) for character in text):
        return re.sub(r"[^\s·]+", lambda part: part[0][0] + HIDDEN_PART, text)
    if len(text) == 1:
        return "*"
    surname = surname_of(text)
    given = text[len(surname) :]
    if len(given) == 1:
        return f"{surname}*"
    return f"{surname}{'*' * (len(given) - 1)}{given[-1]}"


def surname_of(name: str) -> str:
    """The surname of a Han name: two characters for the compound ones, if a given name is left, else one."""
    if len(name) > 2 and name[:2] in COMPOUND_SURNAMES:
        return name[:2]
    return name[:1]


def pinyin(name: str) -> str:
    """Lower case with spaces, surnames as they are read: 单小明 → `shan xiao ming`; ü is written v."""
    syllables: list[str] = []
    for part in _PARTS.split(normalise(name)):
        syllables.extend(_part_syllables(part))
    return " ".join(syllables)


def initials(name: str) -> str:
    """The first letters of the pinyin: 李明霞 → `lmx`."""
    return "".join(syllable[0] for syllable in pinyin(name).split())


def _part_syllables(part: str) -> list[str]:
    if not part:
        return []
    if not is_han(part[0]):
        return list(_read(part))
    surname = surname_of(part)
    reading = SURNAME_READINGS.get(surname)
    first = reading.split() if reading else _read(surname)
    return [*first, *_read(part[len(surname) :])]


@lru_cache(maxsize=65_536)
def _read(text: str) -> tuple[str, ...]:
    """The usual reading; kept, since a city's surnames and given names repeat all the time."""
    return tuple(syllable.strip().lower() for syllable in lazy_pinyin(text) if syllable.strip())
