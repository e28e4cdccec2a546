"""One's own coming and staying away, over the API."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.service.choices import SignUpState
from redvest.service.models import AbsenceAppeal
from tests.faces.openapi.conftest import Caller, caller_for, problem
from tests.factories import registry as make
from tests.factories import service

pytestmark = pytest.mark.django_db


def test_the_number_its_rows_and_a_word() -> None:
    person, stranger = make.make_volunteer(), make.make_volunteer()
    assert person.account and stranger.account
    me, other = caller_for(person.account), caller_for(stranger.account)
    problem(Caller().get("/me/reliability"), 401, "unauthenticated")
    assert me.get("/me/reliability").json() == {"share": 0.8, "past": []}
    activity = service.make_activity(starts_at=make.NOW - timedelta(days=2))
    signup = service.make_signup(
        post=service.make_post(activity=activity), volunteer=person, state=SignUpState.ABSENT
    )
    found = me.get("/me/reliability").json()
    assert found["share"] < 0.6 and found["past"][0]["counts_as"] == 0
    path = f"/signups/{signup.pk}/appeal"
    problem(other.post(path, {"words": "?"}), 404, "signup-not-found")
    problem(me.post(path, {"words": " "}), 422, "appeal-words-missing")
    for _again in range(2):
        assert me.post(path, {"words": "住院了"}, key="k").status_code == 204
    problem(me.post(path, {"words": "住院了"}), 409, "appeal-made")
    assert AbsenceAppeal.objects.get().words == "住院了"
