"""From what age somebody stands at a station by themselves: in its team, or on duty."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from redvest.core.clock import day_of
from redvest.registry.choices import DutyTurnState
from redvest.registry.models import DutyTurn, StationMember, Volunteer
from redvest.registry.rules.age import age_on
from redvest.registry.rules.standing import Standing
from redvest.registry.station_team_errors import TooYoungForTeam

TEAM_AGE = 16  # 民法典 art. 18 lets working sixteen-year-olds act for themselves; younger ones come with their parents


def require_team_age(volunteer: Volunteer, at: datetime) -> None:
    """Raises TooYoungForTeam. Of imported records without a birth date nobody knows better."""
    if volunteer.birth_on is not None and age_on(volunteer.birth_on, day_of(at)) < TEAM_AGE:
        raise TooYoungForTeam


def stands_at_a_station_of(by: Standing, volunteer_id: UUID) -> bool:
    """In the team of a station that somebody keeps, or on its duty by their own yes: its keeper may have to call them."""
    if not (kept := by.stations()):
        return False
    team = StationMember.objects.filter(station__in=kept, volunteer_id=volunteer_id, ends_on__isnull=True)
    duty = DutyTurn.objects.filter(
        slot__station__in=kept, volunteer_id=volunteer_id, state=DutyTurnState.TAKEN
    )
    return team.exists() or duty.exists()
