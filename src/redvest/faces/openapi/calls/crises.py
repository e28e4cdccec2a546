"""What is on, registering for it, reporting a need, and the board: all public while a crisis is on, and nothing else."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from ninja import Query

from redvest.care.actions.crisis_need import NeedReport, report_crisis_need
from redvest.care.actions.crisis_people import CrisisRegistration, register_for_crisis
from redvest.care.choices import CrisisKind, CrisisNeedKind, CrisisVia
from redvest.care.models import Crisis, CrisisBrief, CrisisNeed
from redvest.care.queries.crisis import live_crises, public_crisis
from redvest.care.queries.crisis_need import board
from redvest.core import clock
from redvest.core.paging import page_of
from redvest.faces.openapi.answers import answer
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, public
from redvest.faces.openapi.once import once_sealed
from redvest.faces.openapi.shapes.base import PageQuery, Words
from redvest.faces.openapi.shapes.crisis import (
    CrisesShape,
    CrisisBoardShape,
    CrisisNeedShape,
    CrisisPassShape,
    CrisisPersonBody,
    CrisisReportBody,
    CrisisReportShape,
    CrisisShape,
)

calls = Calls("应急")


@calls.get("/crises", public, "正在进行的应急", CrisesShape)
def list_crises(request: Asking) -> HttpResponse:
    """Empty on ordinary days."""
    found = list(live_crises(request.standing.city))
    briefs = CrisisBrief.objects.filter(crisis__in=found)
    texts = {(each.crisis_id, each.version): each.text for each in briefs}
    return answer(CrisesShape(items=[_shape(each, texts[each.pk, each.brief_version]) for each in found]))


@calls.post(
    "/crises/{uuid:crisis_id}/registrations", public, "应急登记", CrisisPassShape, 404, 409, status=201
)
@once_sealed
def register_in_crisis(request: Asking, crisis_id: UUID, form: CrisisPersonBody) -> HttpResponse:
    """The same phone and name get the same pass again, with a key or without."""
    crisis = public_crisis(request.standing.city, crisis_id)
    wanted = CrisisRegistration(
        name=form.name, phone=form.phone, born=form.born, brief_version=form.brief_version, skills=form.skills,
        equipment=form.equipment, stays_on=form.stays_on,
    )  # fmt: skip
    done = register_for_crisis(
        by=request.standing, crisis=crisis, form=wanted, at=clock.now(), via=CrisisVia.API
    )
    return answer(CrisisPassShape(pass_code=done.person.pass_code, again=done.again), status=201)


@calls.post("/crises/{uuid:crisis_id}/reports", public, "应急求助", CrisisReportShape, 404, 409, status=201)
@once_sealed
def report_in_crisis(request: Asking, crisis_id: UUID, form: CrisisReportBody) -> HttpResponse:
    """Stands on the board when somebody has verified it; address, words and phone never do."""
    crisis = public_crisis(request.standing.city, crisis_id)
    wanted = NeedReport(form.kind, form.words, form.place, form.phone, form.lon, form.lat)
    made = report_crisis_need(
        by=request.standing, crisis=crisis, form=wanted, at=clock.now(), via=CrisisVia.API
    )
    return answer(CrisisReportShape(id=made.pk, state=made.state), status=201)


@calls.get("/crises/{uuid:crisis_id}/board", public, "核实过的需求", CrisisBoardShape, 404)
def crisis_board(request: Asking, crisis_id: UUID, asked: Query[PageQuery]) -> HttpResponse:
    """Verified and not expired, the last looked at first."""
    crisis = public_crisis(request.standing.city, crisis_id)
    rows = board(crisis, clock.now())
    page = page_of(rows, keys=("-verified_at", "-id"), after=asked.after, size=asked.limit)
    return answer(CrisisBoardShape(items=[_need(each) for each in page.items], next=page.next))


def _shape(each: Crisis, brief: str) -> CrisisShape:
    kind = CrisisKind(each.kind)
    return CrisisShape(
        id=each.pk, name=each.name, kind=Words(key=kind.value, name=str(kind.label)), office=each.office,
        hotline=each.hotline, opened_at=each.opened_at, takes_people=each.takes_people, stop_words=each.stop_words,
        brief_version=each.brief_version, brief=brief,
    )  # fmt: skip


def _need(each: CrisisNeed) -> CrisisNeedShape:
    assert each.verified_at is not None and each.expires_at is not None
    kind = CrisisNeedKind(each.kind)
    return CrisisNeedShape(
        id=each.pk, kind=Words(key=kind.value, name=str(kind.label)), area=each.area, words=each.shown,
        wanted=each.wanted, coming=each.coming, verified_at=each.verified_at, verified_by=each.verified_as,
        expires_at=each.expires_at,
    )  # fmt: skip
