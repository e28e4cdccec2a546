"""What no column of the database can hold is left out, and is no fault of the house."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from redvest.registry.models import Volunteer
from redvest.service.models import SignUp
from tests.factories import service

pytestmark = pytest.mark.django_db


def test_a_key_with_a_null_byte_still_signs_up_once(me: Client, person: Volunteer) -> None:
    post = service.make_post(activity=service.make_activity())
    address = reverse("site:sign-up", args=[post.pk])
    for _ in range(2):
        assert me.post(address, {"key": "a\x00b"}).status_code == 302
    assert SignUp.objects.filter(volunteer=person).count() == 1


def test_what_was_ticked_by_the_day_is_still_ticked_after_a_refusal(me: Client) -> None:
    page = me.post(reverse("site:times"), {"whole_day": "sat", "slots": "mon-morning", "languages": "klingon"})
    assert page.status_code == 422
    on = {cell["code"] for row in page.context["grid"] for cell in row["cells"] if cell["on"]}
    assert {code for code in on if code.startswith("sat-")} and len(on) >= 3
