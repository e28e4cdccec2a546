"""Who may do what, and where in the tree. Every action asks here before it writes; this reads no table."""

from __future__ import annotations

from typing import TypedDict
from uuid import UUID

from redvest.core.errors import NotAllowed, Unauthenticated
from redvest.registry.choices import Role
from redvest.registry.errors import NoVolunteerRecord
from redvest.registry.models import Body, Grant, Region, Station
from redvest.registry.rules.standing import (
    KEEPING,
    LEADING,
    SEPARATED,
    SERVING,
    WORKING,
    GrantAt,
    Standing,
    guest,
    system,
)

__all__ = ["GUEST_STANDING", "SYSTEM_STANDING", "GrantAt", "Standing"]

GUEST_STANDING = guest
SYSTEM_STANDING = system


def require_member(by: Standing) -> UUID:
    """The account of somebody signed in."""
    if by.account_id is None:
        raise Unauthenticated
    return by.account_id


def require_volunteer(by: Standing) -> UUID:
    """The record of somebody signed in who is on the register."""
    require_member(by)
    if by.volunteer_id is None:
        raise NoVolunteerRecord
    return by.volunteer_id


def require_staff(by: Standing) -> None:
    if not by.is_staff:
        raise NotAllowed


def require_centre(by: Standing) -> None:
    if not by.is_centre:
        raise NotAllowed


def require_governs(by: Standing, path: str) -> None:
    if not by.governs(path):
        raise NotAllowed


def require_administers(by: Standing, body_id: UUID, body_region_path: str) -> None:
    if not by.administers(body_id, body_region_path):
        raise NotAllowed


def require_heads(by: Standing, body_id: UUID) -> None:
    """Runs this body itself; an officer of its place does not speak for it."""
    if body_id not in by.headed():
        raise NotAllowed


def require_leads(by: Standing, body_id: UUID) -> None:
    if not by.leads(body_id):
        raise NotAllowed


def require_self_or_governs(by: Standing, volunteer_id: UUID, region_path: str) -> None:
    """The person whose record it is, or an officer of the place where they live."""
    if by.is_self(volunteer_id):
        return
    require_governs(by, region_path)


def require_keeps(by: Standing, station_id: UUID, station_region_path: str) -> None:
    if not by.keeps(station_id, station_region_path):
        raise NotAllowed


def may_give(
    by: Standing,
    role: Role,
    *,
    region_path: str | None,
    body: tuple[UUID, str] | None = None,
    station: tuple[UUID, str] | None = None,
) -> bool:
    """Whether a role may be given: always by somebody above it, a body's own also by its head.

    Only the centre makes another centre or one of the three separated administrators, and an officer makes officers
    of places truly below their own. ``body`` and ``station`` are their id and the path of their region.
    """
    if station is not None:
        return role in KEEPING and by.governs(station[1])
    if body is not None:
        return role in LEADING | WORKING and by.administers(*body)
    if region_path is None:
        return False
    if role == Role.CENTRE or role in SEPARATED:
        return by.is_centre and by.governs(region_path)
    if role == Role.REGION_OFFICER:
        above = (own for own in by.regions() if region_path.startswith(own))
        return any(own != region_path or by.is_centre for own in above)
    return role in SERVING and by.governs(region_path)


class Places(TypedDict):
    region_path: str | None
    body: tuple[UUID, str] | None
    station: tuple[UUID, str] | None


def places(region: Region | None, body: Body | None, station: Station | None) -> Places:
    """What ``may_give`` has to know of a place; the station's region must be at hand."""
    return {
        "region_path": region.path if region else None,
        "body": (body.pk, body.region_path) if body else None,
        "station": (station.pk, station.region.path) if station else None,
    }


def may_take_back(by: Standing, grant: Grant) -> bool:
    """Whether somebody else's role may be taken back: by whoever may give it."""
    return may_give(by, Role(grant.role), **places(grant.region, grant.body, grant.station))


def may_read_trail(by: Standing) -> bool:
    """The auditor reads what everybody did, and so does the centre; nobody changes it."""
    return by.is_centre or by.holds(Role.AUDITOR, f"{by.city}/")


def require_may_read_trail(by: Standing) -> None:
    if not may_read_trail(by):
        raise NotAllowed


def may_guard(by: Standing) -> bool:
    """The security administrator ends sessions and tokens; who governs or runs the machine does not."""
    return by.holds(Role.SECURITY_ADMIN, f"{by.city}/")


def require_may_guard(by: Standing) -> None:
    if not may_guard(by):
        raise NotAllowed


def may_give_at_all(by: Standing) -> bool:
    """Whether there is anything this person could hand to others: a place, or a body that they run."""
    return bool(by.regions() or by.headed())
