"""One's own profile over the API: empty at first, kept whole, refused whole."""

from __future__ import annotations

import pytest

from redvest.registry.models import Profile
from tests.faces.openapi.conftest import problem
from tests.faces.openapi.world import World

pytestmark = pytest.mark.django_db


def test_it_is_read_and_kept_whole(world: World) -> None:
    own = world.people["own"]
    empty = own.get("/me/profile").json()
    assert (empty["slots"], empty["project_invites"], empty["team_invites"]) == ([], "ask", "refuse")
    sent = {"slots": ["sun-evening", "mon-morning"], "languages": ["sign"], "team_invites": "accept"}
    kept = own.put("/me/profile", sent).json()
    assert kept["slots"] == ["mon-morning", "sun-evening"] and kept["team_invites"] == "accept"
    assert own.get("/me/profile").json() == kept
    assert own.put("/me/profile", {}).json()["slots"] == []


def test_what_is_wrong_changes_nothing(world: World) -> None:
    own = world.people["own"]
    assert (
        problem(own.put("/me/profile", {"slots": ["mon-night"]}), 422, "slots-wrong")["code"] == "slots-wrong"
    )
    assert (
        problem(own.put("/me/profile", {"affiliation": "03"}), 422, "affiliation-unasked")["code"]
        == "affiliation-unasked"
    )
    assert not Profile.objects.exists()
