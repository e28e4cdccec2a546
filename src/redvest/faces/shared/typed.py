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


def version_typed(text: str) -> int | None:
    """The version of a text that the page showed, from its hidden field; None where there is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None
