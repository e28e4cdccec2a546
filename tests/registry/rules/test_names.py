"""Names: what stays visible of them, and the pinyin by which they are sorted and found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.rules.names import (
    COMPOUND_SURNAMES,
    SURNAME_READINGS,
    initials,
    mask_name,
    normalise,
    pinyin,
    surname_of,
)

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("李霞", "李*"),
        ("李明霞", "李*霞"),
        ("李", "*"),
        ("欧阳明霞", "欧阳*霞"),
        ("欧阳霞", "欧阳*"),
        ("欧阳", "欧*"),
        ("范徐丽泰", "范**泰"),
        ("买买提·艾力", "买***·艾***"),
        ("阿卜杜热合曼•买买提", "阿***·买***"),
        ("John Smith", "J*** S***"),
        ("Ana María López", "A*** M*** L***"),
        ("李Amy", "李***"),
        ("𠮷野", "𠮷*"),
        (" 李 明 霞 ", "李*霞"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_names_are_hidden_as_people_expect(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(st.text(HAN, min_size=1, max_size=8))
def test_a_masked_han_name_never_reveals_the_whole(name: str) -> None:
    masked = mask_name(name)
    assert len(masked) == len(name)
    assert "*" in masked
    assert masked != name
    assert all(shown in ("*", real) for shown, real in zip(masked, name, strict=True))


@given(st.lists(st.from_regex(r"[A-Z][a-z]{1,8}", fullmatch=True), min_size=1, max_size=4))
def test_a_masked_foreign_name_shows_first_letters_only(words: list[str]) -> None:
    masked = mask_name(" ".join(words))
    assert masked.split(" ") == [word[0] + "***" for word in words]


@given(st.text(max_size=20))
def test_masking_never_fails_and_never_returns_a_long_name_unchanged(name: str) -> None:
    masked = mask_name(name)
    if normalise(name).replace("·", "").strip():
        assert "*" in masked
        if "*" not in name:
            assert masked != normalise(name)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("李　霞", "李霞"),
        ("买买提 • 艾力", "买买提·艾力"),
        ("买买提・艾力", "买买提·艾力"),
        ("Ｊｏｈｎ  Smith", "John Smith"),
    ],
)
def test_one_spelling_of_a_name(raw: str, kept: str) -> None:
    assert normalise(raw) == kept
    assert normalise(kept) == kept


def test_a_compound_surname_needs_a_given_name_behind_it() -> None:
    assert surname_of("上官婉儿") == "上官"
    assert surname_of("上官") == "上"
    assert surname_of("李明霞") == "李"
    assert surname_of("") == ""


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("李明霞", "li ming xia"),
        ("单小明", "shan xiao ming"),
        ("曾国藩", "zeng guo fan"),
        ("仇英", "qiu ying"),
        ("解晓东", "xie xiao dong"),
        ("任建新", "ren jian xin"),
        ("区志明", "ou zhi ming"),
        ("查良镛", "zha liang yong"),
        ("朴正洙", "piao zheng zhu"),
        ("尉迟恭", "yu chi gong"),
        ("万俟卨", "mo qi xie"),
        ("长孙无忌", "zhang sun wu ji"),
        ("欧阳明霞", "ou yang ming xia"),
        ("吕布", "lv bu"),
        ("买买提·艾力", "mai mai ti ai li"),
        ("John Smith", "john smith"),
        ("", ""),
    ],
)
def test_pinyin_reads_surnames_as_surnames(name: str, spelt: str) -> None:
    assert pinyin(name) == spelt


@pytest.mark.parametrize(
    ("name", "letters"),
    [("李明霞", "lmx"), ("单小明", "sxm"), ("欧阳霞", "oyx"), ("John Smith", "js"), ("", "")],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=5))
def test_every_han_name_has_a_syllable_a_character(name: str) -> None:
    syllables = pinyin(name).split()
    assert len(syllables) == len(name)
    assert len(initials(name)) == len(name)
    assert pinyin(name) == pinyin(name).lower()


def test_the_surname_tables_are_well_formed() -> None:
    assert len(COMPOUND_SURNAMES) == 60
    assert all(len(surname) == 2 for surname in COMPOUND_SURNAMES)
    for surname, reading in SURNAME_READINGS.items():
        assert len(reading.split()) == len(surname)
        assert len(surname) == 1 or surname in COMPOUND_SURNAMES
