"""Two reports of one thing are found, whoever words them how, and a crowd of them quickly."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Hashable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redvest.care.rules.likeness import Report, Why, alike, compare, metres_between, pairs, words_likeness

NOON = datetime(2026, 7, 18, 4, 0, tzinfo=UTC)
LON, LAT = 114.917, 27.818
A_METRE = 1 / 111_195.0


def report(
    key: Hashable = "a",
    words: str = "三号楼二单元老人被困，需要船",
    *,
    phone: bytes | None = None,
    east: float | None = 0,
    north: float = 0,
    minute: int = 0,
) -> Report:
    lon = None if east is None else LON + east * A_METRE
    lat = None if east is None else LAT + north * A_METRE
    return Report(key, phone, words, lon, lat, NOON + timedelta(minutes=minute))


def test_one_phone_is_one_caller_whatever_was_said_and_where() -> None:
    one = report(phone=b"1", words="要船")
    other = report("b", phone=b"1", words="缺药品", north=5_000)
    assert alike(one, other) is Why.PHONE


def test_no_phone_on_either_side_is_not_the_same_phone() -> None:
    assert alike(report(words="要船"), report("b", words="缺药品")) is None


def test_near_and_in_similar_words() -> None:
    one = report(words="三号楼二单元老人被困，需要船")
    other = report("b", words="3号楼2单元有老人被困！需要船只", north=90)
    assert alike(one, other) is Why.NEAR


@pytest.mark.parametrize(("north", "why"), [(99.5, Why.NEAR), (100.5, None)])
def test_a_hundred_metres_is_the_edge(north: float, why: Why | None) -> None:
    assert alike(report(), report("b", north=north)) is why


def test_near_but_about_something_else() -> None:
    assert alike(report(words="老人被困需要船"), report("b", words="帐篷和饮用水不够了", north=10)) is None


def test_similar_but_nobody_said_where() -> None:
    assert alike(report(), report("b", east=None)) is None


def test_nothing_said_is_like_nothing() -> None:
    assert alike(report(words="！？"), report("b", words="")) is None


def test_both_reasons_at_once_say_phone() -> None:
    assert alike(report(phone=b"1"), report("b", phone=b"1")) is Why.PHONE


@pytest.mark.parametrize(
    ("one", "other", "percent"),
    [
        ("老人被困", "老人被困", 100),
        ("三号楼，二单元", "３号楼 2单元", 100),
        ("BOAT", "boat", 100),
        ("老人被困", "帐篷不够", 0),
        ("水", "水", 100),
        ("", "", 0),
    ],
)
def test_how_similar_words_are(one: str, other: str, percent: int) -> None:
    assert words_likeness(one, other) == percent


def test_a_pair_is_told_the_earlier_first() -> None:
    assert pairs([report("late", minute=9), report("early", minute=1)]) == [("early", "late", Why.NEAR)]


def test_three_of_one_thing_are_two_pairs() -> None:
    three = [report(key, minute=minute) for minute, key in enumerate("abc")]
    assert pairs(three) == [("a", "b", Why.NEAR), ("a", "c", Why.NEAR)]


def test_those_kept_apart_are_not_proposed_again_but_the_third_is() -> None:
    three = [report(key, minute=minute) for minute, key in enumerate("abc")]
    assert pairs(three, apart={frozenset("ab")}) == [("a", "c", Why.NEAR), ("b", "c", Why.NEAR)]


def test_one_phone_kept_apart() -> None:
    calls = [report(key, words=key, phone=b"1", minute=minute) for minute, key in enumerate("abc")]
    assert pairs(calls[:2], apart={frozenset("ab")}) == []
    assert pairs(calls, apart={frozenset("ab")}) == [("a", "c", Why.PHONE), ("b", "c", Why.PHONE)]


_WORDS = st.text(alphabet="老人被困需要船水药帐篷三3", max_size=12)
_REPORTS = st.lists(
    st.builds(
        report,
        key=st.uuids(),
        words=_WORDS,
        phone=st.sampled_from([None, None, None, b"1", b"2"]),
        east=st.none() | st.floats(-250, 250),
        north=st.floats(-250, 250),
        minute=st.integers(0, 99),
    ),
    max_size=14,
)


@settings(max_examples=300, deadline=None)
@given(_REPORTS, st.integers(20, 300), st.integers(1, 100))
def test_what_hangs_together_is_what_each_with_each_would_find(
    reports: list[Report], metres: int, percent: int
) -> None:
    found = pairs(reports, metres=metres, words_percent=percent)
    by_key = {one.key: one for one in reports}
    for one, other, why in found:
        assert alike(by_key[one], by_key[other], metres=metres, words_percent=percent) is why
    each = [
        (one.key, other.key)
        for at, one in enumerate(reports)
        for other in reports[:at]
        if alike(one, other, metres=metres, words_percent=percent)
    ]
    together = [(one, other) for one, other, _ in found]
    assert _groups(by_key, together) == _groups(by_key, each)
    assert len(found) == len(by_key) - len(_groups(by_key, each)), "no pair too many"


def _groups(
    keys: dict[Hashable, Report], linked: list[tuple[Hashable, Hashable]]
) -> set[frozenset[Hashable]]:
    group = {key: frozenset((key,)) for key in keys}
    for one, other in linked:
        both = group[one] | group[other]
        for key in both:
            group[key] = both
    return set(group.values())


@given(st.floats(-84, 84), st.floats(0, 360), st.floats(0, 120))
def test_near_is_found_at_any_latitude(lat: float, turn: float, metres: float) -> None:
    north = metres * math.cos(turn) * A_METRE
    east = metres * math.sin(turn) * A_METRE / math.cos(math.radians(lat))
    one = Report("a", None, "老人被困", LON, lat, NOON)
    other = Report("b", None, "老人被困", LON + east, lat + north, NOON)
    distance = metres_between(one, other)
    assert distance is not None
    assert bool(pairs([one, other])) is (distance <= 100)


def test_twenty_thousand_reports_of_a_hundred_places_are_compared_in_seconds() -> None:
    dice = random.Random(7)
    letters = "村东头桥下老人被困水位上涨需要船只转运孩子药品断电缺水食物帐篷被淹房屋倒塌道路塌方"
    places = [
        (dice.random() * 30_000, dice.random() * 30_000, dice.choices(letters, k=24)) for _ in range(100)
    ]
    reports = []
    for key in range(20_000):
        east, north, words = dice.choice(places)
        said = [*words]
        said[dice.randrange(24)] = "急"
        reports.append(report(key, "".join(said), east=east + dice.random() * 40, north=north))
    began = time.perf_counter()
    found = pairs(reports)
    assert time.perf_counter() - began < 20, "each with each would be two hundred million"
    assert 19_000 < len(found) < 20_000


CROWD = 5_000


def _crowd(kind: str) -> list[Report]:
    """A whole district that reports from one square, or one hotline that reports for everybody."""
    dice = random.Random(7)
    letters = "救命老人被困需要船水涨没电没药孩子发烧楼顶三单元二号幸福里小区东门快来一起等食物帐篷停电"
    said = {
        "same words": lambda: "三号楼二单元老人被困，需要船",
        "numbered": lambda: f"{dice.randint(1, 40)}号楼{dice.randint(1, 4)}单元老人被困，需要船",
        "nonsense": lambda: "".join(dice.choices(letters, k=20)),
        "long nonsense": lambda: "".join(dice.choices(letters, k=400)),
        "one phone": lambda: "".join(dice.choices(letters, k=20)),
    }[kind]
    phone = b"1" if kind == "one phone" else None
    return [
        report(key, said(), phone=phone, east=dice.random() * 50, north=dice.random() * 50, minute=key)
        for key in range(CROWD)
    ]


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        ("same words", CROWD - 1),
        ("numbered", CROWD - 1),
        ("nonsense", 0),
        ("long nonsense", 0),
        ("one phone", CROWD - 1),
    ],
)
def test_a_crowd_in_one_square_is_compared_at_once_and_said_to_be_too_many(kind: str, least: int) -> None:
    crowd = _crowd(kind)
    began = time.process_time()
    found = compare(crowd)
    assert time.process_time() - began < 6, "each with each would be twelve million"
    assert len(found.pairs) >= least
    assert not found.every


def test_where_nobody_is_left_out_that_is_said() -> None:
    assert compare([]).every
    far = [report(key, north=key * 300, minute=key) for key in range(300)]
    assert compare(far).every and compare(far).pairs == []
    twice = [*far, *(report(key + 300, north=key * 300, minute=key + 300) for key in range(300))]
    assert compare(twice).every and len(compare(twice).pairs) == 300


def test_calls_of_one_phone_that_are_all_kept_apart_hang_together_by_nobody() -> None:
    calls = [report(key, words=key, phone=b"1", minute=minute) for minute, key in enumerate("abcd")]
    said = {frozenset(two) for two in ("ab", "ac", "ad", "bc", "bd", "cd")}
    assert pairs(calls, apart=said) == []
    assert pairs(calls, apart=said - {frozenset("cd")}) == [("c", "d", Why.PHONE)]


def test_of_long_words_the_front_is_compared() -> None:
    front, one, other = "老人被困需要船" * 20, "水电" * 100, "帐篷" * 100
    assert words_likeness(front + one, front + other) == 100
    assert words_likeness(one + front, other + front) == 0
