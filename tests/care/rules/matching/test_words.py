"""Every code has a sentence in both languages; ways are told roughly; names of skills stand where their bits are."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from django.utils.translation import override

from redvest.care.rules.matching import reasons, words
from redvest.care.rules.matching.cost import price_parts
from redvest.care.rules.matching.eligible import OF_PAIR, OF_PERSON, sight
from redvest.care.rules.matching.reasons import Reason
from redvest.care.rules.matching.words import (
    AGAINST,
    AT_DESK,
    BEHIND,
    FOR,
    way,
    words_against,
    words_at_desk,
    words_for,
)
from tests.care.rules.matching.worlds import need, volunteer, world

NAMES = ("急救", "开车", "手语")


def codes_given() -> set[str]:
    """The codes that the source of the reasons hands out."""
    source = Path(reasons.__file__).read_text(encoding="utf-8")
    return set(re.findall(r'Reason\("([a-z-]+)"', source))


def test_every_code_has_words_and_no_words_are_left_over() -> None:
    rules = {code for code, _rule in (*OF_PERSON, *OF_PAIR)}
    assert codes_given() | rules == {*FOR, *AGAINST}
    assert rules <= set(AGAINST)


def test_every_part_of_the_sum_has_words() -> None:
    asked = world([volunteer()], [need()])
    one = np.array([0])
    parts = price_parts(sight(asked, one, one, np.array([[0]])), asked.weights)
    assert {*parts, reasons.TURNS, ""} == set(BEHIND)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_sentence_can_be_said(language: str) -> None:
    with override(language):
        assert AT_DESK.keys() == FOR.keys()
        said = [words_for(Reason(code, 800, 3), NAMES) for code in FOR]
        said += [words_at_desk(Reason(code, 800, 3), NAMES) for code in FOR]
        said += [words_against(Reason(code, 2, 1), NAMES, behind) for code in AGAINST for behind in BEHIND]
    assert all(each and "%(" not in each for each in said)


@pytest.mark.parametrize(
    ("metres", "said"), [(0, "0.5"), (120, "0.5"), (700, "0.5"), (800, "1"), (1_300, "1.5"), (2_900, "3")]
)
def test_ways_are_told_in_half_kilometres(metres: int, said: str) -> None:
    assert way(metres) == said


def test_names_are_those_of_the_bits() -> None:
    assert words_for(Reason("skill", bits=0b101), NAMES) == "您会急救、手语，正用得上"
    assert words_against(Reason("papers", bits=0b010), NAMES) == "缺这件需求要求的证书：开车。"


def test_others_first_says_in_what() -> None:
    assert (
        words_against(Reason("others-first", 2), behind="way") == "2 个名额都推荐了更合适的人。他们离得更近。"
    )
    assert words_against(Reason("same-day"), behind="way") == words.AGAINST["same-day"]


def test_the_desk_reads_no_figure_of_somebody_else() -> None:
    """How far, how often, how old: only whether."""
    assert all(
        "%(figure)" not in words.AGAINST[code] for code in ("too-far", "too-young", "no-room", "quiet")
    )
    assert words.way(reasons.NEAR_M) == "3"
