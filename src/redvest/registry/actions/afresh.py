"""Proving afresh that it is still the owner who sits there, before something is handed out that a stolen session must not have.

Counts tries: not to be called inside a transaction that its failure rolls back.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from redvest.core import throttle
from redvest.core.audit import write_line
from redvest.registry.account_errors import PasswordWrong
from redvest.registry.actions.second_factor import prove
from redvest.registry.models import Account
from redvest.registry.policy import Standing, require_member
from redvest.registry.queries.second_factor import kinds_of

TRIES, WINDOW = 10, timedelta(minutes=15)


def prove_afresh(*, by: Standing, typed: str, at: datetime) -> None:
    """One's password; where a second factor was added, a code of that. Raises PasswordWrong, SecondFactorWrong, TooManyTries."""
    account = Account.objects.get(pk=require_member(by))
    if kinds_of(account.pk):
        prove(account=account, typed=typed, at=at)
        return
    key = f"prove-afresh:{account.pk}"
    throttle.hit(key, limit=TRIES, window=WINDOW, at=at)
    if not account.check_password(typed):
        raise PasswordWrong
    throttle.forget(key)
    write_line(by=by.actor, at=at, city=account.city, verb="prove_afresh", target=account)
