"""Each rule on both sides of its limit, with a sentence that holds the figures; the limits are the catalogue's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.rules.setting import RULES
from redvest.service.rules.integrity import meeting, occasion, presence, recorder, sole
from redvest.service.rules.integrity.finding import Finding, Limits, Subject, hours_words

LIMITS = Limits({key.removeprefix("integrity."): rule.default for key, rule in RULES.items()})
WHO = Subject("key", "周建国", "360500/", datetime(2026, 3, 5, tzinfo=UTC))

ATTENDED = occasion.Attended(WHO, people=40, signed=0, proven=0, vouched=0, minutes=4800, places=60)
# The rule, facts that are odd enough, a change that makes them ordinary, and a figure that the sentence must say.
CASES: list[tuple[Callable[[Any, Limits], Finding | None], Any, dict[str, Any], str]] = [
    (presence.overlap, presence.Overlap(WHO, "甲", "乙", "2026-03-01", 31, 2), {"minutes": 29}, "31 分钟"),
    (presence.travel, presence.Travel(WHO, "甲", "乙", "2026-03-01", 20_000.0, 300.0, 1), {"seconds": 3600.0}, "20.0 公里"),
    (presence.travel, presence.Travel(WHO, "甲", "乙", "2026-03-01", 20_000.0, 300.0, 1), {"metres": 900.0}, "5 分钟"),
    (recorder.bulk, recorder.Bulk(WHO, 10, "2026-03-01 02:10"), {"entries": 9}, "10 条"),
    (recorder.batch, recorder.Batch(WHO, 30, 3, "2026-03-01 02:10"), {"occasions": 2}, "3 场"),
    (recorder.rounds, recorder.Rounds(WHO, 60, 58, 0.2), {"usual": 0.95}, "58 条"),
    (recorder.rounds, recorder.Rounds(WHO, 60, 58, 0.2), {"entries": 20, "whole": 20}, "60 条"),
    (recorder.unbacked, recorder.Unbacked(WHO, 1, 1, 300), {"entries": 0}, "5 小时"),
    (recorder.late, recorder.Late(WHO, 12, 90), {"entries": 3}, "90 天"),
    (recorder.longer, recorder.Longer(WHO, 2, 240), {"most_minutes": 10}, "4 小时"),
    (occasion.fiction, ATTENDED, {"signed": 30}, "40 个人"),
    (occasion.fiction, ATTENDED, {"proven": 30}, "40 个人"),
    (occasion.nobody_seen, ATTENDED, {"vouched": 1}, "80 小时"),
    (occasion.over_places, replace(ATTENDED, places=20), {"places": 40}, "20 个名额"),
    (occasion.together, occasion.Together(WHO, 20, 22), {"people": 60}, "20 个人"),
    (sole.confirmer, sole.Confirmer(WHO, "暖阳队", 50, 50, 2), {"traced": 20}, "50 条"),
    (sole.pair, sole.Pair(WHO, "暖阳队", 200, 200), {"by_pair": 150}, "200 条"),
    (sole.device, sole.Device(WHO, 6, 2, 20), {"people": 5}, "6 个人"),
    (sole.day_limit, sole.Day(WHO, "2026-03-01", 721, 720), {"minutes": 720}, "12 小时 1 分钟"),
    (sole.newcomer, sole.Newcomer(WHO, 2400, 2000, 14), {"unproven": 100}, "40 小时"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "facts", "ordinary", "said"), CASES)
def test_a_rule_speaks_at_its_limit_and_is_silent_below(
    rule: Any, facts: Any, ordinary: Any, said: str
) -> None:
    found = rule(facts, LIMITS)

    assert found is not None
    assert said in found.reason and found.reason.endswith("。") and found.innocent.endswith("。")
    assert found.subject == WHO and found.figures
    assert rule(replace(facts, **ordinary), LIMITS) is None


@pytest.mark.parametrize(
    "title",
    [
        "第三季度工作例会",
        "党支部学习会",
        "志愿服务工作例会",
        "红色教育基地参观",
        "全体教职工会议",
        "青年职工团建",
        "单位消防知识培训",
    ],
)
def test_meetings_are_found(title: str) -> None:
    assert meeting.meeting_word(title, LIMITS)
    found = meeting.meeting(meeting.Named(WHO, title, 12, 1440), LIMITS)
    assert found is not None and title in found.reason and "24 小时" in found.reason


@pytest.mark.parametrize(
    "title",
    [
        "陪独居老人买菜",
        "残疾人技能培训志愿者服务",
        "倾听热线值班",
        "老年大学手机培训助教",
        "座谈会会务保障",
        "会议中心周边清扫",
        "博物馆参观引导",
        "乡村支教",
    ],
)
def test_service_at_a_meeting_is_service(title: str) -> None:
    assert meeting.meeting_word(title, LIMITS) == ""
    assert meeting.meeting(meeting.Named(WHO, title, 12, 1440), LIMITS) is None


degrees = st.tuples(st.floats(-179, 179), st.floats(-89, 89))


@given(degrees, degrees)
def test_distance_is_the_same_both_ways_and_never_negative(
    one: tuple[float, float], two: tuple[float, float]
) -> None:
    there, back = presence.metres_between(*one, *two), presence.metres_between(*two, *one)
    assert there == pytest.approx(back, abs=0.01)
    assert 0 <= there <= 20_100_000
    assert presence.metres_between(*one, *one) == pytest.approx(0, abs=0.01)


def test_a_degree_of_latitude_is_a_hundred_and_eleven_kilometres() -> None:
    assert presence.metres_between(114.93, 27, 114.93, 28) == pytest.approx(111_195, rel=0.001)


@given(st.integers(0, 100_000), st.integers(0, 100_000))
def test_more_of_the_same_is_never_less_odd(few: int, more: int) -> None:
    few, more = sorted((few, more))
    for build in (lambda n: recorder.bulk(recorder.Bulk(WHO, n, ""), LIMITS),
                  lambda n: recorder.unbacked(recorder.Unbacked(WHO, n, 1, 60), LIMITS),
                  lambda n: sole.device(sole.Device(WHO, n, 1, n), LIMITS)):  # fmt: skip
        assert build(few) is None or build(more) is not None


def test_hours_are_said_as_people_say_them() -> None:
    assert [hours_words(n) for n in (0, 45, 60, 150)] == ["0 分钟", "45 分钟", "1 小时", "2 小时 30 分钟"]
