"""Finding over the API: what one can do now, the filters of the list, kept searches, reasons for leaders."""

from __future__ import annotations

import pytest

from redvest.registry.models import Profile
from redvest.service.models import SavedSearch
from tests.faces.openapi.conftest import Caller, problem
from tests.faces.openapi.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def own(world: World) -> Caller:
    return world.people["volunteer"]


def test_suggestions_with_reasons(own: Caller, world: World) -> None:
    found = own.get("/me/suggestions", near="114.94,27.81").json()
    assert found["personal"] is True
    assert found["against"] == []
    known = {each["activity"]["id"]: each for each in found["items"]}
    one = known[str(world.free.activity_id)]
    assert one["post"] == str(world.free.pk)
    assert 900 < one["distance_m"] < 1100
    assert {"near", "few-takers", "lacking"} <= {why["code"] for why in one["reasons"]}
    problem(own.get("/me/suggestions", station="01900000-0000-7000-8000-000000000000"), 404, "not-found")
    problem(own.get("/me/suggestions", near="somewhere"), 422, "invalid")


def test_by_time_when_wanted(own: Caller) -> None:
    assert own.put("/me/suggestions/order", {"personal": False}).json() == {"personal": False}
    assert own.get("/me/suggestions").json()["personal"] is False
    assert Profile.objects.get().personal_order is False


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"days": "6,7"}, True),
        ({"days": "1"}, False),
        ({"part": "evening"}, False),
        ({"age": 30, "easy": 1}, True),
    ],
)
def test_the_filters_of_the_list(guest: Caller, world: World, asked: dict[str, object], found: bool) -> None:
    items = guest.get("/activities", **asked).json()["items"]  # what is free begins on Saturday at ten
    assert (str(world.free.activity_id) in {each["id"] for each in items}) is found


@pytest.mark.parametrize(
    "asked", [{"days": "8"}, {"days": "6;7"}, {"part": "night"}, {"age": 0}, {"within": 0}]
)
def test_filters_that_make_no_sense(guest: Caller, asked: dict[str, object]) -> None:
    problem(guest.get("/activities", **asked), 422, "invalid")


def test_a_search_kept_changed_and_dropped(own: Caller) -> None:
    sent = {
        "name": "周末",
        "asked": {"q": "老人", "days": [7, 6], "domain": "邻里守望", "region": "渝水区", "easy": True},
    }
    made = own.post("/me/searches", sent, key="one").json()
    query = {"q": "老人", "days": "6,7", "domain": "xinyu:02", "region": "360502", "easy": 1}
    assert made["query"] == query
    assert own.get("/activities", **made["query"]).status_code == 200
    assert own.post("/me/searches", sent, key="one").json() == made
    problem(own.post("/me/searches", sent), 409, "search-kept")
    problem(own.post("/me/searches", {"name": "全部", "asked": {}}), 422, "search-empty")
    path = f"/me/searches/{made['id']}"
    assert own.put(path, {"watched": False}).json() == made | {"watched": False}
    assert own.get("/me/searches").json()["items"] == [made | {"watched": False}]
    assert own.delete(path).status_code == 204
    problem(own.delete(path), 404, "search-unknown")
    assert not SavedSearch.objects.exists()


def test_anothers_search_is_not_found(own: Caller, world: World) -> None:
    made = own.post("/me/searches", {"name": "老人", "asked": {"q": "老人"}}).json()
    other = world.people["own"]
    problem(other.put(f"/me/searches/{made['id']}", {"name": "我的"}), 404, "search-unknown")
    assert other.get("/me/searches").json()["items"] == []


def test_the_leader_hears_the_rules(world: World) -> None:
    leader, path = world.people["leader"], f"/posts/{world.post.pk}/explain"
    found = leader.post(path, {"who": world.volunteer.number}).json()
    assert found["name"] == "欧阳*霞"
    assert "already-signed-up" in {each["code"] for each in found["reasons"]}
    problem(leader.post(path, {"who": "谁也不是"}), 404, "join-person-unknown")
    problem(world.people["centre"].post(path, {"who": world.volunteer.number}), 403, "not-allowed")
