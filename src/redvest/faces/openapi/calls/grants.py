"""Roles: those in reach, giving one, taking one back."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from ninja import Query

from redvest.core import clock
from redvest.core.errors import NotFound
from redvest.core.paging import page_of
from redvest.faces.openapi.answers import answer
from redvest.faces.openapi.calls.finding import region_of
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, staff
from redvest.faces.openapi.once import once
from redvest.faces.openapi.shapes.base import Named, Words
from redvest.faces.openapi.shapes.grant import GrantForm, GrantQuery, Grants, GrantShape
from redvest.registry.account_errors import AccountMissing
from redvest.registry.actions.grant import give_grant, revoke_grant
from redvest.registry.choices import Role
from redvest.registry.models import Body, Grant, Station
from redvest.registry.policy import Standing
from redvest.registry.queries.account import account_by_phone
from redvest.registry.queries.role import live_grants
from redvest.registry.rules import phone as phone_rules

calls = Calls("角色")


@calls.get("/grants", staff, "有效的角色", Grants)
def list_grants(request: Asking, asked: Query[GrantQuery]) -> HttpResponse:
    """Those in force at the places governed, in the organisations run, and one's own."""
    rows = _in_reach(request.standing).filter(pk__in=live_grants(clock.day_of(clock.now())).values("pk"))
    if asked.role:
        rows = rows.filter(role=asked.role)
    if asked.body:
        rows = rows.filter(body=asked.body)
    page = page_of(rows, keys=("-id",), after=asked.after, size=asked.limit)
    return answer(Grants(items=[_shape(each) for each in page.items], next=page.next))


@calls.post("/grants", staff, "授予角色", GrantShape, 404, 409, status=201)
@once
def give_role(request: Asking, form: GrantForm) -> HttpResponse:
    """By somebody above the place, or the head of the organisation."""
    by, at = request.standing, clock.now()
    account = account_by_phone(by.city, phone_rules.check(form.phone))
    if account is None:
        raise AccountMissing
    bodies, stations = Body.objects.filter(city=by.city), Station.objects.select_related("region")
    body = bodies.filter(pk=form.body).first() if form.body else None
    station = stations.filter(pk=form.station, city=by.city).first() if form.station else None
    if (form.body and body is None) or (form.station and station is None):
        raise NotFound
    grant = give_grant(
        by=by,
        account=account,
        role=Role(form.role),
        region=region_of(form.region, by.city) if form.region else None,
        body=body,
        station=station,
        starts_on=form.starts_on or clock.day_of(at),
        ends_on=form.ends_on,
        at=at,
    )
    return answer(_shape(_rows(by).get(pk=grant.pk)), status=201)


@calls.post("/grants/{grant_id}/revoke", staff, "收回角色", GrantShape, 409)
@once
def revoke_role(request: Asking, grant_id: int) -> HttpResponse:
    """By whoever may give it, or its holder."""
    grant = _rows(request.standing).filter(pk=min(grant_id, 2**62)).first()
    if grant is None:
        raise NotFound
    revoke_grant(by=request.standing, grant=grant, at=clock.now())
    return answer(_shape(grant))


def _rows(by: Standing) -> QuerySet[Grant]:
    places = ("account", "given_by", "region", "body", "station__region")
    return Grant.objects.filter(account__city=by.city).select_related(*places)


def _in_reach(by: Standing) -> QuerySet[Grant]:
    where = Q(account_id=by.account_id) | Q(body_id__in=by.headed())
    for path in by.regions():
        where |= Q(region__path__startswith=path) | Q(body__region_path__startswith=path)
        where |= Q(station__region__path__startswith=path)
    return _rows(by).filter(where)


def _shape(grant: Grant) -> GrantShape:
    place = grant.body or grant.station or grant.region
    return GrantShape(
        id=grant.pk,
        account=Named(id=str(grant.account_id), name=grant.account.name),
        role=grant.role,
        place=Words(key=str(place.pk if place else ""), name=str(place)),
        starts_on=grant.starts_on,
        ends_on=grant.ends_on,
        given_by=grant.given_by.name if grant.given_by else "",
        given_at=grant.given_at,
        revoked_at=grant.revoked_at,
    )
