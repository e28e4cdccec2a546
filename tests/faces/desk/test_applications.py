"""Choosing people at the desk: what they wrote, until when, and two plain answers."""

from __future__ import annotations

import pytest
from django.urls import reverse

from redvest.registry.models import Account
from redvest.service.actions.signup import Wish, sign_up
from redvest.service.choices import SignUpState
from redvest.service.models import SignUp
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import make_activity, make_post

pytestmark = pytest.mark.django_db


def applied(place: Place) -> SignUp:
    post = make_post(activity=make_activity(body=place.body), needs_review=True)
    person = registry.make_volunteer(name="欧阳明霞")
    made = sign_up(
        by=registry.volunteer_standing(person), post_id=post.pk, wish=Wish(words="我当过护士"), at=NOW
    )
    return SignUp.objects.select_related("activity").get(pk=made.id)


def test_who_leads_reads_and_answers(place: Place, sign_in: SignIn) -> None:
    signup, client = applied(place), sign_in(place.admin)
    page = client.get(reverse("desk:roster", args=[signup.activity_id])).content.decode()
    assert "我当过护士" in page and "录用" in page and "答复" in page
    address = reverse("desk:roster-answer", args=[signup.activity_id, signup.pk])
    said = client.post(address, {"verb": "decline", "words": ""}, follow=True).content.decode()
    assert "请写几句答复" in said
    signup.refresh_from_db()
    assert signup.state == SignUpState.APPLIED
    client.post(address, {"verb": "decline", "words": "这次要会手语的人"})
    signup.refresh_from_db()
    assert (signup.state, signup.answer) == (SignUpState.REFUSED, "这次要会手语的人")


def test_an_officer_who_only_watches_has_no_buttons_and_a_stranger_no_page(
    place: Place, sign_in: SignIn
) -> None:
    signup = applied(place)
    address = reverse("desk:roster-answer", args=[signup.activity_id, signup.pk])
    stranger = sign_in(Account.objects.get(pk=registry.make_leader(registry.make_body()).account_id))
    assert stranger.post(address, {"verb": "accept"}).status_code in (403, 404)
    signup.refresh_from_db()
    assert signup.state == SignUpState.APPLIED
