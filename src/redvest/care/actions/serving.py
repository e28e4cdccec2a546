"""One volunteer's service of a need: begun at the door with the requester's code, ended, given back, or taken back."""

from __future__ import annotations

import hmac
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from redvest.care.actions.dispatch import end_round, lapse_asks
from redvest.care.actions.need_hold import hold_need, hold_needs
from redvest.care.actions.need_link import ask_for_confirmation
from redvest.care.actions.need_review import words_of_story
from redvest.care.actions.need_step import move_need, note_step
from redvest.care.actions.need_word import tell_asked, tell_dispatcher, tell_heads, tell_requester
from redvest.care.choices import LIVE_SERVINGS, AskState, DispatchState, NeedState, ServingState
from redvest.care.dispatch_errors import (
    DispatchReasonNeeded,
    ServiceCodeTriedOut,
    ServingMoved,
    WrongServiceCode,
)
from redvest.care.models import Need, NeedAsk, NeedServing
from redvest.care.policy import require_may_dispatch
from redvest.care.queries.need_link import code_hash
from redvest.care.rules.service_code import MOST_TRIES, typed_code
from redvest.care.rules.serving_time import served_time
from redvest.core import clock
from redvest.core.db.aside import execute_aside
from redvest.core.errors import NotFound
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import MessageKind
from redvest.registry.policy import Standing, require_volunteer
from redvest.registry.queries.setting import rules
from redvest.service.choices import ProofKind

TIME_RULES = ("dispatch.longest_minutes", "hours.rounding_unit_minutes", "hours.rounding_mode")
_TO_BEGIN = (NeedState.OFFERED, NeedState.ACCEPTED, NeedState.SERVED)


@transaction.atomic
def begin_serving(*, by: Standing, serving: NeedServing, code: str = "", at: datetime) -> NeedServing:
    """The volunteer is there. With the requester's code it is a proof; without one it begins all the same.

    The first who begins ends a round that is still open: they begin with the hands that came.
    Raises NotFound (not theirs), WrongServiceCode, ServiceCodeTriedOut, ServingMoved; then nothing changed.
    """
    proofs = _tried(by, serving.pk, code)
    need, serving = _held(by, serving)
    rows = NeedServing.objects.filter(pk=serving.pk, state=ServingState.ACCEPTED)
    if not rows.update(state=ServingState.SERVING, started_at=at, proofs=proofs):
        if serving.state == ServingState.SERVING:
            return serving
        raise ServingMoved
    if end_round(need=need, state=DispatchState.ACCEPTED, at=at):
        text = f"“{need.title}”已经有人去了，不用再答复。谢谢你，下次有合适的再请你。"
        tell_asked(asks=lapse_asks(need=need, state=AskState.TAKEN, at=at), text=text, at=at)
    words = "对上了服务码" if proofs else "没有服务码"
    if need.state == NeedState.SERVING:
        note_step(by=by, need=need, before=need.state, verb="begin_serving", at=at, words=words)
    else:
        move_need(
            by=by,
            need=need,
            before=_TO_BEGIN,
            after=NeedState.SERVING,
            verb="begin_serving",
            at=at,
            words=words,
        )
    serving.refresh_from_db()
    return serving


def _held(by: Standing, serving: NeedServing) -> tuple[Need, NeedServing]:
    """The need and the service as they are, held; somebody else's service does not exist for them."""
    require_volunteer(by)
    need = hold_need(key=serving.need_id)
    mine = NeedServing.objects.select_related("volunteer").select_for_update(of=("self",), no_key=True)
    found = mine.filter(pk=serving.pk, volunteer_id__in=by.records).first()
    if found is None:
        raise NotFound
    found.need = need
    return need, found


_TAKE_A_TRY = "UPDATE care_needserving SET code_tries = code_tries + 1 WHERE id = %s AND code_tries < %s"
_GIVE_IT_BACK = "UPDATE care_needserving SET code_tries = code_tries - 1 WHERE id = %s AND code_tries > 0"


