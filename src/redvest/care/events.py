"""What happened here, for whoever listens (config/wiring.py)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class CrisisBroadcastSaid:
    """People who registered are to be told: stop coming, or come again."""

    city: str
    broadcast_id: UUID


@dataclass(frozen=True)
class CrisisHandedBack:
    """A crisis is over; its needs that were still open go on as ordinary ones."""

    city: str
    crisis_id: UUID
    need_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class NeedCancelled:
    """A need was taken back: whoever was to come is told by the listener."""

    city: str
    need_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class NeedNoticed:
    """Whoever visited a household noticed that it needs something; the words lie sealed in the visit."""

    city: str
    visit_id: UUID
    region_path: str
    at: datetime
