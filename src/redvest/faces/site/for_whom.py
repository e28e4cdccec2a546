"""For whom a page is asked: oneself, or a child that one answers for."""

from __future__ import annotations

from datetime import datetime

from redvest.core import clock
from redvest.faces.shared.entry import HouseRequest, NeedsRealName
from redvest.faces.shared.keys import key_typed
from redvest.registry.guardian_errors import ChildUnknown
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.on_behalf import standing_for_child


def standing_for(by: Standing, who: str, at: datetime) -> Standing:
    """One's own standing where nobody is named, the child's otherwise.

    Raises ChildUnknown also for a name that cannot be read: what was meant for a child never becomes one's own.
    """
    if not who:
        return by
    child = key_typed(who)
    if child is None:
        raise ChildUnknown
    return standing_for_child(by, child, at)[1]


def person_for(request: HouseRequest, who: str) -> tuple[Volunteer, Standing]:
    """The record that a page of one's own is about: mine, or a child's; with the standing that acts for it.

    Raises ChildUnknown; NeedsRealName where somebody has no record and names no child.
    """
    by = standing_for(request.standing, who, clock.now())
    if by.volunteer_id is None:
        raise NeedsRealName
    return Volunteer.objects.get(pk=by.volunteer_id), by
