"""A row of what waits, and the row that stands for those which are not listed."""

from __future__ import annotations

import pytest

from redvest.faces.desk.today_task import more, task_row


def test_a_row_stands_for_one_thing_unless_it_says_how_many() -> None:
    row = task_row("组织变更", "改名", "红星服务队", "今天", "/desk/", "去审核", urgent=True)
    assert (row["what"], row["title"], row["source"], row["due"]) == (
        "组织变更",
        "改名",
        "红星服务队",
        "今天",
    )
    assert (row["url"], row["cta"], row["urgent"], row["n"]) == ("/desk/", "去审核", True, 1)


@pytest.mark.parametrize(("count", "shown", "left"), [(9, 6, 3), (7, 6, 1), (6, 6, 0), (0, 0, 0), (5, 6, 0)])
def test_listed_and_not_listed_add_up(count: int, shown: int, left: int) -> None:
    rows = more(count, shown, "组织变更", "/desk/")
    assert sum(row["n"] for row in rows) == left
    assert [row["title"] for row in rows] == ([f"还有 {left} 件"] if left else [])
    assert not any(row["urgent"] for row in rows)
