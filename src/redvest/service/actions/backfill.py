"""Back-fill (补录): asked for by a body's leader with evidence, decided by an officer of the place, confirmed by each person.

What comes of it is at best grade C, when the person has confirmed as well, and carries its mark for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from redvest.core import audit, clock
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import BodyState, MessageKind, VolunteerState
from redvest.registry.models import Body, Volunteer
from redvest.registry.policy import Standing, require_leads, require_member, require_volunteer
from redvest.registry.queries.setting import rule
from redvest.service import policy
from redvest.service.actions import ledger
from redvest.service.actions.certificate import revoke_for_entry
from redvest.service.actions.decision import decide, note_refusal, written_reason
from redvest.service.actions.evidence_file import NewFile, check_files, keep_files
from redvest.service.actions.turns import one_at_a_time
from redvest.service.backfill_errors import BackfillTooLate, BadBackfill
from redvest.service.choices import EntryKind, EntryMark, Grade, ProofKind, RequestState
from redvest.service.errors import WrongState
from redvest.service.hours_errors import HoursOverlap, OwnHours
from redvest.service.models import BackfillLine, BackfillRequest, HoursEntry
from redvest.service.queries.history import current_of
from redvest.service.queries.hours import overlapping_entry
from redvest.service.rules.backfill import BackfillForm, backfill_faults, sentences, too_late
from redvest.service.rules.evidence import Evidence, grade


@transaction.atomic
def ask_backfill(
    *, by: Standing, body: Body, form: BackfillForm, files: Sequence[NewFile], at: datetime
) -> BackfillRequest:
    """A leader of the body asks. Raises NotAllowed, BadBackfill, BackfillTooLate, EvidenceNeeded, BadEvidence, OwnHours."""
    require_leads(by, body.pk)
    if body.state != BodyState.ACTIVE:
        raise WrongState
    if faults := backfill_faults(form, at):
        raise BadBackfill(errors=sentences(faults))
    window = int(rule("backfill.window_days", body.region_path, clock.day_of(at)))
    if too_late(clock.day_of(form.ends_at), clock.day_of(at), window):
        raise BackfillTooLate(f"活动结束超过 {window} 天了，不能再补录。")
    check_files(files=files)
    people = dict(form.people)
    if not set(by.records).isdisjoint(people):
        raise OwnHours("名单里有你自己。自己的时长请另一位负责人来申请补录。")
    known = Volunteer.objects.filter(pk__in=people, city=body.city)
    if known.count() < len(people):
        raise BadBackfill(errors=[{"field": "people", "sentence": "名单里有人没有登记，请核对编号。"}])
    if known.exclude(state=VolunteerState.ACTIVE).exists():
        said = "名单里有人已经暂停、退出，或者还在等监护人同意，不能给他们补录。"
        raise BadBackfill(errors=[{"field": "people", "sentence": said}])
    request = BackfillRequest.objects.create(
        city=body.city, body=body, region_path=body.region_path, title=form.title.strip(),
        place_name=form.place_name.strip(), content=form.content.strip(), starts_at=form.starts_at,
        ends_at=form.ends_at, reason=form.reason.strip(), asked_by_id=require_member(by), asked_at=at,
    )  # fmt: skip
    BackfillLine.objects.bulk_create(
        BackfillLine(request=request, volunteer_id=who, minutes=minutes) for who, minutes in form.people
    )
    keep_files(by=by, files=files, backfill=request, at=at)
    audit.write_line(
        by=by.actor, at=at, city=body.city, verb="ask_backfill", target=request, people=len(people)
    )
    for volunteer in known.select_related("account"):
        text = f"【{body.name}】给你申请补录“{request.title}”{people[volunteer.pk]} 分钟，请到“我的时长”看看对不对。"
        tell_person(volunteer=volunteer, text=text, at=at, notice=Notice(MessageKind.HOURS, about=request))
    return request


@transaction.atomic
def approve_backfill(*, by: Standing, request: BackfillRequest, at: datetime) -> BackfillRequest:
    """An officer of the place approves: each person gets an entry, but for those who objected or have hours then.

    Raises NotAllowed, OwnRequest (who asked, or gains by it), RequestDecided.
    """
    _decide(by, request, RequestState.ACCEPTED, "", at)
    lines = BackfillLine.objects.filter(request=request).order_by("volunteer_id")
    entered = sum(_enter(request, line.pk, at) for line in lines)
    audit.write_line(
        by=by.actor, at=at, city=request.city, verb="approve_backfill", target=request, entered=entered
    )
    return request


@transaction.atomic
def refuse_backfill(*, by: Standing, request: BackfillRequest, note: str, at: datetime) -> BackfillRequest:
    """An officer of the place refuses, and says why. Raises NotAllowed, OwnRequest, ReasonNeeded, RequestDecided."""
    _decide(by, request, RequestState.REFUSED, written_reason(note=note), at)
    note_refusal(request=request, by=by, verb="refuse_backfill", at=at)
    return request


def _decide(by: Standing, request: BackfillRequest, state: RequestState, note: str, at: datetime) -> None:
    people = set(request.lines.values_list("volunteer_id", flat=True))
    policy.require_may_decide_backfill(by, request, people)
    decide(request=request, by=by, state=state, note=note, at=at)


def _enter(request: BackfillRequest, line_id: UUID, at: datetime) -> bool:
    """One person's entry. The person's turn is taken first and the line read after it, so their word is not lost."""
    line = BackfillLine.objects.get(pk=line_id)
    one_at_a_time(volunteer_id=line.volunteer_id)
    line.refresh_from_db()
    if line.objected_at is not None:
        line.refusal = "本人说没有参加"
    elif overlapping_entry(line.volunteer_id, request.starts_at, request.ends_at):
        line.refusal = HoursOverlap().source
    else:
        line.entry = _append(request, line, EntryKind.RECORD, f"补录：{request.reason}"[:200], at)
    line.save(update_fields=["refusal", "entry"])
    return line.entry is not None


def _append(
    request: BackfillRequest, line: BackfillLine, kind: EntryKind, reason: str, at: datetime
) -> HoursEntry:
    evidence = Evidence(
        proofs=frozenset({ProofKind.LEADER_TICK}),
        volunteer_confirmed=line.confirmed_at is not None,
        second_officer=True,
    )
    return ledger.append_entry(
        new=ledger.NewEntry(
            city=request.city, volunteer_id=line.volunteer_id, body_id=request.body_id, activity_id=None,
            title=request.title, region_path=request.region_path, service_on=clock.day_of(request.starts_at),
            minutes=line.minutes, grade=grade(evidence).grade, kind=kind, starts_at=request.starts_at,
            ends_at=request.ends_at, proofs=(ProofKind.LEADER_TICK.value,), reason=reason,
            recorded_by_id=request.asked_by_id, second_officer_id=request.decided_by_id, mark=EntryMark.BACKFILL,
        ),
        at=at,
    )  # fmt: skip


@transaction.atomic
def answer_backfill(*, by: Standing, line: BackfillLine, agrees: bool, at: datetime) -> BackfillLine:
    """The person says whether they were there. After the approval their yes lifts D to C, their no takes the entry back.

    Raises WrongState for anybody else's line, and for one answered before.
    """
    volunteer_id = require_volunteer(by)
    one_at_a_time(volunteer_id=volunteer_id)
    said = {"confirmed_at": at} if agrees else {"objected_at": at}
    rows = BackfillLine.objects.filter(
        pk=line.pk, volunteer_id__in=by.records, confirmed_at=None, objected_at=None
    )
    if not rows.exclude(request__state=RequestState.REFUSED).update(**said):
        raise WrongState("这条补录已经回答过了，或者不是你的。")
    line = BackfillLine.objects.select_related("request", "entry").get(pk=line.pk)
    audit.write_line(
        by=by.actor, at=at, city=line.request.city, verb="answer_backfill", target=line, agrees=agrees
    )
    entry = line.entry
    standing = current_of(entry) if entry is not None else None
    # What was corrected meanwhile keeps its grade whatever the person says of the former minutes; a no takes it back.
    if standing is not None and (standing == entry or not agrees):
        _answered_late(by, line, standing, agrees, at)
    return line


def _answered_late(by: Standing, line: BackfillLine, entry: HoursEntry, agrees: bool, at: datetime) -> None:
    reason = "本人确认，等级提升" if agrees else "本人说没有参加"
    ledger.void(entry=entry, reason=reason, by_account=by.account_id, at=at)
    if agrees:
        line.entry = _append(line.request, line, EntryKind.CORRECTION, reason, at)
        assert line.entry.grade == Grade.C
    else:
        revoke_for_entry(by=by, entry=entry, reason=reason, at=at)
        line.entry, line.refusal = None, reason
    line.save(update_fields=["entry", "refusal"])
