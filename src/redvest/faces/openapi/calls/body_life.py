"""Brands of organisations, and changes of what a document has to prove."""

from __future__ import annotations

import base64
import binascii
from uuid import UUID

from django.http import HttpResponse
from ninja import Query

from redvest.core import clock
from redvest.core.paging import page_of
from redvest.faces.openapi.answers import BRIEFLY, answer
from redvest.faces.openapi.calls.finding import body_in
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, public, staff
from redvest.faces.openapi.once import once
from redvest.faces.openapi.shapes.base import Named, PageQuery
from redvest.faces.openapi.shapes.body_life import (
    BrandForm,
    Brands,
    BrandShape,
    ChangeDecision,
    ChangeForm,
    Changes,
    ChangeShape,
)
from redvest.registry.actions.body_change import ask_change, decide_change, withdraw_change
from redvest.registry.actions.brand import end_brand, register_brand
from redvest.registry.body_change_errors import ChangeProofWrong
from redvest.registry.models import BodyChange, Brand
from redvest.registry.policy import require_administers
from redvest.registry.queries.body_life import brand_of, change_of, changes_of, changes_to_decide, live_brands
from redvest.registry.queries.joining import public_body

calls = Calls("组织")


@calls.get("/bodies/{uuid:body_id}/brands", public, "组织的品牌", Brands)
def brands(request: Asking, body_id: UUID) -> HttpResponse:
    """Those of now, the oldest first."""
    body = public_body(request.standing.city, body_id)
    return answer(Brands(items=[_brand(each) for each in live_brands(body)]), cache=BRIEFLY)


@calls.post("/bodies/{uuid:body_id}/brands", staff, "登记一个品牌", BrandShape, 409, status=201)
@once
def add_brand(request: Asking, body_id: UUID, form: BrandForm) -> HttpResponse:
    """Its head or an officer of its place."""
    body = body_in(request.standing.city, body_id)
    made = register_brand(by=request.standing, body=body, at=clock.now(), **form.model_dump())
    return answer(_brand(made), status=201)


@calls.post("/bodies/{uuid:body_id}/brands/{uuid:brand_id}/end", staff, "停用品牌", BrandShape)
@once
def stop_brand(request: Asking, body_id: UUID, brand_id: UUID) -> HttpResponse:
    """The row stays."""
    found = brand_of(body_in(request.standing.city, body_id), brand_id)
    return answer(_brand(end_brand(by=request.standing, brand=found, at=clock.now())))


@calls.get("/body-changes", staff, "等我审核的组织变更", Changes)
def changes_waiting(request: Asking, asked: Query[PageQuery]) -> HttpResponse:
    """At the places governed, the oldest first."""
    rows = changes_to_decide(request.standing)
    page = page_of(rows, keys=("asked_at", "id"), after=asked.after, size=asked.limit)
    return answer(Changes(items=[_change(each) for each in page.items], next=page.next))


@calls.get("/bodies/{uuid:body_id}/changes", staff, "组织的变更历史", Changes)
def body_changes(request: Asking, body_id: UUID, asked: Query[PageQuery]) -> HttpResponse:
    """For its head and the officers of its place, the latest first; the documents stay at the desk."""
    body = body_in(request.standing.city, body_id)
    require_administers(request.standing, body.pk, body.region_path)
    rows = changes_of(body).select_related("body")
    page = page_of(rows, keys=("-asked_at", "-id"), after=asked.after, size=asked.limit)
    return answer(Changes(items=[_change(each) for each in page.items], next=page.next))


@calls.post("/bodies/{uuid:body_id}/changes", staff, "申请一项变更", ChangeShape, 409, status=201)
@once
def ask_body_change(request: Asking, body_id: UUID, form: ChangeForm) -> HttpResponse:
    """Its head alone, with the document that proves it."""
    body = body_in(request.standing.city, body_id)
    try:
        proof = base64.b64decode(form.proof, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise ChangeProofWrong("证明文件的 base64 不对，请检查编码。") from fault
    made = ask_change(
        by=request.standing, body=body, fact=form.fact.value, after=form.after, reason=form.reason, proof=proof,
        at=clock.now(),
    )  # fmt: skip
    return answer(_change(made), status=201)


@calls.post(
    "/bodies/{uuid:body_id}/changes/{uuid:change_id}/decide", staff, "审核或者撤回变更", ChangeShape, 409
)
@once
def decide_body_change(request: Asking, body_id: UUID, change_id: UUID, form: ChangeDecision) -> HttpResponse:
    """An officer who neither asked nor runs it decides; its head may take it back."""
    found, by, at = (
        change_of(body_in(request.standing.city, body_id), change_id),
        request.standing,
        clock.now(),
    )
    if form.verb == "withdraw":
        return answer(_change(withdraw_change(by=by, change=found, at=at)))
    accept = form.verb == "accept"
    return answer(_change(decide_change(by=by, change=found, accept=accept, note=form.note, at=at)))


def _brand(row: Brand) -> BrandShape:
    return BrandShape(
        id=row.pk, kind=row.kind, name=row.name, about=row.about, began_on=row.began_on, ended_on=row.ended_on
    )


def _change(row: BodyChange) -> ChangeShape:
    return ChangeShape(
        id=row.pk, body=Named(id=str(row.body_id), name=row.body.name), fact=row.fact, before=row.before,
        after=row.after, reason=row.reason, state=row.state, note=row.note, asked_at=row.asked_at,
        decided_at=row.decided_at,
    )  # fmt: skip
