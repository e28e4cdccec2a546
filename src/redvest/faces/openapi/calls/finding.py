"""Finding what an address or a field names; what is not there, or not for this person, is the same "not found"."""

from __future__ import annotations

from uuid import UUID

from redvest.core.errors import Invalid, NotFound
from redvest.faces.openapi.door import Asking
from redvest.registry.models import Body, Region, ServiceDomain
from redvest.registry.queries.domain import scheme_of
from redvest.service.models import Activity
from redvest.service.queries.activity import activity_at_gate, visible_to, with_card_facts


def find_activity(request: Asking, activity_id: UUID) -> Activity:
    """An activity that this person may see, with its body, domain, region and posts."""
    rows = Activity.objects.filter(pk=activity_id, city=request.standing.city)
    activity = with_card_facts(rows).first()
    if activity is None or not visible_to(request.standing, activity):
        raise NotFound
    return activity


def find_gate(request: Asking, activity_id: UUID) -> Activity:
    """The same for calls that come with every scan and need nothing around it."""
    activity = activity_at_gate(activity_id, request.standing.city)
    if activity is None or not visible_to(request.standing, activity):
        raise NotFound
    return activity


def body_in(city: str, body_id: UUID) -> Body:
    """An organisation of the city in whatever state, with its region; what may be done to it the actions say."""
    body = Body.objects.select_related("region").filter(pk=body_id, city=city).first()
    if body is None:
        raise NotFound
    return body


def domain_key(text: str, city: str, *, field: str = "domain") -> str:
    """The key of a domain given by key or by name; a name is looked for in the city's own scheme first."""
    if not text or ":" in text:
        return text
    found = {domain.scheme: domain.key for domain in ServiceDomain.objects.filter(name=text)}
    if not found:
        raise Invalid(errors=[{"field": field, "sentence": "没有这个服务类别，请从 /api/v1/domains 里选。"}])
    return found.get(scheme_of(city)) or min(found.values())


def region_of(text: str, city: str) -> Region:
    """The region given by code or by name; of several with one name the highest."""
    rows = Region.objects.filter(city=city)
    found = rows.filter(code=text).first() or min(
        rows.filter(name=text), key=lambda each: len(each.path), default=None
    )
    if found is None:
        raise Invalid(errors=[{"field": "region", "sentence": "没有这个区划，请从 /api/v1/regions 里选。"}])
    return found


def point_of(near: str | None) -> tuple[float, float] | None:
    """A place given as ``lon,lat``, which the shape of the question has checked."""
    if near is None:
        return None
    lon, lat = near.split(",")
    return float(lon), float(lat)
