"""Why somebody cannot join, at the desk: asked by the leader of the activity alone, answered on the same page."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from redvest.core.models import AuditLine
from redvest.service.models import Post
from tests.faces.desk.conftest import Place, SignIn
from tests.factories.registry import make_volunteer
from tests.factories.service import make_activity, make_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(place: Place) -> Post:
    return make_post(activity=make_activity(body=place.body, leader=place.leader), title="陪同员", min_age=18)


def address(post: Post) -> str:
    return reverse("desk:join-reasons", args=[post.activity_id])


def ask(client: Client, post: Post, who: str, key: object = None) -> str:
    response = client.post(address(post), {"post": str(key or post.pk), "who": who})
    return response.content.decode()


def test_the_rules_and_no_facts(place: Place, post: Post, sign_in: SignIn) -> None:
    leader, child = sign_in(place.leader), make_volunteer(name="李明霞", birth_on=date(2010, 5, 1))
    roster = leader.get(reverse("desk:roster", args=[post.activity_id])).content.decode()
    assert address(post) in roster

    page = ask(leader, post, child.number)
    assert "李*霞" in page
    assert "年龄不在这个岗位要求的范围里" in page
    assert "李明霞" not in page.replace("例如：李明霞 0123", "")
    assert AuditLine.objects.get(verb="explain_join").target_id == str(child.pk)
    grown = make_volunteer(name="王小路")
    assert "没有什么拦着他" in ask(leader, post, f"王小路 {grown.phone_tail}")


def test_who_is_not_meant_exactly_and_which_post(place: Place, post: Post, sign_in: SignIn) -> None:
    leader = sign_in(place.leader)
    assert "没有找到这个人" in ask(leader, post, "李明霞")
    other = make_post(activity=make_activity())
    assert "请选一个岗位" in ask(leader, post, make_volunteer().number, other.pk)
    assert "请选一个岗位" in ask(leader, post, "谁", "nonsense")
    assert not AuditLine.objects.filter(verb="explain_join").exists()


def test_for_who_leads_it_only(place: Place, post: Post, sign_in: SignIn) -> None:
    assert sign_in(place.admin).get(address(post)).status_code == 200  # leads the body's activities
    for other in (place.officer, place.centre):
        client = sign_in(other)
        assert client.get(address(post)).status_code == 403
        assert client.post(address(post), {"post": post.pk, "who": "1"}).status_code == 403
        assert (
            address(post) not in client.get(reverse("desk:roster", args=[post.activity_id])).content.decode()
        )
    for other in (place.stranger, place.far_officer):
        assert sign_in(other).get(address(post)).status_code == 404
    assert sign_in(place.member).get(address(post)).status_code == 403
