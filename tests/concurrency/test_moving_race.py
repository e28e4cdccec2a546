"""An activity moves while others sign up, take duty, make a group, leave, or move it as well."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

import pytest

from redvest.registry.choices import DutyTurnState, VolunteerState
from redvest.registry.models import DutyTurn, Volunteer
from redvest.service.actions import moving
from redvest.service.actions import party as party_module
from redvest.service.actions.change import ChangeForm, change_activity
from redvest.service.actions.departure import release_places
from redvest.service.actions.duty import take_duty
from redvest.service.actions.party import PartyForm, sign_up_party
from redvest.service.choices import LIVE_SIGNUPS, TAKING, EditScope
from redvest.service.models import Activity, Post, Series, SignUp, SignUpParty
from tests.concurrency.moves import moving_by, slowly, sound
from tests.concurrency.test_draw_beside_signup_race import one_inside_the_other
from tests.factories.race import at_once
from tests.factories.registry import NOW, make_leader, make_volunteer, volunteer_standing
from tests.factories.service import HOUR, make_activity, make_post, make_project, make_signup
from tests.registry.actions.test_duty import slots

pytestmark = pytest.mark.django_db(transaction=True)


def group(people: list[Volunteer], post: Post) -> Any:
    form = PartyForm(people=[(each.number, each.name) for each in people[:-1][::-1]])
    return partial(sign_up_party, by=volunteer_standing(people[-1]), post_id=post.pk, form=form, at=NOW)


def test_the_same_change_pressed_twice_at_once_moves_once() -> None:
    begins = NOW + 48 * HOUR
    activity = make_activity(starts_at=begins)
    make_post(activity=activity)
    form = ChangeForm(starts_at=begins + HOUR, ends_at=begins + 3 * HOUR)
    press = partial(change_activity, by=make_leader(activity.body), form=form, at=NOW)
    sound(at_once(*(partial(press, activity=Activity.objects.get(pk=activity.pk)) for _n in range(2))))
    activity.refresh_from_db()
    assert (activity.starts_at, activity.ends_at) == (begins + HOUR, begins + 3 * HOUR)


def test_a_group_is_put_down_for_the_time_that_the_activity_has() -> None:
    activity = make_activity(starts_at=NOW + 48 * HOUR)
    post, people = make_post(activity=activity), [make_volunteer(), make_volunteer()]
    found = one_inside_the_other(moving_by(activity, 5), group(people, post))
    assert isinstance(found[1], SignUpParty), found
    activity.refresh_from_db()
    assert {each.period.lower for each in SignUp.objects.filter(post=post)} == {activity.starts_at}


@pytest.mark.parametrize("duty_first", [True, False])
def test_nobody_is_on_duty_and_at_an_activity_that_moved_onto_it(duty_first: bool) -> None:
    slot = slots()[0]
    activity = make_activity(starts_at=slot.starts_at + 48 * HOUR)
    post, person = make_post(activity=activity), make_volunteer()
    make_signup(post=post, volunteer=person)
    works = [partial(take_duty, by=volunteer_standing(person), slot=slot, at=NOW), moving_by(activity, -48)]
    one_inside_the_other(*(works if duty_first else works[::-1]))
    on_duty = DutyTurn.objects.filter(volunteer=person, state=DutyTurnState.TAKEN).exists()
    there = SignUp.objects.filter(
        volunteer=person, state__in=LIVE_SIGNUPS, period__overlap=(slot.starts_at, slot.ends_at)
    )
    assert not (on_duty and there.exists()), "one person in two places"


def series_of(count: int) -> list[Activity]:
    project = make_project()
    rows = [make_activity(project=project, starts_at=NOW + (48 + 24 * n) * HOUR) for n in range(count)]
    series = Series.objects.create(
        city=rows[0].city, body=project.body, project=project, title="每天一场", region_path=rows[0].region_path,
        first_on=rows[0].starts_at.date(), left_out=[], rule="FREQ=DAILY", made_by=rows[0].leader, created_at=NOW,
    )  # fmt: skip
    for row in rows:
        row.series, row.occurs_on = series, row.starts_at.date()
        row.save()
    return rows


def test_a_series_moves_later_while_somebody_leaves() -> None:
    for _round in range(3):
        rows, person = series_of(12), make_volunteer()
        for row in rows:
            make_signup(post=make_post(activity=row), volunteer=person)
        Volunteer.objects.filter(pk=person.pk).update(state=VolunteerState.SUSPENDED)
        leave = partial(release_places, volunteer_id=person.pk, at=NOW)
        sound(at_once(moving_by(rows[0], 1, EditScope.ALL), leave))


def test_an_activity_moves_onto_the_time_of_a_group_being_made(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [make_volunteer() for _n in range(6)]
    activity = make_activity(starts_at=NOW + 72 * HOUR)
    post = make_post(activity=activity, places=20)
    other = make_post(activity=make_activity(starts_at=NOW + 48 * HOUR), places=20)
    for person in people:
        make_signup(post=post, volunteer=person)
    monkeypatch.setattr(moving, "_fits", slowly(moving._fits, 0.1))
    write = party_module.audit.write_line

    def slow_line(**facts: Any) -> None:
        if facts.get("verb") == "sign_up":
            time.sleep(0.1)
        write(**facts)

    monkeypatch.setattr(party_module.audit, "write_line", slow_line)
    sound(at_once(moving_by(activity, -24), group(people, other)))
    for each in (post, other):
        each.refresh_from_db()
        assert each.taken == SignUp.objects.filter(post=each, state__in=TAKING).count()


def test_two_activities_of_the_same_people_move_to_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [make_volunteer() for _n in range(6)]
    one, other = (make_activity(starts_at=NOW + hours * HOUR) for hours in (72, 96))
    for activity, order in ((one, people), (other, people[::-1])):
        post = make_post(activity=activity, places=20)
        for person in order:
            make_signup(post=post, volunteer=person)
    monkeypatch.setattr(moving, "_fits", slowly(moving._fits, 0.1))
    sound(at_once(moving_by(one, -24), moving_by(other, -48)))
