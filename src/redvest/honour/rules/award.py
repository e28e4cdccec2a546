"""Awards (评选): who may stand, by the conditions of a category and what the records say. Pure.

Conditions of the kind that cities publish (domain 4, 亳州 2022): persons of 18 to 60 with 20 hours in the year,
organisations of two years with 20 registered volunteers and no bad record. Only hours of grade A to C count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from django.utils.translation import gettext

from redvest.honour.choices import CategorySubject

Fact = dict[str, Any]  # {"code", "need", "found", "ok"} as JSON, with the year beside the minutes


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a category asks for; nought asks for nothing. Minutes and activities are those of the edition's year."""

    least_minutes: int = 0
    least_age: int = 0
    most_age: int = 0
    least_years: int = 0  # since somebody registered, or an organisation was founded, or a project began
    least_members: int = 0  # registered volunteers with a checked number
    least_activities: int = 0
    spotless: bool = False  # without a confirmed finding

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Conditions:
        """From ``AwardCategory.eligibility``; what it does not know is left out."""
        known = {each.name for each in fields(cls)}
        return cls(**{key: value for key, value in kept.items() if key in known})

    def kept(self) -> dict[str, Any]:
        """As it is stored: only what asks for something."""
        return {key: value for key, value in asdict(self).items() if value}


# What has no meaning for a kind is never asked of it: a project has no age.
ASKED_OF = {
    CategorySubject.PERSON: ("least_minutes", "least_age", "most_age", "least_years", "least_activities", "spotless"),
    CategorySubject.BODY: ("least_minutes", "least_years", "least_members", "least_activities", "spotless"),
    CategorySubject.COMMUNITY: ("least_minutes", "least_members", "least_activities"),
    CategorySubject.PROJECT: ("least_minutes", "least_years", "least_activities", "spotless"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """What the records say of somebody or something. ``age`` is None where no birth date is known."""

    minutes: int = 0
    age: int | None = None
    years: int = 0
    members: int = 0
    activities: int = 0
    finding: bool = False
    serving: bool = True  # on the register, and neither suspended nor gone


def facts_of(subject: CategorySubject, asked: Conditions, found: Found, year: int) -> list[Fact]:
    """Every condition with the number found and needed, met or not; being on the register is always asked."""
    facts = [_fact("serving", True, found.serving, found.serving)]
    for code in ASKED_OF[subject]:
        need = getattr(asked, code)
        if not need:
            continue
        facts.append(_judged(code, need, found) | ({"year": year} if code in _OF_THE_YEAR else {}))
    return facts


_OF_THE_YEAR = ("least_minutes", "least_activities")
_FIELD = {
    "least_minutes": "minutes", "least_age": "age", "most_age": "age", "least_years": "years",
    "least_members": "members", "least_activities": "activities",
}  # fmt: skip


def _judged(code: str, need: int, found: Found) -> Fact:
    if code == "spotless":
        return _fact(code, True, not found.finding, not found.finding)
    value: int | None = getattr(found, _FIELD[code])
    if value is None:  # an age that nobody knows is not the right age
        return _fact(code, need, None, False)
    return _fact(code, need, value, value <= need if code == "most_age" else value >= need)


def _fact(code: str, need: Any, found: Any, ok: bool) -> Fact:
    return {"code": code, "need": need, "found": found, "ok": ok}


def eligible(facts: Sequence[Fact]) -> bool:
    return all(each["ok"] for each in facts)


def failing(facts: Sequence[Fact]) -> list[str]:
    """A sentence for each condition that is not met."""
    return [fact_sentence(each) for each in facts if not each["ok"]]


def fact_sentence(fact: Fact) -> str:
    """One condition as people read it, the number needed and the number found."""
    code, need, found = fact["code"], fact["need"], fact["found"]
    if code == "serving":
        return (
            gettext("状态正常。") if fact["ok"] else gettext("要状态正常：现在是暂停、退出或者还没有通过。")
        )
    if code == "spotless":
        if fact["ok"]:
            return gettext("没有核实的不良记录。")
        return gettext("要没有不良记录：有一件事核实属实。")
    if code == "least_minutes":
        return gettext("%(year)d 年的服务时长要满 %(need)s，现有 %(found)s。") % {
            "year": fact["year"], "need": _hours(need), "found": _hours(found)
        }  # fmt: skip
    if code == "least_activities":
        words = gettext("%(year)d 年要参加或者组织过 %(need)d 场活动，现有 %(found)d 场。")
        return words % {"year": fact["year"], "need": need, "found": found}
    if found is None:
        return gettext("要知道出生日期才能核对年龄，请先补上实名信息。")
    return _plain(code) % {"need": need, "found": found}


def _plain(code: str) -> str:
    if code == "least_age":
        return gettext("要满 %(need)d 岁，现在 %(found)d 岁。")
    if code == "most_age":
        return gettext("不能超过 %(need)d 岁，现在 %(found)d 岁。")
    if code == "least_years":
        return gettext("注册或者成立要满 %(need)d 年，现在满 %(found)d 年。")
    return gettext("要有 %(need)d 名实名注册的志愿者，现有 %(found)d 名。")


def asked_sentences(subject: CategorySubject, asked: Conditions, year: int) -> list[str]:
    """What a category asks for, as everybody reads it before anything was found of anybody."""
    said = {
        "least_minutes": gettext("%(year)d 年的服务时长满 %(need)s（只算核实过的）")
        % {"year": year, "need": _hours(asked.least_minutes)},
        "least_age": gettext("满 %(need)d 岁") % {"need": asked.least_age},
        "most_age": gettext("不超过 %(need)d 岁") % {"need": asked.most_age},
        "least_years": gettext("注册或者成立满 %(need)d 年") % {"need": asked.least_years},
        "least_members": gettext("有 %(need)d 名以上实名注册的志愿者") % {"need": asked.least_members},
        "least_activities": gettext("%(year)d 年参加或者组织过 %(need)d 场以上活动")
        % {"year": year, "need": asked.least_activities},
        "spotless": gettext("没有核实的不良记录"),
    }
    return [said[code] for code in ASKED_OF[subject] if getattr(asked, code)]


def _hours(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if rest:
        return gettext("%(h)d 小时 %(m)d 分") % {"h": hours, "m": rest}
    return gettext("%(h)d 小时") % {"h": hours}


def year_window(year: int) -> tuple[date, date]:
    """The days of service that count, both included."""
    return date(year, 1, 1), date(year, 12, 31)
