"""Who may ask what of finding over the API: each by everybody, and a refusal changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.core.models import AuditLine
from redvest.registry.models import Profile
from redvest.service.models import SavedSearch
from tests.faces.openapi.conftest import Caller, problem
from tests.faces.openapi.world import World

pytestmark = pytest.mark.django_db
WITHOUT_RECORD = ("member", "leader", "head", "officer", "centre", "street-officer", "other-leader")
SENT = {"name": "老人", "asked": {"q": "老人"}}


def asks(caller: Caller) -> list[Any]:
    """Every call that is one's own."""
    nobody = "01900000-0000-7000-8000-000000000000"
    return [
        caller.get("/me/suggestions"),
        caller.put("/me/suggestions/order", {"personal": False}),
        caller.get("/me/searches"),
        caller.post("/me/searches", SENT),
        caller.put(f"/me/searches/{nobody}", {"watched": False}),
        caller.delete(f"/me/searches/{nobody}"),
    ]


def nothing_changed() -> bool:
    told = AuditLine.objects.filter(verb__in=("keep_search", "choose_order", "explain_join"))
    return not (SavedSearch.objects.exists() or Profile.objects.exists() or told.exists())


def test_visitors_sign_in_first(guest: Caller, world: World) -> None:
    for answer in (*asks(guest), guest.post(f"/posts/{world.post.pk}/explain", {"who": "1"})):
        problem(answer, 401, "unauthenticated")
    assert nothing_changed()


@pytest.mark.parametrize("who", WITHOUT_RECORD)
def test_without_a_record_there_is_nothing_to_suggest(world: World, who: str) -> None:
    for answer in asks(world.people[who]):
        problem(answer, 403, "needs-real-name")
    assert nothing_changed()


@pytest.mark.parametrize(
    "who",
    [
        "member",
        "volunteer",
        "own",
        "officer",
        "street-officer",
        "centre",
        "other-leader",
        "neighbour",
        "other-city",
    ],
)
def test_nobody_but_its_leaders_asks_about_others(world: World, who: str) -> None:
    answer = world.people[who].post(f"/posts/{world.post.pk}/explain", {"who": world.volunteer.number})
    assert answer.status_code in (403, 404)
    assert nothing_changed()


@pytest.mark.parametrize("who", ["leader", "head"])
def test_its_leaders_do(world: World, who: str) -> None:
    answer = world.people[who].post(f"/posts/{world.post.pk}/explain", {"who": world.volunteer.number})
    assert answer.status_code == 200
    assert AuditLine.objects.filter(verb="explain_join").count() == 1


def test_a_leaders_question_sent_twice_is_one_look(world: World) -> None:
    ask = {"who": world.volunteer.number}
    first, again = (
        world.people["leader"].post(f"/posts/{world.post.pk}/explain", ask, key="one-look") for _n in range(2)
    )
    assert (first.status_code, again.json()) == (200, first.json())
    assert AuditLine.objects.filter(verb="explain_join").count() == 1


@pytest.mark.parametrize(
    "asked",
    [{"days": [1.5]}, {"part": "noon"}, {"age": 0}, {"near": "114,27"}, {"q": "字" * 61}, {"from": "soon"}],
)
def test_what_cannot_be_kept_is_said(world: World, asked: dict[str, Any]) -> None:
    answer = world.people["volunteer"].post("/me/searches", {"name": "老人", "asked": asked})
    problem(answer, 422, "invalid")
    assert nothing_changed()


def test_days_that_are_none_are_left_out_and_dates_come_back(world: World) -> None:
    asked = {"days": [0, 6, 6, 8], "from": "2026-03-06", "to": "2026-04-01", "part": "morning", "age": 14}
    made = world.people["volunteer"].post("/me/searches", {"name": "周六", "asked": asked}).json()
    assert made["query"] == {
        "days": "6", "from": "2026-03-06", "to": "2026-04-01", "part": "morning", "age": 14,
    }  # fmt: skip
