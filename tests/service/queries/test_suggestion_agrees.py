"""What is suggested is exactly what signing up would take: two statements and one list of reasons that must agree."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from redvest.registry.models import Volunteer
from redvest.service.actions.signup import sign_up
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import Activity, Post, SignUp
from redvest.service.queries.signup import reasons_against
from redvest.service.queries.suggestion import suggestions
from tests.factories.parts import ask_for, make_course, make_training
from tests.factories.registry import NOW, make_region_tree, make_volunteer, volunteer_standing
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
SEEDS = (1, 2, 3)


def _activity(rng: random.Random) -> Activity:
    """Anything within three weeks: open or not, published or not, by day or by night."""
    begins = NOW + rng.randrange(1, 20 * 24) * HOUR
    return make_activity(
        starts_at=begins,
        hours=rng.choice((1, 2, 4, 9)),
        state=rng.choice((*[ActivityState.PUBLISHED] * 6, ActivityState.SUBMITTED, ActivityState.CANCELLED)),
        signup_opens_at=NOW + HOUR if rng.random() < 0.1 else None,
        signup_closes_at=NOW if rng.random() < 0.1 else None,
    )


def _post(rng: random.Random, activity: Activity, course: Any) -> Post:
    places = rng.randint(1, 3)
    made = make_post(
        activity=activity,
        places=places,
        taken=rng.randint(0, places),
        min_age=rng.choice((None, None, 14, 18)),
        max_age=rng.choice((None, None, 16, 60)),
        qualifications=rng.choice(([], [], [], ["doctor"])),
        gated=rng.random() < 0.1,
        opens_at=NOW + HOUR if rng.random() < 0.1 else None,
    )
    if rng.random() < 0.2:
        ask_for(made, course)
    return made


def _city(seed: int, person: Volunteer) -> None:
    rng = random.Random(seed)
    course = None
    for turn in range(14):
        activity = _activity(rng)
        course = course or make_course(body=activity.body)
        for _n in range(rng.randint(1, 2)):
            _post(rng, activity, course)
        if turn % 5 == 0 and not SignUp.objects.filter(volunteer=person).exists():
            held = make_post(activity=make_activity(starts_at=activity.starts_at, hours=3), places=4)
            make_signup(post=held, volunteer=person)
    if seed % 2 and course is not None:
        make_training(course=course, volunteer=person)


def _joinable(person: Volunteer) -> set[UUID]:
    """Activities with a post that has room and nothing against it, by the list that people read; own ones left out."""
    mine = SignUp.objects.filter(volunteer=person).values_list("activity_id", flat=True)
    free = [post for post in Post.objects.exclude(activity__in=mine) if post.taken < post.places]
    return {
        post.activity_id
        for post in free
        if not reasons_against(volunteer_id=person.pk, post_id=post.pk, at=NOW)
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_as_the_list_of_reasons(seed: int) -> None:
    person = make_volunteer(region=make_region_tree().baihua, birth_on=date(2009, 3, 5 + seed))
    _city(seed, person)
    found = suggestions(records=(person.pk,), at=NOW, most=100)
    joinable = _joinable(person)
    # With a post that cannot be gone to beside one that can, the emptiest that can be is named.
    assert {each.activity for each in found.items} == joinable
    assert joinable, "an empty city proves nothing"


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_is_suggested_can_be_signed_up_for(seed: int) -> None:
    person = make_volunteer(region=make_region_tree().baihua, birth_on=date(2009, 3, 5 + seed))
    _city(seed, person)
    by = volunteer_standing(person)
    for _n in range(3):
        items = suggestions(records=(person.pk,), at=NOW).items
        if not items:
            break
        made = sign_up(by=by, post_id=items[0].post, at=NOW)
        assert made.state == SignUpState.CONFIRMED
        again = suggestions(records=(person.pk,), at=NOW).items
        assert items[0].activity not in {each.activity for each in again}
        assert all(_apart(items[0].begins, items[0].ends, each.begins, each.ends) for each in again)


def _apart(begins: Any, ends: Any, other_begins: Any, other_ends: Any) -> bool:
    return ends - other_begins <= timedelta(0) or other_ends - begins <= timedelta(0)
