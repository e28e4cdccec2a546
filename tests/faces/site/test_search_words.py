"""A kept search in words, short enough to be its name."""

from __future__ import annotations

from datetime import date

import pytest

from redvest.faces.site.filters import WEEKEND, WORKDAYS, choices
from redvest.faces.site.options import District, Kind, Options
from redvest.faces.site.search_words import search_words
from redvest.service.rules.look import Look

TODAY = date(2026, 3, 5)
OFFERED = Options((Kind("xinyu:02", "邻里守望"),), (District("360502", "渝水区", "360500/360502/"),))


@pytest.mark.parametrize(
    ("look", "said"),
    [
        (Look(), ""),
        (Look(q="老人"), "老人"),
        (Look(domain="xinyu:02", region="360502"), "邻里守望 · 渝水区"),
        (Look(domain="national:03", region="360502001"), "national:03 · 360502001"),
        (Look(weekdays=(6, 7)), "周末"),
        (Look(weekdays=(1, 2, 3, 4, 5), part="evening"), "周一到周五晚上"),
        (Look(weekdays=(2, 4), part="morning"), "周二、周四上午"),
        (Look(part="afternoon"), "下午"),
        (Look(from_=date(2026, 3, 6)), "3月6日 周五 起"),
        (Look(to=date(2026, 3, 6)), "到 3月6日 周五"),
        (Look(from_=date(2026, 3, 6), to=date(2026, 3, 7)), "3月6日 周五–3月7日 周六"),
        (Look(age=14, easy=True), "14 岁能参加 · 不用先培训"),
    ],
)
def test_words(look: Look, said: str) -> None:
    assert search_words(look, OFFERED, TODAY) == said


def test_every_choice_has_its_words_once() -> None:
    offered = choices()
    assert [key for key, _word in offered.days][:2] == [WEEKEND, WORKDAYS]
    words = [word for _key, word in (*offered.days, *offered.parts)]
    assert len(set(words)) == len(words) == 12
