"""Somebody is suspended while their sign-up is on its way: they keep no place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from redvest.registry.actions.suspension import suspend_volunteer
from redvest.registry.models import Volunteer
from redvest.service.actions.departure import release_places
from redvest.service.actions.hand_over import make_link
from redvest.service.actions.hand_over_answer import answer_link
from redvest.service.actions.party import PartyForm, sign_up_party
from redvest.service.actions.signup import sign_up
from redvest.service.choices import LIVE_SIGNUPS
from redvest.service.models import Post, SignUp
from tests.concurrency.test_draw_beside_signup_race import one_inside_the_other
from tests.factories.registry import NOW, make_officer, make_volunteer, volunteer_standing
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db(transaction=True)


def suspended(person: Volunteer) -> Callable[[], int]:
    officer = make_officer()

    def run() -> int:
        suspend_volunteer(by=officer, volunteer=person, reason="冒用他人身份报名", at=NOW)
        return release_places(volunteer_id=person.pk, at=NOW)  # what the worker does next

    return run


def signing_up(how: str, person: Volunteer, post: Post) -> Callable[[], Any]:
    by, friend = volunteer_standing(person), make_volunteer()
    if how == "alone":
        return partial(sign_up, by=by, post_id=post.pk, at=NOW)
    if how == "group":
        form = PartyForm(people=[(friend.number, friend.name)])
        return partial(sign_up_party, by=by, post_id=post.pk, form=form, at=NOW)
    held = make_signup(post=post, volunteer=friend)
    token = make_link(by=volunteer_standing(friend), signup_id=held.pk, at=NOW)[1]
    return partial(answer_link, by=by, token=token, accept=True, at=NOW)


@pytest.mark.parametrize("how", ["alone", "group", "link"])
def test_a_suspended_person_keeps_no_place(how: str) -> None:
    person, post = make_volunteer(), make_post(activity=make_activity(starts_at=NOW + 48 * HOUR))
    one_inside_the_other(signing_up(how, person, post), suspended(person))
    assert Volunteer.objects.get(pk=person.pk).state == "suspended"
    assert not SignUp.objects.filter(volunteer=person, state__in=LIVE_SIGNUPS).exists()
