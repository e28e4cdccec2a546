"""What happens in oversight and others may want to know."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class LedgerAsked:
    """Somebody asked for a long ledger (台账), which is made in the background."""

    city: str
    file_id: UUID
