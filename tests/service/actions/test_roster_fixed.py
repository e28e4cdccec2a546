"""Solving around those who were asked, and what becomes of drafts that cannot stand: none outlives its reason."""

from __future__ import annotations

import pytest

from redvest.registry.choices import VolunteerState
from redvest.registry.models import Volunteer
from redvest.service.actions import roster_solve
from redvest.service.actions.roster import RosterTerms, change_terms, set_pair
from redvest.service.actions.roster_ask import answer_proposal, ask_people, lock_proposal
from redvest.service.actions.roster_solve import RosterUnsound, solve_roster
from redvest.service.actions.roster_wish import say_wishes
from redvest.service.choices import PairKind, WishKind
from redvest.service.models import Post, Roster, RosterProposal
from redvest.service.rules.roster.problem import Problem
from redvest.service.rules.roster.problem import Roster as Solved
from tests.factories.registry import NOW
from tests.factories.roster import Team, add_member, make_roster, make_shift, make_team, standing

pytestmark = pytest.mark.django_db


def solved(team: Team, roster: Roster) -> Roster:
    return solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)


def asked(team: Team, *posts: Post, **terms: object) -> Roster:
    roster = make_roster(team, *posts, **terms)
    solved(team, roster)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    return roster


def test_who_was_asked_before_a_limit_came_stays_asked_and_nobody_is_drafted_beside_them() -> None:
    team = make_team("甲")
    roster = asked(team, *[make_shift(team, days=day, title=f"{day}") for day in (4, 5, 6)])
    add_member(team, "乙")
    terms = RosterTerms("排班", most_week=2, most_running=1)
    change_terms(by=team.leader, roster_id=roster.pk, terms=terms, at=NOW)
    found = solved(team, roster).figures
    assert standing(roster) == {"甲@4": "asked", "甲@5": "asked", "甲@6": "asked"}
    assert (found["needed"], found["missing"]) == (3, 0)


def test_a_mates_no_does_not_give_the_others_place_away() -> None:
    team = make_team("甲", "乙")
    roster = make_roster(team, make_shift(team, places=2))
    one, two = (each.number for each in team.people)
    set_pair(by=team.leader, roster_id=roster.pk, one=one, other=two, kind=PairKind.TOGETHER, at=NOW)
    solved(team, roster)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    no = RosterProposal.objects.get(volunteer=team.people[1])
    answer_proposal(by=team.by(1), proposal_id=no.pk, yes=False, at=NOW)
    for name in ("丙", "丁"):
        add_member(team, name)
    assert solved(team, roster).figures["missing"] == 0
    found = standing(roster)
    assert (found.pop("甲@陪同员"), found.pop("乙@陪同员")) == ("asked", "no")
    assert list(found.values()) == ["draft"]  # one for the place of 乙, none for that of 甲


def locked(team: Team, person: Volunteer) -> RosterProposal:
    """The only draft, held to this person."""
    draft = RosterProposal.objects.get(volunteer=person)
    lock_proposal(by=team.leader, proposal_id=draft.pk, locked=True, at=NOW)
    return draft


def test_a_locked_draft_goes_once_the_person_says_they_cannot() -> None:
    team = make_team("甲")
    post = make_shift(team)
    roster = make_roster(team, post)
    solved(team, roster)
    draft = locked(team, team.people[0])
    add_member(team, "乙")
    solved(team, roster)
    assert standing(roster) == {"甲@陪同员": "draft"}
    say_wishes(by=team.by(), wishes={post.pk: WishKind.CANNOT}, at=NOW)
    solved(team, roster)
    assert standing(roster) == {"乙@陪同员": "draft"}
    assert not RosterProposal.objects.filter(pk=draft.pk).exists()


def test_a_locked_draft_goes_with_who_is_suspended() -> None:
    team = make_team("甲")
    roster = make_roster(team, make_shift(team))
    solved(team, roster)
    locked(team, team.people[0])
    Volunteer.objects.filter(pk=team.people[0].pk).update(state=VolunteerState.SUSPENDED)
    assert solved(team, roster).figures["missing"] == 1
    assert standing(roster) == {}


def test_a_roster_that_breaks_a_rule_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    team = make_team("甲")
    posts = [make_shift(team), make_shift(team, days=4)]
    roster = make_roster(team, *posts, most_running=1)
    solved(team, roster)
    before = (standing(roster), Roster.objects.values().get())

    def wrong(problem: Problem, **_more: object) -> Solved:
        everything = {(who.key, what.key) for who in problem.people for what in problem.shifts}
        return Solved(frozenset(everything), 0, 0, "flow")

    monkeypatch.setattr(roster_solve, "solve", wrong)
    with pytest.raises(RosterUnsound):
        solved(team, roster)
    assert (standing(roster), Roster.objects.values().get()) == before
