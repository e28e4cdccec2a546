"""One's own profile over the API: empty at first, kept whole, refused whole."""

from __future__ import annotations

import pytest

from redvest.registry.models import Profile
from tests.faces.openapi import world as worlds
from tests.faces.openapi.conftest import problem

pytestmark = pytest.mark.django_db


def test_it_is_read_and_kept_whole() -> None:
    own = worlds.build().people["own"]
    empty = own.get("/me/profile").json()
    assert (empty["slots"], empty["project_invites"], empty["team_invites"]) == ([], "ask", "refuse")
    sent = {"slots": ["sun-evening", "mon-morning"], "languages": ["sign"], "team_invites": "accept"}
    kept = own.put("/me/profile", sent).json()
    assert kept["slots"] == ["mon-morning", "sun-evening"] and kept["team_invites"] == "accept"
    assert own.get("/me/profile").json() == kept
    assert own.put("/me/profile", {}).json()["slots"] == []


def test_what_is_wrong_changes_nothing() -> None:
    own = worlds.build().people["own"]
    assert (
        problem(own.put("/me/profile", {"slots": ["mon-night"]}), 422, "slots-wrong")["code"] == "slots-wrong"
    )
    assert (
        problem(own.put("/me/profile", {"affiliation": "03"}), 422, "affiliation-unasked")["code"]
        == "affiliation-unasked"
    )
    assert not Profile.objects.exists()
