"""Two hands on one person of a roster: taken off and saying yes, yes and no, asked twice, closed while answering."""

from __future__ import annotations

from functools import partial

import pytest

from redvest.core.errors import DomainError
from redvest.service.actions.roster import close_roster
from redvest.service.actions.roster_ask import answer_proposal, ask_people, take_off
from redvest.service.actions.roster_solve import solve_roster
from redvest.service.actions.signup import sign_up
from redvest.service.models import Post, Roster, RosterProposal, SignUp
from tests.factories.race import at_once
from tests.factories.registry import NOW
from tests.factories.roster import Team, make_roster, make_shift, make_team

pytestmark = pytest.mark.django_db(transaction=True)


def asked() -> tuple[Team, Roster, RosterProposal]:
    team = make_team("甲")
    roster = make_roster(team, make_shift(team))
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    return team, roster, RosterProposal.objects.get()


def whole(*states: str) -> None:
    """The proposal is in one of these states, with a sign-up exactly where it is a yes."""
    proposal = RosterProposal.objects.get()
    assert proposal.state in states
    held = SignUp.objects.filter(state="confirmed").count()
    assert held == Post.objects.get().taken == int(proposal.state == "yes")
    assert (proposal.signup_id is not None) == (proposal.state == "yes")


def only_refusals(outcomes: list[object]) -> int:
    """How many were refused; anything but a refusal is a fault."""
    faults = [each for each in outcomes if isinstance(each, Exception)]
    assert all(isinstance(each, DomainError) for each in faults), faults
    return len(faults)


def test_a_yes_and_being_taken_off_end_one_way() -> None:
    team, _roster, proposal = asked()
    yes = partial(answer_proposal, by=team.by(), proposal_id=proposal.pk, yes=True, at=NOW)
    off = partial(take_off, by=team.leader, proposal_id=proposal.pk, at=NOW)
    assert only_refusals(at_once(yes, off)) == 1
    whole("yes", "withdrawn")


def test_yes_and_no_at_once_are_one_answer() -> None:
    team, _roster, proposal = asked()
    answers = [
        partial(answer_proposal, by=team.by(), proposal_id=proposal.pk, yes=yes, at=NOW)
        for yes in (True, False, True, False)
    ]
    assert only_refusals(at_once(*answers)) == 2
    whole("yes", "no")


def test_an_end_and_a_yes_leave_no_open_ask() -> None:
    team, roster, proposal = asked()
    yes = partial(answer_proposal, by=team.by(), proposal_id=proposal.pk, yes=True, at=NOW)
    only_refusals(at_once(yes, partial(close_roster, by=team.leader, roster_id=roster.pk, at=NOW)))
    whole("yes", "withdrawn")


def test_a_yes_and_a_sign_up_of_ones_own_are_one_place() -> None:
    team, _roster, proposal = asked()
    yes = partial(answer_proposal, by=team.by(), proposal_id=proposal.pk, yes=True, at=NOW)
    own = partial(sign_up, by=team.by(), post_id=proposal.post_id, at=NOW)
    only_refusals(at_once(yes, own))
    whole("yes")


def test_two_leaders_ask_once() -> None:
    team = make_team("甲", "乙")
    roster = make_roster(team, make_shift(team, places=2))
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask = partial(ask_people, by=team.leader, roster_id=roster.pk, at=NOW)
    outcomes = at_once(ask, ask, ask)
    assert only_refusals(outcomes) == 2 and 2 in outcomes
    assert RosterProposal.objects.filter(state="asked").count() == 2
