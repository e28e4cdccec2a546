"""What happens in the service context and others may want to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True)
class HoursRecorded:
    """An entry joined the ledger; a void has negative minutes."""

    city: str
    volunteer_id: UUID
    region_path: str
    minutes: int
    grade: str
    service_on: date
    entry_id: UUID | None = None


@dataclass(frozen=True)
class SignUpPromoted:
    """A waiting volunteer was given a place that somebody gave up."""

    city: str
    signup_id: UUID
    volunteer_id: UUID
    activity_id: UUID
    at: datetime


@dataclass(frozen=True)
class SignUpOffered:
    """A place that somebody gave up is kept for a waiting volunteer until ``ends_at``."""

    city: str
    signup_id: UUID
    volunteer_id: UUID
    activity_id: UUID
    ends_at: datetime
    at: datetime


@dataclass(frozen=True)
class ApplicationDecided:
    """An application was answered: the person has a place, or was declined in words."""

    city: str
    signup_id: UUID
    volunteer_id: UUID
    activity_id: UUID
    accepted: bool
    at: datetime


@dataclass(frozen=True)
class LotteryDrawn:
    """A lottery was drawn: everybody who entered hears what became of it."""

    city: str
    post_id: UUID
    activity_id: UUID
    entries: int
    won: int
    at: datetime


@dataclass(frozen=True)
class SignUpLapsed:
    """A sign-up ended by no word of the person's own: an offer was let pass, the list ended with the activity and they
    were not on it, or the organisers took them off.
    """

    city: str
    signup_id: UUID
    volunteer_id: UUID
    activity_id: UUID
    at: datetime


@dataclass(frozen=True)
class ReconfirmAsked:
    """Who holds a place is asked to say once more that they come, until ``due_at``; ``again``: a reminder."""

    city: str
    signup_id: UUID
    volunteer_id: UUID
    activity_id: UUID
    due_at: datetime
    again: bool
    at: datetime


@dataclass(frozen=True)
class ReconfirmLapsed:
    """Who was asked kept silent: the place goes on to the next in line."""

    city: str
    signup_id: UUID
    volunteer_id: UUID
    activity_id: UUID
    at: datetime


@dataclass(frozen=True)
class HandOverAsked:
    """Somebody was asked to stand in, or to swap places."""

    city: str
    hand_over_id: UUID
    activity_id: UUID
    at: datetime


@dataclass(frozen=True)
class HandOverEnded:
    """What became of it: ``state`` is done, declined or expired."""

    city: str
    hand_over_id: UUID
    activity_id: UUID
    state: str
    at: datetime


@dataclass(frozen=True)
class NamedInParty:
    """Somebody was named in a group: a place is kept for their yes, or was taken with the yes that they gave."""

    city: str
    signup_id: UUID
    volunteer_id: UUID
    activity_id: UUID
    at: datetime


@dataclass(frozen=True)
class LeftOutOfParty:
    """Who made the group up took somebody's place back."""

    city: str
    signup_id: UUID
    volunteer_id: UUID
    activity_id: UUID
    at: datetime


@dataclass(frozen=True)
class AbsenceAppealMade:
    """Somebody said why they did not come; the organisation answers until ``due_at``."""

    city: str
    signup_id: UUID
    due_at: datetime
    at: datetime


@dataclass(frozen=True)
class AbsenceAppealAnswered:
    """An organisation answered what somebody said of a time that they did not come."""

    city: str
    signup_id: UUID
    accepted: bool
    at: datetime


@dataclass(frozen=True)
class CertificateBatchAsked:
    """A body's head asked for the certificates of many people at once."""

    city: str
    batch_id: UUID
    at: datetime


@dataclass(frozen=True)
class ActivityCancelled:
    """An activity will not take place; those signed up have to hear of it."""

    city: str
    activity_id: UUID
    reason: str
    at: datetime


@dataclass(frozen=True)
class ActivityReviewed:
    """An officer published an activity that was handed in, or sent it back; ``whole``: and the others of its series."""

    city: str
    activity_id: UUID
    by_id: UUID | None
    whole: bool
    at: datetime


@dataclass(frozen=True)
class OccurrencesCancelled:
    """Several activities of a series will not take place; whoever signed up for any of them hears of it once."""

    city: str
    series_id: UUID
    at: datetime


@dataclass(frozen=True)
class RosterSolvingAsked:
    """A roster is to be solved by the worker: it is large, or somebody dropped out of it."""

    city: str
    roster_id: UUID
    at: datetime


@dataclass(frozen=True)
class ActivitiesChanged:
    """Time or place of announced activities changed; ``edit`` names the rows that say how."""

    city: str
    edit: UUID
    at: datetime


@dataclass(frozen=True)
class RosterAsked:
    """People were asked for shifts of a roster, or need not come any more, and have to hear of it."""

    city: str
    roster_id: UUID
    at: datetime


@dataclass(frozen=True)
class LetterWritten:
    """A leader wrote to a roster; the copies are the listener's work."""

    city: str
    letter_id: UUID
