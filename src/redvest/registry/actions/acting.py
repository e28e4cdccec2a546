"""Who acts in one's own matters: the person, or the guardian of a minor. The trail names who really acted."""

from __future__ import annotations

from datetime import datetime

from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing, require_member
from redvest.registry.profile_errors import NotTheGuardian
from redvest.registry.queries.guardian import acts_for


def require_own_or_guardian(by: Standing, volunteer: Volunteer, at: datetime) -> bool:
    """Whether a guardian acts. Raises Unauthenticated, NotTheGuardian."""
    require_member(by)
    if by.volunteer_id == volunteer.pk:
        return False
    if not acts_for(by, volunteer.pk, at):
        raise NotTheGuardian
    return True
