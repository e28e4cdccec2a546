"""Whether a session has proven a second factor, and who has to (domain 8.5: two or more factors for staff).

Demo mode waives it, and its desk says so in a banner. The proof is bound to the account and ends with the session.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

_KEY = "second_factor"


def required() -> bool:
    """Whether this installation asks its staff for a second factor."""
    return bool(settings.REDVEST_SECOND_FACTOR)


def remember(request: HttpRequest, account_id: UUID) -> None:
    """This session has proven it; the session's key changes, so that a planted one is worth nothing."""
    request.session.cycle_key()
    request.session[_KEY] = str(account_id)


def proven(request: HttpRequest, account_id: UUID | None) -> bool:
    return account_id is not None and request.session.get(_KEY) == str(account_id)
