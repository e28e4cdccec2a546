"""What a guardian answers for a child: a place in a group, the question asked once more, a request to stand in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from redvest.registry.models import Account, Volunteer
from redvest.service.actions.hand_over import Called, ask_stand_in
from redvest.service.actions.party import PartyForm, sign_up_party
from redvest.service.choices import ActivityState
from redvest.service.models import HandOver, Offer, Post, SignUp
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


def stand_in_for(child: Volunteer, post: Post) -> HandOver:
    giver = registry.make_volunteer(name="周路人")
    held = make_signup(post=post, volunteer=giver)
    who = Called(child.number, child.name)
    return ask_stand_in(by=registry.volunteer_standing(giver), signup_id=held.pk, who=who, at=NOW)


def test_a_guardian_without_a_record_finds_what_the_child_is_asked_and_lands_at_the_child(
    browser: Client, child: Volunteer, post: Post
) -> None:
    asked = stand_in_for(child, post)
    for address in ("/me/children/", f"/me/children/{child.pk}/"):
        page = browser.get(address)
        assert (
            f"想请 {child.name} 顶替" in words(page)
            and f"/me/hand-overs/{asked.pk}/" in page.content.decode()
        )
    page = words(browser.get(f"/me/hand-overs/{asked.pk}/"))
    assert f"名额就是{child.name}的" in page and "名额就是你的" not in page and "好，孩子去" in page
    said = browser.post(f"/me/hand-overs/{asked.pk}/", {"verb": "yes"}, follow=True)
    assert said.status_code == 200 and said.redirect_chain[-1][0] == f"/me/children/{child.pk}/"
    assert f"名额现在是{child.name}的" in words(said)
    late = browser.post(f"/me/hand-overs/{asked.pk}/", {"verb": "no"})
    assert late.status_code == 409 and f'href="/me/children/{child.pk}/"' in late.content.decode()


def test_a_guardian_finds_somebody_for_the_childs_place_and_takes_it_back(
    browser: Client, child: Volunteer, post: Post
) -> None:
    held, friend = make_signup(post=post, volunteer=child), registry.make_volunteer(name="周路人")
    page = browser.get(f"/me/children/{child.pk}/signups/{held.pk}/").content.decode()
    address = f"/me/children/{child.pk}/signups/{held.pk}/hand-over/"
    assert address in page
    wrong = browser.post(address, {"verb": "stand-in", "number": friend.number, "name": "王五"})
    assert (
        wrong.status_code == 404 and friend.number in wrong.content.decode() and not HandOver.objects.exists()
    )
    form = {"verb": "stand-in", "number": friend.number, "name": friend.name}
    said = browser.post(address, form, follow=True)
    assert said.redirect_chain[-1][0] == address and "名额还是孩子的" in words(said)
    asked = HandOver.objects.get()
    stranger = registry.make_account(name="郑外人")
    assert browser_of(stranger).post(f"/me/hand-overs/{asked.pk}/withdraw/").status_code == 403
    assert browser_of(stranger).get(address).status_code == 404
    back = browser.post(f"/me/hand-overs/{asked.pk}/withdraw/", follow=True)
    assert back.redirect_chain[-1][0] == address and "撤回了，名额还是孩子的" in words(back)
    asked.refresh_from_db()
    held.refresh_from_db()
    assert (asked.state, held.state) == ("withdrawn", "confirmed")


def test_the_childs_page_says_until_when_a_place_is_kept_and_what_the_organiser_wrote(
    browser: Client, child: Volunteer, post: Post
) -> None:
    signup = make_signup(post=post, volunteer=child, state="offered")  # type: ignore[arg-type]
    Offer.objects.create(
        city=signup.city, post=post, signup=signup, made_at=NOW, expires_at=NOW + timedelta(hours=3)
    )  # fmt: skip
    address = f"/me/children/{child.pk}/signups/{signup.pk}/"
    assert "名额给孩子留到 3月5日 周四 13:00" in words(browser.get(address))
    SignUp.objects.update(state="applied", answer_by=NOW + timedelta(hours=5))
    assert "3月5日 周四 15:00 前会给你答复" in words(browser.get(address))
    other = make_post(
        activity=make_activity(starts_at=NOW + timedelta(hours=120), title="社区读书会"), places=4
    )
    SignUp.objects.update(state="refused", answer="这次先收高年级的同学，下回再请你。")
    page = browser.get(address).content.decode()
    assert "下回再请你" in page and f"/activities/{other.activity_id}/?for={child.pk}" in page


def test_a_group_made_by_a_guardian_is_found_again(browser: Client, child: Volunteer, post: Post) -> None:
    friend = registry.make_volunteer(name="周路人")
    form = {
        "children": str(child.pk),
        "people": f"{friend.number} {friend.name}",
        "key": "k",
        "name": "亲子小队",
    }
    page = browser.post(f"/posts/{post.pk}/party/", form, follow=True)
    assert 'href="/me/children/"' in page.content.decode()
    assert "亲子小队" in words(browser.get("/me/children/"))


def test_a_draft_is_shown_to_nobody_who_makes_up_a_group(browser: Client, post: Post) -> None:
    post.activity.state = ActivityState.DRAFT
    post.activity.save(update_fields=["state"])
    assert browser.get(f"/posts/{post.pk}/party/").status_code == 404


def test_a_parent_sees_on_their_own_page_what_comes_next_for_the_child(
    browser: Client, child: Volunteer, post: Post
) -> None:
    assert "的下一场" not in words(browser.get("/me/"))
    make_signup(post=post, volunteer=child)
    soon = make_signup(
        post=make_post(activity=make_activity(starts_at=NOW + timedelta(hours=20), title="图书角")),
        volunteer=child,
    )
    page = browser.get("/me/")
    assert (
        f"{child.name}的下一场" in words(page) and "图书角" in words(page) and "整理书架" not in words(page)
    )
    assert f"/me/children/{child.pk}/signups/{soon.pk}/" in page.content.decode()
    assert "/me/children/" in browser.get("/me/").content.decode()
