"""How alike texts are: short ones by pairs of characters, long ones by borrowed runs, ten thousand in seconds."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.core.likeness import Alike, alike_long, alike_short, dice, grams, plain

WORDS = st.text(alphabet="文明新余你我同行志愿红马甲，。 12", max_size=14)
_LETTERS = [chr(0x5000 + at) for at in range(600)]


def essay(dice: random.Random, length: int = 400) -> str:
    return "".join(dice.choice(_LETTERS) for _ in range(length))


def test_signs_widths_and_digits_do_not_matter() -> None:
    assert plain("３号楼，一楼 Ａ座！") == plain("三号楼1楼a座")
    assert alike_short(["文明新余，你我同行！", "文明新余 你我同行"], percent=70) == [Alike(0, 1, 100)]


def test_empty_texts_are_like_nothing() -> None:
    assert alike_short(["", "。", "文明", ""], percent=10) == []
    assert alike_long(["", "", "……"], percent=10) == []
    assert dice(frozenset(), frozenset()) == 0
    assert grams("好", 2) == frozenset(("好",))


def test_a_changed_word_is_found_and_another_slogan_is_not() -> None:
    texts = [
        "人人参与志愿服务，处处盛开文明之花",
        "人人参与志愿活动，处处盛开文明之花",
        "红马甲走在前，新余城更温暖",
    ]
    found = alike_short(texts, percent=70)
    assert [(each.first, each.second) for each in found] == [(0, 1)]
    assert 70 <= found[0].percent < 100


@given(st.lists(WORDS, max_size=12), st.sampled_from([50, 70, 90]))
def test_every_short_text_that_has_one_like_it_is_found(texts: list[str], percent: int) -> None:
    """Against the plain comparison of all with all: whoever has an earlier text this alike stands in the list as the second."""
    sets = [grams(plain(each), 2) for each in texts]
    wanted = {
        later
        for later in range(len(texts))
        for earlier in range(later)
        if dice(sets[earlier], sets[later]) >= percent
    }
    found = alike_short(texts, percent=percent)
    assert {each.second for each in found} == wanted
    for each in found:
        assert each.first < each.second and each.percent >= percent
        assert dice(sets[each.first], sets[each.second]) == each.percent


def test_a_borrowed_page_is_found_in_a_longer_essay() -> None:
    dice = random.Random(1)
    page, own = essay(dice), essay(dice, 900)
    found = alike_long([page, own + page + essay(dice), essay(dice)], percent=30)
    assert [(each.first, each.second) for each in found] == [(0, 1)] and found[0].percent >= 95


def test_what_everybody_quotes_is_no_sign() -> None:
    dice = random.Random(2)
    call = "争做文明小市民从我做起从身边的小事做起"
    assert alike_long([essay(dice) + call for _ in range(60)], percent=3) == []


def test_copies_of_a_whole_school_are_found_though_no_run_is_rare() -> None:
    text = essay(random.Random(3))
    assert len(alike_long([text] * 60, percent=30)) == 59


@pytest.mark.parametrize("copied", [1, 40])
def test_a_thousand_essays(copied: int) -> None:
    dice = random.Random(4)
    texts = [essay(dice, 600) for _ in range(1000)]
    for place in range(copied):
        texts[999 - place] = texts[place][:400] + essay(dice, 200)
    found = alike_long(texts, percent=30)
    assert {(each.first, each.second) for each in found} == {(place, 999 - place) for place in range(copied)}


def test_ten_thousand_slogans_with_nearly_the_same_words() -> None:
    """They all speak of the same city and the same vest; the hundred that were copied with one sign changed are found."""
    dice = random.Random(5)
    parts = [
        [first + second for first in "新余文明志愿红色温暖幸福" for second in "之城同行有你花开万家"]
        for _ in range(3)
    ]
    texts = ["文明新余" + "".join(dice.choice(part) for part in parts) + essay(dice, 6) for _ in range(9_900)]
    texts += [each.replace("文明", "文明，") for each in texts[:100]]
    found = {each.second: each.first for each in alike_short(texts, percent=90)}
    assert all(found[9_900 + place] == place for place in range(100))
