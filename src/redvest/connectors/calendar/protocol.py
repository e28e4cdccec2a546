"""What Redvest asks of a calendar of working days."""

from __future__ import annotations

from datetime import date
from typing import Protocol


class WorkCalendar(Protocol):
    name: str  # how ``redvest doctor`` calls it

    def known_years(self) -> tuple[int, int]:
        """The first and the last year whose holidays it knows, both included."""
        ...

    def knows(self, day: date) -> bool:
        """Whether the holidays of this day's year are known; if not, ``is_working_day`` counts weekends out only."""
        ...

    def is_working_day(self, day: date) -> bool:
        """Whether people work on this day: holidays are off, and some weekends are worked in exchange."""
        ...

    def is_holiday(self, day: date) -> bool:
        """Whether this day is part of a public holiday; False where the year is not known."""
        ...

    def is_made_up(self, day: date) -> bool:
        """Whether a weekend's day is worked in exchange for a holiday (调休); False where the year is not known."""
        ...
