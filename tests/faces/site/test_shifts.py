"""A later shift of an activity that runs already: its people are asked, told and may cancel by their own time."""

from __future__ import annotations

import pytest
from django.test import Client

from redvest.registry.models import Message, Volunteer
from redvest.service.actions.notice import tell_offered
from redvest.service.actions.party import PartyForm, sign_up_party
from redvest.service.actions.signup import cancel_signup
from redvest.service.choices import SignUpState
from redvest.service.models import Post, SignUp, SignUpParty
from tests.faces.site.conftest import browser_of, words
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import HOUR, make_activity, make_post, make_signup
from tests.registry.actions.test_child import registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def shift() -> Post:
    """The activity began yesterday; this shift begins in 40 hours."""
    activity = make_activity(starts_at=NOW - 24 * HOUR, hours=96, signup_closes_at=NOW + 40 * HOUR)
    return make_post(
        activity=activity, title="引导员", shift="第三天", places=3, starts_at=NOW + 40 * HOUR, ends_at=NOW + 42 * HOUR
    )  # fmt: skip


def asked(shift: Post, volunteer: Volunteer) -> SignUp:
    signup = make_signup(post=shift, volunteer=volunteer)
    SignUp.objects.filter(pk=signup.pk).update(reconfirm_by=NOW + 16 * HOUR)
    return signup


def test_who_is_asked_about_a_later_shift_finds_the_button(
    me: Client, person: Volunteer, shift: Post
) -> None:
    signup = asked(shift, person)
    assert "请再确认" in words(me.get("/me/signups/"))
    page = words(me.get(f"/me/signups/{signup.pk}/"))
    assert "还来吗" in page and "引导员 第三天" in page
    assert "你说过会来" in words(me.post(f"/me/signups/{signup.pk}/reconfirm/", follow=True))


def test_a_guardian_finds_it_for_the_child(shift: Post) -> None:
    parent = registry.make_account(name="李建国")
    child = registered(parent)
    signup = asked(shift, child)
    assert "孩子会来" in words(browser_of(parent).get(f"/me/children/{child.pk}/signups/{signup.pk}/"))


def test_a_group_on_a_later_shift_reads_its_time_and_may_cancel(
    me: Client, person: Volunteer, shift: Post
) -> None:
    friend = registry.make_volunteer(name="欧阳明霞")
    party = sign_up_party(
        by=registry.volunteer_standing(person), post_id=shift.pk, at=NOW,
        form=PartyForm(people=[(friend.number, friend.name)], with_me=True),
    )  # fmt: skip
    page = words(me.get(f"/me/parties/{party.pk}/"))
    assert "引导员 第三天" in page and "3月7日" in page and "整队取消" in page
    me.post(f"/me/parties/{party.pk}/cancel/")
    assert SignUpParty.objects.get().ended_at == NOW
    assert set(SignUp.objects.values_list("state", flat=True)) == {"cancelled"}


def test_what_one_is_told_and_ones_calendar_name_the_shift(
    me: Client, person: Volunteer, shift: Post
) -> None:
    full = make_signup(post=shift, volunteer=registry.make_volunteer(name="周路人"))
    Post.objects.filter(pk=shift.pk).update(places=1)
    waiting = make_signup(post=shift, volunteer=person, state=SignUpState.WAITING)
    cancel_signup(by=registry.volunteer_standing(full.volunteer), signup_id=full.pk, at=NOW)
    tell_offered(signup_id=waiting.pk, at=NOW)
    assert "（引导员 第三天）" in Message.objects.get(volunteer=person).text
    me.post(f"/me/signups/{waiting.pk}/take/")
    address = me.post("/me/calendar/").context["address"].removeprefix("http://testserver")
    assert "引导员 第三天" in me.get(address).content.decode().replace("\r\n ", "")
