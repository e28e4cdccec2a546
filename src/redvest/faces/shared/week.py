"""The week by parts of the day in words, and as the table in which people tick when they are free."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redvest.registry.rules.availability import DAYS, PARTS, decode

DAY_WORDS = dict(
    zip(
        DAYS,
        (
            gettext_lazy("周一"), gettext_lazy("周二"), gettext_lazy("周三"), gettext_lazy("周四"),
            gettext_lazy("周五"), gettext_lazy("周六"), gettext_lazy("周日"), gettext_lazy("节假日"),
        ),
        strict=True,
    )
)  # fmt: skip
PART_WORDS = dict(zip(PARTS, (gettext_lazy("上午"), gettext_lazy("下午"), gettext_lazy("晚上")), strict=True))


def week_rows(ticked: set[str]) -> list[dict[str, Any]]:
    """The table: a row a day, a cell a part of it with its code, whether it is ticked, and its words for the ear."""
    return [
        {
            "day": day,
            "words": day_words,
            "cells": [
                {
                    "code": f"{day}-{part}",
                    "on": f"{day}-{part}" in ticked,
                    "words": f"{day_words} {part_words}",
                }
                for part, part_words in PART_WORDS.items()
            ],
        }
        for day, day_words in DAY_WORDS.items()
    ]


def week_words(slots: int) -> str:
    """`周一到周五 上午、下午；周六 上午`: days with the same parts are said together."""
    free: dict[str, list[str]] = {}
    for code in decode(slots):
        day, part = code.split("-")
        free.setdefault(day, []).append(part)
    same: dict[tuple[str, ...], list[str]] = {}
    for day, parts in free.items():
        same.setdefault(tuple(parts), []).append(day)
    return "；".join(f"{_days(days)} {_parts(parts)}" for parts, days in same.items())


def _days(days: list[str]) -> str:
    if len(days) == len(DAYS):
        return _("每天")
    week = [day for day in days if day != "holiday"]
    names = [str(DAY_WORDS[day]) for day in week]
    if len(week) > 2 and DAYS.index(week[-1]) - DAYS.index(week[0]) == len(week) - 1:
        names = [_("%(first)s到%(last)s") % {"first": names[0], "last": names[-1]}]
    return "、".join([*names, *(str(DAY_WORDS[day]) for day in days if day == "holiday")])


def _parts(parts: tuple[str, ...]) -> str:
    return _("全天") if len(parts) == len(PARTS) else "、".join(str(PART_WORDS[part]) for part in parts)
