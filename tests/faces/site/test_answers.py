"""How fast an organisation answers is public once there are enough answers; a no shows what else is open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from redvest.registry.models import Volunteer
from redvest.service.choices import SignUpState
from redvest.service.models import Post, SignUp
from tests.faces.site.conftest import words
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def answered(post: Post, count: int) -> None:
    for _n in range(count):
        signup = make_signup(
            post=post, volunteer=registry.make_volunteer(with_account=False), state=SignUpState.REFUSED
        )
        SignUp.objects.filter(pk=signup.pk).update(created_at=NOW - 10 * HOUR, answered_at=NOW - 5 * HOUR)


def test_after_ten_answers_on_the_activity_and_the_organisation(guest: Client) -> None:
    post = make_post(needs_review=True)
    pages = (f"/activities/{post.activity_id}/", f"/bodies/{post.activity.body_id}/")
    answered(post, 9)
    for page in pages:
        assert "近三个月" not in words(guest.get(page))
    answered(post, 1)
    for page in pages:
        assert "5 小时内" in words(guest.get(page))
    Post.objects.update(needs_review=False)
    assert "近三个月" not in words(guest.get(pages[0]))


def test_who_was_not_chosen_sees_what_else_is_open(me: Client, person: Volunteer) -> None:
    signup = make_signup(post=make_post(needs_review=True), volunteer=person, state=SignUpState.REFUSED)
    other = make_activity(title="河边捡垃圾", starts_at=NOW + 70 * HOUR)
    make_post(activity=other)
    page = me.get(f"/me/signups/{signup.pk}/").content.decode()
    assert "这些还在招人" in page and f"/activities/{other.pk}/" in page


def test_what_an_applicant_wrote_comes_back_with_the_refusal(me: Client, person: Volunteer) -> None:
    activity = make_activity(starts_at=NOW + 70 * HOUR)
    mine, post = make_post(activity=activity), make_post(activity=activity, needs_review=True)
    make_signup(post=mine, volunteer=person)
    refused = me.post(f"/posts/{post.pk}/sign-up/", {"words": "我学过手语", "key": "k"})
    assert refused.status_code in (409, 422) and "我学过手语</textarea>" in refused.content.decode()
    assert SignUp.objects.count() == 1
