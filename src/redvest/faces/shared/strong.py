"""Whether a session has proven a second factor, and who has to (domain 8.5: two or more factors for staff).

Who has added a factor is asked for it at every sign-in; who holds a role has to have one. Demo mode waives the second of
these, and its desk says so in a banner. The proof is bound to the account and ends with the session. Between the first
proof and the second nobody is signed in: the session only remembers whose turn it is, for ten minutes.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

from redvest.registry.models import Account
from redvest.registry.queries.second_factor import has_power, kinds_of

_KEY, _HALF = "second_factor", "half_signed_in"
HALF = timedelta(minutes=10)


def required() -> bool:
    """Whether this installation asks its staff for a second factor."""
    return bool(settings.REDVEST_SECOND_FACTOR)


def remember(request: HttpRequest, account_id: UUID) -> None:
    """This session has proven it; the session's key changes, so that a planted one is worth nothing."""
    request.session.cycle_key()
    request.session[_KEY] = str(account_id)


def proven(request: HttpRequest, account_id: UUID | None) -> bool:
    return account_id is not None and request.session.get(_KEY) == str(account_id)


def asked_of(account_id: UUID, on: date) -> bool:
    """Whether a password or a code alone does not let this account in where there is no page to ask at: the API."""
    return bool(kinds_of(account_id)) or (required() and has_power(account_id, on))


def hold(request: HttpRequest, account: Account, at: datetime) -> None:
    """The first proof was good, the second is still owed; a new key, so that a planted session is worth nothing."""
    request.session.flush()
    held = {
        "account": str(account.pk),
        "hash": account.get_session_auth_hash(),
        "until": (at + HALF).timestamp(),
    }
    request.session[_HALF] = held


def held(request: HttpRequest, at: datetime) -> Account | None:
    """Who owes the second proof here; None when it took too long, or the password or phone changed meanwhile."""
    kept = request.session.get(_HALF)
    if not kept or at.timestamp() > kept["until"]:
        return None
    account = Account.objects.filter(pk=kept["account"], is_active=True).first()
    return account if account is not None and account.get_session_auth_hash() == kept["hash"] else None


def let_go(request: HttpRequest) -> None:
    """Nobody owes anything here any more."""
    request.session.pop(_HALF, None)
