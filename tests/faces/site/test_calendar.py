"""The list of activities as a week and a month: the same filters, links for every day, no script."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client

from redvest.core.clock import CHINA
from tests.faces.site.conftest import html, words
from tests.factories.service import make_activity, make_post

pytestmark = pytest.mark.django_db


def on(text: str, title: str) -> None:
    begins = datetime.fromisoformat(text).replace(tzinfo=CHINA)
    make_post(activity=make_activity(title=title, starts_at=begins))


def test_a_week_by_days_with_the_way_to_the_next(guest: Client) -> None:
    on("2026-03-07T09:00", "打扫公园")
    on("2026-03-14T09:00", "下周的")
    page = guest.get("/activities/?view=week")
    said = words(page)
    assert "3月2日 周一 – 3月8日 周日" in said
    assert "打扫公园" in said
    assert "下周的" not in said
    assert "没有活动" in said
    assert "上一周" not in said
    assert "3月2日 周一 没有活动" not in said  # what is gone is left out
    assert 'href="?view=week&amp;on=2026-03-09"' in html(page)
    assert "下周的" in words(guest.get("/activities/?view=week&on=2026-03-09"))


def test_many_on_a_day_lead_to_its_list(guest: Client) -> None:
    for turn in range(10):
        on(f"2026-03-07T{9 + turn:02d}:00", f"第{turn}场")
    page = guest.get("/activities/?view=week&q=第")
    assert "还有 2 场" in words(page)
    assert 'href="?q=%E7%AC%AC&amp;from=2026-03-07&amp;to=2026-03-07"' in html(page)


def test_a_month_in_whole_weeks_with_how_many_a_day(guest: Client) -> None:
    for turn in range(4):
        on(f"2026-03-28T{9 + turn:02d}:00", f"第{turn}场")
    page = guest.get("/activities/?view=month&days=6")
    said = words(page)
    assert "2026 年 3 月" in said
    assert "4 场" in said
    assert "第2场" in said
    assert "第3场" not in said
    assert html(page).count("<tr>") == 6  # the names of the days, and the weeks that are not over
    assert "这段日子没有合适的活动" in words(guest.get("/activities/?view=month&days=7"))
    assert 'href="?days=6&amp;view=month&amp;on=2026-04-06"' in html(page)


@pytest.mark.parametrize("asked", ["on=1900-01-01", "on=9999-12-31", "on=nonsense"])
def test_no_day_is_too_far(guest: Client, asked: str) -> None:
    for view in ("week", "month"):
        assert guest.get(f"/activities/?view={view}&{asked}").status_code == 200
