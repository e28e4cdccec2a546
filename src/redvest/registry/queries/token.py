"""Who asks with a token, at the cost of one prepared statement: every request of the API begins with this.

The query is the one of ``role.standing_rows``, written out once instead of for each request: building it costs more
than all the rest of a sign-up.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache

from redvest.core.clock import day_of
from redvest.core.db.prepared import Written, written_out
from redvest.registry.models import Account
from redvest.registry.queries.account import token_digest
from redvest.registry.queries.role import read_fetched, standing_rows
from redvest.registry.rules.standing import Standing

# Stand-ins for what changes from request to request, recognised again among the parameters.
_DIGEST, _AT, _ON = bytes(32), datetime(2000, 1, 1, tzinfo=UTC), date(1999, 12, 31)


def standing_by_token(token: str, at: datetime) -> Standing | None:
    """The standing behind a live token, or None: the same as ``account.standing_of_token``, faster."""
    rows = _written_out().fetch({_DIGEST: token_digest(token), _AT: at, _ON: day_of(at)})
    return read_fetched(rows[0]) if rows else None


@cache
def _written_out() -> Written:
    accounts = Account.objects.filter(tokens__digest=_DIGEST, tokens__expires_at__gt=_AT)
    return written_out(standing_rows(accounts, _ON)[:1], (_DIGEST, _AT, _ON))
