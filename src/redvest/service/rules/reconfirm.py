"""Asking once more whether people come, a day or two ahead, so that places of those who will not are freed. Pure.

Whoever got the place after the question went out has just said yes and is not asked. Nobody is rung at night, and
a deadline that falls into the night moves to the morning, so long as enough time is left for the next in line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from redvest.service.rules.offer import OfferTerms, is_quiet, quiet_ends

LEAST = timedelta(hours=6)  # so long one has for the answer, at the least


@dataclass(frozen=True)
class ReconfirmTerms:
    """The dated rules: hours before the start, quiet hours as hours of the day."""

    ask_hours: int = 48
    due_hours: int = 24
    remind_hours: int = 6  # before the deadline; 0: no reminder
    quiet_from: int = 22
    quiet_until: int = 7

    @property
    def quiet(self) -> OfferTerms:
        return OfferTerms(quiet_from=self.quiet_from, quiet_until=self.quiet_until)


def asked_from(starts_at: datetime, terms: ReconfirmTerms) -> datetime:
    """The moment from which people are asked; who has a place since later is not."""
    return starts_at - timedelta(hours=terms.ask_hours)


def due_at(*, asked_at: datetime, starts_at: datetime, terms: ReconfirmTerms) -> datetime | None:
    """Until when somebody asked now has to answer; None when this is not the time to ask."""
    if asked_at < asked_from(starts_at, terms) or is_quiet(asked_at, terms.quiet):
        return None
    latest = starts_at - timedelta(hours=terms.due_hours) / 2  # beyond it nobody in line could still come
    wanted = max(starts_at - timedelta(hours=terms.due_hours), asked_at + LEAST)
    morning = quiet_ends(wanted, terms.quiet)
    due = morning if morning <= latest else wanted
    return due if due <= latest else None


def reminds(*, at: datetime, due: datetime, terms: ReconfirmTerms) -> bool:
    """Whether it is time to remind somebody silent; not at night, and not once it is too late."""
    near = due - timedelta(hours=terms.remind_hours) <= at < due
    return bool(terms.remind_hours) and near and not is_quiet(at, terms.quiet)


def stands(*, due: datetime, starts_at: datetime, terms: ReconfirmTerms) -> bool:
    """Whether a deadline still fits the start; it does not where the activity was moved to a later day."""
    return asked_from(starts_at, terms) <= due < starts_at
