"""What is read for rosters: papers with their last days, plans of every kind, who has to answer, what volunteers may know."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from redvest.registry.actions.duty import take_slot
from redvest.registry.choices import ProjectInvites, QualificationState
from redvest.registry.models import Membership, Profile, Qualification
from redvest.service.actions.roster import close_roster, set_pair
from redvest.service.actions.roster_ask import answer_proposal, ask_people, lock_proposal
from redvest.service.actions.roster_solve import solve_roster
from redvest.service.actions.signup import cancel_signup
from redvest.service.choices import PairKind, RosterReach, SignUpState
from redvest.service.models import PostCourse, Roster, RosterProposal, SignUp
from redvest.service.queries import roster as reads
from redvest.service.queries.roster_people import (
    aliases,
    is_member_on,
    loads_of,
    papers_of,
    plans_of,
    reachable,
)
from redvest.service.queries.roster_problem import closes_at, holidays_between, open_shifts, problem_of
from redvest.service.queries.roster_why import why_of
from tests.factories import parts, service
from tests.factories import registry as make
from tests.factories.registry import CITY, NOW, TODAY
from tests.factories.roster import ALWAYS, DAY, add_member, make_roster, make_shift, make_team
from tests.registry.actions.test_duty import slots

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def qualified(person: object, kind: str, until: date | None, **more: object) -> Qualification:
    return Qualification.objects.create(
        **{
            "city": CITY, "volunteer": person, "kind": kind, "issued_by": "红十字会", "issued_on": date(2020, 1, 1),
            "expires_on": until, "proof_key": "x", "proof_type": "image/png", "state": QualificationState.VERIFIED,
            "submitted_at": NOW, **more,
        }
    )  # fmt: skip


def test_of_several_papers_of_a_kind_the_longest_counts() -> None:
    person = make.make_volunteer()
    qualified(person, "first-aid", date(2026, 1, 1))
    qualified(person, "first-aid", date(2027, 1, 1))
    qualified(person, "lifeguard", None)
    qualified(person, "lifeguard", date(2026, 1, 1))
    qualified(person, "driver", date(2027, 1, 1), state=QualificationState.SUBMITTED)
    course = parts.make_course(body=make.make_body())
    training = parts.make_training(volunteer=person, course=course)
    assert papers_of(aliases([person.pk])) == {
        person.pk: {
            "first-aid": date(2027, 1, 1),
            "lifeguard": None,
            f"course:{course.pk}": training.expires_on,
        }
    }
    training.voided_at = NOW
    training.save()
    assert f"course:{course.pk}" not in papers_of(aliases([person.pk]))[person.pk]


def test_a_training_that_a_post_asks_for_is_a_paper() -> None:
    team = make_team("学过", "没学")
    post = make_shift(team, places=2)
    course = parts.make_course(body=team.body)
    PostCourse.objects.create(post=post, course=course)
    parts.make_training(volunteer=team.people[0], course=course)
    roster = make_roster(team, post)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    assert [each.volunteer_id for each in roster.proposals.all()] == [team.people[0].pk]
    assert why_of(roster, post.pk, team.people[1].pk, NOW).code == "papers"


def test_plans_are_sign_ups_duty_and_what_others_ask() -> None:
    team, other = make_team("甲"), make_team(body_name="晨光志愿队")
    person = team.people[0]
    Membership.objects.create(city=CITY, body=other.body, volunteer=person, joined_on=date(2025, 1, 1))
    roster = make_roster(team, make_shift(team))
    asking = make_roster(other, make_shift(other, days=4))
    solve_roster(by=other.leader, roster_id=asking.pk, at=NOW)
    around = (NOW, NOW + 7 * DAY)
    assert plans_of(aliases([person.pk]), roster, *around) == {}  # a draft is no plan of theirs
    ask_people(by=other.leader, roster_id=asking.pk, at=NOW)
    service.make_signup(post=make_shift(team, days=5), volunteer=person)
    service.make_signup(post=make_shift(team, days=6), volunteer=person, state=SignUpState.CANCELLED)
    slot = slots()[0]
    take_slot(by=make.volunteer_standing(person), slot=slot, at=NOW)
    found = plans_of(aliases([person.pk]), roster, *around)[person.pk]
    assert len(found) == 3 and (slot.starts_at, slot.ends_at) in found
    assert (NOW + 4 * DAY, NOW + 4 * DAY + 2 * HOUR) in found
    assert (
        len(plans_of(aliases([person.pk]), asking, *around)[person.pk]) == 2
    )  # its own questions are no plans


def test_how_often_somebody_served_lately() -> None:
    team = make_team("甲")
    person = team.people[0]
    for days in (10, 20, 200):
        signup = service.make_signup(
            post=make_shift(team, days=-days), volunteer=person, state=SignUpState.SERVED
        )
        SignUp.objects.filter(pk=signup.pk).update(period=(NOW - days * DAY, NOW - days * DAY + HOUR))
    assert loads_of(aliases([person.pk]), NOW, 90)[person.pk] == 2
    assert loads_of(aliases([person.pk]), NOW, 365)[person.pk] == 3


def test_who_is_within_reach_is_read_in_one_query(django_assert_num_queries: object) -> None:
    team = make_team("甲", "乙")
    roster = make_roster(team, make_shift(team))
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert {each.profile.slots for each in reachable(roster, [], TODAY)} == {ALWAYS}
    newcomer = make.make_volunteer()
    Membership.objects.create(city=CITY, body=team.body, volunteer=newcomer, joined_on=TODAY + DAY)
    assert newcomer not in reachable(roster, [], TODAY)
    assert is_member_on(team.body.pk, [*(each.pk for each in team.people), newcomer.pk], NOW) == {
        each.pk for each in team.people
    }


def test_a_shift_is_open_until_sign_up_closes() -> None:
    team = make_team("甲")
    post = make_shift(team)
    post.activity.signup_closes_at = NOW + DAY
    post.activity.save()
    roster = make_roster(team, post)
    assert closes_at(post) == NOW + DAY
    assert [each.post_id for each in open_shifts(roster, NOW)] == [post.pk]
    assert open_shifts(roster, NOW + DAY) == [] and problem_of(roster, NOW + DAY) is None


def test_those_asked_beyond_the_places_left_stay_asked() -> None:
    team = make_team("甲", "乙")
    post = make_shift(team, places=2)
    roster = make_roster(team, post)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    service.make_signup(post=post, volunteer=make.make_volunteer())
    found = problem_of(roster, NOW)
    assert found is not None and found.shifts[0].need == 1 and len(found.locked) == len(found.asked) == 2
    figures = solve_roster(by=team.leader, roster_id=roster.pk, at=NOW).figures
    assert (figures["needed"], figures["missing"]) == (2, 0)
    assert reads.counts_of_state(roster) == {"asked": 2}


def test_an_ask_that_cannot_become_a_yes_leaves_its_place_and_no_other_to_somebody_else() -> None:
    team = make_team("甲", "乙")
    post = make_shift(team, places=1)
    roster = make_roster(team, post)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    asked = RosterProposal.objects.get()
    service.make_signup(post=make_shift(team), volunteer=asked.volunteer)  # at the same time elsewhere
    place = service.make_signup(post=post, volunteer=make.make_volunteer())
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    assert reads.counts_of_state(roster) == {"asked": 1}
    cancel_signup(by=make.volunteer_standing(place.volunteer), signup_id=place.pk, at=NOW)
    assert solve_roster(by=team.leader, roster_id=roster.pk, at=NOW).figures["missing"] == 0
    assert reads.counts_of_state(roster) == {"asked": 1, "draft": 1}


def test_a_lock_on_a_place_that_others_took_is_let_go() -> None:
    team = make_team("甲")
    post = make_shift(team)
    roster = make_roster(team, post)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    lock_proposal(by=team.leader, proposal_id=RosterProposal.objects.get().pk, locked=True, at=NOW)
    service.make_signup(post=post, volunteer=make.make_volunteer())
    found = solve_roster(by=team.leader, roster_id=roster.pk, at=NOW).figures
    assert (found["needed"], found["missing"]) == (0, 0) and not RosterProposal.objects.exists()


def test_a_yes_is_settled_and_no_choice_any_more() -> None:
    team = make_team("甲", "乙")
    post = make_shift(team, places=2)
    roster = make_roster(team, post, make_shift(team, days=4))
    one, other = (each.number for each in team.people)
    set_pair(by=team.leader, roster_id=roster.pk, one=one, other=other, kind=PairKind.APART, at=NOW)
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    mine = RosterProposal.objects.get(post=post)
    answer_proposal(by=make.volunteer_standing(mine.volunteer), proposal_id=mine.pk, yes=True, at=NOW)
    found = problem_of(roster, NOW)
    assert found is not None
    assert found.settled == {(str(mine.volunteer_id), str(post.pk))}
    mate = next(each for each in team.people if each.pk != mine.volunteer_id)
    assert why_of(roster, post.pk, mate.pk, NOW).code == "apart"
    # Whom one does not serve with is nobody's to be told.
    assert why_of(roster, post.pk, mate.pk, NOW, own=True).code == "others-first"


def test_what_somebody_may_wish_for() -> None:
    team = make_team("甲")
    person, stranger = team.people[0], make.make_volunteer(name="邻居")
    far = make.make_volunteer(region=make.make_region_tree().qiandong)
    post = make_shift(team)
    roster = make_roster(team, post)
    assert [each.post_id for each in reads.wishable(person, NOW)] == [post.pk]
    assert not reads.wishable(stranger, NOW).exists()
    Roster.objects.update(reach=RosterReach.PLACE)
    assert reads.wishable(stranger, NOW).exists() and not reads.wishable(far, NOW).exists()
    assert not reads.wishable(person, NOW + 4 * DAY).exists()
    close_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    assert not reads.wishable(person, NOW).exists()


def test_who_refuses_invitations_is_asked_only_after_coming_forward() -> None:
    team = make_team()
    person = add_member(team, "不接", project_invites=ProjectInvites.REFUSE)
    roster = make_roster(team, make_shift(team))
    post = roster.shifts.get().post_id
    assert person not in reachable(roster, [post], TODAY)
    assert reads.own_wishes(person.pk) == {}
    person.roster_wishes.create(post_id=post, kind="can", said_at=NOW)
    assert person in reachable(roster, [post], TODAY)
    assert reads.own_wishes(person.pk) == {post: "can"}


def test_a_roster_in_numbers() -> None:
    team = make_team("甲", "乙", "丙")
    roster = make_roster(team, make_shift(team, places=3))
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    first, second, _third = RosterProposal.objects.order_by("pk")
    for each, yes in ((first, True), (second, False)):
        answer_proposal(by=make.volunteer_standing(each.volunteer), proposal_id=each.pk, yes=yes, at=NOW)
    assert reads.counts_of_state(roster) == {"yes": 1, "no": 1, "asked": 1}
    (theirs,) = reads.proposals_of(roster).values()
    assert [each.state for each in theirs] == ["yes", "asked", "no"]
    assert reads.still_standing(roster).count() == 2
    assert not reads.left_behind(roster).exists() and reads.rosters_with_leavers(5) == []
    SignUp.objects.update(state=SignUpState.CANCELLED)
    assert reads.left_behind(roster).get().pk == first.pk and reads.rosters_with_leavers(5) == [roster]


def test_the_days_of_a_holiday() -> None:
    days = holidays_between(date(2025, 9, 27), date(2025, 10, 12))
    assert date(2025, 10, 4) in days and date(2025, 9, 27) not in days
    assert date(2025, 10, 11) not in days and date(2025, 10, 12) not in days


def test_a_profile_that_was_never_filled_in_is_asked_last() -> None:
    team = make_team("写了")
    unsaid = make.make_volunteer(name="没写")
    Membership.objects.create(city=CITY, body=team.body, volunteer=unsaid, joined_on=date(2025, 1, 1))
    assert not Profile.objects.filter(volunteer=unsaid).exists()
    roster = make_roster(team, make_shift(team, places=1), make_shift(team, days=3, places=1))
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    assert {each.volunteer.name: each.why[0] for each in roster.proposals.all()} == {
        "写了": "free",
        "没写": "unsaid",
    }
