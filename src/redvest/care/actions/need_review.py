"""Reviewing a need (审单): let through, send back with a reason, put right, take back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from redvest.care.actions.need_hold import hold_people
from redvest.care.actions.need_step import move_need, note_step
from redvest.care.choices import OPEN_NEEDS, AskState, DispatchState, NeedState, NeedUrgency, ServingState
from redvest.care.events import NeedCancelled
from redvest.care.intake_errors import NeedIncomplete, NeedReasonMissing
from redvest.care.models import Dispatch, Need, NeedAsk, NeedServing
from redvest.care.need_errors import NeedMoved
from redvest.care.policy import require_may_cancel, require_may_review
from redvest.care.queries.need_place import cell_at, kept_ids
from redvest.care.queries.need_reading import private_of, seal
from redvest.care.rules.need_clock import KEYS, due_at
from redvest.care.rules.need_form import end_of, risk_faults, size_faults, title_fault, when_faults
from redvest.care.rules.need_private import Private
from redvest.care.rules.need_words import plain, tells_too_much
from redvest.core import clock, events
from redvest.core.search import index_text
from redvest.registry.actions.message import Notice
from redvest.registry.actions.telling import tell_accounts
from redvest.registry.choices import MessageKind, RegionLevel
from redvest.registry.models import Account, Region, ServiceDomain
from redvest.registry.policy import Standing
from redvest.registry.queries.setting import rules

SHORTEST_REASON = 4
UNREVIEWED = (NeedState.SUBMITTED, NeedState.QUEUED)
CANCELLABLE = tuple(state for state in OPEN_NEEDS if state != NeedState.SERVED)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a reviewer may put right. ``address`` replaces the one on record where something is typed, and so does
    ``region``, the code of a community: a need that was taken over may have none yet.
    """

    title: str
    domain: str
    urgency: NeedUrgency
    risks: str
    minutes: int
    hands: int
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    address: str = ""
    region: str = ""


def reason_of(*, text: str) -> str:
    """A reason that names nobody: the one who asked reads it, and it stays in the story. Raises NeedReasonMissing."""
    words = words_of_story(text=text)
    if len(words) < SHORTEST_REASON:
        raise NeedReasonMissing
    return words


def words_of_story(*, text: str) -> str:
    """Words that stay in the story and name nobody, however few. Raises NeedReasonMissing where they lead to a door."""
    words = plain(text)[:200]
    if tells_too_much(words):
        raise NeedReasonMissing(gettext_noop("原因会留在办理经过里，请不要写电话、证件号和门牌。"))
    return words


@transaction.atomic
def approve_need(*, by: Standing, need: Need, at: datetime) -> Need:
    """It may be dispatched. Raises NotAllowed, OwnNeed, NeedMoved."""
    require_may_review(by, need)
    move_need(
        by=by, need=need, before=[NeedState.SUBMITTED], after=NeedState.QUEUED, verb="approve_need", at=at
    )
    _tell_asker(need, f"你提的“{need.title}”审核通过了，正在找人来办。", at)
    return need


@transaction.atomic
def refuse_need(*, by: Standing, need: Need, reason: str, at: datetime) -> Need:
    """Sent back; only who asked reads the reason. Raises NotAllowed, OwnNeed, NeedReasonMissing, NeedMoved."""
    require_may_review(by, need)
    words = reason_of(text=reason)
    move_need(
        by=by, need=need, before=[NeedState.SUBMITTED], after=NeedState.REFUSED, verb="refuse_need", at=at,
        words=words, reason=words,
    )  # fmt: skip
    _tell_asker(need, f"你提的“{need.title}”没有通过：{words}。改好后可以重新提。", at)
    return need


@transaction.atomic
def cancel_need(*, by: Standing, need: Need, reason: str, at: datetime) -> Need:
    """Taken back by who asked, or by the desk with a reason; whoever was asked or had accepted is free again.

    Raises NotAllowed, NeedReasonMissing (the desk), NeedMoved once the service is done.
    """
    require_may_cancel(by, need, kept_ids(by, clock.day_of(at)))
    own = by.account_id == need.requester_id
    hold_people(needs=[need.pk])
    words = reason_of(text=reason) if plain(reason) or not own else "不需要了"
    move_need(
        by=by, need=need, before=CANCELLABLE, after=NeedState.CANCELLED, verb="cancel_need", at=at,
        words=words, reason=words,
    )  # fmt: skip
    end_rounds(needs=[need.pk], at=at)
    events.publish(NeedCancelled(need.city, need.pk, at))
    if not own:
        _tell_asker(need, f"你提的“{need.title}”撤回了：{words}。", at)
    return need


