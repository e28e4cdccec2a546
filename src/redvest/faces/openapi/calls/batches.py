"""Batches of certificates: asking for one, and how far it has come."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from redvest.core import clock
from redvest.core.errors import NotFound
from redvest.faces.openapi.answers import answer
from redvest.faces.openapi.calls.certificates import site_address
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, staff
from redvest.faces.openapi.once import once
from redvest.faces.openapi.shapes.batch import Batch, BatchForm, Refusal
from redvest.registry.models import Body
from redvest.service.actions import batch as actions
from redvest.service.queries import batch as read

calls = Calls("证明")


@calls.post("/certificates/batches", staff, "批量开具证明", Batch, 404, status=201)
@once
def ask_batch(request: Asking, form: BatchForm) -> HttpResponse:
    """Put up to a thousand people in line; the answer says where to ask how far it is."""
    body = Body.objects.select_related("successor").filter(pk=form.body, city=request.standing.city).first()
    if body is None:
        raise NotFound
    asked = actions.ask_batch(
        by=request.standing,
        body=body,
        form=actions.BatchForm(form.volunteers, form.title, form.starts_on, form.ends_on),
        at=clock.now(),
        site_address=site_address(request),
    )
    return answer(_shape(request, asked.pk), status=201)


@calls.get("/certificates/batches/{batch_id}", staff, "批量开具到哪一步了", Batch)
def show_batch(request: Asking, batch_id: UUID) -> HttpResponse:
    """For the head of its body; for others it is not there."""
    return answer(_shape(request, batch_id))


def _shape(request: Asking, batch_id: UUID) -> Batch:
    found = read.batch_for(by=request.standing, batch_id=batch_id)
    progress = read.progress(found)
    refused = found.items.exclude(refused="").order_by("id").values_list("volunteer_id", "refused")
    return Batch(
        id=str(found.pk),
        title=found.title,
        body=found.body.name,
        total=progress.total,
        issued=progress.issued,
        refused=progress.refused,
        percent=progress.percent,
        asked_at=found.asked_at,
        finished_at=found.finished_at,
        refusals=[
            Refusal(volunteer=str(key), code=code, detail=read.sentence(code)) for key, code in refused
        ],
        numbers=list(read.papers(found).values_list("certificate__number", flat=True)),
    )
