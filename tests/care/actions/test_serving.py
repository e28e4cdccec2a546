"""At the door and back: the code, the minutes, who cannot come after all."""

from __future__ import annotations

import pytest

from redvest.care.actions.ask_answer import accept_need
from redvest.care.actions.dispatch import ask_in_waves
from redvest.care.actions.serving import begin_serving, cancel_serving, finish_serving, release_servings
from redvest.care.choices import AskState, NeedState, ServingState
from redvest.care.dispatch_errors import (
    BadServingMinutes,
    MinutesNeeded,
    ServiceCodeTriedOut,
    ServingMoved,
    WrongServiceCode,
)
from redvest.care.models import Dispatch, Need, NeedAsk, NeedServing, NeedStep
from redvest.core.errors import NotFound
from redvest.registry.models import Message
from redvest.service.choices import ProofKind
from tests.factories import registry as make
from tests.factories.care import make_need
from tests.factories.dispatch import HOUR, MINUTE, by_of, code_of, offered, person, taken, wrong_code
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def serving() -> NeedServing:
    return taken()


def now(serving: NeedServing) -> tuple[NeedServing, Need]:
    return NeedServing.objects.get(pk=serving.pk), Need.objects.get(pk=serving.need_id)


def test_begun_with_the_code_it_is_a_proof(serving: NeedServing) -> None:
    begin_serving(by=by_of(serving), serving=serving, code=f" {code_of(serving)} ", at=NOW + HOUR)
    found, need = now(serving)
    assert (found.state, found.started_at, found.proofs) == (
        ServingState.SERVING, NOW + HOUR, [ProofKind.HOME_CODE],
    )  # fmt: skip
    assert need.state == NeedState.SERVING
    assert NeedStep.objects.filter(verb="begin_serving").get().words == "对上了服务码"


def test_begun_without_it_proves_nothing_and_it_may_come_at_the_end(serving: NeedServing) -> None:
    me = by_of(serving)
    begin_serving(by=me, serving=serving, at=NOW)
    assert begin_serving(by=me, serving=serving, at=NOW + HOUR).started_at == NOW
    assert now(serving)[0].proofs == []
    finish_serving(by=me, serving=serving, code=code_of(serving), at=NOW + 40 * MINUTE)
    assert now(serving)[0].proofs == [ProofKind.HOME_CODE]


def test_a_wrong_code_begins_nothing(serving: NeedServing) -> None:
    with pytest.raises(WrongServiceCode):
        begin_serving(by=by_of(serving), serving=serving, code=wrong_code(serving), at=NOW)
    found, need = now(serving)
    assert (found.state, need.state) == (ServingState.ACCEPTED, NeedState.ACCEPTED)


@pytest.mark.django_db(transaction=True)
def test_after_five_wrong_codes_no_code_counts_but_the_service_goes_on() -> None:
    serving = taken()
    me = by_of(serving)
    for _ in range(5):
        with pytest.raises(WrongServiceCode):
            begin_serving(by=me, serving=serving, code=wrong_code(serving), at=NOW)
    with pytest.raises(ServiceCodeTriedOut):
        begin_serving(by=me, serving=serving, code=code_of(serving), at=NOW)
    found, _need = now(serving)
    assert (found.code_tries, found.state) == (5, ServingState.ACCEPTED)
    begin_serving(by=me, serving=serving, at=NOW)
    assert now(serving)[0].proofs == []


def test_a_code_opens_its_own_service_alone() -> None:
    need = offered(hands=2)
    first, second = taken(need), taken(need)
    if code_of(first) != code_of(second):
        with pytest.raises(WrongServiceCode):
            begin_serving(by=by_of(first), serving=first, code=code_of(second), at=NOW)


def test_ended_the_minutes_are_the_clocks_and_the_requester_is_asked(serving: NeedServing) -> None:
    me = by_of(serving)
    begin_serving(by=me, serving=serving, at=NOW)
    finish_serving(by=me, serving=serving, words="买了三种药", at=NOW + 50 * MINUTE)
    found, need = now(serving)
    assert (found.state, found.minutes, found.ended_at, found.words) == (
        ServingState.SERVED, 50, NOW + 50 * MINUTE, "买了三种药",
    )  # fmt: skip
    assert (need.state, need.served_at, need.due_at) == (
        NeedState.SERVED,
        NOW + 50 * MINUTE,
        NOW + 50 * MINUTE + 168 * HOUR,
    )
    asked = Message.objects.filter(account=None, text__contains="办好了请回 1")
    assert asked.count() == 1
    assert finish_serving(by=me, serving=serving, at=NOW + HOUR).minutes == 50
    assert asked.count() == 1


