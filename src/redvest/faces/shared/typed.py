"""Reads single values that came in an address or a small form without a form class behind it."""

from __future__ import annotations

from datetime import date

from django.utils.dateparse import parse_date


def typed_day(text: str) -> date | None:
    """A day as date fields send it (``2026-11-28``); None for anything else, also for a day that never was."""
    try:
        return parse_date(text)
    except ValueError:
        return None
