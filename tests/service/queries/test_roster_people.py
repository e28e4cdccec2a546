"""What a roster knows of people: what they served counts like what they hold, two records are one person, and of more
people than can be looked at those who matter come first."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from redvest.registry.actions.merge import ask_merge, confirm_merge
from redvest.registry.choices import ProjectInvites
from redvest.registry.models import Membership, Profile, Volunteer
from redvest.service.actions.roster import set_pair
from redvest.service.actions.roster_solve import solve_roster
from redvest.service.actions.roster_wish import say_wishes
from redvest.service.choices import PairKind, ProposalState, RosterReach, SignUpState, WishKind
from redvest.service.models import Roster, RosterProposal, RosterWish, SignUp
from redvest.service.queries import roster_people
from redvest.service.queries.roster_people import aliases, is_member_on, plans_of, reachable, wishes_of
from redvest.service.queries.roster_problem import problem_of
from redvest.service.queries.roster_why import why_of
from tests.factories import registry as make
from tests.factories import service
from tests.factories.registry import CITY, NOW, TODAY
from tests.factories.roster import ALWAYS, DAY, Team, add_member, make_roster, make_shift, make_team, standing

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def on_record(
    team: Team, person: Volunteer, begins: datetime, state: SignUpState = SignUpState.SERVED
) -> SignUp:
    """Two hours of service of somebody, beginning then."""
    signup = service.make_signup(post=make_shift(team), volunteer=person, state=state)
    SignUp.objects.filter(pk=signup.pk).update(period=(begins, begins + 2 * HOUR))
    return signup


def solved(team: Team, roster: Roster) -> dict[str, str]:
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    return standing(roster)


def test_what_was_served_this_week_counts_in_the_week() -> None:
    # NOW is a Thursday; the shift is on the Saturday of the same week.
    team = make_team("甲")
    post = make_shift(team, days=2)
    roster = make_roster(team, post, most_week=3)
    for days in (1, 2, 3):
        on_record(team, team.people[0], NOW - days * DAY)
    assert solved(team, roster) == {}
    assert why_of(roster, post.pk, team.people[0].pk, NOW).code == "most-week"


def test_who_did_not_come_has_served_nothing() -> None:
    team = make_team("甲")
    roster = make_roster(team, make_shift(team, days=2), most_week=1)
    on_record(team, team.people[0], NOW - DAY, SignUpState.ABSENT)
    assert solved(team, roster) == {"甲@陪同员": "draft"}


@pytest.mark.parametrize(("limit", "found"), [(14, {}), (15, {"甲@陪同员": "draft"})])
def test_days_in_a_row_are_read_as_far_back_as_the_limit_looks(limit: int, found: dict[str, str]) -> None:
    team = make_team("甲")
    roster = make_roster(team, make_shift(team, days=3), most_running=limit)
    for days in range(14):
        state = SignUpState.SERVED if days > 2 else SignUpState.CONFIRMED
        on_record(team, team.people[0], NOW + (2 - days) * DAY, state)
    assert solved(team, roster) == found


def test_what_lies_far_off_is_not_read() -> None:
    team = make_team("甲")
    roster = make_roster(team, make_shift(team), most_running=1)
    person = team.people[0]
    for days in (-20, -3, 12):
        on_record(team, person, NOW + days * DAY, SignUpState.CONFIRMED)
    found = plans_of(aliases([person.pk]), roster, NOW + 3 * DAY, NOW + 3 * DAY)
    assert found == {person.pk: [(NOW - 3 * DAY, NOW - 3 * DAY + 2 * HOUR)]}


def one_person(old: Volunteer, kept: Volunteer) -> None:
    """Two records of one person become one; only one of them may have an identity."""
    Volunteer.objects.filter(pk=old.pk).update(
        id_hash=None, id_sealed=None, birth_on=None, real_name_state="missing"
    )
    link = ask_merge(
        by=make.make_officer(), merged_id=old.pk, survivor_id=kept.pk, reason="同名同电话", at=NOW
    )
    confirm_merge(by=make.volunteer_standing(kept), merge_id=link.pk, at=NOW)


@pytest.fixture
def old() -> Volunteer:
    """A record that will be merged into another."""
    return make.make_volunteer(name="旧档")


def belongs(team: Team, person: Volunteer) -> None:
    Membership.objects.create(city=CITY, body=team.body, volunteer=person, joined_on=TODAY)
    Profile.objects.create(volunteer=person, slots=ALWAYS, changed_at=NOW)


class TestTwoRecordsOfOnePerson:
    def test_a_no_under_the_older_record_is_a_no(self, old: Volunteer) -> None:
        team = make_team("甲")
        kept = team.people[0]
        roster = make_roster(team, make_shift(team))
        RosterProposal.objects.create(
            city=CITY, roster=roster, post=roster.shifts.get().post, volunteer=old, made_at=NOW, asked_at=NOW,
            state=ProposalState.NO, answered_at=NOW,
        )  # fmt: skip
        one_person(old, kept)
        assert solved(team, roster) == {"旧档@陪同员": "no"}
        assert why_of(roster, roster.shifts.get().post_id, kept.pk, NOW).code == "declined"

    def test_a_cannot_under_the_older_record_is_one(self, old: Volunteer) -> None:
        team = make_team("甲")
        post = make_shift(team)
        roster = make_roster(team, post)
        RosterWish.objects.create(post=post, volunteer=old, kind=WishKind.CANNOT, said_at=NOW)
        one_person(old, team.people[0])
        assert solved(team, roster) == {}
        assert why_of(roster, post.pk, team.people[0].pk, NOW).code == "said-no"

    def test_the_latest_word_counts(self, old: Volunteer) -> None:
        team = make_team("甲")
        post = make_shift(team)
        RosterWish.objects.create(post=post, volunteer=old, kind=WishKind.CAN, said_at=NOW + HOUR)
        RosterWish.objects.create(post=post, volunteer=team.people[0], kind=WishKind.CANNOT, said_at=NOW)
        one_person(old, team.people[0])
        assert wishes_of(aliases([team.people[0].pk]), [post.pk]) == {
            team.people[0].pk: {post.pk: WishKind.CAN}
        }

    def test_members_and_the_willing_are_found_by_the_record_that_lives_on(self, old: Volunteer) -> None:
        team = make_team()
        post = make_shift(team, places=2)
        roster = make_roster(team, post)
        member, willing = make.make_volunteer(name="新档"), make.make_volunteer(name="愿意")
        belongs(team, old)
        one_person(old, member)
        paper = make.make_volunteer(name="纸档")
        RosterWish.objects.create(post=post, volunteer=paper, kind=WishKind.CAN, said_at=NOW)
        one_person(paper, willing)
        assert {each.pk for each in reachable(roster, [post.pk], TODAY)} == {member.pk, willing.pk}
        assert is_member_on(team.body.pk, [member.pk, willing.pk], NOW) == {member.pk}
        assert solved(team, roster) == {"新档@陪同员": "draft", "愿意@陪同员": "draft"}

    def test_pairs_hold_for_whichever_record_they_name(self, old: Volunteer) -> None:
        team = make_team("甲", "乙")
        roster = make_roster(team, make_shift(team, places=2))
        belongs(team, old)
        one, other = (old.number, team.people[1].number)
        set_pair(by=team.leader, roster_id=roster.pk, one=one, other=other, kind=PairKind.APART, at=NOW)
        one_person(old, team.people[0])
        assert len(solved(team, roster)) == 1

    def test_drafts_move_to_the_record_that_lives_on_and_asks_stay_fixed(self, old: Volunteer) -> None:
        team = make_team()
        posts = [make_shift(team, title="早"), make_shift(team, days=4, title="晚")]
        roster = make_roster(team, *posts)
        belongs(team, old)
        solved(team, roster)
        drafts = RosterProposal.objects.filter(post=posts[0])
        drafts.update(state=ProposalState.ASKED, asked_at=NOW, answer_by=NOW + DAY)
        add_member(team, "甲")
        one_person(old, team.people[0])
        assert solved(team, roster) == {"旧档@早": "asked", "甲@晚": "draft"}
        found = problem_of(roster, NOW)
        assert found is not None and found.asked == {(str(team.people[0].pk), str(posts[0].pk))}


class TestMoreThanCanBeLookedAt:
    @pytest.fixture(autouse=True)
    def few(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(roster_people, "MOST", 2)

    def test_those_who_are_on_it_come_first_then_who_came_forward(self) -> None:
        team = make_team("甲", "乙", "丙", "丁")
        post = make_shift(team, places=2)
        roster = make_roster(team, post)
        last, wished = team.people[3], team.people[2]
        RosterProposal.objects.create(
            city=CITY, roster=roster, post=post, volunteer=last, made_at=NOW, asked_at=NOW,
            state=ProposalState.ASKED, answer_by=NOW + DAY,
        )  # fmt: skip
        say_wishes(by=make.volunteer_standing(wished), wishes={post.pk: WishKind.CAN}, at=NOW)
        assert [each.pk for each in reachable(roster, [post.pk], TODAY)] == [last.pk, wished.pk]
        found = solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
        assert standing(roster) == {"丁@陪同员": "asked", "丙@陪同员": "draft"}
        assert (found.figures["people"], found.figures["people_beyond"]) == (2, 2)

    def test_members_come_before_people_of_the_place(self) -> None:
        team = make_team()
        near = make.make_volunteer(name="邻居")
        Profile.objects.create(
            volunteer=near, slots=ALWAYS, project_invites=ProjectInvites.ACCEPT, changed_at=NOW
        )
        for name in ("甲", "乙"):
            add_member(team, name)
        roster = make_roster(team, make_shift(team), reach=RosterReach.PLACE)
        assert {each.name for each in reachable(roster, [], TODAY)} == {"甲", "乙"}

    def test_a_pair_may_name_those_who_are_not_looked_at(self) -> None:
        team = make_team("甲", "乙", "丙", "丁")
        roster = make_roster(team, make_shift(team))
        one, other = (each.number for each in team.people[2:])
        set_pair(by=team.leader, roster_id=roster.pk, one=one, other=other, kind=PairKind.APART, at=NOW)
        assert roster.pairs.count() == 1


def test_where_all_are_looked_at_nobody_is_beyond() -> None:
    team = make_team("甲")
    roster = make_roster(team, make_shift(team))
    assert solve_roster(by=team.leader, roster_id=roster.pk, at=NOW).figures["people_beyond"] == 0
