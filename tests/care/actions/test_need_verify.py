"""Calling and going to see, and reading for it what is sealed."""

from __future__ import annotations

import pytest

from redvest.care.actions.need_picture import add_pictures
from redvest.care.actions.need_verify import (
    look_at_need,
    look_at_picture,
    verify_need,
)
from redvest.care.choices import ENDED_NEEDS, NeedState, VerifyResult, VerifyWay
from redvest.care.intake_errors import NeedEmptied, NeedLookReason, NeedPictureBad, NeedPicturesFull, OwnNeed
from redvest.care.models import Need, NeedPicture, NeedVerification
from redvest.care.need_errors import NeedMoved
from redvest.connectors.storage import storage
from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.policy import Standing
from tests.factories.care import GRANNY, make_need
from tests.factories.intake import grid_worker, jpeg, keeper_at, make_grid, png
from tests.factories.registry import NOW, make_member, make_officer, make_region_tree

pytestmark = pytest.mark.django_db


def _insiders() -> list[Standing]:
    tree = make_region_tree()
    return [
        make_officer(tree.baihua),
        make_officer(tree.city),
        keeper_at(tree.baihua)[0],
        grid_worker(make_grid()),
    ]


def _outsiders() -> list[Standing]:
    tree = make_region_tree()
    return [
        make_member(), make_officer(tree.fenyi), keeper_at(tree.zhanqian)[0], grid_worker(make_grid(name="第九网格")),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("result", "sure"),
    [
        (VerifyResult.TRUE, True),
        (VerifyResult.CHANGED, True),
        (VerifyResult.FALSE, False),
        (VerifyResult.NO_ANSWER, False),
    ],
)
def test_what_came_of_it_is_kept_and_its_words_are_sealed(result: VerifyResult, sure: bool) -> None:
    need = make_need(grid=make_grid())
    for by in _insiders():
        made = verify_need(by=by, need=need, way=VerifyWay.CALL, result=result, words="刘奶奶说腿疼", at=NOW)
        assert "腿疼".encode() not in bytes(made.words_sealed)
        assert look_at_need(by=by, need=need, reason="核对一遍", at=NOW).notes[-1] == "刘奶奶说腿疼"
    assert (need.verified_at == NOW) is sure
    step = need.steps.first()
    assert step is not None and "腿疼" not in step.words and str(VerifyResult(result).label) in step.words


def test_nobody_answering_leaves_an_earlier_yes() -> None:
    need, by = make_need(), make_officer(make_region_tree().baihua)
    for result in (VerifyResult.TRUE, VerifyResult.NO_ANSWER):
        verify_need(by=by, need=need, way=VerifyWay.CALL, result=result, words="", at=NOW)
    assert need.verified_at == NOW
    verify_need(by=by, need=need, way=VerifyWay.VISIT, result=VerifyResult.FALSE, words="没有此人", at=NOW)
    assert need.verified_at is None


def test_outsiders_verify_and_read_nothing() -> None:
    need = make_need(grid=make_grid())
    for by in _outsiders():
        with pytest.raises(NotAllowed):
            verify_need(by=by, need=need, way=VerifyWay.CALL, result=VerifyResult.TRUE, words="", at=NOW)
        with pytest.raises(NotAllowed):
            look_at_need(by=by, need=need, reason="打电话核实情况", at=NOW)
    assert not NeedVerification.objects.exists() and not AuditLine.objects.exists()


def test_nobody_verifies_what_they_ask_for_themselves() -> None:
    officer = make_officer(make_region_tree().baihua)
    need = make_need(requester_id=officer.account_id)
    with pytest.raises(OwnNeed):
        verify_need(by=officer, need=need, way=VerifyWay.CALL, result=VerifyResult.TRUE, words="", at=NOW)


@pytest.mark.parametrize("state", [ENDED_NEEDS[0], NeedState.CLOSED])
def test_what_has_ended_is_not_verified(state: NeedState) -> None:
    need = make_need(state=state)
    with pytest.raises(NeedMoved):
        verify_need(
            by=make_officer(make_region_tree().baihua), need=need, way=VerifyWay.CALL, result=VerifyResult.TRUE,
            words="", at=NOW,
        )  # fmt: skip


