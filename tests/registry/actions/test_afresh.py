"""A fresh proof: the password, or where there is a second factor a code of it; tries are counted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.errors import TooManyTries
from redvest.core.models import AuditLine
from redvest.registry.account_errors import PasswordWrong
from redvest.registry.actions.afresh import TRIES, prove_afresh
from redvest.registry.actions.second_factor import add_app
from redvest.registry.rules.second_factor import STEP, code_at, new_secret
from redvest.registry.second_factor_errors import SecondFactorWrong
from tests.factories import registry as make

pytestmark = pytest.mark.django_db


def test_by_the_password() -> None:
    by = make.standing_of(make.make_account())
    with pytest.raises(PasswordWrong):
        prove_afresh(by=by, typed="not-it", at=make.NOW)
    assert not AuditLine.objects.filter(verb="prove_afresh").exists()
    prove_afresh(by=by, typed=make.PASSWORD, at=make.NOW)
    assert AuditLine.objects.get(verb="prove_afresh").actor_id == by.account_id


def test_beside_a_second_factor_the_password_is_too_little() -> None:
    by, seed = make.standing_of(make.make_account()), new_secret()
    add_app(by=by, secret_bytes=seed, typed=code_at(seed, make.NOW), label="手机", at=make.NOW)
    with pytest.raises(SecondFactorWrong):
        prove_afresh(by=by, typed=make.PASSWORD, at=make.NOW)
    later = make.NOW + timedelta(seconds=2 * STEP)
    prove_afresh(by=by, typed=code_at(seed, later), at=later)


def test_tries_are_counted() -> None:
    by = make.standing_of(make.make_account())
    for _ in range(TRIES):
        with pytest.raises(PasswordWrong):
            prove_afresh(by=by, typed="not-it", at=make.NOW)
    with pytest.raises(TooManyTries):
        prove_afresh(by=by, typed=make.PASSWORD, at=make.NOW)
