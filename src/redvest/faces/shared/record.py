"""How every face says a record in five parts. Knows no table."""

from __future__ import annotations

from typing import Any

from redvest.core import clock
from redvest.faces.shared.words import date_words
from redvest.registry.choices import IdType, RealNameState, Sex
from redvest.registry.rules.volunteer_number import grouped
from redvest.service.queries.record import FiveParts
from redvest.service.rules.evaluation import FEWEST

SHOWN = 10  # entries of the ledger; whoever wants all of them finds them with the hours


def record_words(parts: FiveParts) -> dict[str, Any]:
    """What ``shared/_record.html`` shows."""
    basic = parts.basic
    return {
        "parts": parts,
        "number": grouped(basic.number),
        "sex": Sex(basic.sex).label if basic.sex else "",
        "id_type": IdType(basic.id_type).label if basic.id_type else "",
        "real_name": RealNameState(basic.real_name_state).label,
        "entries": parts.service.entries[:SHOWN],
        "more_entries": max(0, len(parts.service.entries) - SHOWN),
        "fewest": FEWEST,
        "as_of": date_words(clock.day_of(parts.as_of)),
    }
