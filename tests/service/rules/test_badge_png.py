"""The badge: 600 by 600, and never a verified look on hours that nobody verified."""

from __future__ import annotations

from dataclasses import replace

import pytest

from redvest.core import png
from redvest.service.rules.badge_png import LONGEST_BODY, PIXELS, draw, words
from tests.factories.credential import FACTS, ONLY_D


def test_what_it_says() -> None:
    said = words(FACTS, "新余志愿")
    assert (said["verified"], said["hours"], said["body"]) == (True, "2 小时 45 分", "黎明脚步志愿队")
    assert said["period"] == "2026.02.28 – 2026.03.03"
    assert said["grades"] == [["A", "2 小时"], ["B", "45 分钟"]]
    assert said["note"] == "另有 6 小时未核验，不计入"


def test_only_unverified_hours_give_a_grey_badge_that_says_so() -> None:
    said = words(ONLY_D, "新余志愿")
    assert said["verified"] is False and "未核验" in said["title"] and said["grades"] == []


def test_it_is_a_png_of_its_size_and_the_same_every_time() -> None:
    drawn = draw(words(FACTS, "新余志愿"))
    kind, header = next(iter(png.chunks(drawn)))
    assert kind == b"IHDR" and header[:8] == PIXELS.to_bytes(4, "big") * 2
    assert drawn == draw(words(FACTS, "新余志愿"))
    assert drawn != draw(words(ONLY_D, "新余志愿"))


@pytest.mark.parametrize("body", ['#image("x")', "$a$ *b* \\", "𠮷野家志愿队", "志" * 200, "a\u202eb\x00c"])
def test_whatever_a_body_is_called(body: str) -> None:
    said = words(replace(FACTS, body=body, minutes_by_grade={"A": 10**6}), "新余志愿")
    assert len(said["body"]) <= LONGEST_BODY
    assert draw(said).startswith(png.SIGNATURE)
