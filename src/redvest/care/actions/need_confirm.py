"""The requester's word on whether it was done: a tap on their link, a text message, or a call-back that is written down."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from redvest.care.actions.need_hold import hold_need, hold_people
from redvest.care.actions.need_step import move_need
from redvest.care.actions.need_word import tell_desk, tell_dispatcher
from redvest.care.actions.recording import keep_recording
from redvest.care.actions.serving_hours import regrade, take_back_hours
from redvest.care.choices import ConfirmAnswer, ConfirmWay, NeedState, ServingState
from redvest.care.dispatch_errors import BadScore, ConfirmNotNow, NotRequester, OwnServing
from redvest.care.models import Need, NeedConfirmation, NeedServing
from redvest.care.policy import require_apart, require_may_dispatch
from redvest.care.queries.need_link import holds_link
from redvest.care.rules.sms_reply import answer_in
from redvest.core.audit import write_line
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import MessageKind
from redvest.registry.policy import GUEST_STANDING, Standing
from redvest.registry.queries import secret
from redvest.service.actions.turns import one_at_a_time
from redvest.service.choices import ProofKind

RATE_FOR = timedelta(days=30)
NOT_DONE = "求助人说没有办"


@transaction.atomic
def confirm_by_tap(
    *, by: Standing, need: Need, token: str = "", answer: ConfirmAnswer, words: str = "", at: datetime
) -> Need:
    """The requester taps, by their link or their account. Raises NotRequester, OwnServing, ConfirmNotNow."""
    _require_requester(by, need, token)
    return _settle(by, need, ConfirmWay.TAP, answer, words, at)


@transaction.atomic
def confirm_by_sms(*, city: str, phone: str, content: str, sent_at: datetime, at: datetime) -> Need | None:
    """A text message from a requester's phone (normalised). What is unclear, or fits two needs, goes to the desk.

    Only a message that was written after the service ended counts, so that one pushed twice confirms nothing else.
    Returns the need that it settled.
    """
    waiting = list(
        Need.objects.filter(
            city=city, phone_hash=secret.phone_hash(phone), state=NeedState.SERVED, served_at__lte=sent_at
        ).order_by("served_at")[:2]
    )
    if not waiting:
        return None
    answer = answer_in(content)
    if answer is None or len(waiting) > 1:
        why = "同一个号码有几条在等确认" if len(waiting) > 1 else "看不懂是办了还是没办"
        for need in waiting:
            tell_desk(need=need, text=f"“{need.title}”的求助人回了短信，{why}，请打电话问一下。", at=at)
            write_line(
                by=GUEST_STANDING(city).actor,
                at=at,
                city=city,
                verb="confirm_by_sms",
                target=need,
                clear=False,
            )
        return None
    return _settle(GUEST_STANDING(city), waiting[0], ConfirmWay.SMS, answer, "", at)


@transaction.atomic
def confirm_by_call(
    *,
    by: Standing,
    need: Need,
    answer: ConfirmAnswer,
    words: str = "",
    recording: bytes = b"",
    at: datetime,
) -> Need:
    """Staff rang back and write down what was said. Never who served, was helped, or countersigned.

    Raises NotFound, NotAllowed, OwnServing, BadRecording, ConfirmNotNow.
    """
    require_may_dispatch(by, need)
    servings = list(NeedServing.objects.select_related("volunteer").filter(need=need))
    require_apart(by, need, servings)
    if any(each.countersigned_by_id == by.account_id for each in servings):
        raise OwnServing
    key = keep_recording(need=need, data=recording, at=at) if recording else ""
    return _settle(by, need, ConfirmWay.CALL, answer, words, at, recording=key)


def _require_requester(by: Standing, need: Need, token: str) -> None:
    own = by.account_id is not None and by.account_id == need.requester_id
    if not own and not holds_link(need=need, token=token):
        raise NotRequester
    if by.signed_in and NeedServing.objects.filter(need=need, volunteer_id__in=by.records).exists():
        raise OwnServing


def _settle(
    by: Standing,
    need: Need,
    way: ConfirmWay,
    answer: ConfirmAnswer,
    words: str,
    at: datetime,
    *,
    recording: str = "",
) -> Need:
    """The answer, the need's next state and what it means for the hours, in one transaction."""
    hold_people(needs=[need.pk])
    people = NeedServing.objects.filter(need=need).values_list("volunteer_id", flat=True)
    for who in sorted(set(people)):
        one_at_a_time(volunteer_id=who)
    need = hold_need(key=need.pk)
    if need.state != NeedState.SERVED:
        raise ConfirmNotNow
    called_by = by.account_id if way == ConfirmWay.CALL else None
    NeedConfirmation.objects.create(
        need=need, way=way, answer=answer, words=" ".join(words.split())[:200], called_by_id=called_by,
        recording_key=recording, at=at,
    )  # fmt: skip
    verb = {
        ConfirmWay.TAP: "confirm_by_tap",
        ConfirmWay.SMS: "confirm_by_sms",
        ConfirmWay.CALL: "confirm_by_call",
    }
    said = str(ConfirmAnswer(answer).label)
    if answer == ConfirmAnswer.NOT_DONE:
        return _undone(by, need, verb[way], said, at)
    need = move_need(
        by=by,
        need=need,
        before=(NeedState.SERVED,),
        after=NeedState.CLOSED,
        verb=verb[way],
        at=at,
        words=said,
    )
    close_servings(by=by, need=need, at=at)
    if answer == ConfirmAnswer.PARTLY:
        tell_dispatcher(need=need, text=f"“{need.title}”的求助人说只办了一部分，请看看还差什么。", at=at)
    return need


