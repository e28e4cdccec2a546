"""Asking on a roster: only the person's own yes makes a sign-up; no and silence free the shift."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.registry.models import Volunteer
from redvest.service.actions.roster_ask import answer_proposal, ask_people, keep_up, take_off
from redvest.service.actions.roster_solve import solve_roster
from redvest.service.actions.roster_wish import say_wishes
from redvest.service.actions.signup import cancel_signup, sign_up
from redvest.service.choices import ProposalState, RosterState, SignUpState, WishKind
from redvest.service.models import Post, Roster, RosterProposal, RosterWish, SignUp
from redvest.service.queries.roster import asks_of, wishable
from redvest.service.roster_errors import (
    NobodyToAsk,
    NotYetToAsk,
    ProposalAnswered,
    ProposalNotFound,
    ShiftUnknown,
)
from redvest.service.signup_errors import NotEligible, Overlaps
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.roster import DAY, Team, make_roster, make_shift, make_team, standing

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def asked(team: Team, *posts: Post, **terms: object) -> Roster:
    """Solved, and everybody asked."""
    roster = make_roster(team, *posts, **terms)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    return roster


def mine(roster: Roster, person: Volunteer) -> RosterProposal:
    return RosterProposal.objects.get(roster=roster, volunteer=person)


def test_asking_sets_a_deadline_in_waking_hours_and_books_nothing() -> None:
    team = make_team("甲")
    roster = asked(team, make_shift(team), answer_hours=14)
    proposal = RosterProposal.objects.get()
    assert (proposal.state, proposal.asked_at) == (ProposalState.ASKED, NOW)
    # Twelve hours until ten in the evening; the other two begin at seven in the morning.
    assert proposal.answer_by == NOW + 23 * HOUR
    assert Roster.objects.get().state == RosterState.ASKING
    assert not SignUp.objects.exists() and Post.objects.get().taken == 0
    with pytest.raises(NobodyToAsk):
        ask_people(by=team.leader, roster_id=roster.pk, at=NOW)


def test_yes_is_an_ordinary_sign_up_and_twice_is_once() -> None:
    team = make_team("甲")
    post = make_shift(team)
    roster = asked(team, post)
    proposal = mine(roster, team.people[0])
    for _n in range(2):
        said = answer_proposal(by=team.by(), proposal_id=proposal.pk, yes=True, at=NOW + HOUR)
    signup = SignUp.objects.get()
    assert (signup.state, signup.volunteer_id, said.signup_id) == ("confirmed", team.people[0].pk, signup.pk)
    assert Post.objects.get().taken == 1
    with pytest.raises(ProposalAnswered):
        answer_proposal(by=team.by(), proposal_id=proposal.pk, yes=False, at=NOW + HOUR)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW + HOUR)
    assert standing(roster) == {"甲@陪同员": "yes"}


def test_nobody_answers_for_somebody_else_nor_sees_a_draft() -> None:
    team = make_team("甲", "乙")
    roster = make_roster(team, make_shift(team))
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    draft = RosterProposal.objects.get()
    owner = make.volunteer_standing(draft.volunteer)
    with pytest.raises(ProposalNotFound):
        answer_proposal(by=owner, proposal_id=draft.pk, yes=True, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    for by in (
        team.leader,
        make.make_officer(),
        *(team.by(n) for n in (0, 1) if team.people[n] != draft.volunteer),
    ):
        with pytest.raises(ProposalNotFound):
            answer_proposal(by=by, proposal_id=draft.pk, yes=True, at=NOW)
    assert not SignUp.objects.exists()
    assert [each.pk for each in asks_of(draft.volunteer_id, NOW)] == [draft.pk]


def test_what_stands_against_a_sign_up_stands_against_a_yes() -> None:
    team = make_team("甲")
    roster = asked(team, make_shift(team))
    proposal = mine(roster, team.people[0])
    sign_up(by=team.by(), post_id=make_shift(team).pk, at=NOW)
    with pytest.raises(Overlaps):
        answer_proposal(by=team.by(), proposal_id=proposal.pk, yes=True, at=NOW + HOUR)
    Post.objects.filter(pk=proposal.post_id).update(min_age=60)
    with pytest.raises(NotEligible):
        answer_proposal(by=team.by(), proposal_id=proposal.pk, yes=True, at=NOW + HOUR)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.ASKED and SignUp.objects.count() == 1


def test_a_yes_to_a_shift_that_filled_up_waits_in_line() -> None:
    team = make_team("甲")
    post = make_shift(team)
    roster = asked(team, post)
    sign_up(by=make.volunteer_standing(make.make_volunteer()), post_id=post.pk, at=NOW)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    answer_proposal(by=team.by(), proposal_id=mine(roster, team.people[0]).pk, yes=True, at=NOW + HOUR)
    assert SignUp.objects.get(volunteer=team.people[0]).state == SignUpState.WAITING
    assert Post.objects.get(pk=post.pk).taken == 1


def test_no_frees_the_shift_for_somebody_else_and_is_not_asked_again() -> None:
    team = make_team("甲", "乙")
    roster = asked(team, make_shift(team))
    first = RosterProposal.objects.get()
    answer_proposal(
        by=make.volunteer_standing(first.volunteer), proposal_id=first.pk, yes=False, at=NOW + HOUR
    )
    assert Roster.objects.get().waits_since == NOW + HOUR  # the worker looks on
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW + 2 * HOUR)
    second = RosterProposal.objects.get(state=ProposalState.DRAFT)
    assert second.volunteer_id != first.volunteer_id
    take_off(by=team.leader, proposal_id=second.pk, at=NOW)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW + 2 * HOUR)
    assert not RosterProposal.objects.filter(state=ProposalState.DRAFT).exists()


def test_silence_and_leaving_end_a_proposal() -> None:
    team = make_team("甲", "乙", "丙")
    roster = asked(team, make_shift(team, places=2))
    yes, silent = RosterProposal.objects.order_by("pk")
    said = answer_proposal(by=make.volunteer_standing(yes.volunteer), proposal_id=yes.pk, yes=True, at=NOW)
    assert silent.answer_by is not None
    assert keep_up(at=silent.answer_by - HOUR) == 0
    assert keep_up(at=silent.answer_by) == 1 and keep_up(at=silent.answer_by) == 0
    with pytest.raises(ProposalAnswered):
        answer_proposal(
            by=make.volunteer_standing(silent.volunteer), proposal_id=silent.pk, yes=True, at=silent.answer_by
        )
    assert said.signup_id is not None
    cancel_signup(by=make.volunteer_standing(yes.volunteer), signup_id=said.signup_id, at=NOW + DAY)
    assert keep_up(at=NOW + DAY) == 1 and keep_up(at=NOW + DAY) == 0
    assert sorted(standing(roster).values()) == [ProposalState.EXPIRED, ProposalState.LEFT]
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW + DAY)
    assert len(standing(roster)) == 3  # the third is drafted, the other two are not asked again


def test_an_offer_let_pass_too_late_is_no_answer() -> None:
    team = make_team("甲")
    roster = asked(team, make_shift(team))
    proposal = mine(roster, team.people[0])
    with pytest.raises(ProposalAnswered):
        answer_proposal(by=team.by(), proposal_id=proposal.pk, yes=True, at=proposal.answer_by)  # type: ignore[arg-type]
    assert not SignUp.objects.exists()


def test_before_sign_up_opens_nobody_is_asked() -> None:
    team = make_team("甲")
    post = make_shift(team)
    post.activity.signup_opens_at = NOW + DAY
    post.activity.save()
    roster = make_roster(team, post)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    with pytest.raises(NotYetToAsk):
        ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    assert Roster.objects.get().state == RosterState.DRAFT
    assert ask_people(by=team.leader, roster_id=roster.pk, at=NOW + DAY) == 1


def test_a_wish_is_ones_own_word_on_a_roster_of_ones_own() -> None:
    team, stranger = make_team("甲", "乙"), make.volunteer_standing(make.make_volunteer())
    post = make_shift(team)
    loose = make_shift(team)
    make_roster(team, post)
    assert [each.post_id for each in wishable(team.people[0], NOW)] == [post.pk]
    for by, key in ((stranger, post.pk), (team.by(), loose.pk)):
        with pytest.raises(ShiftUnknown):
            say_wishes(by=by, wishes={key: WishKind.CAN}, at=NOW)
    assert not RosterWish.objects.exists()
    assert say_wishes(by=team.by(1), wishes={post.pk: WishKind.CAN}, at=NOW) == 1
    assert say_wishes(by=team.by(1), wishes={post.pk: WishKind.CAN}, at=NOW) == 0
    roster = Roster.objects.get()
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    assert standing(roster) == {"乙@陪同员": "draft"}
    assert say_wishes(by=team.by(1), wishes={post.pk: None}, at=NOW) == 1 and not RosterWish.objects.exists()
