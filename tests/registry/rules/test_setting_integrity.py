"""The radar's dated rules: sane defaults, both ends of every range, and what is no value at all."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.registry.rules import meeting_words
from redvest.registry.rules.dated_rule import Rule
from redvest.registry.rules.setting import RULES
from redvest.registry.rules.setting_integrity import INTEGRITY

NUMBERS = [rule for rule in INTEGRITY if isinstance(rule.default, int)]
LISTS = [rule for rule in INTEGRITY if isinstance(rule.default, list)]
BY_KEY = {rule.key: rule for rule in INTEGRITY}


def key_of(rule: Rule) -> str:
    return rule.key


def test_every_rule_is_in_the_catalogue_once_under_its_own_name() -> None:
    assert len(BY_KEY) == len(INTEGRITY) == len(NUMBERS) + len(LISTS)
    for key, rule in BY_KEY.items():
        assert key.startswith("integrity.") and RULES[key] is rule


@pytest.mark.parametrize("rule", INTEGRITY, ids=key_of)
def test_the_default_passes_its_own_check_and_says_in_chinese_what_it_is_and_why(rule: Rule) -> None:
    assert rule.check(rule.default)
    for said in (rule.about, rule.basis):
        assert any("\u4e00" <= letter <= "\u9fff" for letter in said)


@pytest.mark.parametrize("rule", NUMBERS, ids=key_of)
@pytest.mark.parametrize("value", [True, False, None, "30", 30.0, -1, [], 10**9])
def test_what_is_no_number_in_reach_is_refused(rule: Rule, value: Any) -> None:
    assert not rule.check(value)


@pytest.mark.parametrize(
    ("key", "low", "high"),
    [
        ("window_days", 1, 3660), ("overlap_minutes", 1, 1440), ("travel_kmh", 20, 1000), ("travel_metres", 100, 100000),
        ("bulk_minutes", 1, 240), ("bulk_people", 2, 10000), ("batch_activities", 2, 100), ("round_percent", 10, 100),
        ("device_people", 2, 1000), ("grace_days", 0, 60), ("confirmer_percent", 50, 100), ("late_days", 10, 3660),
        ("over_places_percent", 100, 1000), ("hear_days", 1, 60), ("decide_days", 1, 180), ("appeal_days", 1, 180),
    ],
)  # fmt: skip
def test_a_range_takes_both_its_ends_and_nothing_beyond(key: str, low: int, high: int) -> None:
    check = BY_KEY[f"integrity.{key}"].check
    assert [check(value) for value in (low - 1, low, high, high + 1)] == [False, True, True, False]


@pytest.mark.parametrize("rule", LISTS, ids=key_of)
@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ([], True), (["茶话会"], True), (["字" * 20], True), (["字" * 21], False), ([""], False), ([7], False),
        ("例会", False), (("例会",), False), (["会"] * 100, True), (["会"] * 101, False), (None, False),
    ],
)  # fmt: skip
def test_a_list_holds_at_most_a_hundred_short_words(rule: Rule, value: Any, fits: bool) -> None:
    assert rule.check(value) is fits


def test_the_word_lists_say_nothing_twice_and_do_not_contradict_each_other() -> None:
    strong, weak = set(meeting_words.MEETING_STRONG), set(meeting_words.MEETING_WEAK)
    for listed in (
        meeting_words.MEETING_STRONG,
        meeting_words.MEETING_WEAK,
        meeting_words.MEETING_SERVICE,
        meeting_words.MEETING_DUTY,
    ):
        assert len(set(listed)) == len(listed)
    assert not strong & weak
    assert not (strong | weak) & {*meeting_words.MEETING_SERVICE, *meeting_words.MEETING_DUTY}


def test_a_family_s_phone_is_left_alone_and_the_law_s_days_to_record_are_never_late() -> None:
    assert BY_KEY["integrity.device_people"].default > 5
    assert BY_KEY["integrity.late_days"].default > 2 * 10  # ten working days of Order 67 never reach it
    assert BY_KEY["integrity.hear_days"].default < BY_KEY["integrity.decide_days"].default
