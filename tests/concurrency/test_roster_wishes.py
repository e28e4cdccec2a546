"""Wishes under fire: people who speak on the same two rosters at once, in any order, all get through; nobody is lost."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.core.errors import DomainError
from redvest.service.actions.roster_ask import answer_proposal, ask_people
from redvest.service.actions.roster_solve import solve_roster
from redvest.service.actions.roster_wish import say_wishes
from redvest.service.choices import WishKind
from redvest.service.models import Roster, RosterProposal, RosterWish, SignUp
from tests.factories.race import at_once
from tests.factories.registry import NOW
from tests.factories.roster import make_roster, make_shift, make_team

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_rosters_at_once_are_locked_in_one_order_and_before_the_person() -> None:
    team = make_team(*[f"人{n}" for n in range(6)])
    posts = [make_shift(team, days=3 + n) for n in range(4)]
    rosters = [make_roster(team, *posts[:2]), make_roster(team, *posts[2:])]
    both = {posts[0].pk: WishKind.CAN, posts[2].pk: WishKind.CANNOT}
    turned = dict(reversed(both.items()))
    works = [partial(say_wishes, by=team.by(n), wishes=both if n % 2 else turned, at=NOW) for n in range(6)]
    assert at_once(*works) == [2] * 6
    assert RosterWish.objects.count() == 12
    assert [Roster.objects.get(pk=each.pk).version - each.version for each in rosters] == [6, 6]

    with CaptureQueriesContext(connection) as caught:
        say_wishes(by=team.by(), wishes={each.pk: WishKind.CAN for each in posts}, at=NOW)
    locks = [each["sql"] for each in caught if "FOR " in each["sql"] and "UPDATE" in each["sql"]]
    assert "service_roster" in locks[0] and 'ORDER BY "service_roster"."id"' in locks[0]
    assert "registry_volunteer" in locks[1]


def test_a_wish_and_a_yes_of_one_person_in_two_tabs_both_end() -> None:
    team = make_team("甲")
    asked, free = make_shift(team), make_shift(team, days=5)
    roster = make_roster(team, asked)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    Roster.objects.filter(pk=roster.pk).update(state="asking")
    roster.shifts.create(post=free)
    proposal = RosterProposal.objects.get()
    works = [
        partial(answer_proposal, by=team.by(), proposal_id=proposal.pk, yes=True, at=NOW),
        partial(say_wishes, by=team.by(), wishes={free.pk: WishKind.CAN}, at=NOW),
    ] * 3
    faults = [each for each in at_once(*works) if isinstance(each, Exception)]
    assert all(isinstance(each, DomainError) for each in faults), faults
    assert SignUp.objects.count() == 1 and RosterWish.objects.count() == 1
    assert RosterProposal.objects.get().state == "yes"
