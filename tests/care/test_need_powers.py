"""Who may do what with a need: every step of the desk, asked for by everybody who may not. A refusal changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from redvest.care.actions.dispatch import (
    ask_in_waves,
    dispatch_to_body,
    open_for_grabbing,
    withdraw_dispatch,
)
from redvest.care.actions.dispatch_answer import accept_for_body, decline_for_body
from redvest.care.actions.need_confirm import confirm_by_call
from redvest.care.actions.need_merge import merge_needs, part_needs, say_needs_differ
from redvest.care.actions.need_review import approve_need, cancel_need, refuse_need
from redvest.care.actions.need_verify import look_at_need, verify_need
from redvest.care.actions.serving_hours import countersign_serving
from redvest.care.choices import (
    ConfirmAnswer,
    DispatchState,
    DispatchWay,
    NeedState,
    VerifyResult,
    VerifyWay,
)
from redvest.care.models import (
    Dispatch,
    Need,
    NeedAsk,
    NeedConfirmation,
    NeedServing,
    NeedStep,
    NeedVerification,
    NotSameNeed,
)
from redvest.core.errors import DomainError, NotAllowed, NotFound
from redvest.core.models import AuditLine
from redvest.registry.policy import GUEST_STANDING, Standing
from redvest.service.models import HoursEntry
from tests.factories import dispatch as going
from tests.factories import registry as make
from tests.factories.care import make_dispatch, make_need
from tests.factories.intake import keeper_at
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db
WHY = "居委会说情况不符"


def everything() -> tuple[Any, ...]:
    """All that a step could have left behind."""
    needs = Need.objects.order_by("pk").values_list(
        "pk", "state", "taken", "desk_path", "due_at", "reason", "body"
    )
    counts = tuple(
        model.objects.count()
        for model in (
            NeedStep,
            NeedVerification,
            NeedConfirmation,
            NotSameNeed,
            NeedAsk,
            HoursEntry,
            AuditLine,
        )
    )
    rounds = Dispatch.objects.order_by("pk").values_list("pk", "state", "reason")
    servings = NeedServing.objects.order_by("pk").values_list("pk", "state", "countersigned_by", "entry")
    return list(needs), counts, list(rounds), list(servings)  # type: ignore[return-value]


def guest() -> Standing:
    return GUEST_STANDING(CITY)


def officer_beside() -> Standing:
    """Of the other district of the city."""
    return make.make_officer(make.make_region_tree().fenyi)


def officer_next_door() -> Standing:
    """Of the community next to the need's."""
    return make.make_officer(make.make_region_tree().zhanqian)


def officer_of_another_city() -> Standing:
    return make.make_officer(make.make_other_city())


def keeper_next_door() -> Standing:
    return keeper_at(make.make_region_tree().zhanqian)[0]


def leader_of_some_body() -> Standing:
    return make.make_leader(make.make_body())


def head_of_some_body() -> Standing:
    return make.make_body_admin(make.make_body())


OUTSIDERS: tuple[Callable[[], Standing], ...] = (
    guest,
    make.make_member,
    going.person,
    officer_beside,
    officer_next_door,
    officer_of_another_city,
    keeper_next_door,
    leader_of_some_body,
    head_of_some_body,
)


def refused(act: Callable[[], object]) -> None:
    before = everything()
    with pytest.raises((NotAllowed, NotFound)), transaction.atomic():
        act()
    assert everything() == before


@pytest.fixture(params=OUTSIDERS, ids=lambda who: who.__name__)
def outsider(request: pytest.FixtureRequest) -> Standing:
    who: Callable[[], Standing] = request.param
    return who()


@pytest.fixture
def waiting() -> Need:
    return make_need()


@pytest.fixture
def queued() -> Need:
    return make_need(state=NeedState.QUEUED)


class TestOutsiders:
    def test_review_nothing(self, outsider: Standing, waiting: Need) -> None:
        refused(lambda: approve_need(by=outsider, need=waiting, at=NOW))
        refused(lambda: refuse_need(by=outsider, need=waiting, reason=WHY, at=NOW))

    def test_take_back_nothing_of_others(self, outsider: Standing, waiting: Need) -> None:
        refused(lambda: cancel_need(by=outsider, need=waiting, reason=WHY, at=NOW))

    def test_check_nothing(self, outsider: Standing, waiting: Need) -> None:
        refused(
            lambda: verify_need(
                by=outsider, need=waiting, way=VerifyWay.CALL, result=VerifyResult.TRUE, words="属实", at=NOW
            )
        )

    def test_read_nothing_that_is_private(self, outsider: Standing, waiting: Need) -> None:
        refused(lambda: look_at_need(by=outsider, need=waiting, reason="想看看是谁", at=NOW))

    def test_merge_and_part_nothing(self, outsider: Standing, waiting: Need) -> None:
        other = make_need()
        refused(lambda: merge_needs(by=outsider, need=waiting, into=other, at=NOW))
        refused(lambda: say_needs_differ(by=outsider, first=waiting, second=other, at=NOW))
        merged = merge_needs(by=make.make_officer(), need=waiting, into=other, at=NOW)
        refused(lambda: part_needs(by=outsider, need=merged, at=NOW))

    def test_send_nothing_out(self, outsider: Standing, queued: Need) -> None:
        refused(lambda: open_for_grabbing(by=outsider, need=queued, at=NOW))
        refused(lambda: ask_in_waves(by=outsider, need=queued, at=NOW))
        body = make.make_body()
        refused(lambda: dispatch_to_body(by=outsider, need=queued, body=body, at=NOW))

    def test_take_no_round_back(self, outsider: Standing) -> None:
        need = going.offered()
        refused(lambda: withdraw_dispatch(by=outsider, need=need, reason=WHY, at=NOW))

    def test_answer_for_no_organisation(self, outsider: Standing) -> None:
        body = make.make_body()
        need = make_need(state=NeedState.OFFERED)
        round_ = make_dispatch(need=need, way=DispatchWay.BODY, body=body)
        refused(lambda: accept_for_body(by=outsider, dispatch=round_, at=NOW))
        refused(lambda: decline_for_body(by=outsider, dispatch=round_, reason="这周没有人手", at=NOW))

    def test_stand_behind_no_hours(self, outsider: Standing) -> None:
        done = going.served()
        refused(lambda: countersign_serving(by=outsider, serving=done.serving, at=NOW + 3 * going.HOUR))

    def test_call_nobody_back(self, outsider: Standing) -> None:
        done = going.served()
        refused(
            lambda: confirm_by_call(
                by=outsider, need=done.need, answer=ConfirmAnswer.DONE, at=NOW + 3 * going.HOUR
            )
        )


