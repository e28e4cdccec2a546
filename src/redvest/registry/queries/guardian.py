"""Whose guardian an account is: the phone that the guardian agreed with is the account's, proven by a code.

With the birthday at which no guardian is needed any more the bond ends by itself, and the record is the child's alone.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from redvest.core.clock import day_of
from redvest.core.errors import Unauthenticated
from redvest.registry.choices import VolunteerState
from redvest.registry.models import Account, Volunteer
from redvest.registry.profile_errors import NotTheGuardian
from redvest.registry.queries.setting import age_gates
from redvest.registry.rules.age import age_on
from redvest.registry.rules.standing import Standing


def children_of(by: Standing, at: datetime) -> list[Volunteer]:
    """The minors this account answers for, the eldest first; a record merged away or erased is nobody's to act on."""
    return _children(by, at)


def acts_for(by: Standing, volunteer_id: UUID, at: datetime) -> bool:
    """Whether this account may act for this person today."""
    return bool(_children(by, at, volunteer_id=volunteer_id))


def _children(by: Standing, at: datetime, volunteer_id: UUID | None = None) -> list[Volunteer]:
    if by.account_id is None:
        return []
    account = Account.objects.filter(pk=by.account_id).only("phone_hash").first()
    if account is None:
        return []
    found = Volunteer.objects.filter(
        city=by.city, guardian__phone_hash=account.phone_hash, birth_on__isnull=False
    )
    found = found.exclude(state__in=(VolunteerState.MERGED, VolunteerState.ERASED))
    if by.volunteer_id is not None:
        found = found.exclude(pk=by.volunteer_id)
    if volunteer_id is not None:
        found = found.filter(pk=volunteer_id)
    on = day_of(at)
    gate = age_gates(f"{by.city}/", on).guardian_consent_under
    people = found.select_related("region", "guardian").order_by("birth_on", "id")
    return [each for each in people if each.birth_on and age_on(each.birth_on, on) < gate]


def require_own_or_guardian(by: Standing, volunteer: Volunteer, at: datetime) -> bool:
    """Whether a guardian acts: the person may, and so may a minor's guardian. Raises Unauthenticated, NotTheGuardian."""
    if by.account_id is None:
        raise Unauthenticated
    if by.is_self(volunteer.pk):
        return False
    if not acts_for(by, volunteer.pk, at):
        raise NotTheGuardian
    return True
