"""A person is held before a need, whoever acts: an erasure beside any step of a need waits in no circle."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction

from redvest.care.actions.dispatch import ask_in_waves, withdraw_dispatch
from redvest.care.actions.need_climb import climb_need
from redvest.care.actions.need_confirm import confirm_by_tap
from redvest.care.actions.need_hold import hold_need
from redvest.care.actions.need_review import cancel_need
from redvest.care.actions.serving import release_serving, release_servings
from redvest.care.actions.serving_hours import countersign_serving
from redvest.care.choices import ConfirmAnswer, NeedState
from redvest.care.models import Need, NeedAsk, NeedServing
from redvest.registry.models import Volunteer
from redvest.registry.policy import GUEST_STANDING
from tests.concurrency.moves import sound
from tests.factories import registry as make
from tests.factories.care import make_need
from tests.factories.dispatch import HOUR, person, served, taken
from tests.factories.race import at_once
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db(transaction=True)
WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


def erasing(held: Event, volunteer: Volunteer, then: Callable[[], object]) -> None:
    """As an erasure goes: the person's row first, then their needs; the other step has begun in between."""
    with transaction.atomic():
        Volunteer.objects.select_for_update().get(pk=volunteer.pk)
        held.set()
        until = time.monotonic() + 10
        while not somebody_waits() and time.monotonic() < until:
            time.sleep(0.01)
        then()


def beside(volunteer: Volunteer, then: Callable[[], object], step: Callable[[], object]) -> None:
    held = Event()

    def after() -> object:
        held.wait(10)
        return step()

    outcomes = at_once(partial(erasing, held, volunteer, then), after)
    sound(outcomes)
    assert not [each for each in outcomes if isinstance(each, Exception)]


def test_called_off() -> None:
    serving = taken()
    cancel = partial(cancel_need, by=make.make_officer(), need=serving.need, reason="家里来人了", at=NOW)
    beside(serving.volunteer, partial(hold_need, key=serving.need_id), cancel)
    assert Need.objects.get().state == NeedState.CANCELLED


def test_taken_back_from_whom_it_was_sent_to() -> None:
    asked = person()
    need = make_need(state=NeedState.QUEUED)
    ask_in_waves(by=make.make_officer(), need=need, at=NOW)
    back = partial(withdraw_dispatch, by=make.make_officer(), need=need, reason="不用了", at=NOW)
    beside(Volunteer.objects.get(pk=asked.volunteer_id), partial(hold_need, key=need.pk), back)
    assert Need.objects.get().state == NeedState.QUEUED


@pytest.mark.parametrize("answer", [ConfirmAnswer.DONE, ConfirmAnswer.NOT_DONE])
def test_confirmed(answer: ConfirmAnswer) -> None:
    done = served()
    tap = partial[Any](
        confirm_by_tap, by=GUEST_STANDING(CITY), need=done.need, token=done.token, answer=answer, at=NOW + 5 * HOUR
    )  # fmt: skip
    beside(done.serving.volunteer, partial(hold_need, key=done.need.pk), tap)


def test_countersigned() -> None:
    done = served()
    sign = partial[Any](countersign_serving, by=done.leader, serving=done.serving, at=NOW + 5 * HOUR)
    beside(done.serving.volunteer, partial(hold_need, key=done.need.pk), sign)
    assert NeedServing.objects.get().countersigned_at is not None


def test_climbing() -> None:
    asked = person()
    need = make_need(state=NeedState.QUEUED)
    ask_in_waves(by=make.make_officer(), need=need, at=NOW)
    climb = partial[Any](climb_need, key=need.pk, at=NOW + 30 * HOUR)
    beside(Volunteer.objects.get(pk=asked.volunteer_id), partial(hold_need, key=need.pk), climb)
    assert Need.objects.get().climbs == 1


def test_let_go() -> None:
    serving = taken()
    go = partial[Any](release_serving, by=make.make_officer(), serving=serving, reason="没有来", at=NOW)
    give_back = partial(release_servings, volunteer_id=serving.volunteer_id, at=NOW)
    beside(serving.volunteer, give_back, go)
    assert Need.objects.get().state == NeedState.QUEUED


def test_what_somebody_is_asked_lapses_only_with_its_need_in_hand() -> None:
    """Who may serve no more is asked about one need and serves another: both needs first, then what hangs on them."""
    me, officer = person(), make.make_officer()
    asked, other = make_need(state=NeedState.QUEUED), taken(by=me)
    ask_in_waves(by=officer, need=asked, at=NOW)
    assert NeedAsk.objects.filter(need=asked, volunteer_id=me.volunteer_id).exists()
    held = Event()

    def both() -> None:
        with transaction.atomic():
            hold_need(key=other.need_id)
            held.set()
            until = time.monotonic() + 10
            while not somebody_waits() and time.monotonic() < until:
                time.sleep(0.01)
            NeedAsk.objects.filter(need=asked).update(words="不去")

    def release() -> int:
        held.wait(10)
        return release_servings(volunteer_id=other.volunteer_id, at=NOW)

    outcomes = at_once(both, release)
    sound(outcomes)
    assert not [each for each in outcomes if isinstance(each, Exception)]
