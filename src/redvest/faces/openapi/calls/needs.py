"""Needs for everybody: what waits, one of them, asking for help, the menus; and a volunteer's yes or no."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from ninja import Query

from redvest.care.actions.ask_answer import accept_need, decline_need
from redvest.care.actions.need import ask_need
from redvest.care.choices import NeedChannel, NeedKind, NeedState, NeedUrgency
from redvest.care.models import MenuItem, Need
from redvest.care.queries.dispatch import public_need
from redvest.care.queries.menu import left_of, offered_items, serves, with_ordered
from redvest.care.queries.need import public_needs
from redvest.care.rules.need_domain import general_domain
from redvest.care.rules.need_form import NeedForm
from redvest.care.rules.need_private import Private
from redvest.core import clock
from redvest.core.paging import page_of
from redvest.faces.openapi.answers import answer
from redvest.faces.openapi.declare import Calls
from redvest.faces.openapi.door import Asking, public, volunteers
from redvest.faces.openapi.once import once
from redvest.faces.openapi.shapes.base import Words
from redvest.faces.openapi.shapes.need import (
    MenuItemShape,
    MenuQuery,
    MenuShape,
    NeedBody,
    NeedMade,
    NeedShape,
    NeedsQuery,
    NeedsShape,
    NeedStateShape,
    NeedWords,
)
from redvest.faces.shared.address import client_address
from redvest.registry.models import Region
from redvest.registry.queries.domain import scheme_of

calls = Calls("求助")


@calls.get("/needs", public, "公开的求助", NeedsShape)
def list_needs(request: Asking, asked: Query[NeedsQuery]) -> HttpResponse:
    """Reviewed and not ended, the latest first; never whose it is."""
    rows = public_needs(settings.REDVEST_CITY, kind=asked.kind, domain=asked.domain, region=asked.region)
    page = page_of(rows, keys=("-created_at", "-id"), after=asked.after, size=asked.limit)
    return answer(NeedsShape(items=[need_shape(each) for each in page.items], next=page.next))


@calls.get("/needs/{uuid:need_id}", public, "一条求助", NeedShape, 404)
def one_need(request: Asking, need_id: UUID) -> HttpResponse:
    """As anybody may see it."""
    return answer(need_shape(public_need(settings.REDVEST_CITY, need_id)))


@calls.post("/needs", public, "求助", NeedMade, 409, status=201)
@once
def ask_for_help(request: Asking, form: NeedBody) -> HttpResponse:
    """With an account or without; the same person asking the same again within minutes gets the same number."""
    by = request.standing
    wanted = NeedForm(
        title=form.title, domain=form.domain or general_domain(scheme_of(by.city)), region=form.region,
        private=Private(
            name=form.name, phone=form.phone, address=form.address, words=form.words, lon=form.lon, lat=form.lat,
            asked_by=form.asked_by, relation=form.relation,
        ),
        declared_true=form.declared_true,
        kind=NeedKind(form.kind), channel=NeedChannel.WEB,
        urgency=NeedUrgency(form.urgency),
        risks=form.risks, starts_at=form.starts_at, ends_at=form.ends_at, minutes=form.minutes, hands=form.hands,
        menu_item=form.menu_item,
    )  # fmt: skip
    made = ask_need(by=by, form=wanted, at=clock.now(), address=client_address(request))
    return answer(NeedMade(id=made.pk, number=made.number, state=made.state), status=201)


@calls.post("/needs/{uuid:need_id}/accept", volunteers, "接单", NeedStateShape, 404, 409, status=201)
@once
def accept_one_need(request: Asking, need_id: UUID) -> HttpResponse:
    """Answers the id of one's service under ``/me/needs``. Of two at once one is first; the other hears it."""
    found = public_need(settings.REDVEST_CITY, need_id)
    serving = accept_need(by=request.standing, need=found, at=clock.now())
    return answer(NeedStateShape(id=serving.pk, state=serving.state), status=201)


@calls.post("/needs/{uuid:need_id}/decline", volunteers, "这次不行", NeedStateShape, 404, 409)
@once
def decline_one_need(request: Asking, need_id: UUID, form: NeedWords) -> HttpResponse:
    """For who was asked; nobody has to say why."""
    found = public_need(settings.REDVEST_CITY, need_id)
    ask = decline_need(by=request.standing, need=found, words=form.words, at=clock.now())
    return answer(NeedStateShape(id=found.pk, state=ask.state))


@calls.get("/menus", public, "服务菜单", MenuShape)
def list_menus(request: Asking, asked: Query[MenuQuery]) -> HttpResponse:
    """What can be ordered, with what is left this week; the key goes into ``menu_item`` of ``POST /needs``."""
    rows = offered_items(settings.REDVEST_CITY)
    if asked.domain:
        rows = rows.filter(domain=asked.domain)
    if asked.region:
        place = Region.objects.filter(code=asked.region, city=settings.REDVEST_CITY).first()
        rows = rows.filter(serves(place.path)) if place else rows.none()
    counted = with_ordered(rows, clock.day_of(clock.now()))
    page = page_of(counted, keys=("name", "id"), after=asked.after, size=asked.limit)
    return answer(MenuShape(items=[_item(each) for each in page.items], next=page.next))


def need_shape(each: Need) -> NeedShape:
    """What everybody may read."""
    kind, state, urgency = NeedKind(each.kind), NeedState(each.state), NeedUrgency(each.urgency)
    return NeedShape.model_construct(
        id=each.pk, number=each.number, kind=_words(kind), state=_words(state), urgency=_words(urgency),
        title=each.title, region=each.region.name, domain=Words(key=each.domain_id, name=each.domain.name),
        starts_at=each.starts_at, ends_at=each.ends_at, minutes=each.minutes, hands=each.hands, taken=each.taken,
    )  # fmt: skip


def _words(choice: NeedKind | NeedState | NeedUrgency) -> Words:
    return Words(key=choice.value, name=str(choice.label))


def _item(each: MenuItem) -> MenuItemShape:
    return MenuItemShape.model_construct(
        id=each.pk, name=each.name, words=each.words, for_whom=each.for_whom,
        body=Words(key=each.body.code, name=each.body.name),
        domain=Words(key=each.domain_id, name=each.domain.name), region=each.region.name, at_home=each.at_home,
        minutes=each.minutes, a_week=each.a_week or None, left=left_of(each),
    )  # fmt: skip
