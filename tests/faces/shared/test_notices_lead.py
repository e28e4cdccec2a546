"""Notices lead to the page of what they are about, as its reader may enter it, and are of the kind that people choose by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from redvest.core.identifiers import uuid7
from redvest.faces.shared.about import address_of
from redvest.registry.choices import MessageKind
from redvest.registry.models import Message, Volunteer
from redvest.service.actions.hand_over import Called, ask_stand_in, ask_swap
from redvest.service.actions.hand_over_answer import answer_hand_over
from redvest.service.actions.hand_over_notice import tell_hand_over_asked, tell_hand_over_ended
from redvest.service.actions.roster_ask import ask_people, take_off
from redvest.service.actions.roster_solve import solve_roster
from redvest.service.actions.roster_work import tell_people
from redvest.service.actions.series_notice import tell_changed, tell_occurrences_cancelled
from redvest.service.choices import EditScope, SignUpState
from redvest.service.models import Activity, ActivityChange, HandOver, RosterProposal, SignUp
from tests.factories.registry import NOW, make_account, make_volunteer, volunteer_standing
from tests.factories.roster import make_roster, make_shift, make_team
from tests.factories.service import make_activity, make_post, make_signup
from tests.service.actions.test_occurrences import Saturdays

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SIGNUP, ACTIVITY = MessageKind.SIGNUP, MessageKind.ACTIVITY


def told(person: Volunteer) -> Message:
    message = Message.objects.filter(account=person.account).order_by("-id").first()
    assert message is not None
    return message


def leads(person: Volunteer) -> tuple[str, str]:
    message = told(person)
    return message.kind, address_of(message, volunteer_standing(person))


def own(person: Volunteer, state: str, post: object) -> str:
    return f"/me/signups/{SignUp.objects.get(volunteer=person, state=state, post=post).pk}/"


class Two:
    """Two who hold a place each, on two posts."""

    def __init__(self) -> None:
        activity = make_activity(starts_at=NOW + 72 * HOUR)
        self.posts = [make_post(activity=activity, title=title) for title in ("陪同员", "引导员")]
        self.one, self.two = make_volunteer(name="李明霞"), make_volunteer(name="欧阳明霞")
        self.signup = make_signup(post=self.posts[0], volunteer=self.one)
        self.called = Called(self.two.number, self.two.name)

    def stand_in(self) -> HandOver:
        return ask_stand_in(
            by=volunteer_standing(self.one), signup_id=self.signup.pk, who=self.called, at=NOW
        )

    def swap(self) -> HandOver:
        make_signup(post=self.posts[1], volunteer=self.two)
        return ask_swap(by=volunteer_standing(self.one), signup_id=self.signup.pk, who=self.called, at=NOW)

    def answer(self, asked: HandOver, accept: bool) -> None:
        answer_hand_over(by=volunteer_standing(self.two), hand_over_id=asked.pk, accept=accept, at=NOW)
        tell_hand_over_ended(hand_over_id=asked.pk, at=NOW)


def test_a_stand_in_leads_each_to_their_own_sign_up() -> None:
    two = Two()
    asked = two.stand_in()
    tell_hand_over_asked(hand_over_id=asked.pk, at=NOW)
    assert leads(two.two) == (SIGNUP, f"/me/hand-overs/{asked.pk}/")
    two.answer(asked, True)
    assert leads(two.one) == (SIGNUP, own(two.one, "cancelled", two.posts[0]))
    assert leads(two.two) == (SIGNUP, own(two.two, "confirmed", two.posts[0]))


def test_a_swap_leads_each_to_the_place_they_have_now() -> None:
    two = Two()
    two.answer(two.swap(), True)
    assert leads(two.one) == (SIGNUP, own(two.one, "confirmed", two.posts[1]))
    assert leads(two.two) == (SIGNUP, own(two.two, "confirmed", two.posts[0]))


def test_a_no_leads_the_asker_to_the_place_that_is_still_theirs() -> None:
    two = Two()
    two.answer(two.stand_in(), False)
    assert leads(two.one) == (SIGNUP, own(two.one, "confirmed", two.posts[0]))


def test_a_roster_question_leads_to_ones_roster_and_is_worth_nothing_after_its_deadline() -> None:
    team = make_team("甲")
    roster = make_roster(team, make_shift(team))
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    asked = RosterProposal.objects.get()
    assert tell_people(roster_id=roster.pk, at=NOW) == 1
    assert leads(team.people[0]) == (SIGNUP, "/me/roster/")
    assert told(team.people[0]).until == asked.answer_by
    take_off(by=team.leader, proposal_id=asked.pk, at=NOW)
    assert tell_people(roster_id=roster.pk, at=NOW) == 1
    assert leads(team.people[0]) == (SIGNUP, "/me/roster/")
    assert told(team.people[0]).until == asked.post.activity.starts_at


@pytest.mark.parametrize("late", [timedelta(0), HOUR])
def test_a_roster_question_whose_deadline_is_past_is_not_sent(late: timedelta) -> None:
    """A worker that was away for hours would say: answer by this morning."""
    team = make_team("甲")
    roster = make_roster(team, make_shift(team))
    solve_roster(by=team.leader, roster_id=roster.pk, at=NOW)
    ask_people(by=team.leader, roster_id=roster.pk, at=NOW)
    due = RosterProposal.objects.get().answer_by
    assert due is not None and tell_people(roster_id=roster.pk, at=due + late) == 0
    assert not Message.objects.exists() and RosterProposal.objects.get().told_at is None


@pytest.fixture
def moved() -> Iterator[tuple[Activity, Volunteer]]:
    activity = make_activity(leader=make_account(), starts_at=NOW + 3 * HOUR)
    person = make_volunteer()
    make_signup(post=make_post(activity=activity), volunteer=person)
    yield activity, person


def change(activity: Activity, before: datetime, after: datetime) -> None:
    edit = uuid7()
    Activity.objects.filter(pk=activity.pk).update(starts_at=after, ends_at=after + 2 * HOUR)
    ActivityChange.objects.create(
        city=activity.city, activity=activity, edit=edit, made_by=activity.leader, made_at=NOW,
        before={"starts_at": before.isoformat()}, after={"starts_at": after.isoformat()},
    )  # fmt: skip
    tell_changed(edit=edit, at=NOW)


@pytest.mark.parametrize(("was", "becomes", "urgent"), [(3, 72, True), (72, 3, True), (48, 72, False)])
def test_a_new_time_is_a_change_of_an_activity_and_urgent_for_who_may_be_leaving_home(
    moved: tuple[Activity, Volunteer], was: int, becomes: int, urgent: bool
) -> None:
    activity, person = moved
    change(activity, NOW + was * HOUR, NOW + becomes * HOUR)
    post = activity.posts.get()
    assert leads(person) == (ACTIVITY, own(person, "confirmed", post)) and told(person).urgent is urgent


def test_called_off_occurrences_lead_to_the_first_of_ones_own() -> None:
    saturdays = Saturdays()
    saturdays.cancel(1, EditScope.FOLLOWING)
    tell_occurrences_cancelled(series_id=saturdays.series.pk, cancelled_at=NOW + HOUR, at=NOW + HOUR)
    mine = SignUp.objects.filter(volunteer=saturdays.li, state=SignUpState.CANCELLED).order_by("period")
    assert leads(saturdays.li) == (ACTIVITY, f"/me/signups/{mine[0].pk}/")
    assert not told(saturdays.li).urgent
