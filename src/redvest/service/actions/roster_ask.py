"""Asking people on a roster: each answers for themselves before a deadline; a yes is an ordinary sign-up of their own.

Whoever says no, does not answer or gives the place up later is asked no more for that shift, and where the roster goes
on by itself, the worker looks for somebody else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from redvest.core import audit, clock, events
from redvest.core.audit import Actor
from redvest.registry.policy import Standing
from redvest.registry.queries.setting import rules
from redvest.service.actions.roster import hold_roster
from redvest.service.actions.roster_solve import queue_solving
from redvest.service.actions.signup import sign_up
from redvest.service.choices import ProposalState, RosterState
from redvest.service.events import RosterAsked
from redvest.service.models import Roster, RosterProposal
from redvest.service.queries.roster import (
    due_proposals,
    left_behind,
    own_proposal,
    rosters_opened,
    rosters_with_leavers,
)
from redvest.service.queries.roster_asking import drafted_on
from redvest.service.queries.roster_people import can_be_asked
from redvest.service.queries.roster_problem import begins_at, closes_at
from redvest.service.roster_errors import (
    NobodyToAsk,
    NotYetToAsk,
    ProposalAnswered,
    ProposalBegun,
    ProposalNotFound,
    RosterClosed,
)
from redvest.service.rules.offer import OfferTerms, offer_ends
from redvest.service.signup_errors import AlreadySignedUp

OFFER_KEYS = (
    "offer.minutes",
    "offer.near_minutes",
    "offer.near_hours",
    "offer.quiet_from",
    "offer.quiet_until",
)
MOST = 500  # how many overdue asks one run of the clock ends


@transaction.atomic
def ask_people(*, by: Standing, roster_id: UUID, at: datetime) -> int:
    """Ask everybody who is drafted for a shift whose sign-up is open; returns how many asks there are now.

    Raises RosterNotFound, RosterClosed, NotAllowed, NobodyToAsk, NotYetToAsk.
    """
    roster = hold_roster(roster_id=roster_id, by=by)
    count = _ask(roster, at)
    if not count:
        raise NotYetToAsk if drafted_on(roster, at).later else NobodyToAsk
    audit.write_line(by=by.actor, at=at, city=roster.city, verb="ask_roster", target=roster, count=count)
    return count


@transaction.atomic
def ask_on(*, roster_id: UUID, at: datetime) -> int:
    """Ask those whom the worker drafted in the place of others, if people are being asked and it goes on by itself."""
    roster = hold_roster(roster_id=roster_id)
    if roster.state != RosterState.ASKING or not roster.goes_on:
        return 0
    count = _ask(roster, at)
    if count:
        audit.write_line(
            by=audit.SYSTEM, at=at, city=roster.city, verb="ask_roster", target=roster, count=count
        )
    return count


def _ask(roster: Roster, at: datetime) -> int:
    """Those who declined, left or were suspended since they were drafted are not asked: somebody else is looked for."""
    open_ = drafted_on(roster, at).open
    asked = can_be_asked(roster, open_, at)
    quiet = rules(OFFER_KEYS, roster.region_path, clock.day_of(at))
    terms = OfferTerms(*quiet.values())
    for each in asked:
        each.state, each.asked_at = ProposalState.ASKED, at
        each.answer_by = answer_ends(proposal=each, hours=roster.answer_hours, terms=terms, at=at)
    RosterProposal.objects.bulk_update(asked, ["state", "asked_at", "answer_by"])
    if asked:
        roster.state = RosterState.ASKING
        Roster.objects.filter(pk=roster.pk).update(state=roster.state)
        events.publish(RosterAsked(roster.city, roster.pk, at))
    if len(asked) < len(open_):
        _look_on(roster, at)
    return len(asked)


def answer_ends(*, proposal: RosterProposal, hours: int, terms: OfferTerms, at: datetime) -> datetime:
    """As long as the roster says, waking hours only; shorter near the start, and never after sign-up has closed."""
    lasting = OfferTerms(
        hours * 60, terms.near_minutes, terms.near_hours, terms.quiet_from, terms.quiet_until
    )
    ends = offer_ends(made_at=at, starts_at=begins_at(proposal.post), terms=lasting)
    return min(ends, closes_at(proposal.post))


@transaction.atomic
def answer_proposal(*, by: Standing, proposal_id: UUID, yes: bool, at: datetime) -> RosterProposal:
    """One's own answer. Yes signs up as anybody signs up, with all that may stand against it; saying it twice is saying it once.

    Raises ProposalNotFound, ProposalAnswered, ProposalBegun, and whatever ``sign_up`` refuses; then nothing changed.
    """
    proposal = own_proposal(by, proposal_id)
    roster = Roster.objects.select_for_update(of=("self",)).get(pk=proposal.roster_id)
    proposal = RosterProposal.objects.select_related("post__activity").get(pk=proposal_id)
    said = ProposalState.YES if yes else ProposalState.NO
    if proposal.state == said:
        return proposal
    if proposal.state != ProposalState.ASKED or proposal.answer_by is None or proposal.answer_by <= at:
        raise ProposalAnswered
    if begins_at(proposal.post) <= at:
        raise ProposalBegun
    if yes:
        proposal.signup_id = _signed_up(by, proposal, at)
    proposal.state, proposal.answered_at = said, at
    proposal.save(update_fields=["state", "answered_at", "signup"])
    hold_roster(roster_id=roster.pk)
    audit.write_line(by=by.actor, at=at, city=roster.city, verb="answer_roster", target=proposal, yes=yes)
    if not yes:
        _look_on(roster, at)
    return proposal


def _signed_up(by: Standing, proposal: RosterProposal, at: datetime) -> UUID:
    """A sign-up of their own. Who signed up for this shift alone, after being asked, keeps that one."""
    try:
        return sign_up(by=by, post_id=proposal.post_id, key=f"roster-{proposal.pk.hex}", at=at).id
    except AlreadySignedUp as fault:
        own = UUID(str(fault.details["signup"]))
        if RosterProposal.objects.filter(signup_id=own).exists():
            raise
        return own


@transaction.atomic
def lock_proposal(*, by: Standing, proposal_id: UUID, locked: bool, at: datetime) -> None:
    """Keep somebody on a shift whatever is solved next, or let go again. Raises ProposalNotFound, NotAllowed,
    RosterClosed, ProposalAnswered."""
    roster = _roster_of(by, proposal_id)
    mine = RosterProposal.objects.filter(pk=proposal_id, state=ProposalState.DRAFT)
    if not mine.update(locked=locked):
        raise ProposalAnswered
    audit.write_line(
        by=by.actor, at=at, city=roster.city, verb="lock_on_roster", target=roster, locked=locked
    )


@transaction.atomic
def take_off(*, by: Standing, proposal_id: UUID, at: datetime) -> None:
    """Not this person on this shift: a draft or an ask is over, and is not proposed again. A yes is taken back only by
    its sign-up. Raises ProposalNotFound, NotAllowed, RosterClosed, ProposalAnswered."""
    roster = _roster_of(by, proposal_id)
    open_ = (ProposalState.DRAFT, ProposalState.ASKED)
    row = RosterProposal.objects.get(pk=proposal_id)
    if row.state not in open_:
        raise ProposalAnswered
    row.state, row.answered_at = ProposalState.WITHDRAWN, at
    row.save(update_fields=["state", "answered_at"])
    audit.write_line(by=by.actor, at=at, city=roster.city, verb="take_off_roster", target=row)
    if row.asked_at:
        events.publish(RosterAsked(roster.city, roster.pk, at))


def _roster_of(by: Standing, proposal_id: UUID) -> Roster:
    key = RosterProposal.objects.filter(pk=proposal_id).values_list("roster_id", flat=True).first()
    if key is None:
        raise ProposalNotFound
    return hold_roster(roster_id=key, by=by)


def keep_up(*, at: datetime) -> int:
    """Every minute: asks that nobody answered end, people who gave their place up are noted, those drafted for shifts whose
    sign-up has opened since are asked; returns how many."""
    ended = sum(_expire(key, at) for key in due_proposals(at, MOST))
    gone = sum(_note_leavers(roster, at) for roster in rosters_with_leavers(MOST))
    return ended + gone + sum(_ask_opened(key, at) for key in rosters_opened(at, MOST))


def _ask_opened(roster_id: UUID, at: datetime) -> int:
    try:
        return ask_on(roster_id=roster_id, at=at)
    except RosterClosed:  # since it was read
        return 0


@transaction.atomic
def _expire(proposal_id: UUID, at: datetime) -> int:
    roster = Roster.objects.select_for_update(of=("self",)).filter(proposals=proposal_id).first()
    if roster is None:  # forgotten since it was read
        return 0
    due = RosterProposal.objects.filter(pk=proposal_id, state=ProposalState.ASKED, answer_by__lte=at)
    return _end(roster, due, ProposalState.EXPIRED, at)


@transaction.atomic
def _note_leavers(roster: Roster, at: datetime) -> int:
    roster = Roster.objects.select_for_update(of=("self",)).get(pk=roster.pk)
    if roster.state == RosterState.CLOSED:  # since it was read
        return 0
    return _end(roster, left_behind(roster), ProposalState.LEFT, at)


def _end(roster: Roster, rows: QuerySet[RosterProposal], state: ProposalState, at: datetime) -> int:
    ended: Iterable[UUID] = list(rows.values_list("pk", flat=True))
    count = RosterProposal.objects.filter(pk__in=ended).update(state=state, answered_at=at)
    if count:
        audit.write_line(
            by=Actor("system"),
            at=at,
            city=roster.city,
            verb="end_asking",
            target=roster,
            state=state,
            count=count,
        )
        if roster.state != RosterState.CLOSED:
            hold_roster(roster_id=roster.pk)
            _look_on(roster, at)
    return count


def _look_on(roster: Roster, at: datetime) -> None:
    if roster.state == RosterState.ASKING and roster.goes_on:
        queue_solving(roster_id=roster.pk, at=at)