def officer_of_the_district() -> Standing:
    return make.make_officer()


def officer_of_the_street() -> Standing:
    return make.make_officer(make.make_region_tree().chengnan)


def officer_of_the_community() -> Standing:
    return make.make_officer(make.make_region_tree().baihua)


INSIDERS: tuple[Callable[[], Standing], ...] = (
    make.make_centre,
    officer_of_the_district,
    officer_of_the_street,
    officer_of_the_community,
)


@pytest.fixture(params=INSIDERS, ids=lambda who: who.__name__)
def insider(request: pytest.FixtureRequest) -> Standing:
    who: Callable[[], Standing] = request.param
    return who()


class TestWhoGovernsThePlaceAtAnyHeight:
    def test_reviews(self, insider: Standing, waiting: Need) -> None:
        approve_need(by=insider, need=waiting, at=NOW)
        assert Need.objects.get().state == NeedState.QUEUED

    def test_sends_back_with_the_reason(self, insider: Standing, waiting: Need) -> None:
        refuse_need(by=insider, need=waiting, reason=WHY, at=NOW)
        need = Need.objects.get()
        assert (need.state, need.reason, need.due_at) == (NeedState.REFUSED, WHY, None)

    def test_sends_out_and_takes_back(self, insider: Standing, queued: Need) -> None:
        open_for_grabbing(by=insider, need=queued, at=NOW)
        assert Dispatch.objects.get().state == DispatchState.OPEN
        withdraw_dispatch(by=insider, need=Need.objects.get(), reason="换一个组织", at=NOW)
        assert Need.objects.get().state == NeedState.QUEUED
        assert Dispatch.objects.get().state == DispatchState.WITHDRAWN

    def test_reads_with_a_reason_that_stays(self, insider: Standing, waiting: Need) -> None:
        look = look_at_need(by=insider, need=waiting, reason="上门前核对住址", at=NOW)
        assert look.private.address == "百花路 8 号 2 栋 301"
        line = AuditLine.objects.latest("id")
        assert line.reason == "上门前核对住址" and line.actor_id == insider.account_id
        assert "百花路" not in str(line.details) and "刘桂英" not in str(line.details)

    def test_reads_nothing_without_a_reason(self, insider: Standing, waiting: Need) -> None:
        before = everything()
        with pytest.raises(DomainError), transaction.atomic():
            look_at_need(by=insider, need=waiting, reason=" ", at=NOW)
        assert everything() == before


class TestTheKeeperOfACommunity:
    @pytest.fixture
    def keeper(self) -> Standing:
        return keeper_at(make.make_region_tree().baihua)[0]

    def test_checks_and_sends_out_there(self, keeper: Standing, queued: Need) -> None:
        verify_need(
            by=keeper, need=queued, way=VerifyWay.VISIT, result=VerifyResult.TRUE, words="去看过了", at=NOW
        )
        open_for_grabbing(by=keeper, need=Need.objects.get(), at=NOW)
        assert Need.objects.get().state == NeedState.OFFERED

    def test_but_reviews_nothing(self, keeper: Standing, waiting: Need) -> None:
        refused(lambda: approve_need(by=keeper, need=waiting, at=NOW))
        refused(lambda: refuse_need(by=keeper, need=waiting, reason=WHY, at=NOW))


class TestOnesOwnNeed:
    def test_no_officer_reviews_what_they_ask_for_themselves(self) -> None:
        officer = make.make_officer()
        need = make_need(requester_id=officer.account_id)
        refused(lambda: approve_need(by=officer, need=need, at=NOW))
        refused(lambda: refuse_need(by=officer, need=need, reason=WHY, at=NOW))

    def test_nor_checks_it(self) -> None:
        officer = make.make_officer()
        need = make_need(requester_id=officer.account_id)
        refused(
            lambda: verify_need(
                by=officer, need=need, way=VerifyWay.CALL, result=VerifyResult.TRUE, words="属实", at=NOW
            )
        )

    def test_but_takes_it_back_without_a_reason(self) -> None:
        member = make.make_member()
        need = make_need(requester_id=member.account_id)
        cancel_need(by=member, need=need, reason="", at=NOW)
        assert Need.objects.get().state == NeedState.CANCELLED
        assert Need.objects.get().reason == "不需要了"

    def test_who_served_signs_nothing_and_calls_nobody(self) -> None:
        done = going.served()
        me = going.by_of(done.serving)
        refused(lambda: countersign_serving(by=me, serving=done.serving, at=NOW + 3 * going.HOUR))
        refused(
            lambda: confirm_by_call(by=me, need=done.need, answer=ConfirmAnswer.DONE, at=NOW + 3 * going.HOUR)
        )
