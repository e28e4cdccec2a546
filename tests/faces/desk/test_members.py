"""The members of an organisation at the desk: who answers, who sees, what it costs."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.registry.actions.joining import ask_to_join
from redvest.registry.models import Body, JoinRequest, Membership, Profile, Volunteer
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


def asks(place: Place, name: str = "李明霞") -> JoinRequest:
    by = registry.volunteer_standing(registry.make_volunteer(name=name))
    return ask_to_join(by=by, body=place.body, words="住得近", at=NOW)


def belongs(place: Place) -> tuple[Volunteer, Membership]:
    person = registry.make_volunteer(name="王大山")
    made = Membership.objects.create(
        city=place.body.city, body=place.body, volunteer=person, joined_on=date(2025, 1, 1)
    )
    return person, made


def test_a_head_reads_who_asks_and_takes_them_in(place: Place, sign_in: SignIn) -> None:
    asked, client = asks(place), sign_in(place.admin)
    address = reverse("desk:members", args=[place.body.pk])
    page = client.get(address).content.decode()
    assert "住得近" in page and "同意加入" in page

    decide = reverse("desk:join-decide", args=[place.body.pk, asked.pk])
    page = client.post(decide, {"verb": "decline", "note": ""}, follow=True).content.decode()
    assert "没有同意要写一句原因" in page and not Membership.objects.exists()
    page = client.post(decide, {"verb": "accept"}, follow=True).content.decode()
    assert "答复了" in page and "本人申请" in page
    assert Membership.objects.get().volunteer == asked.volunteer


def test_an_invitation_is_answered_by_the_preference(place: Place, sign_in: SignIn) -> None:
    client, address = sign_in(place.admin), reverse("desk:member-invite", args=[place.body.pk])
    shy, open_ = registry.make_volunteer(name="李静"), registry.make_volunteer(name="王开")
    Profile.objects.create(volunteer=open_, team_invites="accept", changed_at=NOW)
    assert "不接受队伍邀请" in client.post(address, {"number": shy.number}, follow=True).content.decode()
    assert "已经加入" in client.post(address, {"number": open_.number}, follow=True).content.decode()
    assert [each.volunteer for each in Membership.objects.all()] == [open_]


def test_an_invitation_is_taken_back(place: Place, sign_in: SignIn) -> None:
    child = registry.make_volunteer(birth_on=date(2011, 5, 17))
    Profile.objects.create(volunteer=child, team_invites="accept", changed_at=NOW)
    client = sign_in(place.admin)
    page = client.post(
        reverse("desk:member-invite", args=[place.body.pk]), {"number": child.number}, follow=True
    )
    assert "等本人答复" in page.content.decode()
    decide = reverse("desk:join-decide", args=[place.body.pk, JoinRequest.objects.get().pk])
    assert "邀请撤回了" in client.post(decide, {"verb": "withdraw"}, follow=True).content.decode()


def test_somebody_is_taken_out_with_a_reason(place: Place, sign_in: SignIn) -> None:
    _, made = belongs(place)
    address = reverse("desk:member-end", args=[place.body.pk, made.pk])
    client = sign_in(place.admin)
    client.post(address, {"note": ""})
    made.refresh_from_db()
    assert made.left_on is None
    assert "已经移出" in client.post(address, {"note": "搬走了"}, follow=True).content.decode()
    assert (
        client.post(reverse("desk:member-end", args=[place.body.pk, 999_999]), {"note": "x"}).status_code
        == 404
    )


def test_who_may(place: Place, sign_in: SignIn) -> None:
    asked, (_, made) = asks(place), belongs(place)
    key = place.body.pk
    posts = {
        reverse("desk:member-invite", args=[key]): {"number": "360500000001"},
        reverse("desk:join-decide", args=[key, asked.pk]): {"verb": "accept"},
        reverse("desk:member-end", args=[key, made.pk]): {"note": "走"},
    }
    for account, reads in (
        (place.leader, 200),
        (place.stranger, 404),
        (place.far_officer, 404),
        (place.member, 403),
    ):
        client = sign_in(account)
        page = client.get(reverse("desk:members", args=[key]))
        assert page.status_code == reads
        assert "同意加入" not in page.content.decode()
        for address, sent in posts.items():
            assert client.post(address, sent).status_code in (403, 404)
    assert Membership.objects.get().left_on is None and JoinRequest.objects.get().state == "open"
    assert sign_in(place.officer).get(reverse("desk:members", args=[key])).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(place: Place, as_officer: Client, count: int) -> None:
    for turn in range(count):
        asks(place, f"李{'一二三'[turn]}")
        belongs(place)
    with CaptureQueriesContext(connection) as spent:
        page = as_officer.get(reverse("desk:members", args=[place.body.pk]))
    assert page.status_code == 200 and len(spent) == 7


def test_a_refused_invitation_keeps_what_was_typed(place: Place, sign_in: SignIn) -> None:
    client, address = sign_in(place.admin), reverse("desk:member-invite", args=[place.body.pk])
    page = client.post(address, {"number": "360500999999", "words": "想请你来"})
    assert page.status_code >= 400 and 'value="360500999999"' in page.content.decode()
    assert 'value="想请你来"' in page.content.decode() and not JoinRequest.objects.exists()


def test_while_it_rests_nobody_is_taken_in_and_the_page_says_so(place: Place, sign_in: SignIn) -> None:
    asks(place)
    address = reverse("desk:members", args=[place.body.pk])
    assert "由组织负责人或所在区域的工作人员答复" in sign_in(place.leader).get(address).content.decode()
    Body.objects.filter(pk=place.body.pk).update(state="suspended")
    page = sign_in(place.officer).get(address).content.decode()
    assert 'value="accept"' not in page and "恢复以后才能接收成员" in page
    assert 'value="decline"' in page


def test_how_many_more_it_can_lead_stands_above_the_list(place: Place, sign_in: SignIn) -> None:
    address, public = (reverse(name, args=[place.body.pk]) for name in ("desk:members", "site:body"))
    client = sign_in(place.admin)
    assert "最多能带" not in client.get(address).content.decode()
    belongs(place)
    Body.objects.filter(pk=place.body.pk).update(capacity=2)
    assert "最多能带 2 人，还能加入 1 人" in client.get(address).content.decode()
    assert "申请加入" in Client().get(public).content.decode()
    Body.objects.filter(pk=place.body.pk).update(capacity=1)
    assert "已经满了" in client.get(address).content.decode()
    full = Client().get(public).content.decode()
    assert "人数现在满了" in full and "申请加入" not in full
