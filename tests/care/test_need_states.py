"""Every step of a need from every state: where it may be taken it is, from everywhere else it is refused and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from redvest.care.actions.ask_answer import accept_need
from redvest.care.actions.dispatch import dispatch_to_body, open_for_grabbing, withdraw_dispatch
from redvest.care.actions.need_confirm import confirm_by_call, rate_need
from redvest.care.actions.need_merge import merge_needs, part_needs
from redvest.care.actions.need_review import approve_need, cancel_need, refuse_need
from redvest.care.choices import ConfirmAnswer, DispatchState, NeedState
from redvest.care.models import Dispatch, Need, NeedConfirmation, NeedServing, NeedStep
from redvest.core.errors import DomainError
from redvest.registry.policy import Standing
from tests.care.test_need_powers import WHY
from tests.factories import registry as make
from tests.factories.care import make_dispatch, make_need
from tests.factories.dispatch import person
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
S = NeedState
OPEN = {S.SUBMITTED, S.QUEUED, S.OFFERED, S.ACCEPTED, S.SERVING}
Step = Callable[[Need, Standing], object]


def in_state(state: NeedState) -> Need:
    """A need that stands in this state, with the round that belongs to it."""
    more: dict[str, Any] = {}
    if state == S.MERGED:
        more["merged_into"] = make_need(title="帮隔壁老人买药")
    need = make_need(state=state, **more)
    if state == S.OFFERED:
        make_dispatch(need=need)
    return need


def taken_step(step: Step, state: NeedState) -> bool:
    """Whether the step was taken; where it was not, nothing may have changed."""
    need, officer = in_state(state), make.make_officer()
    before = rows()
    try:
        with transaction.atomic():
            step(need, officer)
    except DomainError:
        assert rows() == before
        return False
    return True


def rows() -> list[Any]:
    return [
        list(
            Need.objects.order_by("pk").values_list(
                "pk", "state", "taken", "closed_at", "due_at", "merged_into"
            )
        ),
        list(Dispatch.objects.order_by("pk").values_list("pk", "state")),
        NeedStep.objects.count(),
        NeedServing.objects.count(),
        NeedConfirmation.objects.count(),
    ]


def where(step: Step) -> set[NeedState]:
    return {state for state in NeedState if taken_step(step, state)}


def test_a_review_is_of_what_was_just_asked() -> None:
    assert where(lambda need, by: approve_need(by=by, need=need, at=NOW)) == {S.SUBMITTED}


def test_sent_back_is_what_was_just_asked() -> None:
    assert where(lambda need, by: refuse_need(by=by, need=need, reason=WHY, at=NOW)) == {S.SUBMITTED}


def test_taken_back_until_the_service_is_done() -> None:
    assert where(lambda need, by: cancel_need(by=by, need=need, reason=WHY, at=NOW)) == OPEN


def test_merged_before_anybody_is_asked() -> None:
    found = set()
    for state in NeedState:
        need, officer = in_state(state), make.make_officer()
        other = make_need()
        before = rows()
        try:
            with transaction.atomic():
                merge_needs(by=officer, need=need, into=other, at=NOW)
            found.add(state)
        except DomainError:
            assert rows() == before
    assert found == {S.SUBMITTED, S.QUEUED}


def test_parted_is_what_was_merged() -> None:
    assert where(lambda need, by: part_needs(by=by, need=need, at=NOW)) == {S.MERGED}


def test_sent_out_from_the_queue_or_where_hands_are_lacking() -> None:
    # An accepted need of one hand that nobody took is one whose volunteer is still to be found.
    found = where(lambda need, by: open_for_grabbing(by=by, need=need, at=NOW))
    assert found == {S.QUEUED, S.ACCEPTED}


def test_given_to_a_body_from_the_same_states() -> None:
    body = make.make_body()
    found = where(lambda need, by: dispatch_to_body(by=by, need=need, body=body, at=NOW))
    assert found == {S.QUEUED, S.ACCEPTED}


def test_taken_back_from_whom_it_was_sent_to() -> None:
    found = where(lambda need, by: withdraw_dispatch(by=by, need=need, reason=WHY, at=NOW))
    assert found == {S.OFFERED, S.ACCEPTED}


def test_a_volunteer_s_yes_is_to_what_is_on_offer() -> None:
    found = where(lambda need, by: accept_need(by=person(), need=need, at=NOW))
    assert found == {S.OFFERED}


def test_a_call_back_confirms_what_was_served() -> None:
    def step(need: Need, by: Standing) -> object:
        return confirm_by_call(by=by, need=need, answer=ConfirmAnswer.DONE, at=NOW)

    assert where(step) <= {S.SERVING, S.SERVED}
    assert taken_step(step, S.SERVED)


def test_stars_are_for_what_is_closed() -> None:
    member = make.make_member()
    found = set()
    for state in NeedState:
        need = in_state(state)
        Need.objects.filter(pk=need.pk).update(requester=member.account_id)
        need.refresh_from_db()
        try:
            with transaction.atomic():
                rate_need(by=member, need=need, score=5, words="帮得很好", at=NOW)
            found.add(state)
        except DomainError:
            need.refresh_from_db()
            assert need.score is None and need.rated_at is None
    assert found == {S.CLOSED}


class TestAWholeStory:
    def test_asked_refused_and_over(self) -> None:
        need, officer = make_need(), make.make_officer()
        refuse_need(by=officer, need=need, reason=WHY, at=NOW)
        for step in (
            lambda: approve_need(by=officer, need=need, at=NOW),
            lambda: open_for_grabbing(by=officer, need=need, at=NOW),
            lambda: cancel_need(by=officer, need=need, reason=WHY, at=NOW),
        ):
            before = rows()
            with pytest.raises(DomainError), transaction.atomic():
                step()
            assert rows() == before
        assert [each.verb for each in need.steps.order_by("at", "id")] == ["refuse_need"]

    def test_merged_parted_and_met(self) -> None:
        officer = make.make_officer()
        first, second = make_need(), make_need()
        approve_need(by=officer, need=first, at=NOW)
        approve_need(by=officer, need=second, at=NOW)
        gone = merge_needs(by=officer, need=second, into=first, at=NOW)
        assert (gone.state, gone.merged_into, gone.due_at) == (S.MERGED, first, None)

        back = part_needs(by=officer, need=gone, at=NOW)
        back.refresh_from_db()
        assert (back.state, back.merged_into) == (S.QUEUED, None)
        assert back.due_at is not None and back.closed_at is None

        open_for_grabbing(by=officer, need=back, at=NOW)
        back.refresh_from_db()
        serving = accept_need(by=person(), need=back, at=NOW)
        back.refresh_from_db()
        assert (back.state, back.taken, serving.need_id) == (S.ACCEPTED, 1, back.pk)
        assert Dispatch.objects.get(need=back).state == DispatchState.ACCEPTED
        assert [each.verb for each in back.steps.order_by("at", "id")] == [
            "approve_need",
            "merge_needs",
            "part_needs",
            "open_for_grabbing",
            "accept_need",
        ]

    def test_every_line_of_the_story_names_where_it_lies_and_until_when(self) -> None:
        need, officer = make_need(), make.make_officer()
        approve_need(by=officer, need=need, at=NOW)
        open_for_grabbing(by=officer, need=need, at=NOW)
        for step in need.steps.all():
            assert step.desk_path == need.region_path
            assert step.due_at is not None and step.due_at > step.at
            assert step.by_id == officer.account_id
