"""Somebody who said yes and never came is let go by the desk; what becomes of a need whose volunteer went away."""

from __future__ import annotations

import pytest

from redvest.care.actions.ask_answer import accept_need
from redvest.care.actions.dispatch import dispatch_to_body, open_for_grabbing
from redvest.care.actions.dispatch_answer import accept_for_body, ask_members
from redvest.care.actions.serving import begin_serving, cancel_serving, finish_serving, release_serving
from redvest.care.choices import AskState, NeedState, ServingState
from redvest.care.dispatch_errors import DispatchReasonNeeded, ServingMoved
from redvest.care.intake_errors import NeedReasonMissing
from redvest.care.models import Dispatch, Need, NeedAsk, NeedServing, NeedStep
from redvest.core.errors import DomainError, NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.models import Body, Message, Volunteer
from redvest.registry.policy import Standing
from tests.factories import registry as make
from tests.factories.care import make_need
from tests.factories.dispatch import HOUR, MINUTE, by_of, join, offered, person, taken
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + 5 * HOUR
REASON = "约好的时间没有来"


def now(serving: NeedServing) -> tuple[str, Need]:
    return NeedServing.objects.get(pk=serving.pk).state, Need.objects.get(pk=serving.need_id)


def told(account: object, words: str) -> int:
    return Message.objects.filter(account_id=account, text__contains=words).count()


@pytest.mark.parametrize("begun", [False, True])
def test_who_never_came_is_let_go_and_others_can_be_asked(begun: bool) -> None:
    serving, officer = taken(), make.make_officer()
    if begun:
        begin_serving(by=by_of(serving), serving=serving, at=NOW + HOUR)
    release_serving(by=officer, serving=serving, reason=f" {REASON} ", at=LATER)

    state, need = now(serving)
    found = NeedServing.objects.get()
    assert (state, found.cancelled_at, found.cancel_words) == (ServingState.CANCELLED, LATER, REASON)
    assert (need.state, need.taken, need.body) == (NeedState.QUEUED, 0, None)
    step = NeedStep.objects.get(verb="release_serving")
    assert (step.by_id, step.words) == (officer.account_id, REASON)
    assert AuditLine.objects.filter(verb="release_serving").count() == 1
    assert told(by_of(serving).account_id, REASON) == 1
    assert Message.objects.filter(account=None, text__contains="来不了了").exists()
    open_for_grabbing(by=officer, need=need, at=LATER)
    assert accept_need(by=person(), need=need, at=LATER).state == ServingState.ACCEPTED


def test_twice_is_once() -> None:
    serving, officer = taken(), make.make_officer()
    for _ in range(2):
        release_serving(by=officer, serving=serving, reason=REASON, at=LATER)
    assert now(serving)[1].taken == 0
    assert told(by_of(serving).account_id, REASON) == 1


@pytest.mark.parametrize(
    ("reason", "fault"), [("", DispatchReasonNeeded), ("电话 13907901234 打不通", NeedReasonMissing)]
)
def test_not_without_a_reason_nor_with_a_number_in_it(reason: str, fault: type[DomainError]) -> None:
    serving = taken()
    with pytest.raises(fault):
        release_serving(by=make.make_officer(), serving=serving, reason=reason, at=LATER)
    assert now(serving)[0] == ServingState.ACCEPTED
    assert not NeedStep.objects.filter(verb="release_serving").exists()


def test_only_by_who_dispatches_there() -> None:
    serving = taken()
    for by in (by_of(serving), person(), make.make_leader(make.make_body())):
        with pytest.raises(NotAllowed):
            release_serving(by=by, serving=serving, reason=REASON, at=LATER)
    assert now(serving)[0] == ServingState.ACCEPTED
    assert now(serving)[1].taken == 1


def test_what_was_done_is_nobodys_to_take_away() -> None:
    serving = taken()
    begin_serving(by=by_of(serving), serving=serving, at=NOW)
    finish_serving(by=by_of(serving), serving=serving, at=NOW + 40 * MINUTE)
    with pytest.raises(ServingMoved):
        release_serving(by=make.make_officer(), serving=serving, reason=REASON, at=LATER)
    state, need = now(serving)
    assert (state, need.state, need.taken) == (ServingState.SERVED, NeedState.SERVED, 1)


