"""The organisation answers what volunteers say of their absences; the outlook shows sums and no person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from redvest.service.choices import SignUpState
from redvest.service.models import AbsenceAppeal, SignUp
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db


def appealed(place: Place, hours: int = 168) -> SignUp:
    activity = make_activity(body=place.body, starts_at=NOW - timedelta(days=2))
    person = registry.make_volunteer(name="欧阳明霞")
    signup = make_signup(post=make_post(activity=activity), volunteer=person, state=SignUpState.ABSENT)
    due = NOW + timedelta(hours=hours)
    AbsenceAppeal.objects.create(signup=signup, city=signup.city, words="住院了", asked_at=NOW, answer_by=due)
    return signup


def test_it_is_read_and_answered_once(place: Place, sign_in: SignIn) -> None:
    signup, client = appealed(place), sign_in(place.leader)
    page = client.get(reverse("desk:absences")).content.decode()
    assert "欧阳明霞" in page and "住院了" in page
    address = reverse("desk:absence-answer", args=[signup.pk])
    assert client.post(address, {"words": "没有证明"}).status_code == 422
    assert AbsenceAppeal.objects.get().state == "open"
    assert "请写几句" in client.post(address, {"verb": "refuse", "words": ""}, follow=True).content.decode()
    assert "没有要答复的说明" in client.post(address, {"verb": "accept"}, follow=True).content.decode()
    signup.refresh_from_db()
    assert signup.cancel_kind == "excused"


def test_others_neither_read_nor_answer(place: Place, sign_in: SignIn) -> None:
    signup = appealed(place)
    address = reverse("desk:absence-answer", args=[signup.pk])
    assert sign_in(place.member).get(reverse("desk:absences")).status_code == 403
    assert sign_in(place.member).post(address, {"verb": "accept"}).status_code == 403
    for outsider in (place.stranger, place.far_officer, place.officer):
        page = sign_in(outsider).get(reverse("desk:absences")).content.decode()
        assert "欧阳明霞" not in page and "没有要答复的说明" in page
    for outsider, refused in ((place.stranger, 404), (place.far_officer, 404), (place.officer, 403)):
        assert sign_in(outsider).post(address, {"verb": "accept"}).status_code == refused
    assert AbsenceAppeal.objects.get().state == "open"


def test_the_officer_of_the_place_answers_what_is_late(place: Place, sign_in: SignIn) -> None:
    signup, client = appealed(place, hours=0), sign_in(place.officer)
    page = client.get(reverse("desk:absences")).content.decode()
    assert "欧阳明霞" in page and "过了期限" in page
    client.post(reverse("desk:absence-answer", args=[signup.pk]), {"verb": "accept"})
    appeal = AbsenceAppeal.objects.get()
    assert (appeal.state, appeal.answered_by_id) == ("accepted", place.officer.pk)


def waiting(client: Client) -> list[dict[str, Any]]:
    tasks = client.get(reverse("desk:today")).context["tasks"]
    return [task for task in tasks if task["url"] == reverse("desk:absences")]


def test_the_first_page_says_that_one_waits_and_how_long_there_is(place: Place, sign_in: SignIn) -> None:
    appealed(place)
    appealed(place, hours=5)
    (task,) = waiting(sign_in(place.leader))
    assert (task["title"], task["n"], task["urgent"]) == ("2 份没到场的说明等答复", 2, True)
    assert "5 小时" in task["due"] and waiting(sign_in(place.officer)) == []
    AbsenceAppeal.objects.update(answer_by=NOW)
    (task,) = waiting(sign_in(place.officer))
    assert task["n"] == 2 and task["due"] == "已经过了"
    for outsider in (place.stranger, place.far_officer):
        assert waiting(sign_in(outsider)) == []


@pytest.mark.parametrize("people", [5, 7])
def test_the_outlook_is_a_sum(
    place: Place, sign_in: SignIn, people: int, django_assert_max_num_queries: object
) -> None:
    activity = make_activity(body=place.body, leader=place.leader, starts_at=NOW + timedelta(hours=40))
    post = make_post(activity=activity, places=7)
    for _n in range(people):
        make_signup(post=post, volunteer=registry.make_volunteer(name="欧阳明霞", with_account=False))
    if people == 7:
        SignUp.objects.update(reconfirmed_at=NOW)  # who said so once more stays away half as often
    client = sign_in(place.leader)
    with django_assert_max_num_queries(11):  # type: ignore[operator]
        page = client.get(reverse("desk:outlook", args=[activity.pk])).content.decode()
    assert "估计来" in page and "欧阳" not in page
    assert ("可能缺人" in page) is (people == 5)