def end_rounds(*, needs: Iterable[UUID], at: datetime) -> None:
    """Nobody is asked any more and nobody has to come. In the caller's transaction."""
    keys = list(needs)
    Dispatch.objects.filter(need__in=keys, state=DispatchState.OPEN).update(
        state=DispatchState.WITHDRAWN, ended_at=at, next_wave_at=None
    )
    NeedAsk.objects.filter(need__in=keys, state=AskState.ASKED).update(state=AskState.LAPSED, answered_at=at)
    NeedServing.objects.filter(need__in=keys, state__in=(ServingState.ACCEPTED, ServingState.SERVING)).update(
        state=ServingState.CANCELLED
    )


@transaction.atomic
def correct_need(*, by: Standing, need: Need, change: Correction, at: datetime) -> Need:
    """Put right what was taken down wrongly, before anybody is asked. Raises NotAllowed, NeedIncomplete, NeedMoved."""
    require_may_review(by, need)
    faults, region = _faults(change, need, at), _community(by, change.region)
    if change.region and region is None:
        sentence = gettext_noop(
            "没有找到这个社区，不止一个叫这个名字，或者它不归你管。请写全，比如“百花湖社区（城南街道）”。"
        )
        faults.append({"field": "region", "sentence": sentence})
    if faults:
        raise NeedIncomplete(errors=faults)
    title = plain(change.title)
    columns: dict[str, Any] = {
        "title": title, "domain_id": change.domain, "urgency": change.urgency, "risks": plain(change.risks),
        "minutes": change.minutes, "hands": change.hands, "starts_at": change.starts_at,
        "ends_at": end_of(change.starts_at, change.ends_at, change.minutes),
        "search": index_text(title),
    }  # fmt: skip
    locked = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    if locked.state not in UNREVIEWED:
        raise NeedMoved
    if change.urgency != locked.urgency:
        found = rules(KEYS, locked.region_path, clock.day_of(at))
        columns["due_at"] = due_at(NeedState(locked.state), change.urgency, found, at)
    if region is not None and region.pk != locked.region_id:
        columns |= _elsewhere(locked, region)
    if address := plain(change.address):
        columns["private_sealed"] = seal(_moved(locked, address))
    Need.objects.filter(pk=need.pk).update(**columns)
    need.refresh_from_db()
    note_step(by=by, need=need, before=str(need.state), verb="correct_need", at=at)
    return need


def _community(by: Standing, code: str) -> Region | None:
    """The one that was chosen, where this person reviews, too."""
    found = (
        Region.objects.filter(pk=code, city=by.city, level=RegionLevel.COMMUNITY).first() if code else None
    )
    return found if found is not None and by.governs(found.path) else None


def _elsewhere(need: Need, region: Region) -> dict[str, Any]:
    """What changes with the community: its own desk goes on, unless the need had climbed to one that is above both."""
    private = private_of(need)
    climbed = need.desk_path != need.region_path and region.path.startswith(need.desk_path)
    return {
        "region": region, "region_path": region.path, "grid": None,
        "cell": cell_at(private.lon, private.lat, region, None),
        "desk_path": need.desk_path if climbed else region.path,
    }  # fmt: skip


def _moved(need: Need, address: str) -> Private:
    return replace(private_of(need), address=address[:100])


def _faults(change: Correction, need: Need, at: datetime) -> list[dict[str, str]]:
    found: list[tuple[str, str]] = []
    if sentence := title_fault(change.title):
        found.append(("title", sentence))
    starts_at = (
        None if change.starts_at == need.starts_at else change.starts_at
    )  # what was told stays as it was
    found += when_faults(starts_at, change.ends_at if starts_at else None, at)
    if not starts_at and change.starts_at and change.ends_at and change.ends_at <= change.starts_at:
        found.append(("ends_at", gettext_noop("结束时间要在开始时间以后。")))
    found += [*size_faults(change.minutes, change.hands), *risk_faults(change.risks)]
    if not ServiceDomain.objects.filter(pk=change.domain).exists():
        found.append(("domain", gettext_noop("请选一个服务类别。")))
    if change.hands < need.taken:
        found.append(("hands", gettext_noop("已经有人接了，人数不能比接的人少。")))
    return [{"field": name, "sentence": sentence} for name, sentence in found]


def _tell_asker(need: Need, text: str, at: datetime) -> None:
    """Who asked with an account reads it there; who asked by phone is called back by the desk."""
    asker = Account.objects.filter(pk=need.requester_id, is_active=True) if need.requester_id else ()
    tell_accounts(accounts=asker, text=text, at=at, notice=Notice(MessageKind.OTHER, about=need))
