"""From what age somebody stands at a station by themselves: in its team, or on duty."""

from __future__ import annotations

from datetime import datetime

from redvest.core.clock import day_of
from redvest.registry.models import Volunteer
from redvest.registry.rules.age import age_on
from redvest.registry.rules.station_holding import TooYoungForTeam

TEAM_AGE = 16  # 民法典 art. 18 lets working sixteen-year-olds act for themselves; younger ones come with their parents


def require_team_age(volunteer: Volunteer, at: datetime) -> None:
    """Raises TooYoungForTeam. Of imported records without a birth date nobody knows better."""
    if volunteer.birth_on is not None and age_on(volunteer.birth_on, day_of(at)) < TEAM_AGE:
        raise TooYoungForTeam
