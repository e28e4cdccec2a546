"""Reviewing: let through, sent back with a reason, put right, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from redvest.care.actions.need_review import (
    Correction,
    approve_need,
    cancel_need,
    correct_need,
    refuse_need,
)
from redvest.care.choices import AskState, DispatchState, NeedState, NeedUrgency, ServingState
from redvest.care.events import NeedCancelled
from redvest.care.intake_errors import NeedIncomplete, NeedReasonMissing, OwnNeed
from redvest.care.models import Need, NeedAsk, NeedStep
from redvest.care.need_errors import NeedMoved
from redvest.care.policy import may_cancel
from redvest.care.queries.need_reading import private_of
from redvest.core import events
from redvest.core.errors import NotAllowed
from redvest.registry.models import Message
from redvest.registry.policy import Standing
from tests.factories.care import GRANNY, make_dispatch, make_need, make_serving
from tests.factories.intake import keeper_at, make_grid
from tests.factories.registry import (
    NOW,
    make_domain,
    make_member,
    make_officer,
    make_region_tree,
    make_volunteer,
)

pytestmark = pytest.mark.django_db
CHANGE = Correction(
    title="陪独居老人去医院",
    domain="xinyu:10",
    urgency=NeedUrgency.URGENT,
    risks="家里有狗",
    minutes=90,
    hands=2,
)


def _outsiders() -> list[Standing]:
    tree = make_region_tree()
    return [make_member(), make_officer(tree.zhanqian), make_officer(tree.fenyi), keeper_at(tree.baihua)[0]]


def _untouched(need: Need, state: NeedState = NeedState.SUBMITTED) -> None:
    need.refresh_from_db()
    assert need.state == state and not NeedStep.objects.exists() and not Message.objects.exists()


@pytest.mark.parametrize("place", ["baihua", "chengnan", "yushui", "city"])
def test_who_governs_the_place_at_any_height_lets_it_through(place: str) -> None:
    need = make_need()
    approve_need(by=make_officer(getattr(make_region_tree(), place)), need=need, at=NOW)
    assert (need.state, need.due_at) == (NeedState.QUEUED, NOW + timedelta(hours=24))


def test_who_asked_is_told_of_a_yes_and_of_a_no_with_its_reason() -> None:
    me = make_member()
    officer = make_officer(make_region_tree().baihua)
    yes, no = make_need(requester_id=me.account_id), make_need(requester_id=me.account_id, title="搬家")
    approve_need(by=officer, need=yes, at=NOW)
    refuse_need(by=officer, need=no, reason="搬家请找搬家公司", at=NOW)

    told = list(
        Message.objects.filter(account_id=me.account_id).order_by("pk").values_list("text", flat=True)
    )
    assert "审核通过了" in told[0] and "搬家请找搬家公司" in told[1]
    assert (no.state, no.reason, no.closed_at, no.due_at) == (
        NeedState.REFUSED,
        "搬家请找搬家公司",
        NOW,
        None,
    )
    assert NeedStep.objects.get(verb="refuse_need").words == "搬家请找搬家公司"


@pytest.mark.parametrize("reason", ["", "  ", "不行", "请打 13907900001 问"])
def test_nothing_is_sent_back_without_a_reason_that_names_nobody(reason: str) -> None:
    need = make_need()
    with pytest.raises(NeedReasonMissing):
        refuse_need(by=make_officer(make_region_tree().baihua), need=need, reason=reason, at=NOW)
    _untouched(need)


def test_outsiders_and_keepers_review_nothing() -> None:
    need = make_need()
    make_domain("xinyu:10")
    for by in _outsiders():
        with pytest.raises(NotAllowed):
            approve_need(by=by, need=need, at=NOW)
        with pytest.raises(NotAllowed):
            refuse_need(by=by, need=need, reason="不是志愿服务", at=NOW)
        with pytest.raises(NotAllowed):
            correct_need(by=by, need=need, change=CHANGE, at=NOW)
        with pytest.raises(NotAllowed):
            cancel_need(by=by, need=need, reason="不是志愿服务", at=NOW)
    _untouched(need)


def test_nobody_reviews_what_they_ask_for_themselves() -> None:
    officer = make_officer(make_region_tree().baihua)
    need = make_need(requester_id=officer.account_id)
    with pytest.raises(OwnNeed):
        approve_need(by=officer, need=need, at=NOW)
    _untouched(need)


def test_a_second_review_is_told_that_it_moved() -> None:
    need, officer = make_need(), make_officer(make_region_tree().baihua)
    approve_need(by=officer, need=need, at=NOW)
    with pytest.raises(NeedMoved):
        refuse_need(by=officer, need=need, reason="不是志愿服务", at=NOW)
    assert NeedStep.objects.count() == 1


def test_what_was_taken_down_wrongly_is_put_right() -> None:
    make_domain("xinyu:10")
    need = make_need()
    correct_need(by=make_officer(make_region_tree().baihua), need=need, change=CHANGE, at=NOW)
    assert (need.title, need.domain_id, need.hands, need.minutes) == ("陪独居老人去医院", "xinyu:10", 2, 90)
    assert need.due_at == NOW + timedelta(hours=2), "urgent now"
    assert "医院" in need.search and private_of(need) == GRANNY
    assert NeedStep.objects.get().verb == "correct_need"


def test_a_wrong_address_is_replaced_without_being_shown() -> None:
    make_domain("xinyu:10")
    need = make_need()
    officer = make_officer(make_region_tree().baihua)
    correct_need(by=officer, need=need, change=replace(CHANGE, address="百花路 9 号"), at=NOW)
    assert private_of(need) == replace(GRANNY, address="百花路 9 号")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": "去8号楼"}, "title"), ({"risks": ""}, "risks"), ({"minutes": 1}, "minutes"), ({"hands": 0}, "hands"),
        ({"domain": "xinyu:99"}, "domain"), ({"starts_at": NOW - timedelta(days=2)}, "starts_at"),
    ],
)  # fmt: skip
def test_a_correction_with_a_fault_changes_nothing(changed: dict[str, object], field: str) -> None:
    make_domain("xinyu:10")
    need = make_need()
    with pytest.raises(NeedIncomplete) as caught:
        correct_need(
            by=make_officer(make_region_tree().baihua), need=need, change=replace(CHANGE, **changed), at=NOW  # type: ignore[arg-type]
        )  # fmt: skip
    assert [each["field"] for each in caught.value.details["errors"]] == [field]
    _untouched(need)
    assert need.title == "帮独居老人买药"


def test_a_need_of_a_whole_district_is_given_its_community() -> None:
    make_domain("xinyu:10")
    tree = make_region_tree()
    need = make_need(region=tree.yushui)
    by = make_officer(tree.yushui)
    correct_need(by=by, need=need, change=replace(CHANGE, region=tree.baihua.pk), at=NOW)
    assert (need.region, need.region_path, need.desk_path) == (
        tree.baihua,
        tree.baihua.path,
        tree.baihua.path,
    )
    climbed = make_need(region=tree.baihua, desk_path=tree.yushui.path, grid=make_grid(tree.baihua))
    correct_need(by=by, need=climbed, change=replace(CHANGE, region=tree.zhanqian.pk), at=NOW)
    assert (climbed.region, climbed.grid, climbed.desk_path) == (tree.zhanqian, None, tree.yushui.path)
    before = climbed.due_at
    correct_need(by=by, need=climbed, change=CHANGE, at=NOW)
    assert (climbed.region, climbed.due_at) == (tree.zhanqian, before), "left empty it stays"


def test_a_need_is_given_to_no_community_that_its_reviewer_does_not_govern() -> None:
    make_domain("xinyu:10")
    tree = make_region_tree()
    need = make_need(region=tree.baihua)
    for by, code in (
        (make_officer(tree.baihua), tree.zhanqian.pk), (make_officer(tree.yushui), tree.yushui.pk),
        (make_officer(tree.yushui), "nowhere"), (make_officer(tree.yushui), tree.fenyi.pk),
    ):  # fmt: skip
        with pytest.raises(NeedIncomplete) as caught:
            correct_need(by=by, need=need, change=replace(CHANGE, region=code), at=NOW)
        assert [each["field"] for each in caught.value.details["errors"]] == ["region"]
    _untouched(need)
    assert need.region == tree.baihua


def test_a_time_that_has_passed_meanwhile_may_stay() -> None:
    make_domain("xinyu:10")
    then = NOW - timedelta(hours=5)
    need = make_need(starts_at=then, ends_at=then + timedelta(hours=2))
    change = replace(CHANGE, starts_at=then, ends_at=then + timedelta(hours=3))
    correct_need(by=make_officer(make_region_tree().baihua), need=need, change=change, at=NOW)
    assert need.ends_at == then + timedelta(hours=3)
    with pytest.raises(NeedIncomplete):
        correct_need(
            by=make_officer(make_region_tree().baihua),
            need=need,
            change=replace(change, ends_at=then),
            at=NOW,
        )


@pytest.mark.parametrize("state", [NeedState.OFFERED, NeedState.SERVED, NeedState.CLOSED])
def test_once_somebody_is_asked_nothing_is_corrected(state: NeedState) -> None:
    make_domain("xinyu:10")
    need = make_need(state=state)
    with pytest.raises(NeedMoved):
        correct_need(by=make_officer(make_region_tree().baihua), need=need, change=CHANGE, at=NOW)
    _untouched(need, state)


def test_who_asked_takes_it_back_without_a_reason_and_everybody_is_free(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: list[object] = []
    monkeypatch.setitem(events._listeners, NeedCancelled, [heard.append])
    me = make_member()
    need = make_need(requester_id=me.account_id, state=NeedState.OFFERED, hands=2)
    round_ = make_dispatch(need=need)
    asked = NeedAsk.objects.create(
        city=need.city,
        dispatch=round_,
        need=need,
        volunteer=make_volunteer(),
        wave=1,
        asked_at=NOW,
        due_at=NOW,
    )
    coming = make_serving(need=need)

    cancel_need(by=me, need=need, reason="", at=NOW)

    for row in (round_, asked, coming):
        row.refresh_from_db()
    assert (need.state, need.reason, need.due_at) == (NeedState.CANCELLED, "不需要了", None)
    assert (round_.state, asked.state, coming.state) == (
        DispatchState.WITHDRAWN, AskState.LAPSED, ServingState.CANCELLED,
    )  # fmt: skip
    assert heard == [NeedCancelled(need.city, need.pk, NOW)]
    assert not Message.objects.exists(), "who took it back knows"


def test_who_wrote_it_down_takes_it_back_only_while_they_may_take_needs_in() -> None:
    tree = make_region_tree()
    former, (keeper, _station) = make_member(), keeper_at(tree.baihua)
    for by in (former, keeper):
        need = make_need(entered_by_id=by.account_id)
        if by is keeper:
            cancel_need(by=by, need=need, reason="家里人回来了", at=NOW)
        else:
            with pytest.raises(NotAllowed):
                cancel_need(by=by, need=need, reason="家里人回来了", at=NOW)
        need.refresh_from_db()
        assert need.state == (NeedState.CANCELLED if by is keeper else NeedState.SUBMITTED)
        assert may_cancel(by, make_need(entered_by_id=by.account_id), frozenset()) == (by is keeper)


def test_the_desk_takes_it_back_with_a_reason_that_who_asked_reads() -> None:
    me = make_member()
    need = make_need(requester_id=me.account_id, state=NeedState.QUEUED)
    officer = make_officer(make_region_tree().baihua)
    with pytest.raises(NeedReasonMissing):
        cancel_need(by=officer, need=need, reason="", at=NOW)
    _untouched(need, NeedState.QUEUED)
    cancel_need(by=officer, need=need, reason="老人已经住院", at=NOW)
    assert "老人已经住院" in Message.objects.get().text


@pytest.mark.parametrize("state", [NeedState.SERVED, NeedState.CLOSED, NeedState.CANCELLED])
def test_what_was_done_or_has_ended_is_not_taken_back(state: NeedState) -> None:
    me = make_member()
    need = make_need(requester_id=me.account_id, state=state)
    with pytest.raises(NeedMoved):
        cancel_need(by=me, need=need, reason="", at=NOW)
    _untouched(need, state)
