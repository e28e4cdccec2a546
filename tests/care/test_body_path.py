"""A need given to an organisation: its answer, its members' own yes, who goes there, and who may read where."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from redvest.care.actions.ask_answer import accept_need, decline_need
from redvest.care.actions.dispatch import dispatch_to_body, open_for_grabbing, withdraw_dispatch
from redvest.care.actions.dispatch_answer import accept_for_body, ask_members, decline_for_body
from redvest.care.actions.need_confirm import confirm_by_call
from redvest.care.actions.need_read import read_private
from redvest.care.actions.serving import begin_serving, cancel_serving, finish_serving
from redvest.care.choices import AskState, ConfirmAnswer, DispatchState, NeedState, ServingState
from redvest.care.dispatch_errors import (
    DispatchEnded,
    DispatchReasonNeeded,
    NotAMember,
    PrivateClosed,
    PrivateNotYet,
)
from redvest.care.models import Dispatch, Need, NeedAsk, NeedServing
from redvest.core.errors import DomainError
from redvest.core.models import AuditLine
from redvest.registry.models import Body, Volunteer
from redvest.registry.policy import Standing
from tests.care.test_need_powers import everything
from tests.factories import dispatch as going
from tests.factories import registry as make
from tests.factories.care import GRANNY, make_need
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def body() -> Body:
    return make.make_body()


@pytest.fixture
def leader(body: Body) -> Standing:
    return make.make_body_admin(body)


@pytest.fixture
def round_(body: Body) -> Dispatch:
    need = make_need(state=NeedState.QUEUED)
    return dispatch_to_body(by=make.make_officer(), need=need, body=body, at=NOW)


def member(body: Body) -> tuple[Volunteer, Standing]:
    volunteer = make.make_volunteer()
    going.join(body, volunteer)
    return volunteer, make.volunteer_standing(volunteer)


def the_need() -> Need:
    return Need.objects.select_related("region", "body").get()


class TestTheAnswer:
    def test_a_yes_makes_it_theirs_and_books_nobody(
        self, leader: Standing, round_: Dispatch, body: Body
    ) -> None:
        accept_for_body(by=leader, dispatch=round_, at=NOW)
        need = the_need()
        assert (need.state, need.body, need.taken) == (NeedState.ACCEPTED, body, 0)
        assert Dispatch.objects.get().state == DispatchState.ACCEPTED
        assert not NeedServing.objects.exists() and not NeedAsk.objects.exists()

    def test_a_no_needs_its_reason_and_gives_it_back(self, leader: Standing, round_: Dispatch) -> None:
        before = everything()
        with pytest.raises(DispatchReasonNeeded), transaction.atomic():
            decline_for_body(by=leader, dispatch=round_, reason="  ", at=NOW)
        assert everything() == before

        decline_for_body(by=leader, dispatch=round_, reason="这周没有人手", at=NOW)
        need, gone = the_need(), Dispatch.objects.get()
        assert (need.state, need.body) == (NeedState.QUEUED, None)
        assert (gone.state, gone.reason, gone.ended_at) == (DispatchState.DECLINED, "这周没有人手", NOW)

    def test_answered_once(self, leader: Standing, round_: Dispatch) -> None:
        accept_for_body(by=leader, dispatch=round_, at=NOW)
        before = everything()
        for act in (
            lambda: accept_for_body(by=leader, dispatch=round_, at=NOW),
            lambda: decline_for_body(by=leader, dispatch=round_, reason="又不行了", at=NOW),
        ):
            with pytest.raises(DispatchEnded), transaction.atomic():
                act()
        assert everything() == before

    def test_an_answer_to_what_was_taken_back_comes_too_late(
        self, leader: Standing, round_: Dispatch
    ) -> None:
        withdraw_dispatch(by=make.make_officer(), need=the_need(), reason="派给别的组织", at=NOW)
        before = everything()
        with pytest.raises(DispatchEnded), transaction.atomic():
            accept_for_body(by=leader, dispatch=round_, at=NOW)
        assert everything() == before

    def test_sent_out_again_after_a_no_it_is_a_new_round(self, leader: Standing, round_: Dispatch) -> None:
        decline_for_body(by=leader, dispatch=round_, reason="这周没有人手", at=NOW)
        open_for_grabbing(by=make.make_officer(), need=the_need(), at=NOW)
        assert list(Dispatch.objects.order_by("round").values_list("round", "state")) == [
            (1, DispatchState.DECLINED),
            (2, DispatchState.OPEN),
        ]


class TestMembers:
    @pytest.fixture
    def taken(self, leader: Standing, round_: Dispatch) -> Need:
        accept_for_body(by=leader, dispatch=round_, at=NOW)
        return the_need()

    def test_are_asked_and_one_says_yes(self, leader: Standing, taken: Need, body: Body) -> None:
        (one, first), (two, _) = member(body), member(body)
        asks = ask_members(by=leader, need=taken, volunteers=[one.pk, two.pk], at=NOW)
        assert {each.volunteer_id for each in asks} == {one.pk, two.pk}
        assert the_need().taken == 0

        serving = accept_need(by=first, need=the_need(), at=NOW)
        assert (serving.volunteer_id, serving.state) == (one.pk, ServingState.ACCEPTED)
        states = dict(NeedAsk.objects.values_list("volunteer_id", "state"))
        assert states == {one.pk: AskState.ACCEPTED, two.pk: AskState.TAKEN}

    def test_who_says_no_is_not_asked_twice(self, leader: Standing, taken: Need, body: Body) -> None:
        one, first = member(body)
        ask_members(by=leader, need=taken, volunteers=[one.pk], at=NOW)
        decline_need(by=first, need=the_need(), words="那天要上班", at=NOW)
        assert ask_members(by=leader, need=the_need(), volunteers=[one.pk], at=NOW) == []
        assert NeedAsk.objects.get().state == AskState.DECLINED

    def test_nobody_else_is_asked(self, leader: Standing, taken: Need, body: Body) -> None:
        one, _ = member(body)
        stranger = make.make_volunteer()
        before = everything()
        for people in ([], [stranger.pk], [one.pk, stranger.pk]):
            with pytest.raises(NotAMember), transaction.atomic():
                ask_members(by=leader, need=taken, volunteers=people, at=NOW)
        assert everything() == before

    def test_by_nobody_else(self, taken: Need, body: Body) -> None:
        one, first = member(body)
        before = everything()
        for by in (first, make.make_body_admin(make.make_body()), make.make_officer()):
            with pytest.raises(DomainError), transaction.atomic():
                ask_members(by=by, need=taken, volunteers=[one.pk], at=NOW)
        assert everything() == before


class TestWhoGoesThere:
    def test_alone_begins_ends_and_gives_up_the_own_service(self) -> None:
        serving = going.taken()
        before = everything()
        for by in (going.person(), make.make_officer(), make.make_member()):
            for act in (
                lambda by=by: begin_serving(by=by, serving=serving, at=NOW + HOUR),
                lambda by=by: finish_serving(by=by, serving=serving, at=NOW + HOUR),
                lambda by=by: cancel_serving(by=by, serving=serving, words="不去了", at=NOW),
            ):
                with pytest.raises(DomainError), transaction.atomic():
                    act()
        assert everything() == before

    def test_nobody_ends_what_has_not_begun(self) -> None:
        serving = going.taken()
        before = everything()
        with pytest.raises(DomainError), transaction.atomic():
            finish_serving(by=going.by_of(serving), serving=serving, at=NOW + HOUR)
        assert everything() == before

    def test_who_cannot_come_gives_the_need_back(self) -> None:
        serving = going.taken()
        cancel_serving(by=going.by_of(serving), serving=serving, words="发烧了", at=NOW)
        need = the_need()
        assert (need.state, need.taken) == (NeedState.QUEUED, 0)
        assert need.due_at is not None and need.due_at > NOW

    def test_the_address_opens_with_the_yes_and_leaves_a_line(self) -> None:
        need = going.offered()
        me = going.person()
        with pytest.raises(PrivateNotYet), transaction.atomic():
            read_private(by=me, need=need, at=NOW)
        assert not AuditLine.objects.filter(verb="read_private").exists()

        accept_need(by=me, need=need, at=NOW)
        assert read_private(by=me, need=the_need(), at=NOW) == GRANNY
        line = AuditLine.objects.get(verb="read_private")
        assert (line.actor_id, line.target_id) == (me.account_id, str(need.pk))

    def test_it_closes_again_for_who_gives_up(self) -> None:
        serving = going.taken()
        me = going.by_of(serving)
        cancel_serving(by=me, serving=serving, words="发烧了", at=NOW)
        with pytest.raises(DomainError), transaction.atomic():
            read_private(by=me, need=the_need(), at=NOW)
        assert not AuditLine.objects.filter(verb="read_private").exists()


class TestADayAfterTheEnd:
    """Design invariant 10: readable to the accepted volunteer only, and only until a day after closing."""

    def test_the_address_is_read_for_a_day_and_then_no_more(self) -> None:
        done = going.served()
        me, closed_at = going.by_of(done.serving), NOW + 3 * HOUR
        confirm_by_call(by=make.make_officer(), need=done.need, answer=ConfirmAnswer.DONE, at=closed_at)

        last = closed_at + timedelta(hours=23, minutes=59)
        assert read_private(by=me, need=the_need(), at=last) == GRANNY
        looks = AuditLine.objects.filter(verb="read_private").count()

        with pytest.raises(PrivateClosed), transaction.atomic():
            read_private(by=me, need=the_need(), at=closed_at + timedelta(hours=24, minutes=1))
        assert AuditLine.objects.filter(verb="read_private").count() == looks == 1

    def test_what_was_served_stays_in_the_story(self) -> None:
        done = going.served()
        verbs = list(done.need.steps.order_by("at", "id").values_list("verb", flat=True))
        assert verbs == ["open_for_grabbing", "accept_need", "begin_serving", "finish_serving"]
