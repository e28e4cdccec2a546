"""Who will come: the leader turns the question on and off, reads who is silent; who only watches sees masked names."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from redvest.registry.models import Account
from redvest.service.models import HandOver, Post, SignUp
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db


def asked(place: Place, people: int = 1) -> Post:
    activity = make_activity(body=place.body, leader=place.leader, starts_at=NOW + timedelta(hours=40))
    post = make_post(activity=activity, reconfirm=True)
    for _n in range(people):
        make_signup(post=post, volunteer=registry.make_volunteer(name="欧阳明霞"))
    SignUp.objects.update(reconfirm_by=NOW + timedelta(hours=16))
    return post


def test_the_leader_reads_who_is_silent_and_turns_the_question_off(place: Place, sign_in: SignIn) -> None:
    post, client = asked(place), sign_in(place.leader)
    address = reverse("desk:coming", args=[post.activity_id])
    page = client.get(address).content.decode()
    assert "还没回音的 1 人" in page and "欧阳明霞" in page and "开始前 48 小时" in page
    choose = reverse("desk:coming-choose", args=[post.activity_id, post.pk])
    client.post(choose, {"wanted": "no"})
    post.refresh_from_db()
    assert post.reconfirm is False and SignUp.objects.get().reconfirm_by is None
    client.post(choose, {"wanted": "place"})
    post.refresh_from_db()
    assert post.reconfirm is None
    assert "没有找到" in client.post(choose, {"wanted": "odd"}, follow=True).content.decode()


def test_an_officer_watches_without_names_and_changes_nothing(place: Place, sign_in: SignIn) -> None:
    post = asked(place)
    officer = sign_in(place.officer)
    page = officer.get(reverse("desk:coming", args=[post.activity_id])).content.decode()
    assert "欧阳*霞" in page and "欧阳明霞" not in page and "保存" not in page
    choose = reverse("desk:coming-choose", args=[post.activity_id, post.pk])
    assert officer.post(choose, {"wanted": "no"}).status_code == 403
    for outsider in (place.stranger, place.member, place.far_officer):
        assert sign_in(outsider).post(choose, {"wanted": "no"}).status_code in (403, 404)
    post.refresh_from_db()
    assert post.reconfirm is True


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_costs_the_same_however_many(
    place: Place, sign_in: SignIn, people: int, django_assert_max_num_queries: object
) -> None:
    post = asked(place, people)
    for signup in SignUp.objects.all():
        HandOver.objects.create(
            city=post.city, kind="stand-in", signup=signup, made_at=NOW, expires_at=NOW + timedelta(hours=1),
            to_volunteer=registry.make_volunteer(),
        )  # fmt: skip
    client = sign_in(Account.objects.get(pk=place.leader.pk))
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        client.get(reverse("desk:coming", args=[post.activity_id]))
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        page = client.get(reverse("desk:changes", args=[post.activity_id])).content.decode()
    assert page.count("欧阳明霞 →") == people
