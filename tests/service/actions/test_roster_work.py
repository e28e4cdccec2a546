"""The worker for rosters: solves, asks on, tells each person once, takes up lost work; and what is forgotten of a person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import override_settings

from redvest.registry.choices import VolunteerState
from redvest.registry.events import PersonErased
from redvest.registry.models import OutgoingMessage, Volunteer
from redvest.service.actions import roster_solve
from redvest.service.actions.roster import close_roster, set_pair
from redvest.service.actions.roster_ask import answer_proposal, ask_people, take_off
from redvest.service.actions.roster_forget import forget_on_rosters
from redvest.service.actions.roster_solve import hand_to_worker, solve_roster
from redvest.service.actions.roster_wish import say_wishes
from redvest.service.actions.roster_work import take_up_stale, tell_people, work_on
from redvest.service.choices import PairKind, ProposalState, WishKind
from redvest.service.models import Roster, RosterPair, RosterProposal, RosterWish
from redvest.service.queries.roster_copy import asks_part, wishes_part
from redvest.service.queries.roster_problem import problem_of
from redvest.service.rules.roster.problem import Problem
from tests.factories import registry as make
from tests.factories.registry import NOW
from tests.factories.roster import DAY, Team, make_roster, make_shift, make_team, standing

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def texts() -> list[str]:
    return list(OutgoingMessage.objects.order_by("id").values_list("text", flat=True))


def begun(team: Team, *, goes_on: bool = True) -> Roster:
    """A roster of one shift whose first person said no."""
    roster = make_roster(team, make_shift(team), goes_on=goes_on)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    first = RosterProposal.objects.get()
    answer_proposal(by=make.volunteer_standing(first.volunteer), proposal_id=first.pk, yes=False, at=NOW)
    return roster


def test_after_a_no_the_worker_asks_the_next() -> None:
    team = make_team("甲", "乙")
    roster = begun(team)
    work_on(roster_id=roster.pk, at=NOW + HOUR)
    assert sorted(standing(roster).values()) == [ProposalState.ASKED, ProposalState.NO]
    assert Roster.objects.get().waits_since is None


def test_where_it_does_not_go_on_the_desk_decides() -> None:
    team = make_team("甲", "乙")
    roster = begun(team, goes_on=False)
    assert Roster.objects.get().waits_since is None
    work_on(roster_id=roster.pk, at=NOW + HOUR)
    assert sorted(standing(roster).values()) == [ProposalState.DRAFT, ProposalState.NO]


def test_what_cannot_be_solved_waits_for_nothing() -> None:
    team = make_team("甲")
    roster = make_roster(team, make_shift(team))
    hand_to_worker(by=team.leader, roster_id=roster.pk, at=NOW)
    work_on(roster_id=roster.pk, at=NOW + 5 * DAY)  # all has begun
    assert Roster.objects.get().waits_since is None
    assert not RosterProposal.objects.exists()


def test_a_worker_that_was_killed_is_followed_by_another() -> None:
    team = make_team("甲")
    roster = make_roster(team, make_shift(team))
    hand_to_worker(by=team.leader, roster_id=roster.pk, at=NOW)
    assert take_up_stale(at=NOW + timedelta(minutes=5)) == 0
    later = NOW + timedelta(minutes=11)
    assert take_up_stale(at=later) == 1
    assert Roster.objects.get().waits_since == later


@override_settings(REDVEST_DEMO=True)
def test_each_person_is_told_once_of_all_their_shifts() -> None:
    team = make_team("甲")
    roster = make_roster(team, make_shift(team, days=3), make_shift(team, days=4))
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    assert tell_people(roster_id=roster.pk, at=NOW) == 1
    assert tell_people(roster_id=roster.pk, at=NOW) == 0
    (text,) = texts()
    assert text.startswith(
        "【黎明脚步志愿队】想请你 3月8日 10:00 来“陪独居老人买菜”，另外还有 1 班。来不来由你"
    )


@override_settings(REDVEST_DEMO=True)
def test_an_ask_and_its_end_are_sentences_that_can_be_read_aloud() -> None:
    team = make_team("甲")
    roster = make_roster(team, make_shift(team))
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    tell_people(roster_id=roster.pk, at=NOW)
    close_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    tell_people(roster_id=roster.pk, at=NOW)
    asking, sparing = texts()
    assert "想请你 3月8日 10:00 来“陪独居老人买菜”。来不来由你" in asking
    assert "】3月8日 10:00 的“陪独居老人买菜”已经安排好了，这次不用来" in sparing


@override_settings(REDVEST_DEMO=True)
def test_who_was_asked_hears_that_they_need_not_come() -> None:
    team = make_team("甲", "乙")
    roster = make_roster(team, make_shift(team, places=2))
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    tell_people(roster_id=roster.pk, at=NOW)
    first = RosterProposal.objects.order_by("pk")[0]
    take_off(by=team.leader, proposal_id=first.pk, at=NOW)
    assert tell_people(roster_id=roster.pk, at=NOW) == 1
    close_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    assert tell_people(roster_id=roster.pk, at=NOW) == 1 and tell_people(roster_id=roster.pk, at=NOW) == 0
    assert [("不用来" in text) for text in texts()] == [False, False, True, True]


def test_a_persons_copy_and_what_is_forgotten_of_them() -> None:
    team = make_team("甲", "乙")
    post = make_shift(team, places=2)
    roster = make_roster(team, post)
    say_wishes(by=team.by(), wishes={post.pk: WishKind.CAN}, at=NOW)
    one, other = (person.number for person in team.people)
    set_pair(by=team.leader, roster_id=roster.pk, one=one, other=other, kind=PairKind.TOGETHER, at=NOW)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    me, mate = team.people
    assert asks_part(me.pk) == []  # a draft is nobody's business but the desk's
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    assert [(row["state"], row["why"][0]) for row in asks_part(me.pk)] == [("asked", "自己说过这一班可以")]
    assert [row["kind"] for row in wishes_part(me.pk)] == ["can"]
    mine = RosterProposal.objects.get(volunteer=mate)
    answer_proposal(by=team.by(1), proposal_id=mine.pk, yes=True, at=NOW)
    for person in (me, mate):
        forget_on_rosters(PersonErased(person.city, person.pk, NOW))
    assert not RosterWish.objects.exists() and not RosterPair.objects.exists()
    left = RosterProposal.objects.get()
    assert (left.volunteer_id, left.state, left.why) == (mate.pk, ProposalState.YES, [])


class TestErasing:
    def test_a_solving_from_before_it_is_thrown_away(self, monkeypatch: pytest.MonkeyPatch) -> None:
        team = make_team("甲", "乙")
        roster = make_roster(team, make_shift(team))
        gone = team.people[0]
        read: list[Problem | None] = []

        def forgotten_meanwhile(*args: object) -> Problem | None:
            """Read by a solving; before it is written, the person is forgotten."""
            read.append(problem_of(*args))  # type: ignore[arg-type]
            if len(read) == 1:
                forget_on_rosters(PersonErased(gone.city, gone.pk, NOW))
                Volunteer.objects.filter(pk=gone.pk).update(state=VolunteerState.ERASED, account=None)
            return read[-1]

        monkeypatch.setattr(roster_solve, "problem_of", forgotten_meanwhile)
        solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
        assert len(read) == 2 and standing(roster) == {"乙@陪同员": "draft"}

    def test_somebody_else_is_looked_for_where_they_were_asked(self) -> None:
        team = make_team("甲")
        roster = make_roster(team, make_shift(team))
        by_hand = make_roster(team, make_shift(team, days=5), goes_on=False)
        for each in (roster, by_hand):
            solve_roster(by=team.leader, roster_id=each.pk, at=NOW)
            ask_people(by=team.leader, roster_id=each.pk, at=NOW)
        only_drafted = make_roster(team, make_shift(team, days=7))
        solve_roster(by=team.leader, roster_id=only_drafted.pk, at=NOW)
        me = team.people[0]
        forget_on_rosters(PersonErased(me.city, me.pk, NOW + HOUR))
        waits = dict(Roster.objects.values_list("pk", "waits_since"))
        assert waits == {roster.pk: NOW + HOUR, by_hand.pk: None, only_drafted.pk: None}
        assert not RosterProposal.objects.exists()

    def test_rosters_that_ended_and_those_of_other_cities_stay_as_they_are(self) -> None:
        team = make_team("甲")
        ended, elsewhere = (make_roster(team, make_shift(team, days=day)) for day in (3, 4))
        close_roster(by=team.leader, roster_id=ended.pk, at=NOW)
        Roster.objects.filter(pk=elsewhere.pk).update(city="410800")
        before = list(Roster.objects.order_by("pk").values())
        forget_on_rosters(PersonErased(team.people[0].city, team.people[0].pk, NOW))
        assert list(Roster.objects.order_by("pk").values()) == before
