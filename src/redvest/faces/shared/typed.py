"""What people typed outside a form of ours, as the domain takes it."""

from __future__ import annotations

from datetime import date

from django.utils.dateparse import parse_date


def day_typed(text: str) -> date | None:
    """A day written as 2026-11-28; None for anything else, also for a day that the calendar has not."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def number_typed(text: str, *, digits: int = 4) -> int | None:
    """A whole number of an address, a hidden field or a small form, of so many ``digits`` at most; None for anything else.

    Nothing longer is read: the time that ``int`` takes grows with the square of the digits.
    """
    typed = text.strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= digits else None
