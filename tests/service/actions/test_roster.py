"""A roster drawn up, changed and closed: for whose shifts, by whom, and what stays of it."""

from __future__ import annotations

import pytest

from redvest.core.errors import NotAllowed
from redvest.service.actions.roster import RosterTerms as Terms
from redvest.service.actions.roster import change_terms, close_roster, draft_roster, set_minimum, set_pair
from redvest.service.actions.roster_ask import ask_people, lock_proposal, take_off
from redvest.service.actions.roster_solve import solve_roster
from redvest.service.choices import ActivityState, PairKind, ProposalState
from redvest.service.models import Opening, Roster, RosterPair, RosterProposal, RosterShift
from redvest.service.queries.roster import postable, roster_within, rosters_within
from redvest.service.roster_errors import (
    BadRoster,
    PairWrong,
    ProposalAnswered,
    RosterClosed,
    RosterNotFound,
    RosterWithoutShifts,
    ShiftElsewhere,
    ShiftUnknown,
)
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.roster import DAY, Team, make_roster, make_shift, make_team, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return make_team("李明霞", "王小路")


def test_only_coming_shifts_that_nothing_else_gives_out_can_be_rostered(team: Team) -> None:
    good = make_shift(team)
    lottery, begun, draft = make_shift(team), make_shift(team, days=-1), make_shift(team)
    Opening.objects.create(post=lottery, city=lottery.city, announced_at=NOW, opens_at=NOW)
    draft.activity.state = ActivityState.DRAFT
    draft.activity.save()
    assert [post.pk for post in postable(team.body.pk, NOW)] == [good.pk]
    with pytest.raises(RosterWithoutShifts):
        make_roster(team, begun)
    roster = make_roster(team, good, minimum=9)
    assert roster.shifts.get().minimum == 1  # never more than there are places
    assert not postable(team.body.pk, NOW).exists()
    with pytest.raises(RosterWithoutShifts):
        make_roster(team, good)
    with pytest.raises(ShiftElsewhere):
        make_roster(team, good, make_shift(team))
    assert RosterShift.objects.count() == 1 and Roster.objects.count() == 1


def test_leaders_of_the_body_put_it_together_and_officers_only_look(team: Team) -> None:
    post = make_shift(team)
    officer, other = make.make_officer(), make.make_leader(make.make_body())
    for by in (officer, other, team.by()):
        with pytest.raises(NotAllowed):
            draft_roster(by=by, body=team.body, terms=Terms("排班"), minimums={post.pk: 0}, at=NOW)
    roster = make_roster(team, post)
    assert list(rosters_within(officer)) == list(rosters_within(team.leader)) == [roster]
    for by in (officer, other):
        for refused in (
            lambda by=by: solve_roster(by=by, roster_id=roster.pk, at=NOW),
            lambda by=by: ask_people(by=by, roster_id=roster.pk, at=NOW),
            lambda by=by: close_roster(by=by, roster_id=roster.pk, at=NOW),
            lambda by=by: change_terms(by=by, roster_id=roster.pk, terms=Terms("x"), at=NOW),
        ):
            with pytest.raises(NotAllowed):
                refused()
    with pytest.raises(RosterNotFound):
        roster_within(other, roster.pk)
    assert Roster.objects.get().version == 0 and not RosterProposal.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "}, {"title": "长" * 61}, {"reach": "city"}, {"answer_hours": 0}, {"answer_hours": 337},
        {"most_week": 22}, {"most_running": -1},
    ],
)  # fmt: skip
def test_terms_make_sense(team: Team, wrong: dict[str, object]) -> None:
    post = make_shift(team)
    with pytest.raises(BadRoster):
        make_roster(team, post, **wrong)
    roster = make_roster(team, post)
    with pytest.raises(BadRoster):
        change_terms(by=team.leader, roster_id=roster.pk, terms=Terms(**{"title": "排班", **wrong}), at=NOW)  # type: ignore[arg-type]
    assert Roster.objects.get().title == "国庆景区排班"


def test_terms_and_minimums_change(team: Team) -> None:
    post = make_shift(team, places=3)
    roster = make_roster(team, post)
    changed = change_terms(by=team.leader, roster_id=roster.pk, terms=Terms("新名", most_week=2), at=NOW)
    assert (changed.title, changed.most_week, changed.version) == ("新名", 2, 1)
    set_minimum(by=team.leader, roster_id=roster.pk, post_id=post.pk, minimum=2, at=NOW)
    assert roster.shifts.get().minimum == 2
    for wrong, error in ((4, BadRoster), (-1, BadRoster)):
        with pytest.raises(error):
            set_minimum(by=team.leader, roster_id=roster.pk, post_id=post.pk, minimum=wrong, at=NOW)
    with pytest.raises(ShiftUnknown):
        set_minimum(by=team.leader, roster_id=roster.pk, post_id=make_shift(team).pk, minimum=1, at=NOW)
    assert roster.shifts.get().minimum == 2


def test_pairs_are_two_people_within_reach(team: Team) -> None:
    roster = make_roster(team, make_shift(team, places=2))
    one, other = (person.number for person in team.people)
    outside = make.make_volunteer().number
    pair = {"by": team.leader, "roster_id": roster.pk, "at": NOW}
    for wrong in ((one, one), (one, "9999"), (one, outside)):
        with pytest.raises(PairWrong):
            set_pair(one=wrong[0], other=wrong[1], kind=PairKind.APART, **pair)
    assert not RosterPair.objects.exists()
    set_pair(one=one, other=other, kind=PairKind.TOGETHER, **pair)
    set_pair(one=other, other=one, kind=PairKind.APART, **pair)
    assert RosterPair.objects.get().kind == PairKind.APART
    solved = solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    assert solved.figures["missing"] == 1
    set_pair(one=other, other=one, kind=None, **pair)
    assert solve_roster(by=team.leader, roster_id=roster.pk, at=NOW).figures["missing"] == 0


def test_closing_ends_questions_and_frees_the_shifts(team: Team) -> None:
    post = make_shift(team, places=2)
    roster = make_roster(team, post)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    close_roster(by=team.leader, roster_id=roster.pk, at=NOW + DAY)
    assert set(standing(roster).values()) == {ProposalState.WITHDRAWN}
    assert [each.pk for each in postable(team.body.pk, NOW)] == [post.pk]
    for refused in (
        lambda: solve_roster(by=team.leader, roster_id=roster.pk, at=NOW),
        lambda: ask_people(by=team.leader, roster_id=roster.pk, at=NOW),
        lambda: close_roster(by=team.leader, roster_id=roster.pk, at=NOW),
    ):
        with pytest.raises(RosterClosed):
            refused()
    make_roster(team, post)


def test_locked_people_stay_and_who_was_taken_off_does_not_come_back(team: Team) -> None:
    roster = make_roster(team, make_shift(team))
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    drafted = RosterProposal.objects.get()
    lock_proposal(by=team.leader, proposal_id=drafted.pk, locked=True, at=NOW)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    assert RosterProposal.objects.get().pk == drafted.pk
    take_off(by=team.leader, proposal_id=drafted.pk, at=NOW)
    with pytest.raises(ProposalAnswered):
        take_off(by=team.leader, proposal_id=drafted.pk, at=NOW)
    with pytest.raises(ProposalAnswered):
        lock_proposal(by=team.leader, proposal_id=drafted.pk, locked=False, at=NOW)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    assert sorted(standing(roster).values()) == [ProposalState.DRAFT, ProposalState.WITHDRAWN]
    again = RosterProposal.objects.get(state=ProposalState.DRAFT)
    assert again.volunteer_id != drafted.volunteer_id
