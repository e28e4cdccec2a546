"""Hours of a service into the ledger: an organisation's leader countersigns, a second officer may stand behind them too.

The entry has the grade that its evidence gives (ADR 9); better evidence voids it and enters it again. Nobody alone makes
more than D: who served, who was helped, who countersigns and who called back are different people.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.care.actions.need_hold import hold_need, hold_people
from redvest.care.actions.need_step import note_step
from redvest.care.choices import ConfirmAnswer, ConfirmWay, ServingState
from redvest.care.dispatch_errors import NoRecordingBody, NotSecondYet, OwnServing, ServingMoved
from redvest.care.models import NeedConfirmation, NeedServing
from redvest.care.policy import require_apart
from redvest.care.queries.serving_grade import evidence_of, verdict_of
from redvest.core import clock
from redvest.core.errors import NotAllowed
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import BodyState, MessageKind
from redvest.registry.models import Body
from redvest.registry.policy import Standing
from redvest.service.actions import ledger
from redvest.service.actions.certificate import revoke_for_entry
from redvest.service.actions.turns import one_at_a_time
from redvest.service.choices import EntryKind, EntryMark, Grade
from redvest.service.hours_errors import HoursOverlap
from redvest.service.models import HoursEntry
from redvest.service.queries.hours import overlapping_entry
from redvest.service.rules.evidence import Verdict, grade

DONE = (ServingState.SERVED, ServingState.CONFIRMED)
BETTER = "证据补齐，等级提升"


@transaction.atomic
def countersign_serving(
    *, by: Standing, serving: NeedServing, body: Body | None = None, at: datetime
) -> Verdict:
    """A leader of the recording body stands behind the hours, and they enter the ledger. Twice is once.

    Who organises records: a need that nobody's body took has no hours until a leader takes it on with ``body``.
    Raises NotAllowed, OwnServing, NoRecordingBody, ServingMoved, HoursOverlap, SaltErased.
    """
    hold_people(needs=[serving.need_id])
    one_at_a_time(volunteer_id=serving.volunteer_id)
    serving = held_serving(serving=serving)
    recording = _recording_body(by, serving, body)
    require_apart(by, serving.need, _everybody(serving))
    _require_not_caller(by, serving)
    if serving.state not in DONE or serving.started_at is None or serving.ended_at is None:
        raise ServingMoved
    if serving.countersigned_at is not None:
        return verdict_of(serving)
    if overlapping_entry(serving.volunteer_id, serving.started_at, serving.ended_at):
        raise HoursOverlap
    serving.body, serving.countersigned_by_id, serving.countersigned_at = recording, by.account_id, at
    serving.entry = _append(serving, EntryKind.RECORD, "", at)
    serving.save(update_fields=["body", "countersigned_by", "countersigned_at", "entry"])
    note_step(
        by=by,
        need=serving.need,
        before=serving.need.state,
        verb="countersign_serving",
        at=at,
        words=recording.name,
    )
    verdict = verdict_of(serving)
    text = f"【{recording.name}】给你记了“{serving.need.title}”{serving.minutes} 分钟，等级 {verdict.grade.value}。"
    tell_person(
        volunteer=serving.volunteer, text=text, at=at, notice=Notice(MessageKind.HOURS, about=serving.entry)
    )
    return verdict


@transaction.atomic
def second_serving(*, by: Standing, serving: NeedServing, at: datetime) -> Verdict:
    """A second officer stands behind countersigned hours: D becomes C. Raises NotAllowed, OwnServing, NotSecondYet."""
    hold_people(needs=[serving.need_id])
    one_at_a_time(volunteer_id=serving.volunteer_id)
    serving = held_serving(serving=serving)
    body_id = serving.body_id
    if body_id is None or serving.countersigned_at is None:
        raise NotSecondYet
    if by.waiting or not (by.leads(body_id) or by.governs(serving.need.region_path)):
        raise NotAllowed
    require_apart(by, serving.need, _everybody(serving))
    if by.account_id == serving.countersigned_by_id:
        raise OwnServing
    if serving.state not in DONE:
        raise ServingMoved
    if serving.second_at is None:
        serving.second_officer_id, serving.second_at = by.account_id, at
        serving.save(update_fields=["second_officer", "second_at"])
        note_step(by=by, need=serving.need, before=serving.need.state, verb="second_serving", at=at)
        regrade(by=by, serving=serving, at=at)
    return verdict_of(serving)


def held_serving(*, serving: NeedServing) -> NeedServing:
    """The service as it is, with its need; both held until this transaction ends."""
    need = hold_need(key=serving.need_id)
    rows = NeedServing.objects.select_related("volunteer", "body", "entry")
    found = rows.select_for_update(of=("self",), no_key=True).get(pk=serving.pk)
    found.need = need
    return found


def _everybody(serving: NeedServing) -> list[NeedServing]:
    rows = NeedServing.objects.select_related("volunteer").filter(need=serving.need_id)
    return list(rows.exclude(state=ServingState.CANCELLED))


def _recording_body(by: Standing, serving: NeedServing, body: Body | None) -> Body:
    """The body of the service, or the one that takes it on now; its leader signs for it."""
    recording = serving.body or body
    if recording is None:
        if not by.bodies():
            raise NotAllowed
        raise NoRecordingBody
    if by.waiting or by.city != serving.city or not by.leads(recording.pk):
        raise NotAllowed
    if serving.body is None and not serving.need.region_path.startswith(recording.region_path):
        raise NotAllowed  # taken on now, by a body that is not of the place
    if recording.state != BodyState.ACTIVE:
        raise NoRecordingBody("这个组织现在不能记录时长：它还没有通过审核，或者已经暂停。")
    return recording


def _require_not_caller(by: Standing, serving: NeedServing) -> None:
    """Whoever wrote down what the requester said on the telephone cannot be the leader who stands behind it as well."""
    calls = NeedConfirmation.objects.filter(need=serving.need_id, way=ConfirmWay.CALL)
    if calls.exclude(answer=ConfirmAnswer.NOT_DONE).filter(called_by=by.account_id).exists():
        raise OwnServing


def _append(serving: NeedServing, kind: EntryKind, reason: str, at: datetime) -> HoursEntry:
    need, evidence = serving.need, evidence_of(serving)
    assert serving.body_id is not None and serving.started_at is not None and serving.minutes is not None
    return ledger.append_entry(
        new=ledger.NewEntry(
            city=serving.city, volunteer_id=serving.volunteer_id, body_id=serving.body_id, activity_id=None,
            title=need.title, region_path=need.region_path, service_on=clock.day_of(serving.started_at),
            minutes=serving.minutes, grade=grade(evidence).grade, kind=kind, starts_at=serving.started_at,
            ends_at=serving.ended_at, proofs=tuple(sorted(each.value for each in evidence.proofs)), reason=reason,
            recorded_by_id=serving.countersigned_by_id, second_officer_id=serving.second_officer_id,
            mark=EntryMark.NEED, source=f"需求 {need.number}",
        ),
        at=at,
    )  # fmt: skip


def regrade(*, by: Standing | None, serving: NeedServing, at: datetime) -> None:
    """More evidence has come: a better grade voids the entry and enters it again. What was voided since stays so."""
    entry = serving.entry
    if entry is None or serving.countersigned_at is None or hasattr(entry, "voided_by"):
        return
    if verdict_of(serving).grade >= Grade(entry.grade):  # "A" sorts before "D"
        return
    ledger.void(entry=entry, reason=BETTER, by_account=by.account_id if by else None, at=at)
    serving.entry = _append(serving, EntryKind.CORRECTION, BETTER, at)
    serving.save(update_fields=["entry"])


def take_back_hours(*, by: Standing, serving: NeedServing, reason: str, at: datetime) -> None:
    """The requester says that nothing was done: the hours are voided, and what was certified of them with them."""
    entry = serving.entry
    if entry is None or hasattr(entry, "voided_by"):
        return
    ledger.void(entry=entry, reason=reason, by_account=by.account_id, at=at)
    revoke_for_entry(by=by, entry=entry, reason=reason, at=at)
