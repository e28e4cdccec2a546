"""What happened in the registry, for contexts above to hear of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class VolunteerRegistered:
    """A person came onto the register, or claimed the record that an import had made (``claimed``)."""

    city: str
    volunteer_id: UUID
    region_path: str
    claimed: bool = False


@dataclass(frozen=True, slots=True)
class VolunteerStateChanged:
    """A person left, came back, or waits for a guardian."""

    city: str
    volunteer_id: UUID
    state: str


@dataclass(frozen=True, slots=True)
class BodyDecided:
    """An organisation's application was approved or refused."""

    city: str
    body_id: UUID
    region_path: str
    approved: bool


@dataclass(frozen=True, slots=True)
class BodyExited:
    """An organisation ended its work; its successor, if there is one, answers for its records."""

    city: str
    body_id: UUID
    successor_id: UUID | None


@dataclass(frozen=True, slots=True)
class RecordsMerging:
    """Two records of one person are about to become one; a listener may refuse."""

    city: str
    merged_id: UUID
    survivor_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordsParted:
    """A merge was taken back: what the survivor showed of the other record is its own no longer."""

    city: str
    merged_id: UUID
    survivor_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class PersonErased:
    """A person is being erased: whoever keeps something of theirs unlinks it now, in the same transaction."""

    city: str
    volunteer_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class MessageWritten:
    """A notice stands in somebody's inbox, or waits for a phone without one; the channels are the listener's work."""

    city: str
    message_id: UUID
    at_once: bool = True  # one of many waits for the next round
    pressing: bool = False  # it has a deadline, or concerns somebody about to leave home
