"""The organisation answers what volunteers say of their absences; the outlook shows sums and no person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from redvest.service.choices import SignUpState
from redvest.service.models import AbsenceAppeal, SignUp
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db


def appealed(place: Place) -> SignUp:
    activity = make_activity(body=place.body, starts_at=NOW - timedelta(days=2))
    person = registry.make_volunteer(name="欧阳明霞")
    signup = make_signup(post=make_post(activity=activity), volunteer=person, state=SignUpState.ABSENT)
    AbsenceAppeal.objects.create(signup=signup, city=signup.city, words="住院了", asked_at=NOW)
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
    for outsider in (place.officer, place.member):
        assert sign_in(outsider).get(reverse("desk:absences")).status_code == 403
        assert sign_in(outsider).post(address, {"verb": "accept"}).status_code == 403
    assert "欧阳明霞" not in sign_in(place.stranger).get(reverse("desk:absences")).content.decode()
    assert sign_in(place.stranger).post(address, {"verb": "accept"}).status_code == 403
    assert AbsenceAppeal.objects.get().state == "open"


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
