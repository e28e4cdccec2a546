"""One's own kept searches: kept, renamed, watched or not, let go."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse

from redvest.core import clock
from redvest.faces.openapi.answers import answer, nothing
from redvest.faces.openapi.calls.finding import domain_key, region_of
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, volunteers
from redvest.faces.openapi.once import once
from redvest.faces.openapi.shapes.saved_search import (
    LookForm,
    SearchChange,
    SearchesShape,
    SearchForm,
    SearchShape,
)
from redvest.service.actions import saved_search as actions
from redvest.service.models import SavedSearch
from redvest.service.queries.saved_search import searches_of
from redvest.service.rules.look import Look

calls = Calls("活动")


@calls.get("/me/searches", volunteers, "存下的查找", SearchesShape)
def my_searches(request: Asking) -> HttpResponse:
    """The latest first; twenty at most."""
    return answer(SearchesShape(items=[_shape(each) for each in searches_of(request.standing.records)]))


@calls.post("/me/searches", volunteers, "存下一个查找", SearchShape, 409, status=201)
@once
def keep_search(request: Asking, form: SearchForm) -> HttpResponse:
    """With ``watched`` a message comes when something new fits; once for each activity."""
    kept = actions.keep_search(
        by=request.standing, name=form.name, look=_look(form.asked, request.standing.city), watched=form.watched,
        at=clock.now(),
    )  # fmt: skip
    return answer(_shape(kept), status=201)


@calls.put("/me/searches/{uuid:search_id}", volunteers, "改存下的查找", SearchShape)
def change_search(request: Asking, search_id: UUID, form: SearchChange) -> HttpResponse:
    """Another name, watched or not; what is left out stays."""
    kept = actions.change_search(
        by=request.standing, key=search_id, name=form.name, watched=form.watched, at=clock.now()
    )
    return answer(_shape(kept))


@calls.delete("/me/searches/{uuid:search_id}", volunteers, "删掉存下的查找")
def drop_search(request: Asking, search_id: UUID) -> HttpResponse:
    """With what its watch had found."""
    actions.drop_search(by=request.standing, key=search_id, at=clock.now())
    return nothing()


def _look(form: LookForm, city: str) -> Look:
    days = tuple(sorted({day for day in form.days if 1 <= day <= 7}))
    return Look(
        q=" ".join(form.q.split()), domain=domain_key(form.domain, city), weekdays=days, from_=form.from_, to=form.to,
        region=region_of(form.region, city).code if form.region else "", part=form.part, age=form.age, easy=form.easy,
    )  # fmt: skip


def _shape(kept: SavedSearch) -> SearchShape:
    return SearchShape(
        id=kept.pk, name=kept.name, watched=kept.watched, created_at=kept.created_at,
        query=_query(Look.of(kept.asked)),
    )  # fmt: skip


def _query(look: Look) -> dict[str, Any]:
    kept = look.kept()
    renamed = {"from_": "from", "weekdays": "days"}
    plain = {renamed.get(name, name): value for name, value in kept.items()}
    if look.weekdays:
        plain["days"] = ",".join(map(str, look.weekdays))
    return plain | ({"easy": 1} if look.easy else {})
