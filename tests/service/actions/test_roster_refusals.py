"""Every refusal of those who put rosters together leaves all tables of rosters as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest

from redvest.core.errors import DomainError, NotAllowed
from redvest.core.identifiers import uuid7
from redvest.core.models import AuditLine
from redvest.service.actions.roster import (
    RosterTerms,
    change_terms,
    close_roster,
    draft_roster,
    set_minimum,
    set_pair,
)
from redvest.service.actions.roster_ask import answer_proposal, ask_people, lock_proposal, take_off
from redvest.service.actions.roster_solve import hand_to_worker, solve_for, solve_roster
from redvest.service.actions.roster_wish import say_wishes
from redvest.service.actions.roster_work import queue_again
from redvest.service.choices import PairKind, ProposalState, WishKind
from redvest.service.models import Roster, RosterPair, RosterProposal, RosterShift, RosterWish, SignUp
from redvest.service.roster_errors import (
    BadRoster,
    NobodyToAsk,
    PairWrong,
    ProposalAnswered,
    ProposalNotFound,
    RosterClosed,
    RosterNotFound,
    RosterWithoutShifts,
    ShiftUnknown,
)
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.roster import DAY, Team, make_roster, make_shift, make_team
from tests.factories.service import make_post

pytestmark = pytest.mark.django_db
TABLES = (Roster, RosterShift, RosterProposal, RosterPair, RosterWish, SignUp)


def everything() -> list[object]:
    return [list(table.objects.order_by("pk").values()) for table in TABLES] + [AuditLine.objects.count()]


@contextmanager
def refused(error: type[DomainError]) -> Iterator[None]:
    before = everything()
    with pytest.raises(error):
        yield
    assert everything() == before


@pytest.fixture
def team() -> Team:
    return make_team("甲", "乙")


@pytest.fixture
def roster(team: Team) -> Roster:
    """Solved, nobody asked."""
    found = make_roster(team, make_shift(team))
    return solve_roster(by=team.leader, roster_id=found.pk, at=NOW)


def draft() -> RosterProposal:
    return RosterProposal.objects.get()


def test_a_roster_without_a_single_shift_is_none(team: Team) -> None:
    with refused(RosterWithoutShifts):
        make_roster(team)
    with refused(RosterWithoutShifts):
        make_roster(team, make_post())  # of another body


def test_a_shift_whose_sign_up_has_closed_is_not_rostered(team: Team) -> None:
    post = make_shift(team)
    with refused(RosterWithoutShifts):
        make_roster(team, post, at=NOW + 3 * DAY)


def test_a_title_of_spaces_or_with_a_null_is_none(team: Team, roster: Roster) -> None:
    for title in ("　 ", "排\x00班"):
        with refused(BadRoster):
            change_terms(by=team.leader, roster_id=roster.pk, terms=RosterTerms(title), at=NOW)


def test_a_title_is_kept_without_needless_spaces(team: Team, roster: Roster) -> None:
    changed = change_terms(by=team.leader, roster_id=roster.pk, terms=RosterTerms("  国庆   景区 "), at=NOW)
    assert changed.title == "国庆 景区"


def test_what_does_not_exist_is_not_found(team: Team) -> None:
    key = uuid7()
    works: list[Callable[[UUID], object]] = [
        lambda key: change_terms(by=team.leader, roster_id=key, terms=RosterTerms("x"), at=NOW),
        lambda key: set_minimum(by=team.leader, roster_id=key, post_id=key, minimum=0, at=NOW),
        lambda key: set_pair(by=team.leader, roster_id=key, one="1", other="2", kind=None, at=NOW),
        lambda key: solve_roster(by=team.leader, roster_id=key, at=NOW),
        lambda key: hand_to_worker(by=team.leader, roster_id=key, at=NOW),
        lambda key: ask_people(by=team.leader, roster_id=key, at=NOW),
        lambda key: close_roster(by=team.leader, roster_id=key, at=NOW),
    ]
    for work in works:
        with refused(RosterNotFound):
            work(key)
    for one in (
        lambda: lock_proposal(by=team.leader, proposal_id=key, locked=True, at=NOW),
        lambda: take_off(by=team.leader, proposal_id=key, at=NOW),
    ):
        with refused(ProposalNotFound):
            one()
    assert not queue_again(roster_id=key, at=NOW)


def test_others_change_nobody_on_it(team: Team, roster: Roster) -> None:
    proposal, shift = draft(), RosterShift.objects.get()
    other = make.make_leader(make.make_body())
    numbers = {"one": team.people[0].number, "other": team.people[1].number}
    for by in (other, make.make_officer(), make.make_centre(), team.by(), make.make_member()):
        for work in (
            lambda by=by: lock_proposal(by=by, proposal_id=proposal.pk, locked=True, at=NOW),
            lambda by=by: take_off(by=by, proposal_id=proposal.pk, at=NOW),
            lambda by=by: set_minimum(by=by, roster_id=roster.pk, post_id=shift.post_id, minimum=1, at=NOW),
            lambda by=by: set_pair(by=by, roster_id=roster.pk, kind=PairKind.APART, at=NOW, **numbers),
            lambda by=by: hand_to_worker(by=by, roster_id=roster.pk, at=NOW),
            lambda by=by: ask_people(by=by, roster_id=roster.pk, at=NOW),
        ):
            with refused(NotAllowed):
                work()


def test_others_do_not_learn_that_it_has_ended(team: Team, roster: Roster) -> None:
    proposal, shift = draft(), RosterShift.objects.get()
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    close_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    by = make.make_leader(make.make_body())
    for work in (
        lambda: change_terms(by=by, roster_id=roster.pk, terms=RosterTerms("x"), at=NOW),
        lambda: set_minimum(by=by, roster_id=roster.pk, post_id=shift.post_id, minimum=1, at=NOW),
        lambda: set_pair(by=by, roster_id=roster.pk, kind=None, one="1", other="2", at=NOW),
        lambda: solve_roster(by=by, roster_id=roster.pk, at=NOW),
        lambda: hand_to_worker(by=by, roster_id=roster.pk, at=NOW),
        lambda: ask_people(by=by, roster_id=roster.pk, at=NOW),
        lambda: lock_proposal(by=by, proposal_id=proposal.pk, locked=True, at=NOW),
        lambda: take_off(by=by, proposal_id=proposal.pk, at=NOW),
        lambda: close_roster(by=by, roster_id=roster.pk, at=NOW),
    ):
        with refused(NotAllowed):
            work()


def test_an_admin_of_the_body_may_what_its_leader_may(team: Team, roster: Roster) -> None:
    admin = make.make_body_admin(team.body)
    lock_proposal(by=admin, proposal_id=draft().pk, locked=True, at=NOW)
    assert draft().locked and ask_people(by=admin, roster_id=roster.pk, at=NOW) == 1


def test_after_its_end_nothing_of_it_changes(team: Team, roster: Roster) -> None:
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    close_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    proposal, shift = draft(), RosterShift.objects.get()
    numbers = {"one": team.people[0].number, "other": team.people[1].number}
    for work in (
        lambda: change_terms(by=team.leader, roster_id=roster.pk, terms=RosterTerms("x"), at=NOW),
        lambda: set_minimum(by=team.leader, roster_id=roster.pk, post_id=shift.post_id, minimum=1, at=NOW),
        lambda: set_pair(by=team.leader, roster_id=roster.pk, kind=PairKind.APART, at=NOW, **numbers),
        lambda: hand_to_worker(by=team.leader, roster_id=roster.pk, at=NOW),
        lambda: solve_for(actor=team.leader.actor, roster_id=roster.pk, at=NOW),
        lambda: lock_proposal(by=team.leader, proposal_id=proposal.pk, locked=True, at=NOW),
        lambda: take_off(by=team.leader, proposal_id=proposal.pk, at=NOW),
    ):
        with refused(RosterClosed):
            work()
    post = shift.post_id
    with refused(ShiftUnknown):
        say_wishes(by=team.by(), wishes={post: WishKind.CAN}, at=NOW)


def test_before_anybody_is_drafted_nobody_is_asked(team: Team) -> None:
    found = make_roster(team, make_shift(team))
    with refused(NobodyToAsk):
        ask_people(by=team.leader, roster_id=found.pk, at=NOW)


def test_who_was_asked_is_neither_locked_nor_let_go(team: Team, roster: Roster) -> None:
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    for locked in (True, False):
        with refused(ProposalAnswered):
            lock_proposal(by=team.leader, proposal_id=draft().pk, locked=locked, at=NOW)


def test_who_said_yes_is_not_taken_off_by_the_desk(team: Team, roster: Roster) -> None:
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    by = make.volunteer_standing(draft().volunteer)
    answer_proposal(by=by, proposal_id=draft().pk, yes=True, at=NOW)
    with refused(ProposalAnswered):
        take_off(by=team.leader, proposal_id=draft().pk, at=NOW)
    assert draft().state == ProposalState.YES and SignUp.objects.get().state == "confirmed"


def test_a_pair_needs_two_known_people(team: Team, roster: Roster) -> None:
    one = team.people[0].number
    far = make.make_volunteer().number
    for other in (one, "", "36050000", far, f" {one} "):
        with refused(PairWrong):
            set_pair(
                by=team.leader, roster_id=roster.pk, one=one, other=other, kind=PairKind.TOGETHER, at=NOW
            )


def test_numbers_of_a_pair_may_be_typed_as_on_the_card(team: Team, roster: Roster) -> None:
    spaced = [" ".join((n[:4], n[4:8], n[8:])) for n in (person.number for person in team.people)]
    set_pair(by=team.leader, roster_id=roster.pk, one=spaced[0], other=spaced[1], kind=PairKind.APART, at=NOW)
    assert {RosterPair.objects.get().one_id, RosterPair.objects.get().other_id} == {
        person.pk for person in team.people
    }
    assert AuditLine.objects.get(verb="pair_on_roster").details == {"kind": "apart"}


def test_one_wrong_shift_among_wishes_keeps_none_of_them(team: Team, roster: Roster) -> None:
    good, strange = RosterShift.objects.get().post_id, make_shift(team).pk
    with refused(ShiftUnknown):
        say_wishes(by=team.by(), wishes={good: WishKind.CAN, strange: WishKind.CAN}, at=NOW)


def test_a_wish_for_what_has_begun_comes_too_late(team: Team, roster: Roster) -> None:
    post = RosterShift.objects.get().post_id
    with refused(ShiftUnknown):
        say_wishes(by=team.by(), wishes={post: WishKind.CANNOT}, at=NOW + 3 * DAY)


def test_who_has_no_record_has_no_wishes(team: Team, roster: Roster) -> None:
    post = RosterShift.objects.get().post_id
    with refused(DomainError):
        say_wishes(by=team.leader, wishes={post: WishKind.CAN}, at=NOW)


def test_a_wish_moves_the_version_once_and_its_repeat_does_not(team: Team, roster: Roster) -> None:
    post, version = RosterShift.objects.get().post_id, Roster.objects.get().version
    say_wishes(by=team.by(), wishes={post: WishKind.CAN}, at=NOW)
    assert Roster.objects.get().version == version + 1
    before = everything()
    assert say_wishes(by=team.by(), wishes={post: WishKind.CAN}, at=NOW + DAY) == 0
    assert everything() == before
    say_wishes(by=team.by(), wishes={post: WishKind.CANNOT}, at=NOW)
    assert RosterWish.objects.get().kind == "cannot"


def test_a_roster_drawn_up_twice_for_a_shift_leaves_the_first(team: Team, roster: Roster) -> None:
    post = RosterShift.objects.get().post
    with refused(RosterWithoutShifts):
        draft_roster(
            by=team.leader, body=team.body, terms=RosterTerms("又一张"), minimums={post.pk: 0}, at=NOW
        )
