"""A roster as rows: each shift with who stands where, in words; names in full only of the organisation's own people."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from redvest.core import clock
from redvest.faces.desk.words import span_words
from redvest.registry.policy import Standing
from redvest.registry.rules.names import mask_name
from redvest.service import policy
from redvest.service.choices import HOLDING, ProposalState, SignUpState
from redvest.service.models import Roster, RosterProposal, RosterShift, SignUp
from redvest.service.queries.roster import proposals_of, shifts_of
from redvest.service.queries.roster_people import is_member_on
from redvest.service.queries.roster_words import words_for

KINDS = {
    ProposalState.DRAFT: "plain", ProposalState.ASKED: "wait", ProposalState.YES: "ok", ProposalState.NO: "off",
    ProposalState.EXPIRED: "off", ProposalState.LEFT: "bad", ProposalState.WITHDRAWN: "off",
}  # fmt: skip
OPEN = (ProposalState.DRAFT, ProposalState.ASKED, ProposalState.YES)


def rows_of(by: Standing, roster: Roster, at: datetime) -> list[dict[str, Any]]:
    """The shifts in the order of time."""
    by_post = proposals_of(roster)
    people = {each.volunteer_id for theirs in by_post.values() for each in theirs}
    known = is_member_on(roster.body_id, people, at) if policy.may_roster(by, roster.body_id) else set()
    return [_row(shift, by_post[shift.post_id], known, at) for shift in shifts_of(roster)]


def holding_of(by: Standing, roster: Roster, at: datetime) -> dict[UUID, list[dict[str, str]]]:
    """Who holds a place on each post, however they came by it, in the order of signing up. Two queries more.

    A yes that waits in line is no place; members of the body stand with their names, as on the board.
    """
    posts = roster.shifts.values("post_id")
    rows = list(
        SignUp.objects.filter(post__in=posts, state__in=HOLDING).select_related("volunteer").order_by("queue")
    )
    people = {each.volunteer_id for each in rows}
    known = is_member_on(roster.body_id, people, at) if policy.may_roster(by, roster.body_id) else set()
    found: dict[UUID, list[dict[str, str]]] = defaultdict(list)
    for each in rows:
        name = each.volunteer.name if each.volunteer_id in known else mask_name(each.volunteer.name)
        found[each.post_id].append({"name": name, "tail": each.volunteer.number[-4:]})
    return found


def _row(shift: RosterShift, theirs: list[RosterProposal], known: set[UUID], at: datetime) -> dict[str, Any]:
    """``free`` places nobody holds; of them ``missing`` ones for which nobody is asked or drafted either."""
    post, activity = shift.post, shift.post.activity
    begins, ends = post.times
    for each in theirs:
        each.post = post  # read once for all of them
    standing = [each for each in theirs if each.state in OPEN]
    asked = sum(each.state == ProposalState.ASKED for each in standing)
    drafted = sum(each.state == ProposalState.DRAFT for each in standing)
    free = max(0, post.places - post.taken)
    return {
        "shift": shift,
        "post": post,
        "activity": activity,
        "when": span_words(begins, ends, clock.day_of(at)),
        "begun": begins <= at,
        "people": [_person(each, known) for each in standing],
        "gone": [_person(each, known) for each in theirs if each.state not in OPEN],
        "places": post.places,
        "taken": post.taken,
        "free": free,
        "asked": asked,
        "drafted": drafted,
        "missing": max(0, free - asked - drafted),
        "short": post.taken + asked + drafted < shift.minimum,
        "opens_at": activity.signup_opens_at if drafted and activity.signup_opens_at > at else None,
        "url": reverse("site:activity", args=[activity.pk]),
    }


def _person(each: RosterProposal, known: set[UUID]) -> dict[str, Any]:
    state = ProposalState(each.state)
    waiting = (
        state is ProposalState.YES and each.signup is not None and each.signup.state != SignUpState.CONFIRMED
    )
    return {
        "proposal": each,
        "name": each.volunteer.name if each.volunteer_id in known else mask_name(each.volunteer.name),
        "tail": each.volunteer.number[-4:],
        "words": state.label,
        "kind": KINDS[state],
        "signup": SignUpState(each.signup.state).label if waiting and each.signup else "",
        "why": words_for(each.why),
        "draft": state is ProposalState.DRAFT,
        "open": state in (ProposalState.DRAFT, ProposalState.ASKED),
        "locked": each.locked,
        "answer_by": each.answer_by if state is ProposalState.ASKED else None,
    }
