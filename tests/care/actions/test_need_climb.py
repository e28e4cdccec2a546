"""Silence climbs: at its deadline, one place at a time, once, and the story tells it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.care.actions.dispatch import ask_in_waves
from redvest.care.actions.need_climb import climb_due, climb_need, remind_overdue
from redvest.care.choices import AskState, DispatchState, NeedState, NeedUrgency
from redvest.care.models import Dispatch, Need, NeedAsk, NeedStep
from redvest.core.models import AuditLine
from redvest.registry.models import Message
from tests.factories import registry as make
from tests.factories.care import make_need
from tests.factories.dispatch import HOUR, offered, person, served, taken
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(hours=24)


def climb(at: object) -> int:
    return climb_due(city=CITY, at=at)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", [NeedState.SUBMITTED, NeedState.QUEUED])
def test_unanswered_it_climbs_to_the_street_and_its_officers_hear_it(state: NeedState) -> None:
    tree = make.make_region_tree()
    street, district = make.make_officer(tree.chengnan), make.make_officer(tree.yushui)
    need = make_need(state=state)
    assert climb(NOW + DAY - timedelta(seconds=1)) == 0
    assert climb(NOW + DAY) == 1
    need.refresh_from_db()
    assert (need.state, need.desk_path, need.climbs) == (state, tree.chengnan.path, 1)
    assert need.due_at == NOW + 2 * DAY
    assert "到期没有人答复" in Message.objects.get(account_id=street.account_id).text
    assert not Message.objects.filter(account_id=district.account_id).exists()
    step = NeedStep.objects.get()
    assert (step.verb, step.by, step.desk_path, step.due_at) == (
        "climb_need",
        None,
        tree.chengnan.path,
        need.due_at,
    )
    assert AuditLine.objects.get(verb="climb_need").actor_kind == "system"
    assert climb(NOW + DAY) == 0


def test_up_to_the_city_where_it_stays_and_is_reminded_of() -> None:
    tree, centre = make.make_region_tree(), make.make_centre()
    need = make_need(state=NeedState.QUEUED)
    for n in range(1, 6):
        assert climb(NOW + n * DAY) == 1
    need.refresh_from_db()
    assert (need.desk_path, need.climbs) == (tree.city.path, 3)
    assert list(NeedStep.objects.order_by("at").values_list("desk_path", flat=True)) == [
        tree.chengnan.path, tree.yushui.path, tree.city.path, tree.city.path, tree.city.path,
    ]  # fmt: skip
    told = Message.objects.filter(account_id=centre.account_id)
    assert told.count() == 5  # where a place has no officers, those of the nearest above
    assert "已经在市一级" in NeedStep.objects.order_by("at").last().words  # type: ignore[union-attr]


def test_an_urgent_one_climbs_sooner() -> None:
    need = make_need(state=NeedState.QUEUED, urgency=NeedUrgency.URGENT, due_at=NOW + 2 * HOUR)
    climb(NOW + 2 * HOUR)
    need.refresh_from_db()
    assert need.due_at == NOW + 4 * HOUR


def test_an_offer_that_nobody_took_is_over_and_waits_for_the_next_officer() -> None:
    asked = person()
    need = make_need(state=NeedState.QUEUED)
    ask_in_waves(by=make.make_officer(), need=need, at=NOW)
    assert climb(NOW + DAY) == 1
    need.refresh_from_db()
    round_ = Dispatch.objects.get()
    assert (need.state, need.climbs) == (NeedState.QUEUED, 1)
    assert (round_.state, round_.ended_at, round_.next_wave_at) == (DispatchState.LAPSED, NOW + DAY, None)
    assert NeedAsk.objects.get().state == AskState.LAPSED
    assert Message.objects.filter(account_id=asked.account_id, text__contains="过了答复时间").exists()


def test_what_some_have_taken_they_keep() -> None:
    need = offered(hands=2)
    taken(need)
    climb(NOW + DAY)
    need.refresh_from_db()
    assert (need.state, need.taken, need.climbs) == (NeedState.ACCEPTED, 1, 1)


@pytest.mark.parametrize("state", [NeedState.ACCEPTED, NeedState.SERVED, NeedState.CLOSED, NeedState.REFUSED])
def test_what_is_taken_or_over_does_not_climb(state: NeedState) -> None:
    need = make_need(state=state)
    assert climb(NOW + 30 * DAY) == 0
    assert not climb_need(key=need.pk, at=NOW + 30 * DAY)
    need.refresh_from_db()
    assert (need.climbs, NeedStep.objects.count()) == (0, 0)


def test_accepted_and_not_done_the_dispatcher_is_reminded_once_a_day() -> None:
    serving = taken()
    by = Dispatch.objects.get().made_by_id
    late = NOW + timedelta(hours=168)
    assert remind_overdue(city=CITY, at=late - timedelta(seconds=1)) == 0
    assert remind_overdue(city=CITY, at=late) == 1
    assert remind_overdue(city=CITY, at=late) == 0
    need = Need.objects.get(pk=serving.need_id)
    assert (need.state, need.due_at, need.climbs) == (NeedState.ACCEPTED, late + DAY, 0)
    assert "还没办完" in Message.objects.get(account_id=by).text
    assert remind_overdue(city=CITY, at=late + DAY) == 1


def test_taken_for_next_week_nobody_is_reminded_of_it_before() -> None:
    when = NOW + 10 * DAY
    serving = taken(offered(starts_at=when, ends_at=when + HOUR))
    need = Need.objects.get(pk=serving.need_id)
    assert need.due_at == when + timedelta(hours=168)
    assert remind_overdue(city=CITY, at=when) == 0
    assert remind_overdue(city=CITY, at=need.due_at) == 1


def test_while_hands_are_missing_the_time_agreed_excuses_nobody() -> None:
    when = NOW + 20 * DAY
    serving = taken(offered(starts_at=when, ends_at=when + HOUR, hands=2))
    need = Need.objects.get(pk=serving.need_id)
    late = NOW + timedelta(hours=168)
    assert need.due_at is not None and need.due_at <= late
    assert remind_overdue(city=CITY, at=late) + climb_due(city=CITY, at=late) == 1


def test_done_and_not_confirmed_asks_for_a_call_back() -> None:
    done = served()
    due = Need.objects.get(pk=done.need.pk).due_at
    assert due is not None
    remind_overdue(city=CITY, at=due)
    assert Message.objects.filter(text__contains="请打电话回访").exists()


def test_one_after_the_other_however_many() -> None:
    needs = [make_need(state=NeedState.QUEUED) for _ in range(3)]
    make_need(state=NeedState.QUEUED, due_at=NOW + 9 * DAY)
    assert climb(NOW + DAY) == len(needs)
