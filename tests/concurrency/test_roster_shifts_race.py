"""A shift leaves or joins a roster while people answer, somebody solves and another desk wants it too."""

from __future__ import annotations

from functools import partial

import pytest

from redvest.core.errors import DomainError
from redvest.service.actions.roster import RosterTerms, draft_roster
from redvest.service.actions.roster_ask import answer_proposal, ask_people
from redvest.service.actions.roster_shifts import add_shifts, take_out_shift
from redvest.service.actions.roster_solve import solve_roster
from redvest.service.choices import ProposalState
from redvest.service.models import RosterProposal, RosterShift, SignUp
from tests.factories.race import at_once
from tests.factories.registry import NOW
from tests.factories.roster import make_roster, make_shift, make_team

pytestmark = pytest.mark.django_db(transaction=True)


def test_taking_out_against_answers_and_solving_leaves_no_ask_behind() -> None:
    team = make_team(*[f"人{n}" for n in range(5)])
    out, stays = make_shift(team, places=4), make_shift(team, days=6, title="晚")
    roster = make_roster(team, out, stays)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    people = {person.pk: n for n, person in enumerate(team.people)}
    answers = [
        partial(answer_proposal, by=team.by(people[each.volunteer_id]), proposal_id=each.pk, yes=True, at=NOW)
        for each in RosterProposal.objects.filter(post=out)
    ]
    take = partial(take_out_shift, by=team.leader, roster_id=roster.pk, post_id=out.pk, at=NOW)
    solving = partial(solve_roster, by=team.leader, roster_id=roster.pk, at=NOW)
    outcomes = at_once(*answers[:2], take, solving, *answers[2:], take)
    faults = [each for each in outcomes if isinstance(each, Exception)]
    assert not [each for each in faults if not isinstance(each, DomainError)]
    here = RosterProposal.objects.filter(post=out)
    assert set(here.values_list("state", flat=True)) <= {ProposalState.YES, ProposalState.WITHDRAWN}
    assert SignUp.objects.filter(post=out).count() == here.filter(state=ProposalState.YES).count()
    assert RosterShift.objects.get().post_id == stays.pk


def test_two_desks_want_one_shift_and_one_has_it() -> None:
    team = make_team("甲")
    roster, more = make_roster(team, make_shift(team)), make_shift(team, days=6)
    wanted = {more.pk: 0}
    add = partial(add_shifts, by=team.leader, roster_id=roster.pk, minimums=wanted, at=NOW)
    draft = partial(
        draft_roster, by=team.leader, body=team.body, terms=RosterTerms("别的"), minimums=wanted, at=NOW
    )
    outcomes = at_once(add, draft, add, draft)
    assert sum(not isinstance(each, Exception) for each in outcomes) == 1
    assert all(isinstance(each, DomainError) for each in outcomes if isinstance(each, Exception))
    assert RosterShift.objects.filter(post=more).count() == 1