def test_a_forgotten_end_asks_for_the_minutes(serving: NeedServing) -> None:
    me = by_of(serving)
    begin_serving(by=me, serving=serving, at=NOW)
    with pytest.raises(MinutesNeeded):
        finish_serving(by=me, serving=serving, at=NOW + 20 * HOUR)
    with pytest.raises(BadServingMinutes):
        finish_serving(by=me, serving=serving, minutes=600, at=NOW + 20 * HOUR)
    assert now(serving)[0].state == ServingState.SERVING
    finish_serving(by=me, serving=serving, minutes=45, at=NOW + 20 * HOUR)
    assert (now(serving)[0].minutes, now(serving)[0].ended_at) == (45, NOW + 45 * MINUTE)


def test_with_two_hands_the_last_to_end_ends_it() -> None:
    need = offered(hands=2)
    first, second = taken(need), taken(need)
    for each in (first, second):
        begin_serving(by=by_of(each), serving=each, at=NOW)
    finish_serving(by=by_of(first), serving=first, at=NOW + 30 * MINUTE)
    assert now(first)[1].state == NeedState.SERVING
    finish_serving(by=by_of(second), serving=second, at=NOW + 40 * MINUTE)
    assert now(second)[1].state == NeedState.SERVED


def test_they_begin_with_the_hands_that_came() -> None:
    need = make_need(state=NeedState.QUEUED, hands=2)
    me, other = person(), person()
    ask_in_waves(by=make.make_officer(), need=need, at=NOW)
    serving = accept_need(by=me, need=need, at=NOW)
    begin_serving(by=me, serving=serving, at=NOW)
    need.refresh_from_db()
    assert (need.state, Dispatch.objects.get().state) == (NeedState.SERVING, "accepted")
    assert NeedAsk.objects.get(volunteer_id=other.volunteer_id).state == AskState.TAKEN


def test_somebody_elses_service_does_not_exist(serving: NeedServing) -> None:
    stranger = person()
    for step in (begin_serving, finish_serving, cancel_serving):
        with pytest.raises(NotFound):
            step(by=stranger, serving=serving, at=NOW)
    with pytest.raises(NotFound):
        begin_serving(by=stranger, serving=serving, code=code_of(serving), at=NOW)
    assert now(serving)[0].state == ServingState.ACCEPTED


def test_not_coming_after_all_queues_the_need_and_everybody_hears_it(serving: NeedServing) -> None:
    me = by_of(serving)
    cancel_serving(by=me, serving=serving, words="孩子发烧了", at=NOW)
    found, need = now(serving)
    assert (found.state, found.cancel_words) == (ServingState.CANCELLED, "孩子发烧了")
    assert (need.state, need.taken, need.body) == (NeedState.QUEUED, 0, None)
    made_by = Dispatch.objects.get().made_by_id
    assert "去不了" in Message.objects.get(account_id=made_by).text
    assert Message.objects.filter(account=None, text__contains="来不了了").exists()
    assert not Message.objects.filter(text__contains="孩子发烧").exists()
    assert cancel_serving(by=me, serving=serving, at=NOW).state == ServingState.CANCELLED
    assert now(serving)[1].taken == 0


def test_one_of_two_goes_and_the_other_stays() -> None:
    need = offered(hands=2)
    first, second = taken(need), taken(need)
    cancel_serving(by=by_of(first), serving=first, at=NOW)
    _gone, need = now(first)
    assert (need.state, need.taken) == (NeedState.ACCEPTED, 1)
    begin_serving(by=by_of(second), serving=second, at=NOW)


def test_while_the_round_is_open_it_goes_on() -> None:
    need = offered(hands=2)
    first = taken(need)
    cancel_serving(by=by_of(first), serving=first, at=NOW)
    assert (now(first)[1].state, now(first)[1].taken) == (NeedState.OFFERED, 0)


def test_who_has_begun_does_not_cancel(serving: NeedServing) -> None:
    me = by_of(serving)
    begin_serving(by=me, serving=serving, at=NOW)
    with pytest.raises(ServingMoved):
        cancel_serving(by=me, serving=serving, at=NOW)
    with pytest.raises(ServingMoved):
        finish_serving(by=me, serving=taken(by=me), at=NOW)
    assert now(serving)[0].state == ServingState.SERVING


def test_somebody_suspended_gives_back_what_they_had_not_begun(serving: NeedServing) -> None:
    other = taken(by=by_of(serving))
    begin_serving(by=by_of(serving), serving=other, at=NOW)
    assert release_servings(volunteer_id=serving.volunteer_id, at=NOW) == 1
    assert release_servings(volunteer_id=serving.volunteer_id, at=NOW) == 0
    assert (now(serving)[0].state, now(serving)[1].state) == (ServingState.CANCELLED, NeedState.QUEUED)
    assert now(other)[0].state == ServingState.SERVING
