"""Pinyin typed in one piece, taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.core.syllables import LONGEST, syllables
from redvest.registry.rules.names import pinyin


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("peilaoren", ("pei", "lao", "ren")),
        ("laoren", ("lao", "ren")),
        ("zhishu", ("zhi", "shu")),
        ("fangan", ("fang", "an")),
        ("shuangxiang", ("shuang", "xiang")),
        ("xianguo", ("xian", "guo")),  # the longest first syllable would leave a rest that is none
        ("nvlan", ("nv", "lan")),
        ("ai", ("ai",)),
        ("plr", ()),
        ("cpr", ()),
        ("", ()),
        ("老人", ()),
        ("a" * (LONGEST + 1), ()),
    ],
)
def test_words(word: str, expected: tuple[str, ...]) -> None:
    assert syllables(word) == expected


@pytest.mark.parametrize(
    "text", ["陪独居老人买菜", "文明交通劝导", "义务植树护绿", "抱石公园捡垃圾", "耳聋老人学手机", "女童关爱"]
)
def test_what_titles_sound_like_is_taken_apart(text: str) -> None:
    spoken = pinyin(text)
    found = syllables(spoken.replace(" ", ""))
    assert found
    assert "".join(found) == spoken.replace(" ", "")


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=60))
def test_nothing_is_lost_and_nothing_takes_long(word: str) -> None:
    found = syllables(word)
    assert not found or "".join(found) == word
