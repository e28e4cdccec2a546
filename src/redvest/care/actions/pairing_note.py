"""Opens the note that whoever looked after a household before left for whoever does now."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.care.choices import PairingState
from redvest.care.models import Pairing
from redvest.care.policy import is_helper
from redvest.core.audit import write_line
from redvest.core.errors import NotAllowed
from redvest.registry.policy import Standing
from redvest.registry.queries import secret


@transaction.atomic
def read_note(*, by: Standing, pairing: Pairing, at: datetime) -> str:
    """The note, for the one who goes there now; the look stays on record. Empty where there is none. Raises NotAllowed."""
    if pairing.state != PairingState.LIVE or not is_helper(by, pairing):
        raise NotAllowed
    if not pairing.note_sealed:
        return ""
    write_line(by=by.actor, at=at, city=pairing.city, verb="read_note", target=pairing, reason="结对走访")
    return secret.open_sealed(pairing.note_sealed, context=secret.PAIRING_WORDS)
