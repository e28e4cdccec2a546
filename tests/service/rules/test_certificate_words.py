"""What a certificate adds up and what the public may read of it, without a database."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from redvest.service.certificate_errors import NothingToCertify
from redvest.service.rules import certificate as rules
from redvest.service.rules.certificate import EntryFacts, summarise


def entry(minutes: int = 60, grade: str = "A", day: date = date(2026, 3, 1), **more: str) -> EntryFacts:
    return EntryFacts(
        uuid4(),
        day,
        more.get("title", "买菜"),
        more.get("place", ""),
        more.get("domain", "邻里守望"),
        minutes,
        grade,
    )


def test_unverified_minutes_never_join_the_verified_ones() -> None:
    summary = summarise([entry(100, "A"), entry(20, "B"), entry(5, "C"), entry(600, "D")])
    assert summary.minutes_by_grade == {"A": 100, "B": 20, "C": 5, "D": 600}
    assert (summary.verified, summary.unverified) == (125, 600)


def test_the_period_is_that_of_the_services_themselves() -> None:
    days = [date(2026, 3, 9), date(2025, 12, 31), date(2026, 1, 1)]
    summary = summarise([entry(day=day) for day in days])
    assert (summary.starts_on, summary.ends_on, summary.count) == (date(2025, 12, 31), date(2026, 3, 9), 3)


def test_nothing_recorded_is_nothing_to_certify() -> None:
    with pytest.raises(NothingToCertify):
        summarise([])


def test_the_kinds_of_service_are_counted_the_commonest_first() -> None:
    kinds = ["文明交通", "邻里守望", "邻里守望", ""]
    assert summarise([entry(domain=kind) for kind in kinds]).domains == (
        ("邻里守望", 2),
        ("文明交通", 1),
        ("其他", 1),
    )


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 小时"), (45, "45 分钟"), (60, "1 小时"), (195, "3 小时 15 分"), (60_000, "1,000 小时")],
)
def test_minutes_as_hours_without_rounding(minutes: int, words: str) -> None:
    assert rules.duration_words(minutes) == words


def test_characters_without_a_shape_are_dropped() -> None:
    assert rules.printable("李\u200b明\x07霞\n第二行\ue000") == "李 明 霞 第二行"


@pytest.mark.parametrize(
    ("reason", "public"),
    [
        ("李明霞并未到场", "李*霞并未到场"),
        ("证件 360502199005170028 与本人不符", "证件 *** 与本人不符"),
        ("电话 139-0790-1234 核实", "电话 *** 核实"),
        ("2026年3月5日的时长多记了 30 分钟", "2026年3月5日的时长多记了 30 分钟"),
    ],
)
def test_a_public_reason_names_nobody(reason: str, public: str) -> None:
    assert rules.public_reason(reason, "李明霞") == public