def two(first_done: bool) -> tuple[NeedServing, NeedServing]:
    """One who is there, or is done, and another who pressed 开始 and never came back."""
    need = offered(hands=2)
    first, second = taken(need), taken(need)
    for each in (first, second):
        begin_serving(by=by_of(each), serving=each, at=NOW)
    if first_done:
        finish_serving(by=by_of(first), serving=first, at=NOW + 30 * MINUTE)
    return first, second


def test_the_other_goes_on_serving() -> None:
    first, second = two(first_done=False)
    release_serving(by=make.make_officer(), serving=second, reason=REASON, at=LATER)
    assert (now(first)[0], now(first)[1].state, now(first)[1].taken) == (
        ServingState.SERVING, NeedState.SERVING, 1,
    )  # fmt: skip


def test_the_others_work_is_to_be_confirmed() -> None:
    first, second = two(first_done=True)
    release_serving(by=make.make_officer(), serving=second, reason=REASON, at=LATER)
    need = now(first)[1]
    assert (need.state, need.served_at) == (NeedState.SERVED, LATER)
    assert Message.objects.filter(account=None, text__contains="办好了请回 1").count() == 1
    assert not Message.objects.filter(text__contains="再找人").exists()


def test_with_one_still_to_come_it_is_taken_again() -> None:
    need = offered(hands=2)
    first, second = taken(need), taken(need)
    begin_serving(by=by_of(first), serving=first, at=NOW)
    release_serving(by=make.make_officer(), serving=first, reason=REASON, at=LATER)
    assert (now(second)[0], now(second)[1].state) == (ServingState.ACCEPTED, NeedState.ACCEPTED)
    begin_serving(by=by_of(second), serving=second, at=LATER)


# --- an organisation's need ---


def by_body(hands: int = 1) -> tuple[Need, Body, Standing, list[Volunteer]]:
    """Taken by an organisation that asked two members."""
    body, officer = make.make_body(), make.make_officer()
    head = make.make_body_admin(body)
    need = make_need(state=NeedState.QUEUED, hands=hands)
    round_ = dispatch_to_body(by=officer, need=need, body=body, at=NOW)
    accept_for_body(by=head, dispatch=round_, at=NOW)
    members = [make.make_volunteer() for _ in range(2)]
    for each in members:
        join(body, each)
    ask_members(by=head, need=Need.objects.get(pk=need.pk), volunteers=[m.pk for m in members], at=NOW)
    return Need.objects.get(pk=need.pk), body, head, members


def test_its_heads_and_its_asked_members_hear_that_the_need_went_back() -> None:
    need, _body, head, (first, second) = by_body(hands=2)
    serving = taken(need, by=make.volunteer_standing(first))
    cancel_serving(by=by_of(serving), serving=serving, at=LATER)
    need = now(serving)[1]
    assert (need.state, need.body) == (NeedState.QUEUED, None)
    assert NeedAsk.objects.get(volunteer=second).state == AskState.LAPSED
    assert told(second.account_id, "不用再答复") == 1
    assert told(head.account_id, "已经退回派单的社区") == 1


def test_with_somebody_left_its_members_are_still_asked_and_its_heads_hear_it() -> None:
    need, body, head, (first, second) = by_body(hands=2)
    one = taken(need, by=make.volunteer_standing(first))
    other = make.make_volunteer()
    join(body, other)
    taken(need, by=make.volunteer_standing(second))
    cancel_serving(by=by_of(one), serving=one, at=LATER)
    need = now(one)[1]
    assert (need.state, need.taken, need.body) == (NeedState.ACCEPTED, 1, body)
    assert told(head.account_id, "有一位去不了了") == 1
    ask_members(by=head, need=need, volunteers=[other.pk], at=LATER)
    assert NeedAsk.objects.get(volunteer=other).state == AskState.ASKED


def test_sent_on_to_others_it_is_no_more_the_organisations() -> None:
    need, body, head, (first, second) = by_body(hands=2)
    serving = taken(need, by=make.volunteer_standing(first))
    open_for_grabbing(by=make.make_officer(), need=need, at=LATER)
    need = now(serving)[1]
    assert (need.state, need.taken, need.body) == (NeedState.OFFERED, 1, None)
    assert NeedServing.objects.get().body == body  # who said yes for it is still recorded by it
    assert NeedAsk.objects.get(volunteer=second).state == AskState.LAPSED
    assert told(head.account_id, "另外去找了") == 1
    assert Dispatch.objects.filter(state="open").count() == 1
