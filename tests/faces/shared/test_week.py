"""The week in words: days with the same parts are said together."""

from __future__ import annotations

import pytest

from redvest.faces.shared.week import week_rows, week_words
from redvest.registry.rules.availability import ALL, CODES, DAYS, encode

WORKDAYS = [f"{day}-{part}" for day in DAYS[:5] for part in ("morning", "afternoon")]


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ([], ""),
        (["sat-morning"], "周六 上午"),
        (["sat-morning", "sun-morning"], "周六、周日 上午"),
        (WORKDAYS, "周一到周五 上午、下午"),
        ([*WORKDAYS, "sat-morning"], "周一到周五 上午、下午；周六 上午"),
        (["mon-evening", "wed-evening", "fri-evening"], "周一、周三、周五 晚上"),
        (["sat-morning", "holiday-morning"], "周六、节假日 上午"),
        (["holiday-morning"], "节假日 上午"),
        ([f"sun-{part}" for part in ("morning", "afternoon", "evening")], "周日 全天"),
        (list(CODES), "每天 全天"),
    ],
)
def test_times_in_words(codes: list[str], said: str) -> None:
    assert week_words(encode(codes)) == said


def test_the_table_has_every_code_once_and_ticks_what_is_ticked() -> None:
    cells = [cell for row in week_rows({"mon-morning"}) for cell in row["cells"]]
    assert [cell["code"] for cell in cells] == list(CODES) and encode(cell["code"] for cell in cells) == ALL
    assert [cell["code"] for cell in cells if cell["on"]] == ["mon-morning"]
