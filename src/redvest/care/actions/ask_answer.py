"""A volunteer's yes or no to a need, asked or grabbing. Two yeses at the same instant have one winner."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from redvest.care.actions.dispatch import end_round, lapse_asks
from redvest.care.actions.need_hold import hold_need
from redvest.care.actions.need_link import link_of
from redvest.care.actions.need_step import move_need, note_step
from redvest.care.actions.need_word import tell_asked, tell_requester
from redvest.care.choices import AskState, DispatchState, DispatchWay, NeedState
from redvest.care.dispatch_errors import (
    AskAnswered,
    NeedNotOffered,
    NeedTaken,
    NotAskedForNeed,
    NotFitForNeed,
)
from redvest.care.models import Dispatch, Need, NeedAsk, NeedServing
from redvest.care.queries.need_fit import live_serving, reasons_against
from redvest.care.queries.need_link import address_of, code_for, code_hash
from redvest.care.rules.need_private import masked_name
from redvest.core.audit import write_line
from redvest.core.errors import NotFound
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing, require_volunteer
from redvest.service.actions.plans import hold_plans

TO_TAKE = Q(state=NeedState.OFFERED) | Q(state=NeedState.ACCEPTED, body__isnull=False, activity__isnull=True)


@transaction.atomic
def accept_need(*, by: Standing, need: Need, at: datetime) -> NeedServing:
    """The volunteer's yes, and saying it twice is saying it once.

    Locks go in the order of the house: the person's plans, their record, then the need, whose hands are claimed by one
    guarded update. Raises NotFound, NoVolunteerRecord, NeedNotOffered, NotAskedForNeed, NotFitForNeed (every reason),
    NeedTaken; then nothing changed.
    """
    me = require_volunteer(by)
    if need.city != by.city:
        raise NotFound
    hold_plans(person=me, records=by.records)
    person = (
        Volunteer.objects.select_related("account").select_for_update(of=("self",), no_key=True).get(pk=me)
    )
    need = hold_need(key=need.pk)
    if held := live_serving(need, by.records):
        return held
    round_ = _round_of(need)
    _require_asked(need, round_, by)
    if reasons := reasons_against(person, need, at):
        raise NotFitForNeed(reasons=[{"code": each.code, "sentence": each.sentence} for each in reasons])
    free = Need.objects.filter(TO_TAKE, pk=need.pk, taken__lt=F("hands"))
    if not free.update(taken=F("taken") + 1):
        raise NeedTaken if need.taken >= need.hands else NeedNotOffered
    serving = _say_yes(need, round_, person, at)
    need.refresh_from_db(fields=("state", "taken", "due_at", "desk_path"))
    NeedAsk.objects.filter(
        need=need, volunteer_id__in=by.records, state__in=(AskState.ASKED, AskState.DECLINED)
    ).update(state=AskState.ACCEPTED, answered_at=at)
    _enough(by, need, at)
    _tell_requester(need, serving, person, at)
    return serving


def _round_of(need: Need) -> Dispatch:
    """The round that a yes belongs to: the open one, or the one by which an organisation took the need."""
    rounds = Dispatch.objects.select_related("body").filter(need=need)
    found = rounds.filter(state=DispatchState.OPEN).first()
    if found is None and need.state == NeedState.ACCEPTED and need.body_id:
        found = rounds.filter(state=DispatchState.ACCEPTED, body=need.body_id).order_by("-round").first()
    if found is None:
        taken = need.state in (NeedState.ACCEPTED, NeedState.SERVING, NeedState.SERVED, NeedState.CLOSED)
        raise NeedTaken if taken else NeedNotOffered
    return found


def _require_asked(need: Need, round_: Dispatch, by: Standing) -> None:
    """While a need is open for grabbing anybody may; else only who was asked. An organisation answers for itself first."""
    if round_.way == DispatchWay.GRAB:
        return
    asked = NeedAsk.objects.filter(need=need, dispatch=round_, volunteer_id__in=by.records)
    if not asked.exists():
        raise NotAskedForNeed


def _say_yes(need: Need, round_: Dispatch, person: Volunteer, at: datetime) -> NeedServing:
    """The row of the service. Who organises records: the body of the round, else the one whose menu was ordered from."""
    menu = need.menu_item.body_id if need.menu_item is not None else None
    serving = NeedServing(
        city=need.city, need=need, volunteer=person, body_id=round_.body_id or menu, accepted_at=at
    )
    serving.code_hash = code_hash(code_for(serving=serving, token=link_of(need=need, at=at)), serving)
    serving.save(force_insert=True)
    return serving


def _enough(by: Standing, need: Need, at: datetime) -> None:
    """With the last hand the need is taken, its round over, and whoever else was asked hears it kindly."""
    if need.taken < need.hands:
        note_step(by=by, need=need, before=need.state, verb="accept_need", at=at)
        return
    if need.state == NeedState.OFFERED:
        end_round(need=need, state=DispatchState.ACCEPTED, at=at)
        move_need(
            by=by, need=need, before=(NeedState.OFFERED,), after=NeedState.ACCEPTED, verb="accept_need", at=at
        )
    else:
        note_step(by=by, need=need, before=need.state, verb="accept_need", at=at)
    text = f"“{need.title}”已经有人去了，不用再答复。谢谢你，下次有合适的再请你。"
    tell_asked(asks=lapse_asks(need=need, state=AskState.TAKEN, at=at), text=text, at=at)


def _tell_requester(need: Need, serving: NeedServing, person: Volunteer, at: datetime) -> None:
    """Who comes and the code that proves it; the same code stands on the page behind the link.

    Code and link come before the title: a text message that is cut loses its end.
    """
    token = link_of(need=need, at=at)
    text = (
        f"服务码 {code_for(serving=serving, token=token)}，志愿者到了再告诉他，没见到人不要给。"
        f"看进展：{address_of(token=token)} 来的是{masked_name(person.name)}，为了“{need.title}”。"
    )
    tell_requester(need=need, text=text, at=at)


@transaction.atomic
def decline_need(*, by: Standing, need: Need, words: str = "", at: datetime) -> NeedAsk:
    """A no, which nobody has to explain. Raises NoVolunteerRecord, NotFound (nobody asked), AskAnswered."""
    require_volunteer(by)
    mine = NeedAsk.objects.filter(need=need, volunteer_id__in=by.records).order_by("-asked_at")
    ask = mine.first()
    if ask is None:
        raise NotFound
    open_ = NeedAsk.objects.filter(pk=ask.pk, state=AskState.ASKED)
    if not open_.update(state=AskState.DECLINED, answered_at=at, words=" ".join(words.split())[:100]):
        ask.refresh_from_db()
        if ask.state == AskState.DECLINED:
            return ask
        raise AskAnswered
    write_line(by=by.actor, at=at, city=ask.city, verb="decline_need", target=ask)
    ask.refresh_from_db()
    return ask