def _tried(by: Standing, key: UUID, code: str) -> list[str]:
    """What the code proves, looked at before anything is held: a wrong try stays counted although the step fails."""
    typed = typed_code(code)
    serving = NeedServing.objects.filter(pk=key, volunteer_id__in=by.records).first()
    if not typed or serving is None:
        return []
    # The try is taken before the code is looked at, so that twenty at once are still five.
    took = execute_aside(_TAKE_A_TRY, [key, MOST_TRIES])
    if not took and NeedServing.objects.filter(pk=key, code_tries__gte=MOST_TRIES).exists():
        raise ServiceCodeTriedOut
    if hmac.compare_digest(code_hash(typed, serving), bytes(serving.code_hash or b"")):
        if took:
            execute_aside(_GIVE_IT_BACK, [key])
        return [ProofKind.HOME_CODE.value]
    raise WrongServiceCode


@transaction.atomic
def finish_serving(
    *,
    by: Standing,
    serving: NeedServing,
    minutes: int | None = None,
    words: str = "",
    code: str = "",
    at: datetime,
) -> NeedServing:
    """The volunteer is done; once nobody serves any more the requester is asked whether it is so.

    Raises NotFound, WrongServiceCode, ServiceCodeTriedOut, MinutesNeeded, BadServingMinutes, ServingMoved.
    """
    proofs = _tried(by, serving.pk, code)
    need, serving = _held(by, serving)
    if serving.state == ServingState.SERVED:
        return serving
    if serving.state != ServingState.SERVING or serving.started_at is None:
        raise ServingMoved
    longest, unit, mode = rules(TIME_RULES, need.region_path, clock.day_of(serving.started_at)).values()
    served = served_time(
        started_at=serving.started_at,
        at=at,
        said=minutes,
        longest=int(longest),
        unit=int(unit),
        mode=str(mode),
    )
    NeedServing.objects.filter(pk=serving.pk).update(
        state=ServingState.SERVED, ended_at=served.ended_at, minutes=served.minutes,
        proofs=sorted({*serving.proofs, *proofs}), words=" ".join(words.split())[:300],
    )  # fmt: skip
    serving.refresh_from_db()
    said = f"{served.minutes} 分钟"
    if NeedServing.objects.filter(need=need, state=ServingState.SERVING).exists():
        note_step(by=by, need=need, before=need.state, verb="finish_serving", at=at, words=said)
        return serving
    _ask_requester(by, need, "finish_serving", said, at)
    return serving


def _ask_requester(by: Standing | None, need: Need, verb: str, words: str, at: datetime) -> None:
    """Nobody serves any more: whoever was helped is asked whether it is so."""
    need = move_need(
        by=by, need=need, before=(NeedState.SERVING,), after=NeedState.SERVED, verb=verb, at=at, words=words,
        served_at=at,
    )  # fmt: skip
    ask_for_confirmation(need=need, said=f"志愿者说“{need.title}”办完了。", at=at)


@transaction.atomic
def cancel_serving(*, by: Standing, serving: NeedServing, words: str = "", at: datetime) -> NeedServing:
    """The volunteer cannot come after all, until they have begun. With nobody left the need goes back to the queue.

    Raises NotFound, ServingMoved.
    """
    need, serving = _held(by, serving)
    if serving.state == ServingState.CANCELLED:
        return serving
    if not _give_back(need, serving, (ServingState.ACCEPTED,), words, at):
        raise ServingMoved
    _left(by, need, "cancel_serving", "", at)
    serving.refresh_from_db()
    return serving


@transaction.atomic
def release_serving(*, by: Standing, serving: NeedServing, reason: str, at: datetime) -> NeedServing:
    """Somebody said yes and never came, or began and never ended it: the desk lets them go, and others can be asked.

    They read the reason, the story keeps it. Raises NotFound, NotAllowed, DispatchReasonNeeded, ServingMoved.
    """
    require_may_dispatch(by, serving.need)
    if not reason.strip():
        raise DispatchReasonNeeded
    words = words_of_story(text=reason)
    need = hold_need(key=serving.need_id)
    held = NeedServing.objects.select_related("volunteer", "volunteer__account")
    serving = held.select_for_update(of=("self",), no_key=True).get(pk=serving.pk)
    if serving.state == ServingState.CANCELLED:
        return serving
    if not _give_back(need, serving, (ServingState.ACCEPTED, ServingState.SERVING), words, at):
        raise ServingMoved
    _left(by, need, "release_serving", words, at)
    text = f"“{need.title}”这一单收回了，你不用去了：{words}。不是这样的话，请和派单的社区说一声。"
    notice = Notice(MessageKind.ACTIVITY, about=serving, urgent=True)
    tell_person(volunteer=serving.volunteer, text=text, at=at, notice=notice)
    serving.refresh_from_db()
    return serving


