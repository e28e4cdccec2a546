"""The pages of groups: the form keeps what was typed and says every reason; the group's page takes one out, or all."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from redvest.registry.choices import Role
from redvest.registry.models import Volunteer
from redvest.service.models import Post, SignUp, SignUpParty
from tests.faces.site.conftest import browser_of, words
from tests.factories import registry
from tests.factories.service import make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def post() -> Post:
    return make_post(places=3, title="引导员")


@pytest.fixture
def friend() -> Volunteer:
    return registry.make_volunteer(name="欧阳明霞")


def book(me: Client, post: Post, *people: Volunteer, **more: str) -> Any:
    lines = "\n".join(f"{each.number} {each.name}" for each in people)
    form = {"people": lines, "with_me": "1", "name": "读书会", "key": "k"} | more
    return me.post(f"/posts/{post.pk}/party/", form)


def test_from_the_activity_to_the_groups_page(me: Client, post: Post, friend: Volunteer) -> None:
    page = me.get(f"/activities/{post.activity_id}/").content.decode()
    assert "组队报引导员" in page
    assert "我也去" in words(me.get(f"/posts/{post.pk}/party/"))
    said = words(me.get(book(me, post, friend).url))
    assert "读书会" in said and "欧阳*霞" in said and "等本人答应" in said and "李*霞" in said
    assert "读书会" in words(me.get("/me/signups/"))
    theirs = SignUp.objects.get(volunteer=friend)
    assert friend.account
    client = browser_of(friend.account)
    page = words(client.get(f"/me/signups/{theirs.pk}/"))
    assert "李*霞给你报了名" in page and "读书会" in page and "轮到你了" not in page
    assert "没有这回事" in page and "名额给你留着，去答应" in words(client.get("/me/"))
    said = words(client.post(f"/me/signups/{theirs.pk}/take/", follow=True))
    assert "报上了" in said and "没有这回事" not in said
    assert "打开签到码" in words(client.get("/me/"))


def test_what_was_typed_comes_back_with_every_reason(me: Client, post: Post, friend: Volunteer) -> None:
    odd = me.post(f"/posts/{post.pk}/party/", {"people": "李明霞", "with_me": "1"})
    assert odd.status_code == 422 and "第 1 行看不懂" in words(odd)
    friend.birth_on = friend.birth_on.replace(year=2020) if friend.birth_on else None
    friend.save(update_fields=["birth_on"])
    Post.objects.filter(pk=post.pk).update(min_age=18)
    refused = book(me, post, friend)
    assert refused.status_code == 422
    page = words(refused)
    assert (
        "欧阳明霞：还不合这个岗位的条件" in page
        and friend.number in page
        and "读书会" in refused.content.decode()
    )
    assert not SignUp.objects.exists()


def test_taking_one_out_and_then_all(me: Client, post: Post, friend: Volunteer) -> None:
    book(me, post, friend)
    party = SignUpParty.objects.get()
    address = f"/me/parties/{party.pk}/cancel/"
    stranger = registry.make_volunteer(name="周路人").account
    assert stranger
    assert browser_of(stranger).get(f"/me/parties/{party.pk}/").status_code == 404
    assert browser_of(stranger).post(address).status_code == 403
    assert SignUp.objects.filter(state="cancelled").count() == 0
    assert me.post(address, {"signup": "all"}).status_code == 404
    assert SignUp.objects.filter(state="cancelled").count() == 0
    one = SignUp.objects.get(volunteer=friend)
    assert "这一个人" in words(me.post(address, {"signup": str(one.pk)}, follow=True))
    assert SignUp.objects.filter(state="cancelled").count() == 1
    assert "整队取消了" in words(me.post(address, follow=True))
    assert Post.objects.get(pk=post.pk).taken == 0


def test_a_leader_may_speak_for_the_organisations_members(post: Post, friend: Volunteer) -> None:
    leader = registry.make_account(name="陈小梅")
    registry.make_grant(account=leader, role=Role.ACTIVITY_LEADER, body=post.activity.body)
    client = browser_of(leader)
    page = words(client.get(f"/posts/{post.pk}/party/"))
    assert "替组织的成员报名" in page and "我也去" not in page
    said = book(client, post, friend, body=str(post.activity.body_id), how="phone")
    assert said.status_code == 422 and "不是这个组织的成员" in words(said)
