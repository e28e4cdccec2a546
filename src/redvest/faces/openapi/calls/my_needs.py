"""Needs of one's own: asked about, served, and those that one asked for oneself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from ninja import Query

from redvest.care.actions.need_confirm import confirm_by_tap, rate_need
from redvest.care.actions.need_read import read_private
from redvest.care.actions.serving import begin_serving, cancel_serving, finish_serving
from redvest.care.choices import LIVE_SERVINGS, ConfirmAnswer, ServingState
from redvest.care.models import Need, NeedAsk, NeedServing
from redvest.care.queries.dispatch import asked_of, serving_of, servings_of
from redvest.care.queries.private_time import readable_until, readable_until_of_many
from redvest.care.rules.ask_reasons import in_words
from redvest.core import clock
from redvest.core.errors import NotFound
from redvest.core.paging import page_of
from redvest.faces.openapi.answers import answer
from redvest.faces.openapi.calls.needs import need_shape
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, members, volunteers
from redvest.faces.openapi.once import once, once_apart, once_sealed
from redvest.faces.openapi.shapes.base import PageQuery, Words
from redvest.faces.openapi.shapes.need import (
    MyNeedsShape,
    NeedAnswerBody,
    NeedAskShape,
    NeedPrivateShape,
    NeedScoreBody,
    NeedStateShape,
    NeedWords,
    ServingBody,
    ServingShape,
)

calls = Calls("求助")
MOST_ASKED = 50


@calls.get("/me/needs", volunteers, "问我的和我接的", MyNeedsShape)
def my_needs(request: Asking, asked: Query[PageQuery]) -> HttpResponse:
    """``asked`` waits for an answer, the soonest due first; ``items`` are one's services, the latest first."""
    by = request.standing
    asks = asked_of(by).select_related("need__region", "need__domain")[:MOST_ASKED]
    page = page_of(servings_of(by), keys=("-accepted_at", "-id"), after=asked.after, size=asked.limit)
    until = readable_until_of_many()
    items = [_serving(each, until(each.need)) for each in page.items]
    return answer(
        MyNeedsShape.model_construct(asked=[_ask(each) for each in asks], items=items, next=page.next)
    )


@calls.post("/me/needs/{uuid:serving_id}/look", volunteers, "看住址和电话", NeedPrivateShape, 404)
@once_sealed
def look_at_my_need(request: Asking, serving_id: UUID) -> HttpResponse:
    """Until a day after the need ended; each look leaves a line."""
    found = serving_of(request.standing, serving_id)
    known = read_private(by=request.standing, need=found.need, at=clock.now())
    return answer(
        NeedPrivateShape(
            name=known.name,
            phone=known.phone,
            address=known.address,
            words=known.words,
            lon=known.lon,
            lat=known.lat,
        )
    )


@calls.post("/me/needs/{uuid:serving_id}/begin", volunteers, "到了，开始", ServingShape, 404, 409)
@once_apart
def begin_my_serving(request: Asking, serving_id: UUID, form: ServingBody) -> HttpResponse:
    """With the requester's code it is a proof; wrong codes are counted."""
    found = serving_of(request.standing, serving_id)
    return _done(request, begin_serving(by=request.standing, serving=found, code=form.code, at=clock.now()))


@calls.post("/me/needs/{uuid:serving_id}/finish", volunteers, "办完了", ServingShape, 404, 409)
@once_apart
def finish_my_serving(request: Asking, serving_id: UUID, form: ServingBody) -> HttpResponse:
    """The requester is asked to confirm; hours enter by a leader's countersign."""
    found = serving_of(request.standing, serving_id)
    return _done(
        request,
        finish_serving(
            by=request.standing,
            serving=found,
            minutes=form.minutes,
            words=form.words,
            code=form.code,
            at=clock.now(),
        ),
    )


@calls.post("/me/needs/{uuid:serving_id}/cancel", volunteers, "去不了", ServingShape, 404, 409)
@once
def cancel_my_serving(request: Asking, serving_id: UUID, form: NeedWords) -> HttpResponse:
    """The need goes back to be sent out again."""
    found = serving_of(request.standing, serving_id)
    return _done(
        request, cancel_serving(by=request.standing, serving=found, words=form.words, at=clock.now())
    )


@calls.post("/needs/{uuid:need_id}/confirm", members, "确认办得怎样", NeedStateShape, 404, 409)
@once
def confirm_my_need(request: Asking, need_id: UUID, form: NeedAnswerBody) -> HttpResponse:
    """By who asked for it, once it was served."""
    need = confirm_by_tap(
        by=request.standing, need=_own(request, need_id), answer=ConfirmAnswer(form.answer), words=form.words,
        at=clock.now(),
    )  # fmt: skip
    return answer(NeedStateShape(id=need.pk, state=need.state))


@calls.post("/needs/{uuid:need_id}/rate", members, "评单", NeedStateShape, 404, 409)
@once
def rate_my_need(request: Asking, need_id: UUID, form: NeedScoreBody) -> HttpResponse:
    """One to five stars, by who asked for it."""
    need = rate_need(
        by=request.standing, need=_own(request, need_id), score=form.score, words=form.words, at=clock.now()
    )
    return answer(NeedStateShape(id=need.pk, state=need.state))


def _own(request: Asking, need_id: UUID) -> Need:
    by = request.standing
    found = Need.objects.filter(pk=need_id, city=by.city, requester_id=by.account_id).first()
    if found is None:
        raise NotFound
    return found


def _done(request: Asking, serving: NeedServing) -> HttpResponse:
    found = serving_of(request.standing, serving.pk)
    return answer(_serving(found, readable_until(found.need)))


def _ask(each: NeedAsk) -> NeedAskShape:
    return NeedAskShape.model_construct(
        need=need_shape(each.need), reasons=in_words(each.reasons), answer_by=each.due_at
    )


def _serving(each: NeedServing, until: datetime | None) -> ServingShape:
    """Who went away reads no address, whenever the need ended."""
    state = ServingState(each.state)
    return ServingShape.model_construct(
        id=each.pk, need=need_shape(each.need), state=Words(key=state.value, name=str(state.label)),
        accepted_at=each.accepted_at, started_at=each.started_at, ended_at=each.ended_at, minutes=each.minutes,
        grade=each.entry.grade if each.entry else None,
        readable_until=until if state in LIVE_SERVINGS else None,
    )  # fmt: skip
