"""What volunteers say about shifts beforehand: this one I can, this one I cannot. It books nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from redvest.core import audit
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing, require_volunteer
from redvest.service.choices import WishKind
from redvest.service.models import Roster, RosterWish
from redvest.service.queries.roster import own_wishes, wishable
from redvest.service.roster_errors import ShiftUnknown


@transaction.atomic
def say_wishes(*, by: Standing, wishes: Mapping[UUID, WishKind | None], at: datetime) -> int:
    """Keep one's own words on these shifts; None takes a word back. Returns how many changed.

    Raises NoVolunteerRecord, ShiftUnknown for a shift on no roster of one's own.
    """
    me = require_volunteer(by)
    volunteer = Volunteer.objects.get(pk=me)
    rows = {each.post_id: each.roster_id for each in wishable(volunteer, at).filter(post_id__in=wishes)}
    if not rows.keys() >= wishes.keys():
        raise ShiftUnknown
    # Rosters before the person, and in one order: as everybody who holds more than one of them.
    list(Roster.objects.select_for_update().filter(pk__in=rows.values()).order_by("pk"))
    Volunteer.objects.select_for_update(no_key=True).get(pk=me)
    before = own_wishes(me)
    changed = [post for post, kind in wishes.items() if before.get(post) != kind]
    RosterWish.objects.filter(volunteer_id__in=by.records, post_id__in=changed).delete()
    RosterWish.objects.bulk_create(
        RosterWish(post_id=post, volunteer_id=me, kind=kind, said_at=at)
        for post in changed
        if (kind := wishes[post]) is not None
    )
    if changed:
        touched = sorted({rows[post] for post in changed})
        Roster.objects.filter(pk__in=touched).update(version=F("version") + 1)
        audit.write_line(
            by=by.actor, at=at, city=volunteer.city, verb="say_wishes", target=volunteer, count=len(changed)
        )
    return len(changed)
