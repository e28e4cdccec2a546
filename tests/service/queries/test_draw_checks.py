"""The reasons against very many at once are those against each alone, whatever they are, in as few queries for all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.registry.actions.duty import take_slot
from redvest.registry.choices import QualificationState, RealNameState, VolunteerState
from redvest.registry.models import DatedSetting, Qualification, Region, Volunteer
from redvest.service.choices import SignUpState
from redvest.service.models import Opening, Post
from redvest.service.queries.draw_checks import reasons_against_many
from redvest.service.queries.lottery import reasons_against_entry
from tests.factories.opening import announce_lottery
from tests.factories.parts import ask_for, make_course, make_training
from tests.factories.registry import NOW, make_volunteer, volunteer_standing
from tests.factories.service import make_activity, make_post, make_signup
from tests.registry.actions.test_duty import slots
from tests.service.actions.test_person import merged, two_records

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BEGINS = NOW + 24 * HOUR


def both(people: list[Volunteer], opening: Opening) -> list[str]:
    """The one reason against each, which both ways agree on; empty where there is none."""
    post = Post.objects.select_related("activity", "opening").get(pk=opening.pk)
    many = reasons_against_many(people, post, opening)
    for person in people:
        alone = {each.code for each in reasons_against_entry(person.pk, post, NOW)}
        assert alone == ({many[person.pk]} if person.pk in many else set())
    return [many.get(person.pk, "") for person in people]


def changed(person: Volunteer, **to: object) -> Volunteer:
    Volunteer.objects.filter(pk=person.pk).update(**to)
    return Volunteer.objects.get(pk=person.pk)


def test_of_the_person() -> None:
    opening = announce_lottery(make_post(min_age=18, max_age=60))
    people = [
        make_volunteer(),
        changed(make_volunteer(), state=VolunteerState.SUSPENDED),
        changed(make_volunteer(), state=VolunteerState.PENDING_GUARDIAN),
        changed(make_volunteer(), real_name_state=RealNameState.MISSING),
        changed(make_volunteer(), birth_on=date(2010, 3, 7)),
        changed(make_volunteer(), birth_on=date(1960, 1, 1)),
        changed(make_volunteer(), birth_on=date(2008, 3, 6)),
    ]
    found = both(people, opening)
    assert found == ["", "inactive", "guardian", "real-name", "too-young", "too-old", ""]


def test_of_training_and_qualifications_on_the_day() -> None:
    post = make_post(qualifications=["first-aid"])
    course = make_course(body=post.activity.body, valid_months=1)
    opening = announce_lottery(ask_for(post, course))
    full, untrained, expired, unqualified, unverified = people = [make_volunteer() for _n in range(5)]
    for person in (full, unqualified, unverified):
        make_training(volunteer=person, course=course)
    make_training(volunteer=expired, course=course, on=NOW.date() - 40 * DAY)
    for person in (full, untrained, expired, unverified):
        state = QualificationState.SUBMITTED if person == unverified else QualificationState.VERIFIED
        Qualification.objects.create(
            city=person.city, volunteer=person, kind="first-aid", issued_by="红十字会", issued_on=NOW.date() - 9 * DAY,
            expires_on=NOW.date() + 9 * DAY, state=state, submitted_at=NOW,
        )  # fmt: skip
    assert both(people, opening) == [
        "", "needs-training", "needs-training", "needs-qualification", "needs-qualification",
    ]  # fmt: skip


def busy_elsewhere(
    person: Volunteer, begins: float, hours: int, state: SignUpState = SignUpState.CONFIRMED
) -> None:
    elsewhere = make_post(activity=make_activity(starts_at=BEGINS + begins * HOUR, hours=hours))
    make_signup(post=elsewhere, volunteer=person, state=state)


def test_of_other_plans() -> None:
    opening = announce_lottery()
    during, before, waiting, gone, long_day = people = [make_volunteer() for _n in range(5)]
    busy_elsewhere(during, 1, 4)
    busy_elsewhere(before, -2, 2)
    busy_elsewhere(waiting, -1, 2, SignUpState.WAITING)
    busy_elsewhere(gone, 0, 2, SignUpState.CANCELLED)
    busy_elsewhere(long_day, -9, 8, SignUpState.SERVED)
    busy_elsewhere(long_day, 3, 4)
    assert both(people, opening) == ["overlaps", "", "overlaps", "", "daily-limit"]
    city = Region.objects.get(code=opening.city)
    DatedSetting.objects.create(
        region=city, key="signup.rest_minutes", value=90, effective_on=NOW.date(), set_at=NOW
    )
    busy_elsewhere(gone, 3, 1)
    assert both([before, gone], opening) == ["", "rest-time"]


def test_of_duty_at_a_station() -> None:
    slot = slots()[0]
    opening = announce_lottery(make_post(activity=make_activity(starts_at=slot.starts_at + HOUR)))
    on_duty, free = make_volunteer(), make_volunteer()
    take_slot(by=volunteer_standing(on_duty), slot=slot, at=NOW)
    assert both([on_duty, free], opening) == ["overlaps", ""]


def test_of_the_cap_on_hot_posts() -> None:
    opening = announce_lottery(most_each=1, within_days=30)
    served, free = make_volunteer(), make_volunteer()
    past = make_post(activity=make_activity(starts_at=NOW + 5 * DAY))
    announce_lottery(past, most_each=1, within_days=30)
    for person, post in ((served, past), (free, make_post(activity=make_activity(starts_at=NOW + 6 * DAY)))):
        make_signup(post=post, volunteer=person)
    assert both([served, free], opening) == ["hot-cap-reached", ""]


def test_what_belongs_to_a_merged_record_counts() -> None:
    post = make_post()
    course = make_course(body=post.activity.body)
    opening = announce_lottery(ask_for(post, course))
    old, kept = two_records()
    make_training(volunteer=old, course=course)
    assert both([kept], opening) == ["needs-training"]
    merged(old, kept)
    assert both([kept], opening) == [""]


def test_on_the_post_already() -> None:
    opening, there = announce_lottery(), make_volunteer()
    make_signup(post=opening.post, volunteer=there)
    post = Post.objects.select_related("activity").get(pk=opening.pk)
    assert reasons_against_many([there], post, opening) == {there.pk: "already-signed-up"}


def queries(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as seen:
        work()
    return len(seen)


def test_two_thousand_cost_no_more_queries_than_two() -> None:
    opening = announce_lottery(make_post(qualifications=["first-aid"]), most_each=1, within_days=30)
    post = Post.objects.select_related("activity").get(pk=opening.pk)
    few, many = [make_volunteer() for _n in range(2)], [make_volunteer() for _n in range(12)]
    counts = [queries(lambda some=some: reasons_against_many(some, post, opening)) for some in (few, many)]  # type: ignore[misc]
    assert counts[0] == counts[1] <= 9
