"""A juror reads an entry without the names in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from redvest.honour.rules.award_blind import blind_pack, blinded

NAMES = st.lists(st.text("李明霞王小路黎明脚步队", min_size=2, max_size=5), max_size=4)


def test_the_longest_name_goes_first() -> None:
    assert blinded("黎明脚步志愿队的李明霞", ["黎明", "黎明脚步志愿队", "李明霞"]) == "某某的某某"
    assert blinded("李家的事", ["李"]) == "李家的事"


@given(st.text("李明霞王小路黎明脚步队很好", max_size=40), NAMES)
def test_no_name_is_left(text: str, names: list[str]) -> None:
    found = blinded(text, names)
    assert all(name not in found for name in names)


def test_the_pack_keeps_its_figures() -> None:
    evidence = {
        "on": "2026-03-05", "year": 2026, "minutes": {"A": 60}, "figures": {"age": 35},
        "activities": [{"title": "黎明队陪伴老人", "on": "2026-02-01", "minutes": 60}],
        "commendations": [{"name": "黎明队之星", "on": "2025-12-05", "granted_by": "黎明队"}],
        "secret": "李明霞",
    }  # fmt: skip
    assert blind_pack(evidence, ["黎明队", "李明霞"]) == {
        "year": 2026, "minutes": {"A": 60}, "figures": {"age": 35},
        "activities": [{"title": "某某陪伴老人", "on": "2026-02", "minutes": 60}],
        "commendations": [{"name": "某某之星", "on": "2025-12"}],
    }  # fmt: skip


def test_a_title_loses_what_stands_in_brackets() -> None:
    pack = {
        "activities": [
            {"title": "义诊（百花湖社区）", "on": "2026-02-01"},
            {"title": "（高新区）", "on": "2026-02-01"},
        ]
    }
    assert [each["title"] for each in blind_pack(pack, [])["activities"]] == ["义诊", "某某"]


def test_an_empty_pack() -> None:
    assert blind_pack({}, []) == {"activities": [], "commendations": []}
