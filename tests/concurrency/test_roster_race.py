"""Rosters under fire: answers, solving, asking and expiry at once leave every place sold once and nothing half done."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from redvest.core.errors import DomainError
from redvest.service.actions.roster import RosterTerms as Terms
from redvest.service.actions.roster import draft_roster
from redvest.service.actions.roster_ask import answer_proposal, ask_people, keep_up
from redvest.service.actions.roster_solve import solve_roster
from redvest.service.actions.roster_work import queue_again
from redvest.service.actions.signup import sign_up
from redvest.service.choices import ProposalState
from redvest.service.models import Post, Roster, RosterProposal, RosterShift, SignUp
from tests.factories.race import at_once
from tests.factories.registry import NOW, make_volunteer, volunteer_standing
from tests.factories.roster import make_roster, make_shift, make_team

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


def test_everybody_answers_while_it_is_solved_and_strangers_sign_up() -> None:
    team = make_team(*[f"人{n}" for n in range(8)])
    post = make_shift(team, places=4)
    roster = make_roster(team, post)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    asked = list(RosterProposal.objects.select_related("volunteer__account").order_by("pk"))
    answers = [
        partial(
            answer_proposal,
            by=volunteer_standing(each.volunteer),
            proposal_id=each.pk,
            yes=n % 4 != 0,
            at=NOW,
        )
        for n, each in enumerate(asked)
        for _twice in range(2)
    ]
    strangers = [
        partial(sign_up, by=volunteer_standing(make_volunteer()), post_id=post.pk, at=NOW) for _n in range(2)
    ]
    solving = [partial(solve_roster, by=team.leader, roster_id=roster.pk, at=NOW)] * 2
    outcomes = at_once(*answers, *strangers, *solving)

    assert not [
        each for each in outcomes if isinstance(each, Exception) and not isinstance(each, DomainError)
    ]
    states = Counter(
        RosterProposal.objects.filter(pk__in=[each.pk for each in asked]).values_list("state", flat=True)
    )
    assert states == {"yes": 3, "no": 1}
    held = SignUp.objects.filter(post=post, state="confirmed").count()
    assert held == Post.objects.get(pk=post.pk).taken == 4
    assert SignUp.objects.filter(post=post).count() == 5  # three yeses, two strangers, one of all in line


def test_yes_at_the_last_moment_and_expiry_end_one_way() -> None:
    team = make_team("甲")
    roster = make_roster(team, make_shift(team))
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    proposal = RosterProposal.objects.get()
    assert proposal.answer_by is not None
    before = proposal.answer_by - timedelta(seconds=1)
    yes = partial(answer_proposal, by=team.by(), proposal_id=proposal.pk, yes=True, at=before)
    at_once(yes, partial(keep_up, at=proposal.answer_by), yes, partial(keep_up, at=proposal.answer_by))
    proposal.refresh_from_db()
    assert (proposal.state, SignUp.objects.count()) in ((ProposalState.YES, 1), (ProposalState.EXPIRED, 0))


def test_a_shift_comes_onto_one_live_roster() -> None:
    team = make_team("甲")
    posts = [make_shift(team), make_shift(team)]
    draft = partial(
        draft_roster,
        by=team.leader,
        body=team.body,
        terms=Terms("排班"),
        minimums={each.pk: 0 for each in posts},
        at=NOW,
    )
    outcomes = at_once(*[draft] * 4)
    assert sum(not isinstance(each, Exception) for each in outcomes) == 1
    assert RosterShift.objects.count() == 2 and Roster.objects.count() == 1


def test_a_roster_is_queued_once_however_many_ask() -> None:
    team = make_team("甲")
    roster = make_roster(team, make_shift(team))
    assert sorted(map(bool, at_once(*[partial(queue_again, roster_id=roster.pk, at=NOW)] * 4))) == [
        False
    ] * 3 + [True]
