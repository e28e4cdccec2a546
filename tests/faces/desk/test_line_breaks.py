"""A browser counts a line break of a text as one character (HTML, maxlength) and sends two: the page's count holds."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from redvest.service.choices import SignUpState
from redvest.service.models import AbsenceAppeal, RosterLetter
from tests.faces.desk.conftest import Place, SignIn, said
from tests.faces.desk.test_absences import appealed
from tests.factories import registry
from tests.factories.service import make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db
TYPED = ("雨" * 29 + "\n") * 10  # 300 characters on the page's own count
SENT = TYPED.replace("\n", "\r\n")


def test_an_answer_to_an_absence(place: Place, sign_in: SignIn) -> None:
    signup, client = appealed(place), sign_in(place.leader)
    client.post(reverse("desk:absence-answer", args=[signup.pk]), {"verb": "refuse", "words": SENT})
    found = AbsenceAppeal.objects.get()
    assert found.state == "refused" and found.answer == TYPED.strip()


def test_an_answer_that_is_refused_comes_back_with_what_was_typed(place: Place, sign_in: SignIn) -> None:
    signup, client = appealed(place), sign_in(place.leader)
    sent = {"verb": "refuse", "words": "雨" * 301}
    page = client.post(reverse("desk:absence-answer", args=[signup.pk]), sent)
    assert page.status_code == 422 and "雨" * 301 in said(page)
    assert AbsenceAppeal.objects.get().state == "open"


def test_an_answer_to_an_application(as_leader: Client, place: Place) -> None:
    activity = make_activity(body=place.body, leader=place.leader)
    signup = make_signup(
        post=make_post(activity=activity, needs_review=True), volunteer=registry.make_volunteer(),
        state=SignUpState.APPLIED,
    )  # fmt: skip
    address = reverse("desk:roster-answer", args=[activity.pk, signup.pk])
    as_leader.post(address, {"verb": "decline", "words": SENT})
    signup.refresh_from_db()
    assert signup.state == "refused"


def test_a_letter(as_leader: Client, place: Place) -> None:
    activity = make_activity(body=place.body, leader=place.leader)
    make_signup(post=make_post(activity=activity), volunteer=registry.make_volunteer())
    words = (("雨" * 48 + "\r\n") * 10) + "好" * 10
    as_leader.post(reverse("desk:letters", args=[activity.pk]), {"audience": "holding", "text": words})
    assert RosterLetter.objects.count() == 1
