"""Which of a person's consents a newer notice has to ask for again: those whose purpose it changed, and no other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from redvest.registry.choices import ConsentPurpose
from redvest.registry.models import Consent
from redvest.registry.rules.privacy_notice import good_wordings


def to_ask_again(volunteer_id: UUID, on: date) -> list[ConsentPurpose]:
    """What the person can answer by themselves; a guardian's consents are the guardian's. One query."""
    rows = Consent.objects.filter(volunteer_id=volunteer_id, withdrawn_at__isnull=True)
    return outdated(rows, on)


def outdated(rows: Iterable[Consent], on: date) -> list[ConsentPurpose]:
    """Of consents already at hand: the purposes whose words have changed since."""
    return [
        ConsentPurpose(each.purpose)
        for each in rows
        if each.withdrawn_at is None
        and not each.given_by_guardian
        and each.wording not in good_wordings(ConsentPurpose(each.purpose), on)
    ]
