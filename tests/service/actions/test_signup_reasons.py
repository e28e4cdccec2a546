"""Signing up is refused exactly where "why can't I join" names a reason: one situation of every kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from redvest.core.errors import DomainError
from redvest.registry.choices import RealNameState, VolunteerState
from redvest.registry.models import Volunteer
from redvest.service.actions.signup import sign_up
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import Activity, Post, SignUp
from redvest.service.queries.signup import reasons_against
from tests.factories.parts import ask_for, make_course
from tests.factories.registry import NOW, make_volunteer, standing_of
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
Change = Callable[[Post, Volunteer], object]


def _person(**facts: object) -> Change:
    return lambda post, person: Volunteer.objects.filter(pk=person.pk).update(**facts)


def _activity(**facts: object) -> Change:
    return lambda post, person: Activity.objects.filter(pk=post.activity_id).update(**facts)


def _post(**facts: object) -> Change:
    return lambda post, person: Post.objects.filter(pk=post.pk).update(**facts)


def _other(begins: timedelta, hours: float = 2) -> Change:
    return lambda post, person: make_signup(
        post=make_post(activity=make_activity(starts_at=post.activity.starts_at + begins, hours=hours)),
        volunteer=person,
    )


def _overdue(post: Post, person: Volunteer) -> None:
    _post(needs_review=True)(post, person)
    late = make_signup(post=post, volunteer=make_volunteer(), state=SignUpState.APPLIED)
    SignUp.objects.filter(pk=late.pk).update(answer_by=NOW - HOUR)


SITUATIONS: dict[str, Change] = {
    "": lambda post, person: None,
    "guardian": _person(state=VolunteerState.PENDING_GUARDIAN),
    "inactive": _person(state=VolunteerState.SUSPENDED),
    "real-name": _person(real_name_state=RealNameState.REFUSED),
    "too-young": _post(min_age=80),
    "too-old": _post(max_age=20),
    "needs-training": lambda post, person: ask_for(post, make_course(body=post.activity.body)),
    "needs-qualification": _post(qualifications=["doctor"]),
    "closed": _activity(signup_closes_at=NOW - HOUR),
    "closed ": _activity(state=ActivityState.SUBMITTED),
    "answers-overdue": _overdue,
    "already-signed-up": lambda post, person: make_signup(post=post, volunteer=person),
    "overlaps": _other(HOUR),
    "daily-limit": _other(2 * HOUR, hours=11),
}


@pytest.mark.parametrize("code", SITUATIONS)
def test_refused_exactly_where_a_reason_is_named(code: str) -> None:
    person, post = make_volunteer(), make_post(activity=make_activity())
    SITUATIONS[code](post, person)
    before = SignUp.objects.count()

    found = reasons_against(volunteer_id=person.pk, post_id=post.pk, at=NOW)
    assert [each.code for each in found] == ([code.strip()] if code else [])
    assert person.account is not None
    if not code:
        assert sign_up(by=standing_of(person.account), post_id=post.pk, at=NOW).state == SignUpState.CONFIRMED
        return
    with pytest.raises(DomainError):
        sign_up(by=standing_of(person.account), post_id=post.pk, at=NOW)
    assert SignUp.objects.count() == before
