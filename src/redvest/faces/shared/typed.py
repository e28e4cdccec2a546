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


def number_typed(text: str) -> int | None:
    """A small whole number of an address or a hidden field, as the version of a text that was shown; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None
