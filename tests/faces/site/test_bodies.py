"""Organisations on the public site, and the organisations of one's own."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.registry.actions.joining import decide_application, invite
from redvest.registry.choices import BodyState
from redvest.registry.models import Body, JoinRequest, Membership, Profile, Volunteer
from tests.faces.site.conftest import words
from tests.factories import registry as make
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


def test_i_apply_am_taken_in_and_leave(me: Client, person: Volunteer, body: Body) -> None:
    page = me.post(reverse("site:body-join", args=[body.pk]), {"words": "住得近"}, follow=True)
    assert "申请交给这个组织了" in words(page) and "等答复" in words(page)
    mine = words(me.get(reverse("site:my-bodies")))
    assert body.name in mine and "住得近" in mine and "撤回申请" in mine

    request = JoinRequest.objects.get()
    decide_application(by=make.make_body_admin(body), request=request, accept=True, at=NOW)
    assert "你是成员" in words(me.get(reverse("site:body", args=[body.pk])))
    mine = words(me.get(reverse("site:my-bodies")))
    assert "本人申请" in mine and "退出" in mine

    page = me.post(reverse("site:body-leave", args=[body.pk]), follow=True)
    assert "你已经退出" in words(page) and "以前加入过的" in words(page)
    assert Membership.objects.get().left_on == make.TODAY


def test_leaving_is_asked_about_first(me: Client, person: Volunteer, body: Body) -> None:
    Membership.objects.create(city=body.city, body=body, volunteer=person, joined_on=date(2025, 1, 1))
    assert "data-confirm=" in me.get(reverse("site:my-bodies")).content.decode()


def test_the_next_page_asks_for_the_same_words(guest: Client) -> None:
    for number in range(31):
        make.make_body(name=f"红 & 蓝队 {number:02d}")
    address = reverse("site:bodies")
    first = guest.get(address, {"q": "红 & 蓝队"})
    following = guest.get(address + first.context["pager"]["next_url"])
    assert following.context["asked"] == "红 & 蓝队"
    assert [len(page.context["rows"]) for page in (first, following)] == [30, 1]


def test_the_page_of_a_body_names_no_member(guest: Client, person: Volunteer, body: Body) -> None:
    Membership.objects.create(city=body.city, body=body, volunteer=person, joined_on=date(2025, 1, 1))
    said = words(guest.get(reverse("site:body", args=[body.pk])))
    assert person.name not in said and person.number not in said and body.responsible_name not in said
    assert body.name in said and body.contact_phone in said and "1 成员" in said.replace("\n", " ")


def test_bodies_that_still_apply_or_live_elsewhere_are_unknown(guest: Client) -> None:
    for hidden in (
        make.make_body(state=BodyState.APPLIED), make.make_body(state=BodyState.REFUSED),
        make.make_body(city="410800", region=make.make_other_city()),
    ):  # fmt: skip
        assert guest.get(reverse("site:body", args=[hidden.pk])).status_code == 404
    resting = make.make_body(state=BodyState.SUSPENDED)
    said = words(guest.get(reverse("site:body", args=[resting.pk])))
    assert "暂停" in said and "申请加入" not in said


def test_a_refused_application_says_why(me: Client, person: Volunteer, body: Body) -> None:
    me.post(reverse("site:body-join", args=[body.pk]))
    again = me.post(reverse("site:body-join", args=[body.pk]), follow=True)
    assert "已经有一份申请" in words(again)
    head = make.make_body_admin(body)
    decide_application(by=head, request=JoinRequest.objects.get(), accept=False, note="今年名额满了", at=NOW)
    assert "今年名额满了" in words(me.get(reverse("site:my-bodies")))
    assert not Membership.objects.exists()


def test_i_answer_an_invitation_and_nobody_else_does(body: Body, me: Client) -> None:
    child = make.make_volunteer(birth_on=date(2011, 5, 17))
    Profile.objects.create(volunteer=child, team_invites="accept", changed_at=NOW)
    asked = invite(by=make.make_body_admin(body), body=body, number=child.number, words="欢迎", at=NOW)
    address = reverse("site:join-answer", args=[asked.pk])
    assert me.post(address, {"answer": "yes"}).status_code == 404
    assert not Membership.objects.exists()

    own = Client()
    assert child.account is not None
    own.force_login(child.account)
    assert "愿意加入" in words(own.get(reverse("site:my-bodies")))
    assert "你是成员了" in words(own.post(address, {"answer": "yes"}, follow=True))
    assert Membership.objects.get().consent == "invited"


def test_i_take_my_application_back(me: Client, body: Body) -> None:
    me.post(reverse("site:body-join", args=[body.pk]))
    asked = JoinRequest.objects.get()
    page = me.post(reverse("site:join-withdraw", args=[asked.pk]), follow=True)
    assert "申请撤回了" in words(page) and "等答复" not in words(page)


def test_the_list_finds_by_name(guest: Client) -> None:
    make.make_body(name="黎明脚步志愿队")
    make.make_body(name="银龄志愿服务队")
    said = words(guest.get(reverse("site:bodies"), {"q": "黎明"}))
    assert "黎明脚步" in said and "银龄" not in said
    assert "没有找到这个组织" in words(guest.get(reverse("site:bodies"), {"q": "查无此队"}))


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_however_long(me: Client, person: Volunteer, count: int) -> None:
    for _ in range(count):
        body = make.make_body()
        Membership.objects.create(city=body.city, body=body, volunteer=person, joined_on=date(2025, 1, 1))
        me.post(reverse("site:body-join", args=[make.make_body().pk]))
    spent = []
    for address in (reverse("site:bodies"), reverse("site:my-bodies"), reverse("site:body", args=[body.pk])):
        with CaptureQueriesContext(connection) as asked:
            assert me.get(address).status_code == 200
        spent.append(len(asked))
    assert spent == [4, 6, 11]


def test_without_a_record_there_is_nothing_to_join(guest: Client, member: Client, body: Body) -> None:
    for client in (guest, member):
        assert client.post(reverse("site:body-join", args=[body.pk])).status_code in (302, 401, 403)
        assert client.get(reverse("site:my-bodies")).status_code in (302, 401, 403)
    assert not JoinRequest.objects.exists()
