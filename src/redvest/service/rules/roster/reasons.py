"""Why me, why not: what speaks for somebody on a shift, and what stands between them and it. Codes; words elsewhere."""

from __future__ import annotations

from collections.abc import Collection

from redvest.core.clock import day_of
from redvest.service.rules.limits import Limits, Stretch, breach
from redvest.service.rules.roster.check import running
from redvest.service.rules.roster.days import week_of
from redvest.service.rules.roster.fit import against, bound_together, steps_between
from redvest.service.rules.roster.problem import Choice, Person, Problem, Shift, Wish

SELDOM = 1  # who served at most so often lately
SEPARATOR = ":"
# By how many levels of the tree the place of an activity has (city, district, street, community): what somebody is
# there who lives in it, and who lives next to it. In the same city alone nobody lives near.
_HOME = (
    ("", ""),
    ("", ""),
    ("lives-in-district", ""),
    ("lives-in-street", "lives-in-district"),
    ("lives-here", "lives-near"),
)


def why_chosen(person: Person, shift: Shift) -> list[str]:
    """What speaks for them: a code, or a code with its object (``skill:first-aid``)."""
    found = []
    if person.wishes.get(shift.key) == Wish.CAN:
        found.append("wished")
    else:
        found.append("free" if person.slots else "unsaid")
    found += [f"skill{SEPARATOR}{each}" for each in sorted(shift.skills & person.skills)]
    if shift.papers:
        found.append("papers")
    if home := _home(person, shift):
        found.append(home)
    if person.load <= SELDOM:
        found.append("seldom")
    return found


def _home(person: Person, shift: Shift) -> str:
    """Named by the level that the activity is set in: who shares a street does not yet share a community."""
    steps = steps_between(person.region_path, shift.region_path)
    levels = len(shift.region_path.strip("/").split("/"))
    return _HOME[min(levels, len(_HOME) - 1)][steps] if steps <= 1 else ""


def why_not(problem: Problem, chosen: Collection[Choice], person: Person, shift: Shift) -> str:
    """The first thing that keeps somebody off a shift of this roster; ``chosen`` where nothing does."""
    if (person.key, shift.key) in {*chosen, *problem.settled}:
        return "chosen"
    if code := against(problem, person, shift):
        return code
    shifts = {each.key: each for each in problem.shifts}
    mine = [shifts[key] for who, key in chosen if who == person.key and key in shifts]
    return (
        _by_shifts(problem, person, mine, shift)
        or _by_pairs(problem, set(chosen), person, shift)
        or _by_others(problem, chosen, shift)
    )


def _by_shifts(problem: Problem, person: Person, mine: list[Shift], shift: Shift) -> str:
    terms = problem.terms
    if any(each.starts_at < shift.ends_at and shift.starts_at < each.ends_at for each in mine):
        return "same-time"
    others = [Stretch(*each) for each in person.held] + [
        Stretch(each.starts_at, each.ends_at) for each in mine
    ]
    limits = Limits(terms.daily_minutes, terms.rest_minutes)
    if code := breach(wanted=Stretch(shift.starts_at, shift.ends_at), others=others, limits=limits):
        return code
    days = [*(day_of(each.starts_at) for each in mine), *(day_of(begins) for begins, _ends in person.held)]
    monday = week_of(day_of(shift.starts_at))
    if terms.most_week and sum(week_of(day) == monday for day in days) >= terms.most_week:
        return "most-week"
    day = day_of(shift.starts_at)
    if terms.most_running and running(day, {*days, day}) > terms.most_running:
        return "most-running"
    return ""


def _by_pairs(problem: Problem, chosen: set[Choice], person: Person, shift: Shift) -> str:
    for pair in problem.apart:
        if person.key in pair and any((other, shift.key) in chosen for other in pair if other != person.key):
            return "apart"
    for one, other in problem.together:
        if person.key in (one, other) and bound_together(problem, one, other, shift.key):
            mate = other if person.key == one else one
            if not _has_room_for_two(chosen, shift) or not _mate_can(problem, chosen, mate, shift):
                return "together"
    return ""


def _has_room_for_two(chosen: set[Choice], shift: Shift) -> bool:
    """Not so where one place is left; where none is, the others are the reason and not the mate."""
    return shift.need >= 2 and shift.need - sum(key == shift.key for _person, key in chosen) != 1


def _mate_can(problem: Problem, chosen: set[Choice], key: str, shift: Shift) -> bool:
    mate = next((each for each in problem.people if each.key == key), None)
    if mate is None or against(problem, mate, shift):
        return False
    theirs = {what for who, what in chosen if who == key} - {shift.key}
    return not _by_shifts(problem, mate, [each for each in problem.shifts if each.key in theirs], shift)


def _by_others(problem: Problem, chosen: Collection[Choice], shift: Shift) -> str:
    """Nothing stands against them: the places went to others, or somebody had to serve elsewhere or rest."""
    taken = sum(key == shift.key for _person, key in chosen)
    return "others-first" if taken >= shift.need else "spread"
