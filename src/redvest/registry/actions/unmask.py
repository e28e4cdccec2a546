"""Shows a hidden number in full, to somebody entitled to it, for a reason that stays on record."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from redvest.core.audit import write_line
from redvest.core.errors import NotAllowed, NotFound
from redvest.registry.models import Volunteer
from redvest.registry.policy import Standing, require_member
from redvest.registry.privacy_errors import FieldUnknown, ReasonMissing
from redvest.registry.queries import secret
from redvest.registry.queries.body import in_a_body_of
from redvest.registry.queries.guardian import guardian_phones
from redvest.registry.queries.sharing import require_look
from redvest.registry.queries.station_team import stands_at_a_station_of

SHORTEST_REASON = 4


class HiddenField(StrEnum):
    """What is shown masked everywhere."""

    ID_NUMBER = "id-number"
    PHONE = "phone"
    GUARDIAN_PHONE = "guardian-phone"


@transaction.atomic
def unmask(*, by: Standing, volunteer: Volunteer, field: str, reason: str, at: datetime) -> str:
    """The number in full. Every look leaves a line with the reason; a look at one's own data does too.

    A minor's is shown only while their record is open (``open_minor``). Raises NotAllowed, MinorReasonNeeded,
    ReasonMissing, FieldUnknown, or NotFound where the record has no such number.
    """
    require_member(by)
    if field not in set(HiddenField):
        raise FieldUnknown
    wanted = HiddenField(field)
    if not _may_see(by, volunteer, wanted):
        raise NotAllowed
    require_look(by, volunteer, at)
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise ReasonMissing
    number = _open(volunteer, wanted)
    write_line(
        by=by.actor,
        at=at,
        city=volunteer.city,
        verb="unmask",
        target=volunteer,
        reason=reason[:200],
        field=wanted.value,
    )
    return number


def _may_see(by: Standing, volunteer: Volunteer, field: HiddenField) -> bool:
    """Oneself and officers of the place; a phone also whoever has a role in an organisation of the person, or keeps a
    station where the person is in the team or on duty.
    """
    if by.is_self(volunteer.pk) or by.governs(volunteer.region_path):
        return True
    if field is HiddenField.PHONE and stands_at_a_station_of(by, volunteer.pk):
        return True
    return field is not HiddenField.ID_NUMBER and in_a_body_of(by, volunteer.pk)


def _open(volunteer: Volunteer, field: HiddenField) -> str:
    if field is HiddenField.ID_NUMBER:
        sealed, context = volunteer.id_sealed, secret.VOLUNTEER_ID
    elif field is HiddenField.PHONE:
        sealed, context = volunteer.phone_sealed, secret.VOLUNTEER_PHONE
    else:
        phones = guardian_phones(volunteer.pk)
        if not phones:
            raise NotFound
        return "、".join(phones)
    if sealed is None:
        raise NotFound
    return secret.open_sealed(sealed, context=context)
