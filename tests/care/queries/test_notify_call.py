"""How many are asked now: enough for a likely yes, fewer of people who mostly say it, and never nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from redvest.care.choices import AskState, DispatchWay, NeedState
from redvest.care.models import Need, NeedAsk
from redvest.care.queries.candidates import choose_wave
from redvest.registry.models import DatedSetting, Volunteer
from tests.factories import registry as make
from tests.factories.care import make_dispatch, make_need
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
LONG_AGO = NOW - timedelta(days=60)


@pytest.fixture
def people() -> list[Volunteer]:
    """Twelve, and a wave as large as all of them."""
    DatedSetting.objects.create(
        key="dispatch.wave_size", region=make.make_region_tree().city, effective_on=LONG_AGO.date(), value=12, set_at=NOW
    )  # fmt: skip
    return [make.make_volunteer() for _ in range(12)]


def queued(**more: Any) -> Need:
    return make_need(state=NeedState.QUEUED, **more)


def chosen(need: Need, waves: int = 1) -> list[Any]:
    return [who for who, _why in choose_wave(need, NOW, waves)]


def record(who: Volunteer, state: AskState, times: int = 6) -> None:
    for turn in range(times):
        need = make_need(state=NeedState.CLOSED)
        asked_at = LONG_AGO + timedelta(days=turn)
        NeedAsk.objects.create(
            city=need.city, dispatch=make_dispatch(need=need, way=DispatchWay.WAVES, state="accepted"), need=need,
            volunteer=who, wave=1, state=state, asked_at=asked_at, due_at=asked_at, answered_at=asked_at,
        )  # fmt: skip


def test_with_waves_to_come_fewer_are_asked_now(people: list[Volunteer]) -> None:
    need = queued()
    counts = [len(chosen(need, waves)) for waves in (6, 3, 1)]
    assert counts == sorted(counts) and 1 <= counts[0] < counts[2] <= len(people)


def test_many_hands_want_more_people(people: list[Volunteer]) -> None:
    assert len(chosen(queued(hands=3), 6)) > len(chosen(queued(), 6))


def test_of_people_who_mostly_say_yes_it_takes_fewer_and_they_come_first(people: list[Volunteer]) -> None:
    need, before = queued(), len(chosen(queued(), 6))
    for who in people[6:9]:
        record(who, AskState.ACCEPTED)
    now = chosen(need, 6)
    assert len(now) < before and set(now) <= {each.pk for each in people[6:9]}


def test_who_never_answers_is_asked_after_the_others(people: list[Volunteer]) -> None:
    for who in people[:2]:
        record(who, AskState.LAPSED)
    now = chosen(queued(), 6)
    assert now and {each.pk for each in people[:2]}.isdisjoint(now)


def test_somebody_is_always_asked_where_anybody_fits() -> None:
    only = make.make_volunteer()
    record(only, AskState.DECLINED, times=30)
    assert chosen(queued(), 6) == [only.pk]
    Volunteer.objects.all().update(state="suspended")
    assert chosen(queued(), 6) == []


def test_needs_expected_soon_spare_people_for_them(people: list[Volunteer]) -> None:
    """Where needs come all day, asking everybody now leaves nobody who listens for the next."""
    before = len(chosen(queued()))
    for turn in range(1, 120):
        need = make_need(state=NeedState.CLOSED)
        Need.objects.filter(pk=need.pk).update(created_at=NOW - turn * timedelta(hours=8))
    assert 1 <= len(chosen(queued())) < before


def test_the_same_moment_gives_the_same_answer(people: list[Volunteer]) -> None:
    need = queued()
    assert chosen(need, 6) == chosen(need, 6)
