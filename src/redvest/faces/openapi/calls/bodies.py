"""Organisations: finding them, applying, deciding."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from ninja import Query

from redvest.core import clock
from redvest.core.errors import NotFound
from redvest.core.paging import page_of
from redvest.faces.openapi.answers import BRIEFLY, answer
from redvest.faces.openapi.calls.finding import body_in, domain_key, region_of
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, members, public, staff
from redvest.faces.openapi.once import once
from redvest.faces.openapi.shapes.base import Words
from redvest.faces.openapi.shapes.body import Bodies, BodyForm, BodyQuery, BodyShape, Decision
from redvest.registry.actions import body as actions
from redvest.registry.choices import BodyState
from redvest.registry.models import Body
from redvest.registry.queries.account import account_of
from redvest.registry.queries.body import search_bodies

calls = Calls("组织")


@calls.get("/bodies", public, "组织列表", Bodies)
def list_bodies(request: Asking, asked: Query[BodyQuery]) -> HttpResponse:
    """The city's active organisations by name."""
    city = request.standing.city
    rows = search_bodies(
        city=city,
        q=asked.q,
        region_path=region_of(asked.region, city).path if asked.region else "",
        kind=asked.kind or "",
        team_kind=asked.team_kind or "",
    )
    page = page_of(rows, keys=("name", "id"), after=asked.after, size=asked.limit)
    return answer(Bodies(items=[_shape(each) for each in page.items], next=page.next), cache=BRIEFLY)


@calls.get("/bodies/{uuid:body_id}", public, "一个组织", BodyShape)
def get_body(request: Asking, body_id: UUID) -> HttpResponse:
    """An active organisation; others only for who runs them or decides on them."""
    body = body_in(request.standing.city, body_id)
    standing = request.standing
    if body.state != BodyState.ACTIVE and not standing.administers(body.pk, body.region_path):
        raise NotFound
    return answer(_shape(body))


@calls.post("/bodies", members, "申请登记组织", BodyShape, 409, status=201)
@once
def apply_for_body(request: Asking, form: BodyForm) -> HttpResponse:
    """Who applies will run it, once it is approved; an officer names who will."""
    city = request.standing.city
    wanted = actions.BodyForm(
        **form.model_dump(exclude={"region", "domains", "parent", "liaison", "head"}),
        region_code=region_of(form.region, city).code,
        domains=tuple(domain_key(each, city, field="domains") for each in form.domains),
        parent_id=form.parent,
        liaison_id=form.liaison,
    )
    head = account_of(city, form.head) if form.head else None
    made = actions.apply_for_body(by=request.standing, form=wanted, head=head, at=clock.now())
    return answer(_shape(made), status=201)


@calls.post("/bodies/{uuid:body_id}/decide", staff, "审核组织", BodyShape, 409)
@once
def decide_body(request: Asking, body_id: UUID, form: Decision) -> HttpResponse:
    """An officer of its place approves or refuses."""
    body = body_in(request.standing.city, body_id)
    decided = actions.decide_body(
        by=request.standing, body=body, approve=form.approve, note=form.note, at=clock.now()
    )
    return answer(_shape(decided))


def _shape(body: Body) -> BodyShape:
    return BodyShape(
        id=body.pk,
        code=body.code,
        name=body.name,
        kind=body.kind,
        team_kind=body.team_kind,
        mark_number=body.mark_number,
        capacity=body.capacity,
        state=body.state,
        region=Words(key=body.region_id, name=body.region.name),
        contact_name=body.contact_name,
        contact_phone=body.contact_phone,
        address=body.address,
    )
