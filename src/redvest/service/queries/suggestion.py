"""What somebody can do now: what they may join and have time for, in the order of ``rules/ranking.py``, each with why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from redvest.connectors import calendar
from redvest.core import clock
from redvest.registry.queries.setting import rule_everywhere, rules
from redvest.service.queries.seeker import Point, Seeker, plans_of, seeker_of
from redvest.service.queries.signup import Reason, reasons_of_state
from redvest.service.queries.suggestion_rows import AHEAD, Candidate, candidates
from redvest.service.queries.why_shown import why_words
from redvest.service.rules.free_time import fits
from redvest.service.rules.limits import Limits, Stretch, breach
from redvest.service.rules.ranking import Opportunity, Weights, ranked

_WEIGHTS = tuple(Weights.__dataclass_fields__)


@dataclass(frozen=True)
class Suggestion:
    """One activity with the post that has the most room. ``metres`` is known only with a place to set out from."""

    activity: UUID
    post: UUID
    post_title: str
    begins: datetime
    ends: datetime
    left: int
    metres: float | None
    reasons: list[Reason]


@dataclass(frozen=True)
class Suggestions:
    """``against`` says why somebody cannot join anything at all; ``personal``: ranked for them and not by time."""

    items: list[Suggestion] = field(default_factory=list)
    personal: bool = True
    against: list[Reason] = field(default_factory=list)


def suggestions(
    *, records: tuple[UUID, ...], at: datetime, point: Point | None = None, most: int = 12
) -> Suggestions:
    """What this person could do. ``point`` (lon, lat) is where they set out from this once; it is kept nowhere."""
    who = seeker_of(records, point=point, on=clock.day_of(at))
    if against := reasons_of_state(who.volunteer):
        return Suggestions(personal=who.personal, against=against)
    found = _within_limits(who, candidates(who, at), at)
    order = ranked(
        [_opportunity(who, each) for each in found],
        weights=weights_at(who.volunteer.region_path or f"{who.volunteer.city}/", at),
        at=at,
        personal=who.personal,
    )
    by_post = {each.post: each for each in found}
    items = [
        _suggestion(by_post[each.key], [why_words(why, _named(by_post[each.key])) for why in each.reasons])
        for each in order[:most]
    ]
    return Suggestions(items, who.personal)


def weights_at(path: str, at: datetime) -> Weights:
    """The dated weights where somebody lives. One query."""
    values = rules([f"ranking.{name}" for name in _WEIGHTS], path, clock.day_of(at))
    return Weights(**{key.partition(".")[2]: value for key, value in values.items()})


def _within_limits(who: Seeker, found: Sequence[Candidate], at: datetime) -> list[Candidate]:
    """Without what would leave no rest or make the day too long; only people with other plans are looked at."""
    plans = plans_of(who.records, at, at + AHEAD) if found else []
    if not plans:
        return list(found)
    daily, rest = rule_everywhere("signup.daily_minutes"), rule_everywhere("signup.rest_minutes")
    return [
        each for each in found
        if not breach(
            wanted=Stretch(each.begins, each.ends),
            others=plans,
            limits=Limits(*(rule(each.region_path, clock.day_of(each.begins)) for rule in (daily, rest))),
        )
    ]  # fmt: skip


def _opportunity(who: Seeker, one: Candidate) -> Opportunity[UUID]:
    day = clock.day_of(one.begins)
    holiday = day.weekday() < 5 and not calendar.current().is_working_day(day)
    liking = "wanted" if one.domain in who.wanted else "served" if one.domain in who.served else ""
    return Opportunity(
        key=one.post,
        begins=one.begins,
        places=one.places,
        taken=one.taken,
        metres=one.metres,
        at_home=bool(who.home) and one.region_path.startswith(who.home),
        fits_times=fits(who.slots, one.begins, one.ends, holiday=holiday),
        skills=tuple(who.skills[key] for key in one.skills if key in who.skills),
        liking=liking,
    )


def _named(one: Candidate) -> str:
    """The post's name where the activity has several: the card counts all of them, the reason this one."""
    return one.title if one.several else ""


def _suggestion(one: Candidate, reasons: list[Reason]) -> Suggestion:
    return Suggestion(
        one.activity, one.post, one.title, one.begins, one.ends, one.places - one.taken, one.metres, reasons
    )