def close_servings(*, by: Standing, need: Need, at: datetime) -> None:
    """A closed need: who served is confirmed, who never came is let go, and the address can be read for a day more."""
    rows = NeedServing.objects.select_related("volunteer", "volunteer__account", "entry", "body")
    _let_go(need, at)
    for serving in rows.filter(need=need, state=ServingState.SERVED).order_by("volunteer_id"):
        serving.need = need
        serving.state = ServingState.CONFIRMED
        serving.proofs = sorted({*serving.proofs, ProofKind.HOME_YES.value})
        serving.save(update_fields=["state", "proofs"])
        regrade(by=by, serving=serving, at=at)
        text = f"求助人确认“{need.title}”办好了，谢谢你。"
        tell_person(
            volunteer=serving.volunteer, text=text, at=at, notice=Notice(MessageKind.HOURS, about=serving)
        )


def _let_go(need: Need, at: datetime) -> None:
    """Who was still to come need not come: each hears it, so that nobody stands at the door for nothing."""
    rows = NeedServing.objects.select_related("volunteer", "volunteer__account")
    for serving in rows.filter(need=need, state=ServingState.ACCEPTED).order_by("volunteer_id"):
        NeedServing.objects.filter(pk=serving.pk).update(state=ServingState.CANCELLED, cancelled_at=at)
        text = f"“{need.title}”已经有了结果，你不用去了，谢谢你答应过。"
        notice = Notice(MessageKind.ACTIVITY, about=serving, urgent=True)
        tell_person(volunteer=serving.volunteer, text=text, at=at, notice=notice)


def _undone(by: Standing, need: Need, verb: str, said: str, at: datetime) -> Need:
    """It was not done: back to the queue with nobody on it, hours of it taken back; the volunteer hears what was said."""
    need = move_need(
        by=by, need=need, before=(NeedState.SERVED,), after=NeedState.QUEUED, verb=verb, at=at, words=said,
        taken=0, body=None, activity=None, served_at=None,
    )  # fmt: skip
    rows = NeedServing.objects.select_related("volunteer", "volunteer__account", "entry").filter(need=need)
    _let_go(need, at)
    for serving in rows.filter(state=ServingState.SERVED).order_by("volunteer_id"):
        NeedServing.objects.filter(pk=serving.pk).update(state=ServingState.DISPUTED)
        take_back_hours(by=by, serving=serving, reason=NOT_DONE, at=at)
        text = f"“{need.title}”的求助人说没有办。如果不是这样，请和派单的社区联系。"
        tell_person(
            volunteer=serving.volunteer, text=text, at=at, notice=Notice(MessageKind.HOURS, about=serving)
        )
    tell_dispatcher(need=need, text=f"“{need.title}”的求助人说没有办，请打电话问清楚，再派一次。", at=at)
    return need


@transaction.atomic
def rate_need(
    *, by: Standing, need: Need, token: str = "", score: int, words: str = "", at: datetime
) -> Need:
    """One to five stars from the requester, for thirty days after the end; a later word takes the place of an earlier one.

    Raises NotRequester, OwnServing, BadScore, ConfirmNotNow.
    """
    _require_requester(by, need, token)
    if not 1 <= score <= 5:
        raise BadScore
    open_ = Need.objects.filter(pk=need.pk, state=NeedState.CLOSED, closed_at__gt=at - RATE_FOR)
    if not open_.update(score=score, score_words=" ".join(words.split())[:300], rated_at=at):
        raise ConfirmNotNow
    write_line(by=by.actor, at=at, city=need.city, verb="rate_need", target=need, score=score)
    need.refresh_from_db(fields=("score", "score_words", "rated_at"))
    return need
