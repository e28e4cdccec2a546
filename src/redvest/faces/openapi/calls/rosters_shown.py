"""A roster as the API answers it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import Field

from redvest.core.clock import day_of
from redvest.faces.openapi.shapes.base import Form, Named
from redvest.faces.openapi.shapes.roster import ProposalShape, RosterShape, RosterShiftShape
from redvest.registry.policy import Standing
from redvest.registry.rules.names import mask_name
from redvest.service import policy
from redvest.service.actions.roster_solve import AT_ONCE
from redvest.service.choices import STANDING_PROPOSALS, ProposalState
from redvest.service.models import Roster, RosterProposal, RosterShift
from redvest.service.queries.roster import proposals_of, shifts_of
from redvest.service.queries.roster_people import is_member_on, reachable
from redvest.service.queries.roster_problem import begins_at, ends_at
from redvest.service.queries.roster_words import words_for


class WhyQuery(Form):
    post: UUID
    number: str = Field(max_length=20, description="志愿者编号")


def sized(roster: Roster, at: datetime) -> bool:
    """Whether a request may solve it by itself."""
    shifts = list(roster.shifts.values_list("post_id", flat=True))
    return len(shifts) * reachable(roster, shifts, day_of(at)).count() <= AT_ONCE


def shown(by: Standing, roster: Roster, at: datetime) -> RosterShape:
    """Names whole only of the organisation's own people, and only for who puts the roster together."""
    by_post = proposals_of(roster)
    people = {each.volunteer_id for theirs in by_post.values() for each in theirs}
    known = is_member_on(roster.body_id, people, at) if policy.may_roster(by, roster.body_id) else set()
    return RosterShape(
        id=roster.pk, title=roster.title, body=Named(id=str(roster.body_id), name=roster.body.name),
        state=roster.state, reach=roster.reach, waits=roster.waits_since is not None, figures=roster.figures,
        shifts=[_shift(each, by_post[each.post_id], known) for each in shifts_of(roster)],
    )  # fmt: skip


def _shift(each: RosterShift, theirs: list[RosterProposal], known: set[UUID]) -> RosterShiftShape:
    post = each.post
    proposed = sum(one.state in STANDING_PROPOSALS and one.state != ProposalState.YES for one in theirs)
    return RosterShiftShape(
        post=post.pk, title=post.title, activity=Named(id=str(post.activity_id), name=post.activity.title),
        starts_at=begins_at(post), ends_at=ends_at(post), places=post.places, taken=post.taken, minimum=each.minimum,
        missing=max(0, post.places - post.taken - proposed), people=[_person(one, known) for one in theirs],
    )  # fmt: skip


def _person(each: RosterProposal, known: set[UUID]) -> ProposalShape:
    person = each.volunteer
    return ProposalShape(
        id=each.pk, number=person.number, name=person.name if person.pk in known else mask_name(person.name),
        state=each.state, locked=each.locked, why=words_for(each.why), answer_by=each.answer_by, signup=each.signup_id,
    )  # fmt: skip
