"""Says whether suggestions are ranked for a person or simply by time (PIPL art. 24: there is always a way without)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.core.audit import write_line
from redvest.registry.actions.record import hold_living
from redvest.registry.models import Profile, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries.guardian import require_own_or_guardian


@transaction.atomic
def choose_order(*, by: Standing, volunteer: Volunteer, personal: bool, at: datetime) -> None:
    """Keep the choice; making the same again changes nothing. Raises NotTheGuardian, VolunteerNotActive of who is erased."""
    require_own_or_guardian(by, volunteer, at)
    hold_living(volunteer_id=volunteer.pk)
    chosen = {"personal_order": personal, "changed_at": at}
    profile, made = Profile.objects.get_or_create(volunteer=volunteer, defaults=chosen)
    if not made and profile.personal_order == personal:
        return
    Profile.objects.filter(volunteer=volunteer).update(**chosen)
    write_line(
        by=by.actor, at=at, city=volunteer.city, verb="choose_order", target=volunteer, personal=personal
    )
