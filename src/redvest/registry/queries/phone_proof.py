"""By what somebody may prove that an account is theirs when its phone changes."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from redvest.registry.choices import PhoneProof
from redvest.registry.models import Volunteer
from redvest.registry.queries.second_factor import factors_of, has_power


def proofs_of(account_id: UUID, on: date) -> list[PhoneProof]:
    """The old phone always; a second factor where there is one; the ID number for volunteers with neither factor nor role."""
    if factors_of(account_id).exists():
        return [PhoneProof.OLD, PhoneProof.FACTOR]
    if not has_power(account_id, on) and Volunteer.objects.filter(account_id=account_id).exists():
        return [PhoneProof.OLD, PhoneProof.ID]
    return [PhoneProof.OLD]
