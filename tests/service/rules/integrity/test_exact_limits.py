"""Every rule exactly at its limit, one below and one above; how pressing it is; more evidence never takes one back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.rules.setting_integrity import INTEGRITY
from redvest.service.choices import CaseSeverity, SubjectKind
from redvest.service.rules.integrity import meeting, occasion, presence, recorder, sole
from redvest.service.rules.integrity.finding import Finding, Limits, Subject, hours_words

LIMITS = Limits({rule.key.removeprefix("integrity."): rule.default for rule in INTEGRITY})
WHO = Subject("key", "周建国", "360500/", datetime(2026, 3, 5, tzinfo=UTC))
LOW, MIDDLE, HIGH = CaseSeverity.LOW, CaseSeverity.MIDDLE, CaseSeverity.HIGH
Look = Callable[[Any, Limits], Finding | None]


def attended(**changes: int) -> occasion.Attended:
    plain = occasion.Attended(WHO, people=40, signed=0, proven=0, vouched=0, minutes=4800, places=60)
    return replace(plain, **changes)


OVERLAP = presence.Overlap(WHO, "甲", "乙", "2026-03-01", 30, 1)
TRAVEL = presence.Travel(WHO, "甲", "乙", "2026-03-01", 100_000.0, 3600.0, 1)
BATCH = recorder.Batch(WHO, 15, 3, "02:10")
CONFIRMER = sole.Confirmer(WHO, "暖阳队", 40, 38, 8)
NEWCOMER = sole.Newcomer(WHO, 2400, 1200, 14)

# The rule, facts, the fact that is turned, its last quiet value and its first odd one.
EDGES: list[tuple[Look, Any, str, Any, Any]] = [
    (presence.overlap, OVERLAP, "minutes", 29, 30),
    (presence.travel, TRAVEL, "metres", 100_000.0, 100_001.0),  # 100 km/h is still driven, a metre more is not
    (presence.travel, TRAVEL, "seconds", 3600.0, 3599.0),
    (presence.travel, replace(TRAVEL, seconds=0.0), "metres", 2999.9, 3000.0),
    (recorder.bulk, recorder.Bulk(WHO, 0, "02:10"), "entries", 9, 10),
    (recorder.batch, BATCH, "entries", 14, 15),
    (recorder.batch, BATCH, "occasions", 2, 3),
    (recorder.rounds, recorder.Rounds(WHO, 30, 29, 0.2), "entries", 29, 30),
    (recorder.rounds, recorder.Rounds(WHO, 100, 0, 0.2), "whole", 79, 80),
    (recorder.unbacked, recorder.Unbacked(WHO, 0, 1, 60), "entries", 0, 1),
    (recorder.late, recorder.Late(WHO, 0, 60), "entries", 9, 10),
    (recorder.longer, recorder.Longer(WHO, 1, 0), "most_minutes", 29, 30),
    (recorder.longer, recorder.Longer(WHO, 1, 300), "entries", 0, 1),
    (occasion.fiction, attended(), "people", 9, 10),
    (occasion.fiction, attended(), "signed", 5, 4),
    (occasion.fiction, attended(), "proven", 5, 4),
    (occasion.nobody_seen, attended(), "people", 0, 1),
    (occasion.nobody_seen, attended(), "proven", 1, 0),
    (occasion.nobody_seen, attended(), "vouched", 1, 0),
    (occasion.over_places, attended(places=100), "people", 119, 120),
    (occasion.over_places, attended(places=5), "people", 7, 8),  # 140 percent, but only two too many
    (occasion.over_places, attended(people=40), "places", 0, 33),
    (occasion.together, occasion.Together(WHO, 0, 20), "group", 14, 15),
    (occasion.together, occasion.Together(WHO, 20, 0), "people", 41, 40),
    (sole.confirmer, CONFIRMER, "by_one", 37, 38),
    (sole.confirmer, CONFIRMER, "traced", 9, 8),
    (sole.confirmer, replace(CONFIRMER, traced=0), "entries", 39, 40),
    (sole.pair, sole.Pair(WHO, "暖阳队", 150, 150), "entries", 149, 150),
    (sole.pair, sole.Pair(WHO, "暖阳队", 200, 0), "by_pair", 189, 190),
    (sole.device, sole.Device(WHO, 0, 2, 20), "people", 5, 6),
    (sole.day_limit, sole.Day(WHO, "2026-03-01", 0, 720), "minutes", 720, 721),
    (sole.newcomer, NEWCOMER, "minutes", 2399, 2400),
    (sole.newcomer, NEWCOMER, "unproven", 1199, 1200),
    (meeting.meeting, meeting.Named(WHO, "工作例会", 0, 60), "people", 0, 1),
]  # fmt: skip


@pytest.mark.parametrize(
    ("look", "facts", "turned", "quiet", "odd"), EDGES, ids=[f"{e[0].__name__}-{e[2]}-{e[4]}" for e in EDGES]
)
def test_the_limit_itself_speaks_and_the_last_value_before_it_does_not(
    look: Look, facts: Any, turned: str, quiet: Any, odd: Any
) -> None:
    assert look(replace(facts, **{turned: quiet}), LIMITS) is None
    found = look(replace(facts, **{turned: odd}), LIMITS)
    assert found is not None
    for sentence in (found.reason, found.innocent):
        assert sentence.endswith("。") and re.search(r"[\u4e00-\u9fff]{4}", sentence)
    assert found.innocent.startswith(("可能是", "小队伍"))
    assert re.search(r"\d", found.reason) and found.reason != found.innocent


@pytest.mark.parametrize(
    ("look", "facts", "severity"),
    [
        (occasion.fiction, attended(people=49), MIDDLE),
        (occasion.fiction, attended(people=50), HIGH),
        (occasion.nobody_seen, attended(people=9), LOW),
        (occasion.nobody_seen, attended(people=10), HIGH),
        (recorder.unbacked, recorder.Unbacked(WHO, 9, 9, 60), MIDDLE),
        (recorder.unbacked, recorder.Unbacked(WHO, 10, 9, 60), HIGH),
        (recorder.late, recorder.Late(WHO, 500, 900), LOW),
        (sole.pair, sole.Pair(WHO, "暖阳队", 500, 500), LOW),
    ],
)
def test_numbers_make_a_finding_more_pressing(look: Look, facts: Any, severity: CaseSeverity) -> None:
    found = look(facts, LIMITS)
    assert found is not None and found.severity == severity


# The rule, facts, and the facts of which a greater number is more evidence.
MORE: list[tuple[Look, Any, tuple[str, ...]]] = [
    (presence.overlap, OVERLAP, ("minutes", "times")),
    (presence.travel, TRAVEL, ("metres",)),
    (recorder.batch, BATCH, ("entries", "occasions")),
    (recorder.late, recorder.Late(WHO, 0, 60), ("entries", "longest_days")),
    (recorder.longer, recorder.Longer(WHO, 1, 0), ("entries", "most_minutes")),
    (occasion.nobody_seen, attended(), ("people",)),
    (occasion.over_places, attended(places=30), ("people",)),
    (sole.day_limit, sole.Day(WHO, "2026-03-01", 0, 720), ("minutes",)),
    (sole.newcomer, NEWCOMER, ("unproven",)),
    (sole.confirmer, CONFIRMER, ("by_one",)),
    (sole.pair, sole.Pair(WHO, "暖阳队", 200, 0), ("by_pair",)),
]  # fmt: skip


@given(st.sampled_from(MORE), st.data())
def test_more_evidence_never_makes_a_finding_vanish(
    case: tuple[Look, Any, tuple[str, ...]], data: Any
) -> None:
    look, facts, grows = case
    less = {name: data.draw(st.integers(0, 5000), label=name) for name in grows}
    more = {name: number + data.draw(st.integers(0, 5000), label=name) for name, number in less.items()}
    if look(replace(facts, **less), LIMITS) is not None:
        assert look(replace(facts, **more), LIMITS) is not None


@given(st.integers(10, 400), st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_a_trace_more_never_makes_an_activity_odder(people: int, signed: int, proven: int, more: int) -> None:
    few = attended(people=people, signed=signed, proven=proven)
    for look in (occasion.fiction, occasion.nobody_seen):
        for better in (replace(few, signed=signed + more), replace(few, proven=proven + more)):
            assert look(few, LIMITS) is not None or look(better, LIMITS) is None


@given(st.integers(30, 400), st.floats(0, 1), st.integers(0, 400))
def test_whole_hours_are_found_only_far_above_the_city(entries: int, usual: float, whole: int) -> None:
    whole = min(whole, entries)
    found = recorder.rounds(recorder.Rounds(WHO, entries, whole, usual), LIMITS)
    if found is None:
        return
    share = whole / entries
    assert share >= 0.8 and share > usual
    assert (
        f"{whole} 条" in found.reason and f"{entries} 条" in found.reason and f"{usual:.0%}" in found.reason
    )
    assert recorder.rounds(recorder.Rounds(WHO, entries, entries, usual), LIMITS) is not None


@given(st.integers(0, 100_000))
def test_said_hours_hold_all_the_minutes(minutes: int) -> None:
    numbers = {unit: int(n) for n, unit in re.findall(r"(\d+) (小时|分钟)", hours_words(minutes))}
    assert numbers.get("小时", 0) * 60 + numbers.get("分钟", 0) == minutes
    assert numbers.get("分钟", 0) < 60


def test_repeated_overlaps_are_said_and_a_single_one_is_not() -> None:
    once, often = (presence.overlap(replace(OVERLAP, times=n), LIMITS) for n in (1, 4))
    assert once is not None and often is not None
    assert "一共" not in once.reason and "一共 4 次" in often.reason
    assert often.figures == {"minutes": 30, "times": 4, "day": "2026-03-01"}


@pytest.mark.parametrize("seconds", [-1800.0, 0.0, 60.0])
def test_no_time_at_all_counts_as_a_minute(seconds: float) -> None:
    assert presence.speed_kmh(3000, seconds) == pytest.approx(180)
    found = presence.travel(replace(TRAVEL, metres=3000.0, seconds=seconds), LIMITS)
    assert (
        found is not None
        and found.figures["kmh"] == 180
        and "-" not in found.reason.replace("2026-03-01", "")
    )


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("月度例会", "例会"), ("月度例会会务", ""), ("月度例会暨志愿讲解", "例会"), ("消防培训", "培训"),
        ("消防培训讲解", ""), ("", ""), ("陪老人买菜", ""), ("业务培训", "业务培训"), ("业务培训签到引导", ""),
    ],
)  # fmt: skip
def test_a_strong_word_is_excused_by_a_duty_alone_and_a_weak_one_by_any_service(
    title: str, word: str
) -> None:
    assert meeting.meeting_word(title, LIMITS) == word


def test_each_city_s_own_words_and_limits_are_what_is_measured_by() -> None:
    own = Limits({**LIMITS.values, "bulk_people": 3, "meeting_strong": ["茶话会"]})
    found = recorder.bulk(recorder.Bulk(WHO, 3, "02:10"), own)
    assert found is not None and found.kind == SubjectKind.RECORDER
    assert meeting.meeting_word("新春茶话会", own) == "茶话会"
    assert meeting.meeting_word("新春茶话会", LIMITS) == ""
