"""The requester's word: by tap, by text, by a call-back; and what it does to the need."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from redvest.care.actions.need_confirm import confirm_by_call, confirm_by_sms, confirm_by_tap, rate_need
from redvest.care.actions.need_link import link_of
from redvest.care.actions.serving import begin_serving, finish_serving
from redvest.care.choices import ConfirmAnswer, ConfirmWay, NeedState, ServingState
from redvest.care.dispatch_errors import (
    BadRecording,
    BadScore,
    ConfirmNotNow,
    NeedLinkUnknown,
    NotRequester,
    OwnServing,
)
from redvest.care.models import Need, NeedConfirmation, NeedLink, NeedServing
from redvest.care.queries.need_link import need_behind
from redvest.care.queries.private_time import readable_until
from redvest.connectors.sms.aliyun import parted
from redvest.connectors.storage import storage
from redvest.core.errors import NotAllowed
from redvest.registry.actions.retention import apply_retention
from redvest.registry.choices import Role
from redvest.registry.models import Account, Message
from redvest.registry.policy import GUEST_STANDING
from tests.care.rules.test_recording import SOUNDS
from tests.factories import registry as make
from tests.factories.dispatch import HOUR, Served, by_of, code_of, offered, person, served, taken
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db
LATER = NOW + 5 * HOUR
GUEST = GUEST_STANDING(CITY)
PHONE = "13907900001"


@pytest.fixture
def done() -> Served:
    return served()


def state_of(done: Served) -> tuple[str, str]:
    done.need.refresh_from_db()
    done.serving.refresh_from_db()
    return done.need.state, done.serving.state


def test_a_tap_closes_it(done: Served) -> None:
    confirm_by_tap(
        by=GUEST, need=done.need, token=done.token, answer=ConfirmAnswer.DONE, words="很热心", at=LATER
    )
    assert state_of(done) == (NeedState.CLOSED, ServingState.CONFIRMED)
    assert (done.need.closed_at, done.need.due_at) == (LATER, None)
    assert readable_until(done.need) == LATER + timedelta(hours=24)
    said = NeedConfirmation.objects.get()
    assert (said.way, said.answer, said.words, said.called_by) == (
        ConfirmWay.TAP,
        ConfirmAnswer.DONE,
        "很热心",
        None,
    )
    told = (
        Message.objects.filter(account_id=done.serving.volunteer.account_id)
        .order_by("created_at", "id")
        .last()
    )
    assert told is not None and "谢谢你" in told.text


def test_by_the_requesters_account_as_well() -> None:
    requester = make.make_account(name="刘桂英")
    done = served(requester=requester)
    confirm_by_tap(by=make.standing_of(requester), need=done.need, answer=ConfirmAnswer.DONE, at=LATER)
    assert state_of(done)[0] == NeedState.CLOSED


def test_nobody_elses_word_counts(done: Served) -> None:
    other = served()
    for by, token in (
        (GUEST, ""), (GUEST, "猜一个"), (GUEST, other.token), (GUEST, "x" * 200), (person(), ""), (make.make_officer(), ""),
        (done.leader, ""),
    ):  # fmt: skip
        with pytest.raises(NotRequester):
            confirm_by_tap(by=by, need=done.need, token=token, answer=ConfirmAnswer.DONE, at=LATER)
        with pytest.raises(NotRequester):
            rate_need(by=by, need=done.need, token=token, score=5, at=LATER)
    with pytest.raises(OwnServing):
        confirm_by_tap(
            by=by_of(done.serving), need=done.need, token=done.token, answer=ConfirmAnswer.DONE, at=LATER
        )
    assert state_of(done) == (NeedState.SERVED, ServingState.SERVED)
    assert not NeedConfirmation.objects.exists()


def test_only_what_was_done_and_only_once(done: Served) -> None:
    serving = taken()
    with pytest.raises(ConfirmNotNow):
        confirm_by_tap(
            by=GUEST,
            need=serving.need,
            token=link_of(need=serving.need, at=NOW),
            answer=ConfirmAnswer.DONE,
            at=NOW,
        )
    confirm_by_tap(by=GUEST, need=done.need, token=done.token, answer=ConfirmAnswer.DONE, at=LATER)
    with pytest.raises(ConfirmNotNow):
        confirm_by_tap(by=GUEST, need=done.need, token=done.token, answer=ConfirmAnswer.NOT_DONE, at=LATER)
    assert state_of(done)[0] == NeedState.CLOSED


def test_not_done_queues_it_again_with_nobody_on_it(done: Served) -> None:
    confirm_by_tap(by=GUEST, need=done.need, token=done.token, answer=ConfirmAnswer.NOT_DONE, at=LATER)
    assert state_of(done) == (NeedState.QUEUED, ServingState.DISPUTED)
    assert (done.need.taken, done.need.served_at, done.need.body) == (0, None, None)
    made_by = done.need.dispatches.get().made_by_id
    assert Message.objects.filter(account_id=made_by, text__contains="没有办").exists()


def test_partly_closes_it_and_the_dispatcher_hears_what_is_missing(done: Served) -> None:
    confirm_by_tap(by=GUEST, need=done.need, token=done.token, answer=ConfirmAnswer.PARTLY, at=LATER)
    assert state_of(done)[0] == NeedState.CLOSED
    assert Message.objects.filter(text__contains="只办了一部分").exists()


def test_who_accepted_and_never_came_is_let_go() -> None:
    need = offered(hands=2)
    came, never = taken(need), taken(need)
    begin_serving(by=by_of(came), serving=came, at=NOW)
    finish_serving(by=by_of(came), serving=came, at=NOW + HOUR)
    confirm_by_tap(by=GUEST, need=need, token=link_of(need=need, at=NOW), answer=ConfirmAnswer.DONE, at=LATER)
    states = NeedServing.objects.values_list("pk", "state")
    assert dict(states) == {came.pk: ServingState.CONFIRMED, never.pk: ServingState.CANCELLED}


# --- by text message ---


def reply(content: str, *, sent: object = LATER, phone: str = PHONE) -> Need | None:
    return confirm_by_sms(city=CITY, phone=phone, content=content, sent_at=sent, at=LATER)  # type: ignore[arg-type]


def test_a_text_confirms(done: Served) -> None:
    assert reply("1") == done.need
    assert state_of(done)[0] == NeedState.CLOSED
    assert NeedConfirmation.objects.get().way == ConfirmWay.SMS
    assert reply("2") is None  # the same phone again, with nothing to confirm
    assert state_of(done)[0] == NeedState.CLOSED


def test_a_text_says_no(done: Served) -> None:
    reply("没来")
    assert state_of(done)[0] == NeedState.QUEUED


def test_what_is_unclear_goes_to_the_desk(done: Served) -> None:
    officer = make.make_officer()
    assert reply("来了一会儿又走了") is None
    assert state_of(done)[0] == NeedState.SERVED
    text = Message.objects.get(account_id=officer.account_id).text
    assert "打电话问" in text and "来了一会儿" not in text


def test_two_needs_of_one_phone_are_for_a_person_to_tell_apart(done: Served) -> None:
    second = served()
    assert reply("1") is None
    assert state_of(done)[0] == state_of(second)[0] == NeedState.SERVED
    assert not NeedConfirmation.objects.exists()


@pytest.mark.parametrize(("phone", "sent"), [("13907900002", LATER), (PHONE, NOW)])
def test_another_phone_or_a_text_from_before_confirms_nothing(done: Served, phone: str, sent: object) -> None:
    assert reply("1", phone=phone, sent=sent) is None
    assert state_of(done)[0] == NeedState.SERVED


# --- by call-back ---


def test_a_call_back_names_who_called_and_keeps_the_recording(done: Served) -> None:
    officer = make.make_officer()
    confirm_by_call(
        by=officer,
        need=done.need,
        answer=ConfirmAnswer.DONE,
        words="说很好",
        recording=SOUNDS["mp3"],
        at=LATER,
    )
    said = NeedConfirmation.objects.get()
    assert (said.way, said.called_by_id, said.recording_key.endswith(".mp3")) == (
        ConfirmWay.CALL, officer.account_id, True,
    )  # fmt: skip
    assert storage().read(said.recording_key) == SOUNDS["mp3"]
    assert state_of(done)[0] == NeedState.CLOSED


@pytest.mark.parametrize("data", [b"<script>alert(1)</script>", b"\xff\xd8\xff\xe0" + bytes(99)])
def test_what_is_no_sound_is_refused(done: Served, data: bytes) -> None:
    with pytest.raises(BadRecording):
        confirm_by_call(
            by=make.make_officer(), need=done.need, answer=ConfirmAnswer.DONE, recording=data, at=LATER
        )
    assert state_of(done)[0] == NeedState.SERVED


def test_who_does_not_ring_back(done: Served) -> None:
    own = Account.objects.get(pk=by_of(done.serving).account_id)
    make.make_grant(account=own, role=Role.REGION_OFFICER, region=make.make_region_tree().yushui)
    with pytest.raises(OwnServing):
        confirm_by_call(by=make.standing_of(own), need=done.need, answer=ConfirmAnswer.DONE, at=LATER)
    for by in (done.leader, person(), make.make_officer(make.make_region_tree().fenyi)):
        with pytest.raises(NotAllowed):
            confirm_by_call(by=by, need=done.need, answer=ConfirmAnswer.DONE, at=LATER)
    assert state_of(done)[0] == NeedState.SERVED


# --- rating, and the link ---


def test_rated_within_thirty_days_the_last_word_counts(done: Served) -> None:
    with pytest.raises(ConfirmNotNow):
        rate_need(by=GUEST, need=done.need, token=done.token, score=5, at=LATER)
    confirm_by_tap(by=GUEST, need=done.need, token=done.token, answer=ConfirmAnswer.DONE, at=LATER)
    for wrong in (0, 6, -1):
        with pytest.raises(BadScore):
            rate_need(by=GUEST, need=done.need, token=done.token, score=wrong, at=LATER)
    rate_need(by=GUEST, need=done.need, token=done.token, score=3, words="来晚了", at=LATER)
    rate_need(by=GUEST, need=done.need, token=done.token, score=5, words="其实很好", at=LATER + HOUR)
    done.need.refresh_from_db()
    assert (done.need.score, done.need.score_words, done.need.rated_at) == (5, "其实很好", LATER + HOUR)
    with pytest.raises(ConfirmNotNow):
        rate_need(by=GUEST, need=done.need, token=done.token, score=1, at=LATER + timedelta(days=31))


def test_a_link_is_found_by_its_hash_and_its_row_holds_nothing_in_clear(done: Served) -> None:
    assert need_behind(token=done.token) == done.need
    kept = NeedLink.objects.get(need=done.need)
    assert done.token.encode() not in bytes(kept.token_sealed) + bytes(kept.token_hash)
    for wrong in ("", "x", done.token[:-1], done.token * 9):
        with pytest.raises(NeedLinkUnknown):
            need_behind(token=wrong)


def test_the_texts_that_bring_it_hold_it_until_the_inbox_is_emptied(done: Served) -> None:
    """As docs/adr/0024 says: what was sent is kept as it was sent, for ``retention.inbox_days``."""
    kept = Message.objects.filter(text__contains=done.token)
    assert kept.count() == 2
    apply_retention(city=CITY, at=LATER + timedelta(days=364))
    assert kept.count() == 2
    apply_retention(city=CITY, at=LATER + timedelta(days=367))
    assert kept.count() == 0


def test_a_text_that_is_cut_loses_neither_code_nor_link(settings: Any) -> None:
    settings.REDVEST_BASE_URL = "https://zhiyuan.xinyu.example.gov.cn"
    done = served(title="帮" * 40)
    accepted, ended = Message.objects.filter(account=None, text__contains=done.token).order_by("created_at")
    for message in (accepted, ended):
        sent = "".join(parted(message.text).values())
        assert f"{settings.REDVEST_BASE_URL}/n/{done.token}/ " in sent
    assert f"服务码 {code_of(done.serving)}" in "".join(parted(accepted.text).values())
    assert "办好了请回 1" in "".join(parted(ended.text).values())


def test_offering_alone_makes_no_link() -> None:
    offered()
    assert not NeedLink.objects.exists() and not NeedServing.objects.exists()
