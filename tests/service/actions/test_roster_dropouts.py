"""Who drops out of a roster: the next is asked by itself, nobody twice, and what was agreed outlives the roster."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.registry.policy import Standing
from redvest.service.actions.roster import close_roster
from redvest.service.actions.roster_ask import answer_proposal, ask_on, ask_people, keep_up, lock_proposal
from redvest.service.actions.roster_solve import solve_roster
from redvest.service.actions.roster_work import work_on
from redvest.service.actions.signup import cancel_signup
from redvest.service.choices import ProposalState
from redvest.service.models import Post, Roster, RosterProposal, SignUp
from redvest.service.queries.roster import (
    asks_of,
    counts_of_state,
    left_behind,
    proposals_of,
    rosters_with_leavers,
    still_standing,
)
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.roster import DAY, Team, make_roster, make_shift, make_team

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def asked(team: Team, *posts: Post, **terms: object) -> Roster:
    roster = make_roster(team, *posts, **terms)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    return roster


def owner(proposal: RosterProposal) -> Standing:
    return make.volunteer_standing(proposal.volunteer)


def said_yes(proposal: RosterProposal) -> RosterProposal:
    return answer_proposal(by=owner(proposal), proposal_id=proposal.pk, yes=True, at=NOW)


def test_after_three_noes_in_turn_three_people_were_asked_once_each() -> None:
    team = make_team("甲", "乙", "丙")
    roster = asked(team, make_shift(team))
    for turn in range(3):
        now = RosterProposal.objects.get(state=ProposalState.ASKED)
        answer_proposal(by=owner(now), proposal_id=now.pk, yes=False, at=NOW + turn * HOUR)
        work_on(roster_id=roster.pk, at=NOW + turn * HOUR)
    assert counts_of_state(roster) == {"no": 3}
    assert RosterProposal.objects.values("volunteer").distinct().count() == 3
    assert Roster.objects.get().figures["missing"] == 1 and not SignUp.objects.exists()


def test_who_gives_the_place_up_is_followed_by_somebody_else() -> None:
    team = make_team("甲", "乙")
    roster = asked(team, make_shift(team))
    first = said_yes(RosterProposal.objects.get())
    assert first.signup_id is not None
    cancel_signup(by=owner(first), signup_id=first.signup_id, at=NOW + HOUR)
    assert rosters_with_leavers(9) == [roster] and left_behind(roster).get().pk == first.pk
    assert keep_up(at=NOW + HOUR) == 1
    assert Roster.objects.get().waits_since == NOW + HOUR
    work_on(roster_id=roster.pk, at=NOW + HOUR)
    next_ = RosterProposal.objects.get(state=ProposalState.ASKED)
    assert next_.volunteer_id != first.volunteer_id and rosters_with_leavers(9) == []


def test_who_leaves_an_ended_roster_sets_nobody_to_work() -> None:
    team = make_team("甲", "乙")
    roster = asked(team, make_shift(team))
    first = said_yes(RosterProposal.objects.get())
    close_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    assert first.signup_id is not None and SignUp.objects.get().state == "confirmed"
    cancel_signup(by=owner(first), signup_id=first.signup_id, at=NOW + HOUR)
    assert keep_up(at=NOW + HOUR) == 0
    assert Roster.objects.get().waits_since is None and RosterProposal.objects.count() == 1


def test_an_end_takes_drafts_away_and_leaves_every_yes() -> None:
    team = make_team("甲", "乙")
    late = make_shift(team, days=9, title="晚")
    late.activity.signup_opens_at = NOW + 5 * DAY
    late.activity.save()
    roster = asked(team, make_shift(team, places=2, title="早"), late)
    said_yes(RosterProposal.objects.get(volunteer=team.people[0], post__title="早"))
    assert counts_of_state(roster) == {"yes": 1, "asked": 1, "draft": 1}
    close_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    assert counts_of_state(roster) == {"yes": 1, "withdrawn": 1}
    assert still_standing(roster).get().state == ProposalState.YES


def test_a_draft_roster_is_not_asked_by_the_worker() -> None:
    team = make_team("甲")
    roster = make_roster(team, make_shift(team))
    work_on(roster_id=roster.pk, at=NOW)
    assert counts_of_state(roster) == {"draft": 1}
    assert ask_on(roster_id=roster.pk, at=NOW) == 0 and counts_of_state(roster) == {"draft": 1}


def test_those_asked_stay_whatever_is_solved_and_let_go_drafts_may_move() -> None:
    team = make_team("甲", "乙")
    roster = make_roster(team, make_shift(team))
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    draft = RosterProposal.objects.get()
    lock_proposal(by=team.leader, proposal_id=draft.pk, locked=True, at=NOW)
    lock_proposal(by=team.leader, proposal_id=draft.pk, locked=False, at=NOW)
    assert not RosterProposal.objects.get().locked
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    assert RosterProposal.objects.get().pk == draft.pk and counts_of_state(roster) == {"asked": 1}


def test_on_a_shift_a_yes_comes_first_and_who_cannot_last() -> None:
    team = make_team("甲", "乙", "丙")
    post = make_shift(team, places=3)
    roster = asked(team, post)
    one, two, three = RosterProposal.objects.order_by("volunteer__pinyin")
    answer_proposal(by=owner(one), proposal_id=one.pk, yes=False, at=NOW)
    said_yes(three)
    assert [each.pk for each in proposals_of(roster)[post.pk]] == [three.pk, two.pk, one.pk]


def test_ones_list_ends_when_the_shift_begins() -> None:
    team = make_team("甲")
    asked(team, make_shift(team, days=3), make_shift(team, days=5))
    me = team.people[0].pk
    assert [asks_of(me, NOW + days * DAY).count() for days in (0, 3, 5)] == [2, 1, 0]
