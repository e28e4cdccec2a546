"""Asked once more: the page says until when, one red button keeps the place; a guardian presses it for a child."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from redvest.registry.models import Volunteer
from redvest.service.models import SignUp
from tests.faces.site.conftest import browser_of, words
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(person: Volunteer) -> SignUp:
    post = make_post(places=1, activity=make_activity(starts_at=NOW + timedelta(hours=40)))
    signup = make_signup(post=post, volunteer=person)
    signup.reconfirm_by = NOW + timedelta(hours=16)
    signup.save(update_fields=["reconfirm_by"])
    return signup


def test_it_asks_until_when_and_one_press_answers(me: Client, asked: SignUp) -> None:
    assert "请再确认" in words(me.get("/me/signups/"))
    page = words(me.get(f"/me/signups/{asked.pk}/"))
    assert "还来吗" in page and "没有回音" in page
    for _twice in range(2):
        said = words(me.post(f"/me/signups/{asked.pk}/reconfirm/", follow=True))
        assert "到时见" in said and "你说过会来" in said and "还来吗" not in said
    asked.refresh_from_db()
    assert asked.reconfirmed_at == NOW


def test_too_late_is_said_and_nothing_changes(me: Client, asked: SignUp) -> None:
    SignUp.objects.update(state="lapsed")
    assert "不用再确认" in words(me.post(f"/me/signups/{asked.pk}/reconfirm/", follow=True))
    asked.refresh_from_db()
    assert (asked.state, asked.reconfirmed_at) == ("lapsed", None)


def test_a_stranger_and_a_reader_of_links_change_nothing(me: Client, asked: SignUp) -> None:
    stranger = registry.make_volunteer(name="周路人").account
    assert stranger is not None
    address = f"/me/signups/{asked.pk}/reconfirm/"
    assert browser_of(stranger).post(address).status_code == 403
    assert Client().post(address).status_code in (302, 401)
    assert me.get(address).status_code == 405
    asked.refresh_from_db()
    assert asked.reconfirmed_at is None
