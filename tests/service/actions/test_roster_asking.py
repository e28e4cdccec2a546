"""Who is asked when: nobody for what they declined or left meanwhile, later shifts once their sign-up opens by themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.models import AuditLine
from redvest.registry.choices import VolunteerState
from redvest.registry.models import Membership, Volunteer
from redvest.service.actions import roster_ask
from redvest.service.actions.activity import cancel_activity
from redvest.service.actions.roster import close_roster
from redvest.service.actions.roster_ask import answer_proposal, ask_people, keep_up, lock_proposal
from redvest.service.actions.roster_solve import solve_roster
from redvest.service.actions.roster_wish import say_wishes
from redvest.service.actions.roster_work import work_on
from redvest.service.actions.signup import cancel_signup
from redvest.service.choices import ProposalState, RosterState, WishKind
from redvest.service.models import Post, Roster, RosterProposal
from redvest.service.queries.roster import asks_of
from redvest.service.queries.roster_people import aliases, plans_of
from redvest.service.queries.roster_why import why_of
from redvest.service.roster_errors import NobodyToAsk
from tests.factories import registry as make
from tests.factories.registry import NOW, TODAY
from tests.factories.roster import DAY, Team, add_member, make_roster, make_shift, make_team, standing

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def drafted(team: Team, *posts: Post, **terms: object) -> Roster:
    roster = make_roster(team, *posts, **terms)
    return solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)


def later(team: Team, *, opens: timedelta = DAY, days: int = 9) -> Post:
    """A shift whose sign-up opens then."""
    post = make_shift(team, days=days, title="晚")
    post.activity.signup_opens_at = NOW + opens
    post.activity.save()
    return post


def said_cannot(team: Team, roster: Roster) -> None:
    say_wishes(by=team.by(), wishes={roster.shifts.get().post_id: WishKind.CANNOT}, at=NOW)


def left(team: Team, _roster: Roster) -> None:
    Membership.objects.filter(volunteer=team.people[0]).update(left_on=TODAY)


def suspended(team: Team, _roster: Roster) -> None:
    Volunteer.objects.filter(pk=team.people[0].pk).update(state=VolunteerState.SUSPENDED)


def called_off(team: Team, roster: Roster) -> None:
    activity = roster.shifts.get().post.activity
    cancel_activity(by=make.make_body_admin(team.body), activity=activity, reason="大雨", at=NOW)


@pytest.mark.parametrize("happened", [said_cannot, left, suspended, called_off])
@pytest.mark.parametrize("held", [False, True])
def test_who_cannot_come_any_more_is_not_asked(happened: object, held: bool) -> None:
    team = make_team("甲")
    roster = drafted(team, make_shift(team))
    lock_proposal(by=team.leader, proposal_id=RosterProposal.objects.get().pk, locked=held, at=NOW)
    happened(team, roster)  # type: ignore[operator]
    before = (Roster.objects.values().get(), RosterProposal.objects.values().get(), AuditLine.objects.count())
    with pytest.raises(NobodyToAsk):
        ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    after = (Roster.objects.values().get(), RosterProposal.objects.values().get(), AuditLine.objects.count())
    assert after == before


def test_the_others_are_asked_and_the_worker_looks_for_somebody_else() -> None:
    team = make_team("甲", "乙")
    post = make_shift(team, places=2)
    roster = drafted(team, post)
    add_member(team, "丙")
    say_wishes(by=team.by(), wishes={post.pk: WishKind.CANNOT}, at=NOW)
    assert ask_people(by=team.leader, roster_id=roster.pk, at=NOW) == 1
    assert standing(roster) == {"甲@陪同员": "draft", "乙@陪同员": "asked"}
    assert Roster.objects.get().waits_since == NOW
    work_on(roster_id=roster.pk, at=NOW)
    assert standing(roster) == {"乙@陪同员": "asked", "丙@陪同员": "asked"}
    assert Roster.objects.get().waits_since is None


def test_who_left_the_body_is_solved_off_their_draft_and_stays_where_they_were_asked() -> None:
    team = make_team("甲", "乙")
    roster = drafted(team, make_shift(team, places=2))
    RosterProposal.objects.filter(volunteer=team.people[1]).update(
        state=ProposalState.ASKED, asked_at=NOW, answer_by=NOW + DAY
    )
    Membership.objects.update(left_on=TODAY)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    assert standing(roster) == {"乙@陪同员": "asked"}


def test_a_no_holds_for_its_shift_on_the_next_roster_too_and_an_ask_that_was_ended_does_not() -> None:
    team = make_team("甲", "乙")
    post = make_shift(team, places=2)
    first = drafted(team, post)
    ask_people(by=team.leader, roster_id=first.pk, at=NOW)
    no = first.proposals.get(volunteer=team.people[0])
    answer_proposal(by=team.by(), proposal_id=no.pk, yes=False, at=NOW)
    close_roster(by=team.leader, roster_id=first.pk, at=NOW)
    again = drafted(team, post)
    assert standing(again) == {"乙@陪同员": "draft"}
    assert why_of(again, post.pk, team.people[0].pk, NOW).code == "declined"


class TestSignUpThatOpensLater:
    def test_the_clock_asks_once_it_is_open(self) -> None:
        team = make_team("甲")
        roster = drafted(team, make_shift(team), later(team))
        ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
        assert keep_up(at=NOW + DAY - HOUR) == 0
        assert standing(roster) == {"甲@陪同员": "asked", "甲@晚": "draft"}
        assert keep_up(at=NOW + DAY) == 1 and keep_up(at=NOW + DAY) == 0
        late = RosterProposal.objects.get(post__title="晚")
        assert (late.state, late.asked_at) == (ProposalState.ASKED, NOW + DAY)
        line = AuditLine.objects.filter(verb="ask_roster").latest("id")
        assert (line.actor_kind, line.details) == ("system", {"count": 1})

    def test_not_where_it_does_not_go_on_nor_before_anybody_was_asked(self) -> None:
        team = make_team("甲", "乙")
        by_hand = drafted(team, make_shift(team), later(team), goes_on=False)
        ask_people(by=team.leader, roster_id=by_hand.pk, at=NOW)
        fresh = drafted(team, later(team, days=12))
        assert keep_up(at=NOW + DAY) == 0
        assert Roster.objects.get(pk=fresh.pk).state == RosterState.DRAFT
        assert set(RosterProposal.objects.filter(post__title="晚").values_list("state", flat=True)) == {
            "draft"
        }

    def test_a_draft_of_the_desk_for_what_is_open_waits_for_the_desk(self) -> None:
        team = make_team("甲")
        roster = drafted(team, make_shift(team), make_shift(team, days=6, title="晚"))
        RosterProposal.objects.filter(post__title="晚").delete()
        ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
        solve_roster(by=team.leader, roster_id=roster.pk, at=NOW + HOUR)
        assert keep_up(at=NOW + HOUR) == 0
        assert standing(roster) == {"甲@陪同员": "asked", "甲@晚": "draft"}

    def test_who_said_they_cannot_is_replaced_and_the_clock_comes_to_rest(self) -> None:
        team = make_team("甲")
        late = later(team)
        roster = drafted(team, make_shift(team), late)
        ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
        say_wishes(by=team.by(), wishes={late.pk: WishKind.CANNOT}, at=NOW)
        assert keep_up(at=NOW + DAY) == 0 and Roster.objects.get().waits_since == NOW + DAY
        assert keep_up(at=NOW + DAY) == 0  # it waits for the worker already
        work_on(roster_id=roster.pk, at=NOW + DAY)
        assert standing(roster) == {"甲@陪同员": "asked"}
        assert keep_up(at=NOW + DAY) == 0 and Roster.objects.get().waits_since is None


class TestMeanwhile:
    """The clock has read what is due; before it comes to it, somebody else was there."""

    def test_a_roster_that_ended_stops_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        team, other = make_team("甲"), make_team("乙", body_name="晨光志愿队")
        rosters = [drafted(each, make_shift(each)) for each in (team, other)]
        for each, roster in zip((team, other), rosters, strict=True):
            ask_people(by=each.leader, roster_id=roster.pk, at=NOW)
            mine = roster.proposals.get()
            said = answer_proposal(by=each.by(), proposal_id=mine.pk, yes=True, at=NOW)
            assert said.signup_id is not None
            cancel_signup(by=each.by(), signup_id=said.signup_id, at=NOW + HOUR)
        read = roster_ask.rosters_with_leavers(9)
        close_roster(by=team.leader, roster_id=rosters[0].pk, at=NOW + HOUR)
        monkeypatch.setattr(roster_ask, "rosters_with_leavers", lambda _most: read)
        assert keep_up(at=NOW + HOUR) == 1
        assert [standing(each) for each in rosters] == [{"甲@陪同员": "yes"}, {"乙@陪同员": "left"}]

    def test_nor_does_an_ask_that_was_forgotten_or_a_roster_that_ended_before_it_opened(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        team = make_team("甲")
        roster = drafted(team, make_shift(team), later(team))
        ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
        asked = RosterProposal.objects.get(state=ProposalState.ASKED)
        monkeypatch.setattr(roster_ask, "due_proposals", lambda *_at: [asked.pk])
        monkeypatch.setattr(roster_ask, "rosters_opened", lambda *_at: [roster.pk])
        close_roster(by=team.leader, roster_id=roster.pk, at=NOW)
        asked.delete()
        assert keep_up(at=NOW + 2 * DAY) == 0


def test_asks_of_what_was_called_off_are_shown_to_nobody_and_keep_nobody_busy() -> None:
    team = make_team("甲")
    roster = drafted(team, make_shift(team))
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    me = team.people[0].pk
    other = make_roster(team, make_shift(team, days=4))
    around = (aliases([me]), other, NOW, NOW + 7 * DAY)
    assert asks_of(me, NOW).count() == 1 and len(plans_of(*around)[me]) == 1
    called_off(team, roster)
    assert asks_of(me, NOW).count() == 0 and plans_of(*around) == {}
