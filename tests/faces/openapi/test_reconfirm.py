"""Saying once more that one comes, over the API."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from redvest.service.models import SignUp
from tests.faces.openapi.conftest import Caller, caller_for, problem
from tests.factories import registry as make
from tests.factories import service

pytestmark = pytest.mark.django_db


def test_yes_once_and_again_by_nobody_but_the_person() -> None:
    person, other = make.make_volunteer(), make.make_volunteer()
    assert person.account and other.account
    signup = service.make_signup(post=service.make_post(), volunteer=person)
    path, me = f"/signups/{signup.pk}/reconfirm", caller_for(person.account)
    problem(me.post(path), 409, "nothing-to-reconfirm")
    SignUp.objects.update(reconfirm_by=make.NOW + timedelta(hours=5))
    problem(Caller().post(path), 401, "unauthenticated")
    problem(caller_for(other.account).post(path), 403, "not-allowed")
    problem(me.post(f"/signups/{uuid4()}/reconfirm"), 404, "signup-not-found")
    (item,) = me.get("/me/signups").json()["items"]
    assert item["reconfirm_by"] and item["reconfirmed_at"] is None
    for _again in range(2):
        assert me.post(path).json()["state"] == "confirmed"
    (item,) = me.get("/me/signups").json()["items"]
    assert item["reconfirmed_at"]
