"""Proposes who serves where: reads the roster, solves without holding anything, and writes only if nothing moved meanwhile."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from redvest.core import audit, events
from redvest.core.audit import Actor
from redvest.core.clock import day_of
from redvest.registry.policy import Standing
from redvest.service import policy
from redvest.service.choices import ProposalState, RosterState
from redvest.service.events import RosterSolvingAsked
from redvest.service.models import Roster, RosterProposal
from redvest.service.queries import roster_people
from redvest.service.queries.roster_problem import problem_of
from redvest.service.roster_errors import RosterClosed, RosterMoved, RosterNotFound, RosterWithoutShifts
from redvest.service.rules.roster.asked import standing_asks, with_asks_fixed
from redvest.service.rules.roster.check import breaches
from redvest.service.rules.roster.problem import Problem
from redvest.service.rules.roster.problem import Roster as Solved
from redvest.service.rules.roster.reasons import why_chosen
from redvest.service.rules.roster.solve import solve

TRIES = 3
AT_ONCE = 60_000  # people times shifts that a request solves by itself; more goes to the worker
WORK, SECONDS = 1.0, 4.0


def solve_roster(*, by: Standing, roster_id: UUID, at: datetime) -> Roster:
    """Draft proposals for the open places, as few changes to the former draft as possible. Nobody is told.

    Raises RosterNotFound, NotAllowed, RosterClosed, RosterWithoutShifts, RosterMoved.
    """
    _live(roster_id, by)
    return solve_for(actor=by.actor, roster_id=roster_id, at=at)


def solve_for(*, actor: Actor, roster_id: UUID, at: datetime) -> Roster:
    """The same without asking who may: for the worker, which a leader or a refusal set to work."""
    for _ in range(TRIES):
        roster = _live(roster_id)
        problem = problem_of(roster, at)
        if problem is None:
            raise RosterWithoutShifts
        found = _solved(problem)
        if _keep(actor, roster, problem, found, at):
            return Roster.objects.get(pk=roster_id)
    raise RosterMoved


def _solved(problem: Problem) -> Solved:
    """Around those who are asked and have not answered. Locks of the desk that cannot all hold are let go."""
    around = with_asks_fixed(problem)
    found = solve(around, work=WORK, seconds=SECONDS)
    if any(each.rule != "lock" for each in breaches(around, found.chosen)):
        raise RosterUnsound
    return replace(found, chosen=found.chosen | standing_asks(problem))


class RosterUnsound(RuntimeError):
    """A roster that breaks a rule was about to be written, which its own steps rule out."""


def _live(roster_id: UUID, by: Standing | None = None) -> Roster:
    roster = Roster.objects.select_related("body").filter(pk=roster_id).first()
    if roster is None:
        raise RosterNotFound
    if by is not None:
        policy.require_may_roster(by, roster.body_id)
    if roster.state == RosterState.CLOSED:
        raise RosterClosed
    return roster


@transaction.atomic
def _keep(actor: Actor, roster: Roster, problem: Problem, found: Solved, at: datetime) -> bool:
    """Write the drafts, unless the roster moved since it was read. Drafts that cannot stand any more go, locked or not."""
    mine = Roster.objects.filter(pk=roster.pk, version=roster.version).exclude(state=RosterState.CLOSED)
    said = figures(problem=problem, found=found, beyond=_beyond(roster, problem, at))
    changes = {"version": F("version") + 1, "solved_at": at, "figures": said}
    if not mine.update(**changes, waits_since=None):
        return False
    drafts = {
        (str(each.volunteer_id), str(each.post_id)): each
        for each in roster.proposals.filter(state=ProposalState.DRAFT)
    }
    gone = [each.pk for choice, each in drafts.items() if choice not in found.chosen]
    RosterProposal.objects.filter(pk__in=gone, state=ProposalState.DRAFT).delete()
    people = {each.key: each for each in problem.people}
    shifts = {each.key: each for each in problem.shifts}
    RosterProposal.objects.bulk_create(
        [
            RosterProposal(
                city=roster.city, roster=roster, post_id=UUID(shift), volunteer_id=UUID(person), made_at=at,
                why=why_chosen(people[person], shifts[shift]),
            )
            for person, shift in sorted(found.chosen - problem.asked - drafts.keys())
        ]
    )  # fmt: skip
    audit.write_line(
        by=actor, at=at, city=roster.city, verb="solve_roster", target=roster, method=found.method
    )
    return True


def _beyond(roster: Roster, problem: Problem, at: datetime) -> int:
    if len(problem.people) < roster_people.MOST:
        return 0
    return roster_people.beyond(roster, [UUID(each.key) for each in problem.shifts], day_of(at))


def figures(*, problem: Problem, found: Solved, beyond: int = 0) -> dict[str, object]:
    """What pages and the command say of a solving: ``needed`` and ``missing`` places (asks beyond the places need one
    each), how far from the bound at most, how many moved, how many people were not looked at (``people_beyond``)."""
    asked = Counter(shift for _person, shift in found.chosen & problem.asked)
    needed = sum(max(each.need, asked[each.key]) for each in problem.shifts)
    return {
        "people": len(problem.people), "people_beyond": beyond, "shifts": len(problem.shifts), "needed": needed,
        "missing": needed - len(found.chosen), "cost": found.cost, "bound": found.bound,
        "gap": round(found.gap, 6), "method": found.method,
        "moved": len(problem.previous - found.chosen), "kept": len(problem.previous & found.chosen),
    }  # fmt: skip


@transaction.atomic
def hand_to_worker(*, by: Standing, roster_id: UUID, at: datetime) -> bool:
    """Let the worker solve it; asked twice it is queued once. Returns whether it was queued now.

    Raises RosterNotFound, RosterClosed, NotAllowed.
    """
    _live(roster_id, by)
    return queue_solving(roster_id=roster_id, at=at)


def queue_solving(*, roster_id: UUID, at: datetime) -> bool:
    """Inside the caller's transaction: one waiting task for each roster, whoever asks for it."""
    waiting = Roster.objects.filter(pk=roster_id, waits_since__isnull=True).exclude(state=RosterState.CLOSED)
    if not waiting.update(waits_since=at):
        return False
    city = Roster.objects.values_list("city", flat=True).get(pk=roster_id)
    events.publish(RosterSolvingAsked(city, roster_id, at))
    return True
