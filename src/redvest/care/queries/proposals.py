"""Whom a day's matching proposes for what waits in a place, with the reasons; nobody is asked by looking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from redvest.care.models import Need
from redvest.care.queries.candidates import Reasons
from redvest.care.queries.match_world import DayWorld, waiting_needs, world_of
from redvest.care.rules.ask_reasons import reason
from redvest.care.rules.matching.match import Matching, match
from redvest.care.rules.matching.reasons import Reason, behind_in, why, why_not
from redvest.care.rules.matching.words import words_against, words_at_desk, words_for
from redvest.registry.models import Region

# What of the reasons of matching is kept with an asking, by the codes of ``ask_reasons``.
_KEPT = {
    "near": "near", "any-time": "any-time", "free": "free", "skill": "skill", "papers": "papers", "likes": "domain",
    "new": "never-served", "idle": "idle",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """One need, one volunteer, and why: as the person would read it, as the desk reads it, as it is kept with an asking."""

    need: Need
    volunteer_id: UUID
    reasons: tuple[str, ...]
    told: tuple[str, ...]
    kept: Reasons


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """``found``: the proposals in rows; ``bound``: that no choice among the candidates costs less."""

    needs: list[Need]
    asked: DayWorld
    found: Matching

    @property
    def people(self) -> int:
        return len(self.asked.world.volunteers)

    @property
    def places(self) -> int:
        return int(self.asked.world.needs.places.sum())

    @property
    def open(self) -> int:
        return int(self.found.open.sum())

    @property
    def gap(self) -> int:
        return self.found.cost - self.found.bound()

    def proposals(self) -> Iterator[Proposal]:
        """By need, in the order of their deadlines."""
        world = self.asked.world
        for need, volunteer in self.found.pairs():
            found = why(world, need, volunteer)
            said = tuple(words_for(each, self._names(each)) for each in found)
            told = tuple(words_at_desk(each, self._names(each)) for each in found)
            kept = [_kept(each) for each in found if each.code in _KEPT] or [reason("fits")]
            yield Proposal(self.needs[need], world.volunteers.key[volunteer], said, told, kept)

    def why_not(self, need: Need, volunteer_id: UUID) -> str:
        """The first thing that keeps somebody of the place from a need; who is not of the place has no answer here."""
        rows = self.asked.world.volunteers.key.tolist()
        if volunteer_id not in rows or need not in self.needs:
            return ""
        at, who = self.needs.index(need), rows.index(volunteer_id)
        found = why_not(self.found, at, who)
        behind = behind_in(self.found, at, who) if found.code == "others-first" else ""
        return words_against(found, self._names(found), behind)

    def _names(self, found: Reason) -> list[str]:
        kinds = {"skill": self.asked.skills, "papers": self.asked.papers, "likes": self.asked.likes}
        return list(kinds.get(found.code, ()))


def _kept(each: Reason) -> dict[str, Any]:
    return reason(_KEPT[each.code], **({"days": each.figure} if each.code == "idle" else {}))


def day_of_place(place: Region, at: datetime) -> Day:
    """The cheapest proposals for what waits in a place now."""
    needs = waiting_needs(place)
    asked = world_of(place, needs, at)
    return Day(needs, asked, match(asked.world))
