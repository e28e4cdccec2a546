"""A shift is moved while people answer for it: nobody waits for the other for ever, and each yes has the shift's time."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from redvest.core.errors import DomainError
from redvest.service.actions.change import ChangeForm, change_activity
from redvest.service.actions.roster_ask import answer_proposal, ask_people
from redvest.service.actions.roster_solve import solve_roster
from redvest.service.models import Activity, RosterProposal, SignUp
from tests.factories.race import at_once
from tests.factories.registry import NOW
from tests.factories.roster import make_roster, make_shift, make_team

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_move_and_answers_at_once() -> None:
    team = make_team(*[f"人{n}" for n in range(6)])
    post = make_shift(team, places=6)
    roster = make_roster(team, post)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    mine = {each.volunteer_id: each.pk for each in RosterProposal.objects.all()}
    answers = [
        partial(answer_proposal, by=team.by(n), proposal_id=mine[person.pk], yes=True, at=NOW)
        for n, person in enumerate(team.people)
    ]
    activity = Activity.objects.select_related("body").get()
    form = ChangeForm(starts_at=activity.starts_at + timedelta(hours=2))
    move = partial(change_activity, by=team.leader, activity=activity, form=form, at=NOW)
    outcomes = at_once(*answers[:3], move, *answers[3:])
    faults = [each for each in outcomes if isinstance(each, Exception)]
    assert not [each for each in faults if not isinstance(each, DomainError)]
    assert {each.period.lower for each in SignUp.objects.all()} == {form.starts_at}
    assert SignUp.objects.count() == 6
