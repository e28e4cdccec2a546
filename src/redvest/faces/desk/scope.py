"""What somebody at the desk can reach. What lies outside is not found, so that an address tells nothing."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from redvest.core.errors import NotAllowed
from redvest.faces.desk.out_of_reach import ActivityOutOfReach, BodyOutOfReach, CommunityOutOfReach
from redvest.registry.choices import BodyState, RegionLevel, Role
from redvest.registry.models import Account, Body, Grant, Region
from redvest.registry.policy import Standing, may_give_at_all
from redvest.registry.queries.within import within
from redvest.service.models import Activity
from redvest.service.queries.activity import in_my_charge


def region_asked(by: Standing, code: str) -> Region:
    """The place in the address where one governs it; else the widest of one's own. Raises NotAllowed."""
    if not by.regions():
        raise NotAllowed
    found = Region.objects.filter(pk=code, city=by.city).first() if code else None
    if found is not None and by.governs(found.path):
        return found
    return Region.objects.get(path=min(by.regions(), key=len))


def community_within(by: Standing, code: str) -> Region:
    """A community of the places governed, by its code. Raises CommunityOutOfReach."""
    found = Region.objects.filter(pk=code.strip(), city=by.city, level=RegionLevel.COMMUNITY).first()
    if found is None or not by.governs(found.path):
        raise CommunityOutOfReach
    return found


def activity_within(by: Standing, key: UUID) -> Activity:
    """An activity of a body or a place in this person's charge, with all that its pages show. Raises NotFound."""
    rows = in_my_charge(by).select_related("body__region", "leader", "region", "domain", "project", "series")
    found = rows.filter(pk=key).first()
    if found is None:
        raise ActivityOutOfReach
    return found


def bodies_within(by: Standing) -> QuerySet[Body]:
    """The bodies in which somebody has a role and those of the places that they govern."""
    where = Q(pk__in=by.bodies()) | within(by)
    return Body.objects.filter(where, city=by.city)


def body_within(by: Standing, key: UUID) -> Body:
    """One of these bodies. Raises NotFound."""
    found = (
        bodies_within(by).select_related("region", "successor", "parent", "liaison").filter(pk=key).first()
    )
    if found is None:
        raise BodyOutOfReach
    return found


def only_body(by: Standing) -> Body | None:
    """The body of somebody who works for one alone; nothing has to be chosen then."""
    if by.regions() or len(by.bodies()) != 1:
        return None
    return Body.objects.select_related("region").filter(pk=by.bodies()[0], state=BodyState.ACTIVE).first()


def leaders_of(body: Body, live: QuerySet[Grant]) -> QuerySet[Account]:
    """Who may lead activities of a body: everybody with a role in it."""
    roles = (Role.BODY_ADMIN, Role.ACTIVITY_LEADER)
    return (
        Account.objects.filter(grants__in=live.filter(body=body, role__in=roles)).distinct().order_by("name")
    )


def require_gives_roles(by: Standing) -> None:
    if not may_give_at_all(by):
        raise NotAllowed
