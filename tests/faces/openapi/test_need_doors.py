"""Who may ask what of needs over the API: each by everybody, and a refusal changes nothing."""

from __future__ import annotations

from typing import Any

import pytest

from redvest.care.choices import NeedState
from redvest.care.models import Need, NeedAsk, NeedConfirmation, NeedServing, NeedStep
from redvest.core.models import AuditLine
from tests.faces.openapi.conftest import Caller, problem
from tests.faces.openapi.test_finding_doors import WITHOUT_RECORD
from tests.faces.openapi.world import World
from tests.factories import dispatch as going
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
SERVING = ("look", "begin", "finish", "cancel")


@pytest.fixture
def serving() -> NeedServing:
    """Somebody else's, of a need that nobody of the world asked for."""
    return going.taken()


def of_volunteers(caller: Caller, serving: NeedServing) -> list[Any]:
    """Every call that takes a volunteer."""
    need = f"/needs/{serving.need_id}"
    return [
        caller.get("/me/needs"),
        caller.post(f"{need}/accept"),
        caller.post(f"{need}/decline", {}),
        *(caller.post(f"/me/needs/{serving.pk}/{verb}", {}) for verb in SERVING),
    ]


def of_requesters(caller: Caller, serving: NeedServing) -> list[Any]:
    need = f"/needs/{serving.need_id}"
    return [
        caller.post(f"{need}/confirm", {"answer": "done"}),
        caller.post(f"{need}/rate", {"score": 1}),
    ]


def state() -> Any:
    looks = AuditLine.objects.filter(verb__in=("read_private", "accept_need", "begin_serving", "rate_need"))
    return (
        list(Need.objects.order_by("pk").values_list("pk", "state", "taken", "score")),
        list(NeedServing.objects.order_by("pk").values_list("pk", "state")),
        NeedAsk.objects.count(),
        NeedStep.objects.count(),
        NeedConfirmation.objects.count(),
        looks.count(),
    )


def test_visitors_sign_in_first(guest: Caller, serving: NeedServing) -> None:
    before = state()
    for answer in (*of_volunteers(guest, serving), *of_requesters(guest, serving)):
        problem(answer, 401, "unauthenticated")
    assert state() == before


@pytest.mark.parametrize("who", WITHOUT_RECORD)
def test_who_is_not_on_the_register_takes_nothing(world: World, serving: NeedServing, who: str) -> None:
    before = state()
    for answer in of_volunteers(world.people[who], serving):
        problem(answer, 403, "needs-real-name")
    assert state() == before


@pytest.mark.parametrize("who", [*WITHOUT_RECORD, "volunteer", "own"])
def test_nobody_confirms_or_rates_what_others_asked_for(world: World, serving: NeedServing, who: str) -> None:
    before = state()
    for answer in of_requesters(world.people[who], serving):
        problem(answer, 404, "not-found")
    assert state() == before


@pytest.mark.parametrize("who", ["volunteer", "own"])
def test_a_volunteer_takes_nothing_that_is_taken_and_touches_no_service_of_others(
    world: World, serving: NeedServing, who: str
) -> None:
    caller, before = world.people[who], state()
    mine, accept, decline, *others = of_volunteers(caller, serving)
    assert mine.json() == {"asked": [], "items": [], "next": None}
    problem(accept, 409, "need-taken")
    assert decline.status_code in (403, 404, 409), decline.content
    for answer in others:
        problem(answer, 404, "not-found")
    assert state() == before


def test_an_officer_of_the_place_reads_no_address_by_this_door(serving: NeedServing, world: World) -> None:
    for who in ("officer", "centre", "street-officer"):
        problem(world.people[who].post(f"/me/needs/{serving.pk}/look", {}), 403, "needs-real-name")
    assert not AuditLine.objects.filter(verb="read_private").exists()


def test_a_need_of_another_city_is_not_there(world: World) -> None:
    far = make.make_other_city()
    need = going.make_need(region=far, state=NeedState.OFFERED)
    problem(world.people["volunteer"].post(f"/needs/{need.pk}/accept"), 404, "not-found")
    problem(world.people["volunteer"].get(f"/needs/{need.pk}"), 404, "not-found")
    assert not NeedServing.objects.exists()
