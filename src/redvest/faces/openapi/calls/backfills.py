"""Back-fills over the wire: asking with evidence, each person's word, the officer's decision."""

from __future__ import annotations

import base64
import binascii
from uuid import UUID

from django.http import HttpResponse

from redvest.core import clock
from redvest.core.errors import NotFound
from redvest.faces.openapi.answers import answer
from redvest.faces.openapi.calls.attendance import volunteer_ids
from redvest.faces.openapi.calls.finding import body_in
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, staff, volunteers
from redvest.faces.openapi.once import once
from redvest.faces.openapi.shapes.activity import Note
from redvest.faces.openapi.shapes.base import Named
from redvest.faces.openapi.shapes.records import (
    AgreeForm,
    BackfillForm,
    BackfillLineShape,
    BackfillShape,
    EvidenceForm,
)
from redvest.service import policy
from redvest.service.actions import backfill as actions
from redvest.service.actions.evidence_file import NewFile
from redvest.service.backfill_errors import BadEvidence
from redvest.service.models import BackfillLine, BackfillRequest
from redvest.service.queries.backfill import backfills_for
from redvest.service.rules.backfill import BackfillForm as DomainForm

calls = Calls("补录")


@calls.post("/bodies/{uuid:body_id}/backfills", staff, "申请补录", BackfillShape, 409, status=201)
@once
def ask_backfill(request: Asking, body_id: UUID, form: BackfillForm) -> HttpResponse:
    """A leader of the body asks, with at least one picture or PDF as evidence."""
    by = request.standing
    body = body_in(by.city, body_id)
    known = volunteer_ids([line.volunteer for line in form.people], by.city)
    same = form.model_dump(include={"title", "content", "starts_at", "ends_at", "reason"})
    people = tuple((known[line.volunteer], line.minutes) for line in form.people)
    made = actions.ask_backfill(
        by=by, body=body, form=DomainForm(place_name=form.place, people=people, **same),
        files=[_file(each) for each in form.files], at=clock.now(),
    )  # fmt: skip
    return answer(_shape(made), status=201)


@calls.get("/backfills/{uuid:backfill_id}", staff, "一份补录申请", BackfillShape)
def get_backfill(request: Asking, backfill_id: UUID) -> HttpResponse:
    """For who asked, the heads of the body and the officers of the place."""
    return answer(_shape(_find(request, backfill_id)))


@calls.post("/backfills/{uuid:backfill_id}/approve", staff, "批准补录", BackfillShape, 409)
@once
def approve_backfill(request: Asking, backfill_id: UUID) -> HttpResponse:
    """An officer of the place who neither asked nor gains by it."""
    found = _find(request, backfill_id)
    return answer(_shape(actions.approve_backfill(by=request.standing, request=found, at=clock.now())))


@calls.post("/backfills/{uuid:backfill_id}/refuse", staff, "不批准补录", BackfillShape, 409)
@once
def refuse_backfill(request: Asking, backfill_id: UUID, form: Note) -> HttpResponse:
    """With a note that says why."""
    found = _find(request, backfill_id)
    done = actions.refuse_backfill(by=request.standing, request=found, note=form.note, at=clock.now())
    return answer(_shape(done))


@calls.post("/me/backfills/{uuid:line_id}/answer", volunteers, "补录里有我：去了没有", BackfillLineShape, 409)
@once
def answer_backfill(request: Asking, line_id: UUID, form: AgreeForm) -> HttpResponse:
    """The person's own word: yes makes grade C possible, no keeps it out of the ledger."""
    line = BackfillLine.objects.filter(pk=line_id, volunteer_id__in=request.standing.records).first()
    if line is None:
        raise NotFound
    done = actions.answer_backfill(by=request.standing, line=line, agrees=form.agrees, at=clock.now())
    return answer(_line(done))


def _file(given: EvidenceForm) -> NewFile:
    try:
        return NewFile(given.name, base64.b64decode(given.content, validate=True))
    except (binascii.Error, ValueError) as fault:
        raise BadEvidence("材料的 base64 不对，请检查编码。") from fault


def _find(request: Asking, backfill_id: UUID) -> BackfillRequest:
    found = backfills_for(request.standing).filter(pk=backfill_id).first()
    if found is None or not policy.may_see_backfill(request.standing, found):
        raise NotFound
    return found


def _shape(found: BackfillRequest) -> BackfillShape:
    return BackfillShape(
        id=found.pk, state=found.state, title=found.title,
        body=Named(id=str(found.body_id), name=found.body.name), starts_at=found.starts_at,
        ends_at=found.ends_at, reason=found.reason, note=found.decision_note,
        people=[_line(line) for line in found.lines.order_by("id")], files=found.files.count(),
    )  # fmt: skip


def _line(line: BackfillLine) -> BackfillLineShape:
    said = "yes" if line.confirmed_at else "no" if line.objected_at else ""
    return BackfillLineShape(
        id=line.pk, volunteer=line.volunteer_id, minutes=line.minutes, answer=said, entry=line.entry_id,
        refusal=line.refusal,
    )  # fmt: skip
