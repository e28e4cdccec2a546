"""Transfer-in: hours that another system recorded, brought by the volunteer with a paper, taken in by an officer as grade D."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from redvest.core import audit, clock
from redvest.registry.actions.message import Notice, tell_person
from redvest.registry.choices import BodyState, MessageKind
from redvest.registry.models import Body
from redvest.registry.policy import Standing, require_volunteer
from redvest.service import policy
from redvest.service.actions import ledger
from redvest.service.actions.decision import decide, note_refusal, written_reason
from redvest.service.actions.evidence_file import NewFile, check_files, keep_files
from redvest.service.actions.turns import one_at_a_time
from redvest.service.backfill_errors import BadTransfer, TransferTwice
from redvest.service.choices import EntryMark, Grade, ProofKind, RequestState
from redvest.service.hours_errors import HoursOverlap
from redvest.service.models import TransferRequest
from redvest.service.queries.hours import overlapping_entry
from redvest.service.rules.backfill import TransferForm, sentences, transfer_faults


@transaction.atomic
def ask_transfer(
    *, by: Standing, body: Body, form: TransferForm, files: Sequence[NewFile], at: datetime
) -> TransferRequest:
    """The volunteer asks. Raises BadTransfer, EvidenceNeeded, BadEvidence, HoursOverlap, TransferTwice (this receipt)."""
    volunteer_id = require_volunteer(by)
    faults = transfer_faults(form, at)
    if body.state != BodyState.ACTIVE or body.city != by.city:
        faults.append(("body", "请选择一个在册的组织来接收。"))
    if faults:
        raise BadTransfer(errors=sentences(faults))
    check_files(files=files)
    one_at_a_time(volunteer_id=volunteer_id)
    if overlapping_entry(volunteer_id, form.starts_at, form.ends_at):
        raise HoursOverlap
    try:
        with transaction.atomic():
            request = TransferRequest.objects.create(
                city=by.city, volunteer_id=volunteer_id, body=body, title=form.title.strip(),
                starts_at=form.starts_at, ends_at=form.ends_at, minutes=form.minutes,
                system=form.system.strip(), receipt=form.receipt.strip(), asked_at=at,
            )  # fmt: skip
    except IntegrityError as fault:
        raise TransferTwice from fault
    keep_files(by=by, files=files, transfer=request, at=at)
    audit.write_line(by=by.actor, at=at, city=by.city, verb="ask_transfer", target=request)
    return request


@transaction.atomic
def accept_transfer(*, by: Standing, request: TransferRequest, at: datetime) -> TransferRequest:
    """An officer of the place takes the hours in, as grade D with their source. Raises NotAllowed, OwnRequest,
    RequestDecided, HoursOverlap."""
    _decide(by, request, RequestState.ACCEPTED, "", at)
    one_at_a_time(volunteer_id=request.volunteer_id)
    if overlapping_entry(request.volunteer_id, request.starts_at, request.ends_at):
        raise HoursOverlap
    request.entry = ledger.append_entry(
        new=ledger.NewEntry(
            city=request.city, volunteer_id=request.volunteer_id, body_id=request.body_id, activity_id=None,
            title=request.title, region_path=request.body.region_path,
            service_on=clock.day_of(request.starts_at), minutes=request.minutes, grade=Grade.D,
            starts_at=request.starts_at, ends_at=request.ends_at, proofs=(ProofKind.IMPORTED.value,),
            recorded_by_id=by.account_id, mark=EntryMark.TRANSFER,
            source=f"{request.system} {request.receipt}",
        ),
        at=at,
    )  # fmt: skip
    request.save(update_fields=["entry"])
    audit.write_line(by=by.actor, at=at, city=request.city, verb="accept_transfer", target=request)
    text = f"你从“{request.system}”转入的“{request.title}”已经入账，等级 D（未核验）。"
    tell_person(
        volunteer=request.volunteer, text=text, at=at, notice=Notice(MessageKind.HOURS, about=request)
    )
    return request


@transaction.atomic
def refuse_transfer(*, by: Standing, request: TransferRequest, note: str, at: datetime) -> TransferRequest:
    """An officer of the place refuses, and says why. Raises NotAllowed, OwnRequest, ReasonNeeded, RequestDecided."""
    _decide(by, request, RequestState.REFUSED, written_reason(note=note), at)
    note_refusal(request=request, by=by, verb="refuse_transfer", at=at)
    text = f"你从“{request.system}”转入“{request.title}”没有通过：{request.decision_note}。"
    tell_person(
        volunteer=request.volunteer, text=text, at=at, notice=Notice(MessageKind.HOURS, about=request)
    )
    return request


def _decide(by: Standing, request: TransferRequest, state: RequestState, note: str, at: datetime) -> None:
    policy.require_may_decide_transfer(by, request)
    decide(request=request, by=by, state=state, note=note, at=at)
