"""A place that is kept for me: until when, one red button, and too late said plainly."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from redvest.registry.models import Volunteer
from redvest.service.actions.offer import hold_out
from redvest.service.choices import SignUpState
from redvest.service.models import Offer, SignUp
from tests.faces.site.conftest import browser_of, words
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import make_post, make_signup

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(person: Volunteer) -> SignUp:
    signup = make_signup(post=make_post(places=1), volunteer=person, state=SignUpState.WAITING)
    hold_out(post_id=signup.post_id, at=NOW)
    return signup


def test_it_says_until_when_and_one_press_takes_it(me: Client, offered: SignUp) -> None:
    page = me.get(f"/me/signups/{offered.pk}/")
    assert "轮到你了" in words(page) and "名额给你留到" in words(page)
    said = words(me.post(f"/me/signups/{offered.pk}/take/", follow=True))
    assert "报上了" in said and "轮到你了" not in said
    offered.refresh_from_db()
    assert offered.state == SignUpState.CONFIRMED


def test_too_late_is_said_and_nothing_changes(me: Client, offered: SignUp) -> None:
    Offer.objects.update(made_at=NOW - timedelta(hours=3), expires_at=NOW)
    assert "已经让给下一位" in words(me.post(f"/me/signups/{offered.pk}/take/", follow=True))
    offered.refresh_from_db()
    assert offered.state == SignUpState.OFFERED


def test_a_stranger_and_a_reader_of_links_change_nothing(me: Client, offered: SignUp) -> None:
    stranger = registry.make_volunteer(name="周路人").account
    assert stranger is not None
    assert browser_of(stranger).post(f"/me/signups/{offered.pk}/take/").status_code == 403
    assert Client().post(f"/me/signups/{offered.pk}/take/").status_code in (302, 401)
    assert me.get(f"/me/signups/{offered.pk}/take/").status_code == 405
    offered.refresh_from_db()
    assert offered.state == SignUpState.OFFERED


def test_an_application_says_when_the_answer_comes(me: Client) -> None:
    post = make_post(needs_review=True)
    said = words(me.post(f"/posts/{post.pk}/sign-up/", {"key": "k", "words": "我当过护士"}, follow=True))
    assert "申请交上去了" in said and "前会给你答复" in said
    assert SignUp.objects.get().words == "我当过护士"
