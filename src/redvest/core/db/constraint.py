"""Names the constraint behind a database's refusal, so that an action can say which sentence it means."""

from __future__ import annotations

import psycopg
from django.db import IntegrityError


def broken_constraint(fault: IntegrityError) -> str:
    """The constraint's name, or nothing where the database did not tell."""
    cause = fault.__cause__
    if isinstance(cause, psycopg.Error):
        return cause.diag.constraint_name or ""
    return ""