def _give_back(
    need: Need, serving: NeedServing, before: tuple[ServingState, ...], words: str, at: datetime
) -> bool:
    """One hand fewer; False where the service is no longer in one of ``before``."""
    rows = NeedServing.objects.filter(pk=serving.pk, state__in=before)
    said = " ".join(words.split())[:100]
    if not rows.update(state=ServingState.CANCELLED, cancelled_at=at, cancel_words=said):
        return False
    Need.objects.filter(pk=need.pk, taken__gte=1).update(taken=F("taken") - 1)
    need.refresh_from_db(fields=("taken",))
    return True


def _without_them(need: Need) -> NeedState:
    """Where a need stands whose volunteer went away, by who is left: an open round goes on, what is over stays so."""
    was = NeedState(need.state)
    if was not in (NeedState.ACCEPTED, NeedState.SERVING):
        return was
    left = set(NeedServing.objects.filter(need=need, state__in=LIVE_SERVINGS).values_list("state", flat=True))
    if not left:
        return NeedState.QUEUED
    if was == NeedState.ACCEPTED or ServingState.SERVING in left:
        return was
    return NeedState.SERVED if ServingState.SERVED in left else NeedState.ACCEPTED


def _left(by: Standing | None, need: Need, verb: str, words: str, at: datetime) -> None:
    """A need whose volunteer went away moves to where it now stands, and whoever counts on it hears of it."""
    was, after, body = NeedState(need.state), _without_them(need), need.body_id
    if after == NeedState.SERVED and was != after:
        _ask_requester(by, need, verb, words, at)
    elif after == was:
        note_step(by=by, need=need, before=was, verb=verb, at=at, words=words)
    else:
        nobody = {"body": None} if after == NeedState.QUEUED else {}
        move_need(by=by, need=need, before=(was,), after=after, verb=verb, at=at, words=words, **nobody)
    if after == NeedState.QUEUED:
        _tell_nobody_comes(need, body, at)
        return
    if after in (NeedState.SERVED, NeedState.CLOSED):
        return
    text = f"接“{need.title}”的志愿者有一位去不了了，现在有 {need.taken} 人，要 {need.hands} 人。"
    tell_dispatcher(need=need, text=text, at=at)
    tell_heads(body_id=body, need=need, text=text, at=at)
    text = f"要来帮你“{need.title}”的志愿者有一位来不了了，我们会安排好，有变动再告诉你。"
    tell_requester(need=need, text=text, at=at)


def _tell_nobody_comes(need: Need, body_id: UUID | None, at: datetime) -> None:
    """The organisation that had taken it has it no more, and its members need not answer."""
    asks = lapse_asks(need=need, state=AskState.LAPSED, at=at)
    tell_asked(asks=asks, text=f"之前问过你的“{need.title}”会另外安排，不用再答复了。", at=at)
    text = f"接“{need.title}”的志愿者去不了了，现在没有人去，请再派一次。"
    tell_dispatcher(need=need, text=text, at=at)
    text = f"你们接的“{need.title}”现在没有人去了，已经退回派单的社区，由他们另外安排。"
    tell_heads(body_id=body_id, need=need, text=text, at=at)
    text = f"原来要来帮你“{need.title}”的志愿者来不了了，我们再找人，有了就告诉你。"
    tell_requester(need=need, text=text, at=at)


@transaction.atomic
def release_servings(*, volunteer_id: UUID, at: datetime) -> int:
    """Somebody may not serve any more: what they had accepted and not begun is given back, what they are asked lapses."""
    asked = NeedAsk.objects.filter(volunteer_id=volunteer_id, state=AskState.ASKED)
    held = NeedServing.objects.filter(volunteer_id=volunteer_id, state=ServingState.ACCEPTED)
    hold_needs(keys={each for rows in (asked, held) for each in rows.values_list("need_id", flat=True)})
    asked.update(state=AskState.LAPSED, answered_at=at)
    count = 0
    for serving in held.order_by("need_id"):
        need = hold_need(key=serving.need_id)
        if _give_back(need, serving, (ServingState.ACCEPTED,), "", at):
            _left(None, need, "release_servings", "", at)
            count += 1
    return count
