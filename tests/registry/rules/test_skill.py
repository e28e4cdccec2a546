"""One text of chosen skills and own words: split, joined and searched, by Han characters, pinyin and initials."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.queries.skill import every_skill, skills_on
from redvest.registry.rules.skill import holding, joined, matching, split

SKILLS = skills_on(date(2026, 11, 27))
KEYS = [each.key for each in SKILLS]
OWN = st.text(alphabet="会吹糖人养蜂abc ", min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("text", "keys", "own"),
    [
        ("", (), ""),
        ("急救", ("first-aid",), ""),
        ("开车，理发；会吹糖人", ("haircut", "driving"), "会吹糖人"),
        ("心肺复苏/急救", ("first-aid",), ""),
        ("书法\\绘画", (), "书法\\绘画"),
        ("养蜂、养蜂", (), "养蜂"),
        ("English teaching", (), "English teaching"),
        ("ＣＰＲ", ("first-aid",), ""),
    ],
)
def test_what_the_catalogue_knows_is_chosen_and_the_rest_stays(
    text: str, keys: tuple[str, ...], own: str
) -> None:
    assert split(text, SKILLS) == (keys, own)


def test_joined_puts_the_choices_first_and_folds_known_words_in() -> None:
    assert joined(["photography", "first-aid"], "会吹糖人、拍照", SKILLS) == "急救、摄影、会吹糖人"
    assert joined([], "", SKILLS) == "" and joined(["no-such"], "", SKILLS) == ""


@given(st.sets(st.sampled_from(KEYS), max_size=6), st.lists(OWN, max_size=4))
def test_what_is_joined_is_split_into_the_same(keys: set[str], own: list[str]) -> None:
    text = joined(keys, "、".join(own), SKILLS)
    found, rest = split(text, SKILLS)
    assert set(found) >= keys and joined(found, rest, SKILLS) == text
    assert set(rest.split("、")) - {""} <= {" ".join(each.split()) for each in own}


@pytest.mark.parametrize(
    ("q", "name"),
    [
        ("急救", "急救"),
        ("jijiu", "急救"),
        ("jj", "急救"),
        ("SHOU YU", "手语"),
        ("修电动车", "修车"),
        ("ｊｊ", "急救"),
    ],
)
def test_a_search_finds_by_characters_pinyin_and_initials(q: str, name: str) -> None:
    assert name in [each.name for each in matching(SKILLS, q)]
    assert len(matching(SKILLS, q)) < len(SKILLS)


def test_nothing_typed_is_everything_and_nonsense_is_nothing() -> None:
    assert matching(SKILLS, " ") == SKILLS and matching(SKILLS, "qqqqq") == []


def test_the_catalogue_is_dated_and_says_no_word_twice() -> None:
    words = [word for each in every_skill() for word in (each.name, *each.also)]
    assert len(words) == len(set(words)) and len(KEYS) == len(set(KEYS))
    first = every_skill()[0]
    assert holding([first], date(2026, 11, 26)) == [] and holding([first], date(2026, 11, 27)) == [first]
    assert skills_on(date(2020, 1, 1)) == SKILLS
