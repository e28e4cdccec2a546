"""Ending everything by which an account is signed in, when a phone is lost or a password known to others."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from redvest.core.audit import write_line
from redvest.registry.account_errors import AccountMissing
from redvest.registry.models import Account, ApiToken
from redvest.registry.policy import Standing, require_may_guard


@transaction.atomic
def end_sessions(*, by: Standing, account: Account, reason: str, at: datetime) -> int:
    """End all sessions and tokens of an account; returns how many tokens. The person can sign in again at once."""
    require_may_guard(by)
    if account.city != by.city:
        raise AccountMissing
    Account.objects.filter(pk=account.pk).update(session_epoch=F("session_epoch") + 1)
    tokens, _ = ApiToken.objects.filter(account=account).delete()
    reason = " ".join(reason.split())[:200]
    write_line(
        by=by.actor,
        at=at,
        city=account.city,
        verb="end_sessions",
        target=account,
        reason=reason,
        tokens=tokens,
    )
    return tokens
