"""Needs on their way from the queue to the end, made by the house's own actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from redvest.care.actions.ask_answer import accept_need
from redvest.care.actions.dispatch import open_for_grabbing
from redvest.care.actions.need_link import link_of
from redvest.care.actions.serving import begin_serving, finish_serving
from redvest.care.choices import NeedState
from redvest.care.models import Need, NeedServing
from redvest.care.queries.need_link import code_for
from redvest.registry.models import Body, Membership, Volunteer
from redvest.registry.policy import Standing
from tests.factories import registry as make
from tests.factories.care import make_menu_item, make_need
from tests.factories.registry import NOW

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
WRONG = {f"{n:04d}" for n in range(20)}


def person(**more: Any) -> Standing:
    """A fresh volunteer who may serve."""
    return make.volunteer_standing(make.make_volunteer(**more))


def offered(*, at: datetime = NOW, **more: Any) -> Need:
    """A need open for grabbing."""
    need = make_need(state=NeedState.QUEUED, **more)
    open_for_grabbing(by=make.make_officer(), need=need, at=at)
    need.refresh_from_db()
    return need


def taken(need: Need | None = None, *, by: Standing | None = None, at: datetime = NOW) -> NeedServing:
    """Somebody said yes."""
    need = need or offered(at=at)
    return accept_need(by=by or person(), need=need, at=at)


def code_of(serving: NeedServing) -> str:
    """What the requester reads behind their link."""
    return code_for(serving=serving, token=link_of(need=serving.need, at=NOW))


def wrong_code(serving: NeedServing) -> str:
    return min(WRONG - {code_of(serving)})


def by_of(serving: NeedServing) -> Standing:
    """The volunteer of a service."""
    return make.volunteer_standing(Volunteer.objects.get(pk=serving.volunteer_id))


@dataclass(frozen=True)
class Served:
    """A service that ended, whose organisation is known; nobody has confirmed or countersigned."""

    need: Need
    serving: NeedServing
    body: Body
    leader: Standing
    token: str


def served(*, at: datetime = NOW, with_code: bool = True, minutes: int = 50, **more: Any) -> Served:
    """Ordered from a body's menu, so that this body records."""
    body = make.make_body()
    item = make_menu_item(body=body, name=f"上门买药{body.code}")
    need = offered(at=at, menu_item=item, **more)
    serving = taken(need, at=at)
    me = by_of(serving)
    begin_serving(by=me, serving=serving, code=code_of(serving) if with_code else "", at=at + HOUR)
    finish_serving(by=me, serving=serving, at=at + HOUR + minutes * MINUTE)
    need.refresh_from_db()
    serving.refresh_from_db()
    return Served(need, serving, body, make.make_leader(body), link_of(need=need, at=at))


def join(body: Body, volunteer: Volunteer) -> Membership:
    """A member of an organisation."""
    return Membership.objects.create(city=body.city, body=body, volunteer=volunteer, joined_on=make.TODAY)