def test_each_look_has_a_reason_and_leaves_a_line() -> None:
    need = make_need(grid=make_grid())
    for by in _insiders():
        assert look_at_need(by=by, need=need, reason="打电话核实情况", at=NOW).private == GRANNY
    lines = list(AuditLine.objects.filter(verb="look_at_need"))
    assert len(lines) == 4 and {line.reason for line in lines} == {"打电话核实情况"}
    assert GRANNY.phone not in str([line.details for line in lines])
    with pytest.raises(NeedLookReason):
        look_at_need(by=make_officer(make_region_tree().baihua), need=need, reason="看看", at=NOW)
    assert AuditLine.objects.filter(verb="look_at_need").count() == 4


def test_what_was_emptied_has_nothing_to_look_at() -> None:
    need = make_need(state=NeedState.CLOSED, private_gone_at=NOW)
    with pytest.raises(NeedEmptied):
        look_at_need(by=make_officer(make_region_tree().baihua), need=need, reason="回访满意度", at=NOW)


def test_pictures_are_kept_without_their_place_and_each_look_leaves_a_line() -> None:
    secret = b"GPS 27.81N 114.93E"
    need, by = make_need(), make_officer(make_region_tree().baihua)
    one, two = add_pictures(by=by, need=need, files=[png(text=secret), jpeg(text=secret)], at=NOW)
    assert (one.media_type, two.media_type) == ("image/png", "image/jpeg")
    for each in (one, two):
        data = look_at_picture(by=by, picture=each, at=NOW)
        assert secret not in data and len(data) == each.size and storage().read(each.key) == data
    assert AuditLine.objects.filter(verb="look_at_picture").count() == 2
    for other in _outsiders():
        with pytest.raises(NotAllowed):
            look_at_picture(by=other, picture=one, at=NOW)


def test_the_same_picture_twice_is_one_and_seven_are_too_many() -> None:
    need, by = make_need(), make_officer(make_region_tree().baihua)
    add_pictures(by=by, need=need, files=[png(1), png(1)], at=NOW)
    assert add_pictures(by=by, need=need, files=[png(1)], at=NOW) == []
    add_pictures(by=by, need=need, files=[png(colour) for colour in range(2, 7)], at=NOW)
    with pytest.raises(NeedPicturesFull):
        add_pictures(by=by, need=need, files=[png(7)], at=NOW)
    with pytest.raises(NeedPicturesFull):
        add_pictures(by=by, need=make_need(), files=[png(colour) for colour in range(7)], at=NOW)
    assert NeedPicture.objects.count() == 6


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 %%EOF", b"GIF89a", png()[:-5], b"<html>"])
def test_what_is_no_picture_is_refused_and_none_of_the_others_is_kept(data: bytes) -> None:
    need = make_need()
    with pytest.raises(NeedPictureBad):
        add_pictures(by=make_officer(make_region_tree().baihua), need=need, files=[png(), data], at=NOW)
    assert not NeedPicture.objects.exists()


def test_one_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("redvest.care.actions.need_picture.LARGEST", 20)
    with pytest.raises(NeedPictureBad):
        add_pictures(by=make_officer(make_region_tree().baihua), need=make_need(), files=[png()], at=NOW)


def test_guests_add_pictures_with_the_asking_and_never_to_anybody_else_s() -> None:
    assert add_pictures(by=None, need=make_need(), files=[png()], at=NOW)
    me = make_member()
    for need in (make_need(requester_id=me.account_id), make_need(entered_by_id=me.account_id)):
        with pytest.raises(NotAllowed):
            add_pictures(by=None, need=need, files=[png()], at=NOW)
    own, written_down = (
        Need.objects.filter(requester_id=me.account_id),
        Need.objects.filter(entered_by_id=me.account_id),
    )
    assert add_pictures(by=me, need=own.get(), files=[png()], at=NOW)
    with pytest.raises(NotAllowed):  # who wrote it down and takes no needs in there (any more)
        add_pictures(by=me, need=written_down.get(), files=[png()], at=NOW)
    old = make_need(at=NOW.replace(hour=0))
    with pytest.raises(NotAllowed):
        add_pictures(by=None, need=old, files=[png()], at=NOW)
    with pytest.raises(NotAllowed):
        add_pictures(by=make_member(), need=make_need(), files=[png()], at=NOW)
