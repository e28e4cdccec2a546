"""Editions of awards: what is typed, what is wrong with it, and which step may follow which. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext, gettext_noop

from redvest.honour.choices import CategorySubject, EditionState
from redvest.honour.rules.award import Conditions

MOST_VOTE_PERCENT = 20  # the vote advises, it does not decide (焦作市长奖: 投票仅作参考)
LONGEST_TITLE, LONGEST_NAME, LONGEST_GIVER, LONGEST_WORDS = 80, 60, 80, 1000
MOST_PLACES, MOST_CATEGORIES, MOST_CRITERIA, MOST_POINTS = 1000, 30, 12, 100
EARLIEST_YEAR = 1994  # the first year of the movement of young volunteers in China
BEFORE_DECISION = (
    EditionState.DRAFT,
    EditionState.NOMINATING,
    EditionState.CHECKING,
    EditionState.VOTING,
    EditionState.JUDGING,
    EditionState.PUBLICITY,
)


@dataclass(frozen=True, slots=True)
class EditionForm:
    """One year of an award as it is typed. Without vote days there is no public vote."""

    title: str
    year: int
    granted_by: str
    nominate_from: date
    nominate_until: date
    judge_until: date
    vote_from: date | None = None
    vote_until: date | None = None
    vote_percent: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class CategoryForm:
    """One category: whom it honours, how many, by which rubric, under which conditions."""

    subject: CategorySubject
    name: str
    places: int
    rubric: tuple[dict[str, Any], ...]
    conditions: Conditions = field(default_factory=Conditions)


def edition_faults(form: EditionForm, today: date) -> list[dict[str, str]]:
    """One sentence for each field at fault."""
    faults = []
    for name, most in (("title", LONGEST_TITLE), ("granted_by", LONGEST_GIVER)):
        if not 2 <= len(getattr(form, name).strip()) <= most:
            faults.append(_fault(name, gettext_noop("请写 2 个字以上，80 个字以内。")))
    if len(form.words) > LONGEST_WORDS:
        faults.append(_fault("words", gettext_noop("最长 1000 个字，请写短一点。")))
    if not EARLIEST_YEAR <= form.year <= today.year + 1:
        faults.append(_fault("year", gettext_noop("年度不对：不能早于 1994 年，也不能晚于明年。")))
    return faults + _day_faults(form)


def _day_faults(form: EditionForm) -> list[dict[str, str]]:
    faults = []
    if form.nominate_until < form.nominate_from:
        faults.append(_fault("nominate_until", gettext_noop("推荐的截止日不能早于开始的那天。")))
    voting = [form.vote_from, form.vote_until]
    if any(voting) and not all(voting):
        faults.append(_fault("vote_until", gettext_noop("投票的开始和截止要么都填，要么都不填。")))
    elif form.vote_from and form.vote_until:
        if form.vote_from <= form.nominate_until:
            faults.append(_fault("vote_from", gettext_noop("投票要在推荐截止以后才开始。")))
        if form.vote_until < form.vote_from:
            faults.append(_fault("vote_until", gettext_noop("投票的截止日不能早于开始的那天。")))
    if form.vote_percent and not any(voting):
        faults.append(_fault("vote_percent", gettext_noop("没有投票，投票就不能占分：请填 0。")))
    if not 0 <= form.vote_percent <= MOST_VOTE_PERCENT:
        faults.append(_fault("vote_percent", gettext_noop("投票只作参考，最多占百分之 20。")))
    if form.judge_until < (form.vote_until or form.nominate_until):
        faults.append(_fault("judge_until", gettext_noop("评审的截止日不能早于推荐和投票的截止日。")))
    return faults


def category_faults(form: CategoryForm) -> list[dict[str, str]]:
    """One sentence for each field at fault."""
    faults = []
    if not 2 <= len(form.name.strip()) <= LONGEST_NAME:
        faults.append(_fault("name", gettext_noop("请写 2 个字以上，60 个字以内。")))
    if not 1 <= form.places <= MOST_PLACES:
        faults.append(_fault("places", gettext_noop("名额是 1 到 1000。")))
    codes = [each["code"] for each in form.rubric]
    sound = all(1 <= each["most"] <= MOST_POINTS and 1 <= len(each["name"]) <= 40 for each in form.rubric)
    if not 1 <= len(codes) <= MOST_CRITERIA or len(set(codes)) != len(codes) or not sound:
        faults.append(
            _fault("rubric", gettext_noop("评分标准要 1 到 12 项，每项写名称和满分（1 到 100 分）。"))
        )
    asked = form.conditions
    if asked.most_age and asked.most_age < asked.least_age:
        faults.append(_fault("most_age", gettext_noop("最大年龄不能小于最小年龄。")))
    return faults


def rubric_of(text: str) -> tuple[dict[str, Any], ...]:
    """A rubric from lines such as ``服务时长 30``: a name and the most points. A line without a number counts as nought
    points, which ``category_faults`` refuses.
    """
    found = []
    for order, line in enumerate((each for each in text.splitlines() if each.strip()), start=1):
        name, _, most = line.strip().rpartition(" ")
        number = int(most) if most.isascii() and most.isdigit() and len(most) < 5 else 0
        found.append({"code": f"c{order}", "name": (name if number else line).strip(), "most": number})
    return tuple(found)


def rubric_text(rubric: Iterable[dict[str, Any]]) -> str:
    """The lines again, for the form."""
    return "\n".join(f"{each['name']} {each['most']}" for each in rubric)


def steps_after(state: EditionState, *, votes: bool) -> EditionState | None:
    """The state that follows; None at the end. An edition without a vote goes from the check to the jury."""
    order = [
        EditionState.DRAFT, EditionState.NOMINATING, EditionState.CHECKING, EditionState.VOTING,
        EditionState.JUDGING, EditionState.PUBLICITY, EditionState.DECIDED, EditionState.CONFERRED,
        EditionState.ARCHIVED,
    ]  # fmt: skip
    if not votes:
        order.remove(EditionState.VOTING)
    if state not in order or state == order[-1]:
        return None
    return order[order.index(state) + 1]


def too_early(state: EditionState, days: tuple[date | None, date | None, date | None], today: date) -> str:
    """Why the next step has to wait for a day, in a sentence; nothing where it need not.

    ``days``: the last days of nominating, voting and publicity, which are promised to everybody.
    """
    nominate_until, vote_until, publicity_until = days
    last = {
        EditionState.NOMINATING: nominate_until,
        EditionState.VOTING: vote_until,
        EditionState.PUBLICITY: publicity_until,
    }.get(state)
    if last is None or today > last:
        return ""
    return gettext("要等 %(month)d月%(day)d日过完：公布过的期限不能提前结束。") % {
        "month": last.month,
        "day": last.day,
    }


def _fault(name: str, sentence: str) -> dict[str, str]:
    return {"field": name, "sentence": sentence}
