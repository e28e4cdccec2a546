"""Who leaves the register holds no place any more: the next in line has it, leader and person hear of it, once."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django_tasks_db.models import DBTaskResult

from redvest.core.jobs.worker import run_queue
from redvest.core.models import AuditLine
from redvest.registry.actions.consent import give_consent, withdraw_consent
from redvest.registry.choices import ConsentPurpose, VolunteerState
from redvest.registry.events import PersonErased
from redvest.registry.models import Body, Grid, GridKeeping, OutgoingMessage, Volunteer
from redvest.service.actions.departure import release_places
from redvest.service.actions.person import forget_person
from redvest.service.choices import SignUpState
from redvest.service.models import Post, SignUp
from tests.factories.race import at_once
from tests.factories.registry import NOW, TODAY, last_text, make_body, make_volunteer, volunteer_standing
from tests.factories.service import HOUR, make_activity, make_post, make_signup


@pytest.fixture(autouse=True)
def messages_are_kept(settings: LazySettings) -> None:
    settings.REDVEST_DEMO = True


def coming(body: Body, **more: object) -> Post:
    return make_post(activity=make_activity(body=body, **more), places=1)


def leave(person: Volunteer) -> None:
    by = volunteer_standing(person)
    for each in (ConsentPurpose.REGISTRATION,):
        give_consent(by=by, volunteer=person, purpose=each, at=NOW)
        withdraw_consent(by=by, volunteer=person, purpose=each, at=NOW)


def texts(part: str) -> int:
    return OutgoingMessage.objects.filter(text__contains=part).count()


@pytest.mark.django_db
class TestLeaving:
    def test_the_next_in_line_has_the_place_and_everybody_hears(self) -> None:
        body = make_body(name="暖阳队")
        person, heir = make_volunteer(name="李明霞", phone="19907902001"), make_volunteer(phone="19907902002")
        post = coming(body)
        mine = make_signup(post=post, volunteer=person)
        line = make_signup(post=post, volunteer=heir, state=SignUpState.WAITING)
        begun = make_signup(post=coming(body, starts_at=NOW - HOUR), volunteer=person)

        leave(person)
        assert DBTaskResult.objects.count() == 3  # places, needs taken on, pairings
        assert release_places(volunteer_id=person.pk, at=NOW) == 1

        for each in (mine, line, begun, post):
            each.refresh_from_db()
        assert (mine.state, mine.cancelled_at, line.state) == ("cancelled", NOW, "offered")
        assert post.taken == 1 and begun.state == SignUpState.CONFIRMED
        assert "等 1 个报名已取消" in last_text("19907902001")
        assert texts("李*霞不能参加") == 1
        assert AuditLine.objects.filter(verb="release_signup", target_id=str(mine.pk)).count() == 1

    def test_the_second_time_nothing_happens(self) -> None:
        person = make_volunteer()
        make_signup(post=coming(make_body()), volunteer=person)
        leave(person)
        assert [release_places(volunteer_id=person.pk, at=NOW) for _ in range(2)] == [1, 0]
        assert texts("已取消") == 1

    def test_waiting_in_line_ends_too_and_frees_no_place(self) -> None:
        person, post = make_volunteer(), coming(make_body())
        make_signup(post=post, volunteer=make_volunteer())
        mine = make_signup(post=post, volunteer=person, state=SignUpState.WAITING)
        leave(person)
        release_places(volunteer_id=person.pk, at=NOW)
        mine.refresh_from_db()
        post.refresh_from_db()
        assert mine.state == SignUpState.CANCELLED and post.taken == 1

    def test_a_grid_is_kept_no_longer_and_the_person_hears(self) -> None:
        person = make_volunteer(state=VolunteerState.LEFT, phone="19907902004")
        grid = Grid.objects.create(
            city=person.city, community=person.region, region_path=person.region_path, name="第一网格"
        )
        GridKeeping.objects.create(city=person.city, grid=grid, volunteer=person, starts_on=TODAY)
        assert [release_places(volunteer_id=person.pk, at=NOW) for _ in range(2)] == [1, 0]
        assert GridKeeping.objects.get().ends_on == TODAY
        assert "1 个网格或保洁区不再由你负责" in last_text("19907902004")

    def test_who_came_back_before_the_clock_got_to_it_keeps_the_place(self) -> None:
        person = make_volunteer()
        mine = make_signup(post=coming(make_body()), volunteer=person)
        leave(person)
        give_consent(
            by=volunteer_standing(person), volunteer=person, purpose=ConsentPurpose.REGISTRATION, at=NOW
        )
        assert release_places(volunteer_id=person.pk, at=NOW) == 0
        mine.refresh_from_db()
        assert mine.state == SignUpState.CONFIRMED and not texts("已取消")

    @pytest.mark.parametrize("state", [VolunteerState.SUSPENDED, VolunteerState.PENDING_GUARDIAN])
    def test_so_it_is_with_everybody_who_may_not_serve(self, state: VolunteerState) -> None:
        person = make_volunteer(state=state)
        make_signup(post=coming(make_body()), volunteer=person)
        assert release_places(volunteer_id=person.pk, at=NOW) == 1


def shifts(body: Body) -> list[Post]:
    """Two of an activity that began yesterday: one of yesterday, one of tomorrow."""
    week = make_activity(body=body, starts_at=NOW - 24 * HOUR, hours=24 * 7)
    times = [(NOW - 24 * HOUR, NOW - 20 * HOUR), (NOW + 24 * HOUR, NOW + 28 * HOUR)]
    return [make_post(activity=week, places=1, starts_at=first, ends_at=last) for first, last in times]


@pytest.mark.django_db
def test_of_an_activity_that_runs_already_the_shifts_to_come_are_free() -> None:
    person, heir = make_volunteer(name="李明霞", phone="19907902005"), make_volunteer()
    past, coming_up = shifts(make_body())
    begun, mine = (make_signup(post=post, volunteer=person) for post in (past, coming_up))
    line = make_signup(post=coming_up, volunteer=heir, state=SignUpState.WAITING)
    Volunteer.objects.filter(pk=person.pk).update(state=VolunteerState.SUSPENDED)
    assert [release_places(volunteer_id=person.pk, at=NOW) for _ in range(2)] == [1, 0]
    for each in (begun, mine, line, past, coming_up):
        each.refresh_from_db()
    assert (begun.state, mine.state, line.state) == ("confirmed", "cancelled", "offered")
    assert (past.taken, coming_up.taken) == (1, 1) and texts("李*霞不能参加") == 1


@pytest.mark.django_db
def test_who_is_erased_leaves_the_shifts_to_come_of_a_running_activity() -> None:
    person, heir = make_volunteer(), make_volunteer()
    past, coming_up = shifts(make_body())
    begun, mine = (make_signup(post=post, volunteer=person) for post in (past, coming_up))
    line = make_signup(post=coming_up, volunteer=heir, state=SignUpState.WAITING)
    forget_person(PersonErased(person.city, person.pk, NOW))
    for each in (begun, mine, line, past, coming_up):
        each.refresh_from_db()
    assert (begun.state, mine.state, line.state) == ("confirmed", "cancelled", "offered")
    assert (past.taken, coming_up.taken) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_the_queue_does_it_and_two_runs_at_once_do_it_once() -> None:
    person = make_volunteer(phone="19907902003")
    make_signup(post=coming(make_body()), volunteer=person)
    leave(person)
    at_once(*[lambda: release_places(volunteer_id=person.pk, at=NOW)] * 2)
    run_queue()
    assert SignUp.objects.get().state == SignUpState.CANCELLED
    assert Post.objects.get().taken == 0 and texts("报名已取消") == 1
