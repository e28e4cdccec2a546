"""Names the constraint behind a database's refusal, so that an action can say which sentence it means."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import IntegrityError, transaction

from redvest.core.errors import DomainError


def broken_constraint(fault: IntegrityError) -> str:
    """The constraint's name, or nothing where the database did not tell."""
    cause = fault.__cause__
    if isinstance(cause, psycopg.Error):
        return cause.diag.constraint_name or ""
    return ""


@contextmanager
def refused_by(**errors: type[DomainError]) -> Iterator[None]:
    """Run what is inside in a savepoint; what one of these constraints refuses is told as its error."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as fault:
        error = errors.get(broken_constraint(fault))
        if error is None:
            raise
        raise error from fault
