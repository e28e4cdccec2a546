"""What a guardian answers for a child: a place in a group, the question asked once more, a request to stand in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from redvest.registry.models import Account, Volunteer
from redvest.service.actions.hand_over import Called, ask_stand_in
from redvest.service.actions.party import PartyForm, sign_up_party
from redvest.service.models import HandOver, Post, SignUp
from tests.faces.site.conftest import browser_of, words
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import make_activity, make_post, make_signup
from tests.registry.actions.test_child import registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def parent() -> Account:
    return registry.make_account(name="李建国")


@pytest.fixture
def child(parent: Account) -> Volunteer:
    return registered(parent)


@pytest.fixture
def browser(parent: Account, child: Volunteer) -> Client:
    return browser_of(parent)


@pytest.fixture
def post() -> Post:
    return make_post(activity=make_activity(starts_at=NOW + timedelta(hours=96)), title="整理书架", places=4)


def test_a_childs_place_in_a_group_waits_for_the_guardian(
    browser: Client, child: Volunteer, post: Post
) -> None:
    friend = registry.make_volunteer(name="周路人")
    sign_up_party(
        by=registry.volunteer_standing(friend), post_id=post.pk, at=NOW,
        form=PartyForm(people=[(child.number, child.name)]),
    )  # fmt: skip
    signup = SignUp.objects.get(volunteer=child)
    assert signup.state == "offered"
    address = f"/me/children/{child.pk}/signups/{signup.pk}/"
    assert "去，报上" in words(browser.get(address))
    stranger = registry.make_volunteer(name="郑外人").account
    assert stranger
    assert browser_of(stranger).post(address, {"verb": "take"}).status_code == 404
    signup.refresh_from_db()
    assert signup.state == "offered"
    browser.post(address, {"verb": "take"})
    signup.refresh_from_db()
    assert signup.state == "confirmed"


def test_the_question_asked_once_more_is_the_guardians(browser: Client, child: Volunteer, post: Post) -> None:
    signup = make_signup(post=post, volunteer=child)
    SignUp.objects.update(reconfirm_by=NOW + timedelta(hours=5))
    address = f"/me/children/{child.pk}/signups/{signup.pk}/"
    assert "孩子会来" in words(browser.get(address))
    browser.post(address, {"verb": "reconfirm"})
    signup.refresh_from_db()
    assert signup.reconfirmed_at == NOW and signup.state == "confirmed"
    assert "你说过孩子会来" in words(browser.get(address))


def test_a_child_stands_in_with_the_guardians_yes(browser: Client, child: Volunteer, post: Post) -> None:
    giver = registry.make_volunteer(name="周路人")
    held = make_signup(post=post, volunteer=giver)
    asked = ask_stand_in(
        by=registry.volunteer_standing(giver), signup_id=held.pk, who=Called(child.number, child.name), at=NOW
    )
    address = f"/me/hand-overs/{asked.pk}/"
    assert f"想请 {child.name} 顶替" in words(browser.get(address))
    browser.post(address, {"verb": "yes"})
    assert HandOver.objects.get().state == "done"
    assert SignUp.objects.get(volunteer=child).state == "confirmed"


def test_a_guardian_brings_the_child_from_the_form(browser: Client, child: Volunteer, post: Post) -> None:
    friend = registry.make_volunteer(name="周路人")
    page = browser.get(f"/posts/{post.pk}/party/").content.decode()
    assert child.name in page and 'name="children"' in page
    form = {"children": str(child.pk), "people": f"{friend.number} {friend.name}", "key": "k"}
    browser.post(f"/posts/{post.pk}/party/", form)
    states = dict(SignUp.objects.values_list("volunteer__name", "state"))
    assert states == {child.name: "confirmed", "周路人": "offered"}
