"""Why somebody is on a shift of a roster, or why not: asked by the desk about anybody, by volunteers about themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from redvest.registry.models import Volunteer
from redvest.registry.queries.merge import records_of
from redvest.registry.rules.volunteer_number import normalise
from redvest.service.choices import STANDING_PROPOSALS, ProposalState
from redvest.service.models import Roster, RosterProposal
from redvest.service.queries.roster_problem import problem_of
from redvest.service.queries.roster_words import words_against, words_for
from redvest.service.rules.roster.reasons import why_not

TOLD = (ProposalState.ASKED, ProposalState.YES)
# What would tell a volunteer something about another one is told as the plain outcome.
_PRIVATE = {"apart": "others-first", "together": "others-first", "spread": "undecided"}


@dataclass(frozen=True, slots=True)
class Answer:
    """``on``: whether they are on the shift; ``words``: sentences, for it or against it."""

    on: bool
    code: str
    words: list[str]


def why_of(roster: Roster, post_id: UUID, volunteer_id: UUID, at: datetime, *, own: bool = False) -> Answer:
    """``own``: told to the person themselves, who hears nothing of drafts of theirs: they may be gone before anybody asks."""
    standing = RosterProposal.objects.filter(
        roster=roster, post_id=post_id, volunteer_id__in=records_of(volunteer_id),
        state__in=TOLD if own else STANDING_PROPOSALS,
    )  # fmt: skip
    mine = standing.first()
    if mine is not None:
        return Answer(True, "chosen", words_for(mine.why))
    code = _against(roster, str(post_id), str(volunteer_id), at, own=own)
    code = _PRIVATE.get(code, code) if own else code
    return Answer(False, code, [words_against(code)])


def _against(roster: Roster, shift_key: str, person_key: str, at: datetime, *, own: bool) -> str:
    problem = problem_of(roster, at)
    shift = next((each for each in problem.shifts if each.key == shift_key), None) if problem else None
    if problem is None or shift is None:
        return "over"
    person = next((each for each in problem.people if each.key == person_key), None)
    if person is None:
        return "outside"
    chosen = problem.locked | problem.previous
    if own:
        chosen = problem.asked | {choice for choice in chosen if choice[0] != person_key}
    return why_not(problem, chosen, person, shift)


def person_numbered(city: str, number: str) -> Volunteer | None:
    """Somebody by the number that is written on their card."""
    return Volunteer.objects.filter(city=city, number=normalise(number)).first()
