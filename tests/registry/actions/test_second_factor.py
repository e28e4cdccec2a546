"""Second factors: each code is good once, nobody loses the last one while holding a role, and only one person clears."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.errors import NotAllowed, TooManyTries
from redvest.core.models import AuditLine
from redvest.registry.actions.account import issue_token
from redvest.registry.actions.grant import give_grant
from redvest.registry.actions.second_factor import (
    TRIES,
    add_app,
    add_passkey,
    clear_factors,
    make_recovery_codes,
    prove,
    prove_by_passkey,
    remove_factor,
)
from redvest.registry.choices import Role
from redvest.registry.models import Account, ApiToken, RecoveryCode, SecondFactor
from redvest.registry.policy import Standing
from redvest.registry.queries.second_factor import codes_left, has_power, kinds_of
from redvest.registry.rules.second_factor import code_at, new_secret
from redvest.registry.second_factor_errors import (
    ClearReasonMissing,
    NewAppWrong,
    SecondFactorLabel,
    SecondFactorLast,
    SecondFactorMissing,
    SecondFactorTaken,
    SecondFactorWrong,
)
from tests.factories import registry
from tests.factories.race import at_once
from tests.factories.registry import NOW, TODAY

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def officer() -> Standing:
    return registry.make_officer()


def account_of(by: Standing) -> Account:
    return Account.objects.get(pk=by.account_id)


def with_app(by: Standing) -> bytes:
    secret = new_secret()
    add_app(by=by, secret_bytes=secret, typed=code_at(secret, NOW), label="我的手机", at=NOW)
    return secret


def with_passkey(by: Standing, key: bytes = b"credential", count: int = 0) -> SecondFactor:
    return add_passkey(
        by=by, credential_id=key, credential=b"public half", sign_count=count, label="指纹", at=NOW
    )


def test_an_app_that_shows_the_right_code_is_taken_on_and_its_secret_is_sealed(officer: Standing) -> None:
    secret = with_app(officer)
    factor = SecondFactor.objects.get()
    assert secret not in bytes(factor.secret_sealed or b"")
    assert kinds_of(factor.account_id) == {"app"}
    assert AuditLine.objects.filter(verb="add_second_factor", actor_id=officer.account_id).exists()


@pytest.mark.parametrize(("typed", "label", "fault"), [
    ("000000", "手机", NewAppWrong), ("", "手机", NewAppWrong), (None, " ", SecondFactorLabel),
    (None, "长" * 41, SecondFactorLabel),
])  # fmt: skip
def test_a_wrong_code_or_no_name_takes_nothing_on(
    officer: Standing, typed: str | None, label: str, fault: type[Exception]
) -> None:
    secret = b"12345678901234567890"
    given = code_at(secret, NOW) if typed is None else typed
    with pytest.raises(fault):
        add_app(by=officer, secret_bytes=secret, typed=given, label=label, at=NOW)
    assert not SecondFactor.objects.exists() and not AuditLine.objects.exists()


def test_a_code_is_good_once(officer: Standing) -> None:
    secret = with_app(officer)
    account = account_of(officer)
    with pytest.raises(SecondFactorWrong):  # the one that took the app on
        prove(account=account, typed=code_at(secret, NOW), at=NOW)
    prove(account=account, typed=code_at(secret, LATER), at=LATER)
    with pytest.raises(SecondFactorWrong):
        prove(account=account, typed=code_at(secret, LATER), at=LATER)


def test_nobody_proves_by_the_app_of_somebody_else(officer: Standing) -> None:
    secret = with_app(officer)
    other = registry.make_account()
    with pytest.raises(SecondFactorWrong):
        prove(account=other, typed=code_at(secret, LATER), at=LATER)


def test_guessing_is_stopped(officer: Standing) -> None:
    secret = with_app(officer)
    account = account_of(officer)
    for _turn in range(TRIES):
        with pytest.raises(SecondFactorWrong):
            prove(account=account, typed="000000", at=LATER)
    with pytest.raises(TooManyTries):
        prove(account=account, typed=code_at(secret, LATER), at=LATER)
    assert account_of(officer).second_factors.get().used_at == NOW


def test_a_recovery_code_lets_in_once_and_a_new_sheet_ends_the_old(officer: Standing) -> None:
    account = account_of(officer)
    codes = make_recovery_codes(by=officer, at=NOW)
    assert len(codes) == 10 == codes_left(account.pk)
    assert not any(code.encode() in bytes(row.digest) for code in codes for row in RecoveryCode.objects.all())
    prove(account=account, typed=codes[0].upper().replace("-", " "), at=NOW)
    with pytest.raises(SecondFactorWrong):
        prove(account=account, typed=codes[0], at=NOW)
    assert codes_left(account.pk) == 9
    make_recovery_codes(by=officer, at=NOW)
    with pytest.raises(SecondFactorWrong):
        prove(account=account, typed=codes[1], at=NOW)


def test_a_passkey_belongs_to_one_account_and_its_counter_only_grows(officer: Standing) -> None:
    with_passkey(officer, count=5)
    with pytest.raises(SecondFactorTaken):
        with_passkey(registry.make_centre())
    account = account_of(officer)
    prove_by_passkey(account=account, credential_id=b"credential", sign_count=6, at=LATER)
    for copied in (6, 5, 0):
        with pytest.raises(SecondFactorWrong):
            prove_by_passkey(account=account, credential_id=b"credential", sign_count=copied, at=LATER)
    assert SecondFactor.objects.get().sign_count == 6


def test_a_passkey_that_does_not_count_may_say_zero_each_time(officer: Standing) -> None:
    with_passkey(officer)
    for _turn in range(2):
        prove_by_passkey(account=account_of(officer), credential_id=b"credential", sign_count=0, at=LATER)
    with pytest.raises(SecondFactorWrong):
        prove_by_passkey(account=registry.make_account(), credential_id=b"credential", sign_count=0, at=LATER)


def test_the_last_factor_stays_while_there_is_a_role(officer: Standing) -> None:
    with_app(officer)
    last = with_passkey(officer)
    remove_factor(by=officer, factor_id=last.pk, at=NOW)
    only = SecondFactor.objects.get()
    with pytest.raises(SecondFactorLast):
        remove_factor(by=officer, factor_id=only.pk, at=NOW)
    with pytest.raises(SecondFactorMissing):
        remove_factor(by=registry.make_centre(), factor_id=only.pk, at=NOW)
    assert SecondFactor.objects.get() == only
    officer_account = account_of(officer)
    officer_account.grants.update(revoked_at=NOW)
    assert not has_power(officer_account.pk, TODAY)
    remove_factor(by=officer, factor_id=only.pk, at=NOW)
    assert not SecondFactor.objects.exists()


def test_the_security_administrator_clears_with_a_reason_and_lets_nobody_in(officer: Standing) -> None:
    guard = registry.make_account(name="保安全")
    registry.make_grant(account=guard, role=Role.SECURITY_ADMIN, region=registry.make_region_tree().city)
    by, account = registry.standing_of(guard), account_of(officer)
    with_app(officer)
    make_recovery_codes(by=officer, at=NOW)
    issue_token(account=account, at=NOW)
    for wrong in (officer, registry.make_centre(), registry.make_member()):
        with pytest.raises(NotAllowed):
            clear_factors(by=wrong, account=account, reason="手机丢了", at=NOW)
    with pytest.raises(NotAllowed):
        clear_factors(by=by, account=guard, reason="自己的", at=NOW)
    with pytest.raises(ClearReasonMissing):
        clear_factors(by=by, account=account, reason=" ", at=NOW)
    assert SecondFactor.objects.count() == 1 and codes_left(account.pk) == 10

    assert clear_factors(by=by, account=account, reason="手机丢了，带身份证来的", at=NOW) == 1

    assert not kinds_of(account.pk) and not codes_left(account.pk)
    assert not ApiToken.objects.filter(account=account).exists()
    assert AuditLine.objects.get(verb="clear_second_factors").reason == "手机丢了，带身份证来的"


def test_a_new_role_ends_the_tokens_from_before() -> None:
    member = registry.make_account()
    issue_token(account=member, at=NOW)
    body = registry.make_body()
    give_grant(
        by=registry.make_body_admin(body),
        account=member,
        role=Role.ACTIVITY_LEADER,
        body=body,
        starts_on=TODAY,
        at=NOW,
    )
    assert not ApiToken.objects.filter(account=member).exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_send_one_code_at_once_are_not_both_let_in() -> None:
    by = registry.make_officer()
    secret, account = with_app(by), account_of(by)
    codes = make_recovery_codes(by=by, at=NOW)

    for typed in (code_at(secret, LATER), codes[0]):
        found = at_once(*[lambda typed=typed: prove(account=account, typed=typed, at=LATER)] * 4)
        assert sum(isinstance(each, SecondFactorWrong) for each in found) == 3, found


@pytest.mark.django_db(transaction=True)
def test_two_removals_at_once_leave_one_factor() -> None:
    by = registry.make_officer()
    with_app(by)
    with_passkey(by)
    first, second = SecondFactor.objects.order_by("id")
    found = at_once(
        *[lambda key=each.pk: remove_factor(by=by, factor_id=key, at=NOW) for each in (first, second)]
    )
    assert sum(isinstance(each, SecondFactorLast) for each in found) == 1, found
    assert SecondFactor.objects.count() == 1
