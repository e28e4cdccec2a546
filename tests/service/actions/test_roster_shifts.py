"""Shifts are added to a roster and taken out of it later: who is asked is freed and told, a yes stays a sign-up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import LazySettings

from redvest.core.errors import DomainError, NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.models import OutgoingMessage
from redvest.service.actions import roster_solve
from redvest.service.actions.roster import close_roster
from redvest.service.actions.roster_ask import answer_proposal, ask_people, keep_up, take_off
from redvest.service.actions.roster_shifts import add_shifts, take_out_shift
from redvest.service.actions.roster_solve import solve_roster
from redvest.service.actions.roster_work import tell_people
from redvest.service.actions.signup import cancel_signup
from redvest.service.choices import ProposalState, SignUpState
from redvest.service.models import Post, Roster, RosterProposal, RosterShift, SignUp
from redvest.service.queries.roster import asks_of, counts_of_state, postable
from redvest.service.roster_errors import (
    LastShift,
    ProposalAnswered,
    ProposalBegun,
    RosterClosed,
    RosterNotFound,
    RosterWithoutShifts,
    ShiftElsewhere,
    ShiftUnknown,
)
from redvest.service.rules.roster.problem import Problem
from redvest.service.rules.roster.problem import Roster as Solved
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.roster import DAY, Team, make_roster, make_shift, make_team, standing

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def messages_are_kept(settings: LazySettings) -> None:
    settings.REDVEST_DEMO = True


@pytest.fixture
def team() -> Team:
    return make_team("甲", "乙", "丙")


def texts() -> list[str]:
    return list(OutgoingMessage.objects.order_by("id").values_list("text", flat=True))


def asked(team: Team, *posts: Post) -> Roster:
    roster = make_roster(team, *posts)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    tell_people(roster_id=roster.pk, at=NOW)
    return Roster.objects.get(pk=roster.pk)


def everything() -> tuple[object, ...]:
    tables = (Roster, RosterShift, RosterProposal)
    return (*(list(each.objects.order_by("pk").values()) for each in tables), AuditLine.objects.count())


@contextmanager
def refused(fault: type[DomainError]) -> Iterator[None]:
    before = everything()
    with pytest.raises(fault):
        yield
    assert everything() == before


def test_a_shift_taken_out_frees_who_is_asked_and_a_yes_stays(team: Team) -> None:
    out, stays = make_shift(team, places=3), make_shift(team, days=6, title="晚")
    roster = asked(team, out, stays)
    yes = roster.proposals.get(post=out, volunteer=team.people[0])
    said = answer_proposal(by=team.by(0), proposal_id=yes.pk, yes=True, at=NOW)
    before = OutgoingMessage.objects.count()
    assert take_out_shift(by=team.leader, roster_id=roster.pk, post_id=out.pk, at=NOW) == 2
    assert roster.shifts.get().post_id == stays.pk
    assert Roster.objects.get().version > roster.version
    assert SignUp.objects.get(pk=said.signup_id).state == SignUpState.CONFIRMED
    silent = roster.proposals.get(post=out, volunteer=team.people[1])
    assert silent.state == ProposalState.WITHDRAWN
    with pytest.raises(ProposalAnswered):
        answer_proposal(by=team.by(1), proposal_id=silent.pk, yes=True, at=NOW)
    assert [each.post_id for each in asks_of(team.people[0].pk, NOW) if each.post_id == out.pk] == [out.pk]
    assert counts_of_state(roster) == {"asked": 1}
    assert tell_people(roster_id=roster.pk, at=NOW) == 2 and tell_people(roster_id=roster.pk, at=NOW) == 0
    for text in texts()[before:]:
        assert "3月8日 10:00 的“陪独居老人买菜”先不排人了" in text and "不用答复了" in text
    line = AuditLine.objects.get(verb="take_out_of_roster")
    assert (line.target_id, line.details) == (str(roster.pk), {"post": str(out.pk), "asked": 2})


def test_what_is_taken_out_together_with_who_is_taken_off_is_told_for_what_it_is(team: Team) -> None:
    out, stays = make_shift(team, places=1), make_shift(team, days=6, places=3, title="晚")
    roster = asked(team, out, stays)
    first = roster.proposals.get(post=out)
    other = roster.proposals.get(post=stays, volunteer=first.volunteer)
    before = OutgoingMessage.objects.count()
    take_off(by=team.leader, proposal_id=other.pk, at=NOW)
    take_out_shift(by=team.leader, roster_id=roster.pk, post_id=out.pk, at=NOW)
    tell_people(roster_id=roster.pk, at=NOW)
    assert sorted(("先不排人了" in text, "安排好了" in text) for text in texts()[before:]) == [
        (False, True), (True, False),
    ]  # fmt: skip


def test_drafts_go_without_a_word(team: Team) -> None:
    out, stays = make_shift(team), make_shift(team, days=6, title="晚")
    roster = make_roster(team, out, stays)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    assert take_out_shift(by=team.leader, roster_id=roster.pk, post_id=out.pk, at=NOW) == 0
    assert list(roster.proposals.values_list("post_id", flat=True)) == [stays.pk]
    assert tell_people(roster_id=roster.pk, at=NOW) == 0 and texts() == []
    assert out in postable(team.body.pk, NOW), "another roster may have it"


def test_a_shift_that_comes_back_begins_anew_but_a_no_holds(team: Team) -> None:
    out, stays = make_shift(team, places=3), make_shift(team, days=6, places=3, title="晚")
    roster = asked(team, out, stays)
    no = roster.proposals.get(post=out, volunteer=team.people[0])
    answer_proposal(by=team.by(0), proposal_id=no.pk, yes=False, at=NOW)
    take_out_shift(by=team.leader, roster_id=roster.pk, post_id=out.pk, at=NOW)
    tell_people(roster_id=roster.pk, at=NOW)
    assert add_shifts(by=team.leader, roster_id=roster.pk, minimums={out.pk: 2}, at=NOW) == 1
    assert roster.shifts.get(post=out).minimum == 2
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    states = dict(roster.proposals.filter(post=out).values_list("volunteer__name", "state"))
    assert states == {"甲": "no", "乙": "draft", "丙": "draft"}


def test_who_has_not_heard_that_they_are_free_is_not_asked_behind_it(team: Team) -> None:
    out, stays = make_shift(team, places=3), make_shift(team, days=6, title="晚")
    roster = asked(team, out, stays)
    take_out_shift(by=team.leader, roster_id=roster.pk, post_id=out.pk, at=NOW)
    add_shifts(by=team.leader, roster_id=roster.pk, minimums={out.pk: 0}, at=NOW)
    assert tell_people(roster_id=roster.pk, at=NOW) == 3


def test_a_shift_that_is_added_is_solved_with_the_others(team: Team) -> None:
    roster = asked(team, make_shift(team))
    more = make_shift(team, days=6, title="晚")
    add_shifts(by=team.leader, roster_id=roster.pk, minimums={more.pk: 9}, at=NOW)
    assert roster.shifts.get(post=more).minimum == more.places, "never more than there are places"
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    assert sorted(standing(roster).values()) == ["asked", "draft"]
    line = AuditLine.objects.get(verb="add_to_roster")
    assert (line.target_id, line.details) == (str(roster.pk), {"shifts": 1})


def test_who_gives_up_a_shift_that_left_the_roster_is_noted_and_nothing_breaks(team: Team) -> None:
    out, stays = make_shift(team), make_shift(team, days=6, title="晚")
    roster = asked(team, out, stays)
    mine = roster.proposals.get(post=out)
    by = make.volunteer_standing(mine.volunteer)
    said = answer_proposal(by=by, proposal_id=mine.pk, yes=True, at=NOW)
    take_out_shift(by=team.leader, roster_id=roster.pk, post_id=out.pk, at=NOW)
    assert said.signup_id is not None
    cancel_signup(by=by, signup_id=said.signup_id, at=NOW)
    assert keep_up(at=NOW + HOUR) == 1
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW + HOUR)
    assert not roster.proposals.filter(post=out).exclude(state="left").exists()


def test_a_solving_that_still_has_the_shift_is_thrown_away(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, stays = make_shift(team), make_shift(team, days=6, title="晚")
    roster = make_roster(team, out, stays)
    solve, seen = roster_solve.solve, []

    def meanwhile(problem: Problem, **more: float) -> Solved:
        if not seen:
            take_out_shift(by=team.leader, roster_id=roster.pk, post_id=out.pk, at=NOW)
        seen.append(len(problem.shifts))
        return solve(problem, **more)

    monkeypatch.setattr(roster_solve, "solve", meanwhile)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    assert seen == [2, 1] and set(roster.proposals.values_list("post_id", flat=True)) == {stays.pk}


def test_refusals_change_nothing(team: Team) -> None:
    post, soon = make_shift(team), make_shift(team, days=1, title="早")
    roster = asked(team, post, soon)
    free, elsewhere = make_shift(team, days=8), make_shift(team, days=9)
    make_roster(team, elsewhere)
    other = make_shift(make_team(body_name="晨光志愿队"), days=5)
    stranger = make.make_leader(make.make_body(name="第三支队"))

    def out(post: Post, at: timedelta = HOUR, by: object = team.leader) -> None:
        take_out_shift(by=by, roster_id=roster.pk, post_id=post.pk, at=NOW + at)  # type: ignore[arg-type]

    def add(*posts: Post, by: object = team.leader) -> None:
        wanted = {each.pk: 0 for each in posts}
        add_shifts(by=by, roster_id=roster.pk, minimums=wanted, at=NOW)  # type: ignore[arg-type]

    for by in (stranger, make.make_officer()):
        with refused(NotAllowed):
            out(post, by=by)
        with refused(NotAllowed):
            add(free, by=by)
    with refused(ShiftUnknown):
        out(free)
    with refused(ProposalBegun):
        out(soon, DAY)
    for posts, fault in (((), RosterWithoutShifts), ((other,), RosterWithoutShifts),
                         ((free, elsewhere), ShiftElsewhere), ((free, post), ShiftElsewhere)):  # fmt: skip
        with refused(fault):
            add(*posts)
    with refused(RosterNotFound):
        take_out_shift(by=team.leader, roster_id=post.pk, post_id=post.pk, at=NOW)
    out(soon)
    with refused(LastShift):
        out(post)
    close_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    with refused(RosterClosed):
        out(post)
    with refused(RosterClosed):
        add(free)
