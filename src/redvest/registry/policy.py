"""Who may do what, and where in the tree. Every action asks here before it writes; this reads no table."""

from __future__ import annotations

from uuid import UUID

from redvest.core.errors import NotAllowed, Unauthenticated
from redvest.registry.choices import Role
from redvest.registry.errors import NoVolunteerRecord
from redvest.registry.rules.standing import GrantAt, Standing, guest, system

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


def require_leads(by: Standing, body_id: UUID) -> None:
    if not by.leads(body_id):
        raise NotAllowed


def require_self_or_governs(by: Standing, volunteer_id: UUID, region_path: str) -> None:
    """The person whose record it is, or an officer of the place where they live."""
    if by.volunteer_id is not None and by.volunteer_id == volunteer_id:
        return
    require_governs(by, region_path)


def may_give(by: Standing, role: Role, *, region_path: str | None, body: tuple[UUID, str] | None) -> bool:
    """Whether a role may be given: always by somebody above it, a body's leaders also by its own head.

    Only the centre makes another centre, and an officer makes officers of places truly below their own.
    """
    if role == Role.CENTRE:
        return by.is_centre and region_path is not None and by.governs(region_path)
    if role == Role.REGION_OFFICER:
        if region_path is None:
            return False
        above = (own for own in by.regions() if region_path.startswith(own))
        return any(own != region_path or by.is_centre for own in above)
    return body is not None and by.administers(*body)
