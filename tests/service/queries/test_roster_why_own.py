"""Why me, why not, asked by a volunteer about themselves: facts and what they were asked, never what is only drafted."""

from __future__ import annotations

import pytest

from redvest.service.actions.roster import set_pair
from redvest.service.actions.roster_ask import answer_proposal, ask_people, lock_proposal
from redvest.service.actions.roster_solve import solve_roster
from redvest.service.actions.roster_wish import say_wishes
from redvest.service.choices import PairKind, WishKind
from redvest.service.models import Post, Roster, RosterProposal
from redvest.service.queries.roster_why import Answer, why_of
from redvest.service.queries.roster_words import words_against
from tests.factories.registry import NOW
from tests.factories.roster import Team, make_roster, make_shift, make_team, standing

pytestmark = pytest.mark.django_db


def drafted(team: Team, *posts: Post) -> Roster:
    return solve_roster(by=team.leader, roster_id=make_roster(team, *posts).pk, at=NOW)


def own(team: Team, roster: Roster, post: Post, turn: int = 0) -> Answer:
    return why_of(roster, post.pk, team.people[turn].pk, NOW, own=True)


@pytest.mark.parametrize("held", [False, True])
def test_a_draft_of_ones_own_is_not_told(held: bool) -> None:
    team = make_team("甲")
    post = make_shift(team)
    roster = drafted(team, post)
    lock_proposal(by=team.leader, proposal_id=RosterProposal.objects.get().pk, locked=held, at=NOW)
    assert own(team, roster, post) == Answer(False, "undecided", [words_against("undecided")])
    desk = why_of(roster, post.pk, team.people[0].pk, NOW)
    assert desk.on and desk.code == "chosen"


def test_nor_by_what_stands_against_another_shift() -> None:
    team = make_team("甲")
    posts = [make_shift(team), make_shift(team, title="同时")]
    roster = drafted(team, *posts)
    (drafted_for,) = RosterProposal.objects.values_list("post_id", flat=True)
    other = next(each for each in posts if each.pk != drafted_for)
    assert why_of(roster, other.pk, team.people[0].pk, NOW).code == "same-time"
    assert own(team, roster, other).code == "undecided"
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    assert own(team, roster, other).code == "same-time"


def test_an_ask_and_a_yes_are_told_with_their_reasons() -> None:
    team = make_team("甲")
    post = make_shift(team)
    roster = drafted(team, post)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    asked = own(team, roster, post)
    assert asked.on and asked.words[0] == "资料里写着这时有空"
    answer_proposal(by=team.by(), proposal_id=RosterProposal.objects.get().pk, yes=True, at=NOW)
    assert own(team, roster, post) == asked


def test_ones_own_word_stays_the_reason_and_mates_stay_unsaid() -> None:
    team = make_team("甲", "乙", "丙")
    post = make_shift(team, places=1)
    roster = make_roster(team, post)
    say_wishes(by=team.by(0), wishes={post.pk: WishKind.CANNOT}, at=NOW)
    say_wishes(by=team.by(1), wishes={post.pk: WishKind.CAN}, at=NOW)
    numbers = {"one": team.people[1].number, "other": team.people[2].number}
    set_pair(by=team.leader, roster_id=roster.pk, kind=PairKind.APART, at=NOW, **numbers)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    assert standing(roster) == {"乙@陪同员": "draft"}
    assert [own(team, roster, post, turn).code for turn in range(3)] == [
        "said-no",
        "undecided",
        "others-first",
    ]


def test_who_is_not_drafted_for_a_place_that_is_open_hears_the_same() -> None:
    team = make_team("甲", "乙")
    post = make_shift(team, places=2)
    roster = drafted(team, post)
    RosterProposal.objects.filter(volunteer=team.people[1]).delete()
    assert {own(team, roster, post, turn).code for turn in (0, 1)} == {"undecided"}
