"""Who asks with a token, in one prepared statement: every request of the API begins with this.

The same answer as ``account.standing_of_token``, which a test holds it to; building that query afresh each time
costs more than all the rest of a sign-up.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from redvest.core.clock import day_of
from redvest.core.db.prepared import fetch_prepared
from redvest.registry.choices import Role
from redvest.registry.queries.account import token_digest
from redvest.registry.rules.standing import GrantAt, Standing

_STANDING = """
SELECT account.id, account.city, account.name, volunteer.id, held.role, region.path, held.body_id, body.region_path
FROM registry_apitoken AS token
JOIN registry_account AS account ON account.id = token.account_id
LEFT JOIN registry_volunteer AS volunteer ON volunteer.account_id = account.id
LEFT JOIN (registry_grant AS held LEFT JOIN registry_body AS body ON body.id = held.body_id)
    ON held.account_id = account.id AND held.revoked_at IS NULL
    AND held.starts_on <= %(on)s AND (held.ends_on IS NULL OR held.ends_on >= %(on)s)
    AND (held.body_id IS NULL OR body.state = 'active')
LEFT JOIN registry_region AS region ON region.code = held.region_id
WHERE token.digest = %(digest)s AND token.expires_at > %(at)s AND account.is_active
ORDER BY held.id
"""


def standing_by_token(token: str, at: datetime) -> Standing | None:
    """The standing behind a live token, or None. One query, a row for each grant."""
    rows = fetch_prepared(_STANDING, {"digest": token_digest(token), "at": at, "on": day_of(at)})
    if not rows:
        return None
    account_id, city, name, volunteer_id = rows[0][:4]
    grants = tuple(_grant(role, path, body, place) for *_, role, path, body, place in rows if role)
    return Standing(account_id, volunteer_id, city, name, grants)


def _grant(role: str, region_path: str | None, body_id: UUID | None, body_path: str | None) -> GrantAt:
    return GrantAt(Role(role), region_path, body_id, body_path)
