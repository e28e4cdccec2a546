"""Second factors beside the main path: other people's sheets, several apps, and who clears whose."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from redvest.core.errors import NotAllowed, TooManyTries, Unauthenticated
from redvest.core.models import AuditLine
from redvest.registry.actions.second_factor import (
    TRIES,
    WINDOW,
    add_app,
    add_passkey,
    clear_factors,
    make_recovery_codes,
    prove,
    remove_factor,
)
from redvest.registry.choices import Role
from redvest.registry.models import Account, OutgoingMessage, RecoveryCode, SecondFactor
from redvest.registry.policy import GUEST_STANDING, Standing
from redvest.registry.queries.second_factor import codes_left
from redvest.registry.rules.second_factor import code_at, new_secret
from redvest.registry.second_factor_errors import ClearReasonMissing, SecondFactorLast, SecondFactorWrong
from tests.factories import registry
from tests.factories.registry import NOW, TODAY

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def officer() -> Standing:
    return registry.make_officer()


def account_of(by: Standing) -> Account:
    return Account.objects.get(pk=by.account_id)


def with_app(by: Standing, label: str = "我的手机") -> bytes:
    secret = new_secret()
    add_app(by=by, secret_bytes=secret, typed=code_at(secret, NOW), label=label, at=NOW)
    return secret


def guard_of(city_region: Any) -> Standing:
    account = registry.make_account(name="保安全", city=city_region.city)
    registry.make_grant(account=account, role=Role.SECURITY_ADMIN, region=city_region)
    return registry.standing_of(account)


def test_guests_have_no_factors() -> None:
    secret, guest = new_secret(), GUEST_STANDING(registry.CITY)
    with pytest.raises(Unauthenticated):
        add_app(by=guest, secret_bytes=secret, typed=code_at(secret, NOW), label="手机", at=NOW)
    with pytest.raises(Unauthenticated):
        add_passkey(by=guest, credential_id=b"x", credential=b"y", sign_count=0, label="钥匙", at=NOW)
    with pytest.raises(Unauthenticated):
        make_recovery_codes(by=guest, at=NOW)
    assert not SecondFactor.objects.exists() and not RecoveryCode.objects.exists()


def test_any_of_several_apps_proves_and_only_that_one_is_used(officer: Standing) -> None:
    with_app(officer, "旧手机")
    new = with_app(officer, "  新   手机 ")
    prove(account=account_of(officer), typed=code_at(new, LATER), at=LATER)
    used = {factor.label: factor.used_at for factor in SecondFactor.objects.all()}
    assert used == {"旧手机": NOW, "新 手机": LATER}
    assert AuditLine.objects.get(verb="prove_second_factor").target_id == str(officer.account_id)


def test_a_code_from_before_the_last_one_is_not_taken_any_more(officer: Standing) -> None:
    secret = with_app(officer)
    account = account_of(officer)
    prove(account=account, typed=code_at(secret, LATER + timedelta(seconds=30)), at=LATER)  # a fast clock
    with pytest.raises(SecondFactorWrong):
        prove(account=account, typed=code_at(secret, LATER), at=LATER)
    assert AuditLine.objects.filter(verb="prove_second_factor").count() == 1


def test_a_sheet_is_of_one_person_alone(officer: Standing) -> None:
    codes = make_recovery_codes(by=officer, at=NOW)
    other = registry.make_centre()
    make_recovery_codes(by=other, at=NOW)
    with pytest.raises(SecondFactorWrong):
        prove(account=account_of(other), typed=codes[0], at=NOW)
    assert codes_left(account_of(other).pk) == codes_left(account_of(officer).pk) == 10
    prove(account=account_of(officer), typed=codes[0], at=NOW)


def test_who_was_right_begins_to_count_anew_and_who_waits_may_try_again(officer: Standing) -> None:
    account = account_of(officer)
    codes = make_recovery_codes(by=officer, at=NOW)
    for turn in range(2):
        for _try in range(TRIES - 1):
            with pytest.raises(SecondFactorWrong):
                prove(account=account, typed="000000", at=NOW)
        prove(account=account, typed=codes[turn], at=NOW)
    for _try in range(TRIES):
        with pytest.raises(SecondFactorWrong):
            prove(account=account, typed="000000", at=NOW)
    with pytest.raises(TooManyTries):
        prove(account=account, typed=codes[2], at=NOW)
    assert codes_left(account.pk) == 8  # what was refused is not used up
    prove(account=account, typed=codes[2], at=NOW + WINDOW + timedelta(minutes=1))


def test_the_guesses_of_one_stop_nobody_else(officer: Standing) -> None:
    for _try in range(TRIES):
        with pytest.raises(SecondFactorWrong):
            prove(account=account_of(officer), typed="000000", at=NOW)
    other = registry.make_centre()
    prove(account=account_of(other), typed=make_recovery_codes(by=other, at=NOW)[0], at=NOW)


def test_the_last_factor_stays_only_for_a_role_that_runs(officer: Standing) -> None:
    with_app(officer)
    factor = SecondFactor.objects.get()
    with pytest.raises(SecondFactorLast):
        remove_factor(by=officer, factor_id=factor.pk, at=NOW)
    assert not AuditLine.objects.filter(verb="remove_second_factor").exists()
    account_of(officer).grants.update(ends_on=TODAY - timedelta(days=1))
    remove_factor(by=officer, factor_id=factor.pk, at=NOW)
    assert not SecondFactor.objects.exists()


def test_a_security_administrator_clears_nobody_of_another_city(officer: Standing) -> None:
    with_app(officer)
    make_recovery_codes(by=officer, at=NOW)
    lines = AuditLine.objects.count()
    with pytest.raises(NotAllowed):
        clear_factors(
            by=guard_of(registry.make_other_city()), account=account_of(officer), reason="手机丢了", at=NOW
        )
    assert SecondFactor.objects.count() == 1 and codes_left(account_of(officer).pk) == 10
    assert AuditLine.objects.count() == lines and not OutgoingMessage.objects.exists()


def test_a_reason_has_its_length_and_the_person_is_told(officer: Standing, settings: Any) -> None:
    settings.REDVEST_DEMO = True
    with_app(officer)
    guard, account = guard_of(registry.make_region_tree().city), account_of(officer)
    other = registry.make_centre()
    with_app(other)
    with pytest.raises(ClearReasonMissing):
        clear_factors(by=guard, account=account, reason="长" * 201, at=NOW)
    assert SecondFactor.objects.count() == 2 and not OutgoingMessage.objects.exists()

    assert clear_factors(by=guard, account=account, reason="长" * 200, at=NOW) == 1

    assert SecondFactor.objects.get().account_id == other.account_id
    assert "由安全管理员清除" in registry.last_text(account.phone_tail)
    assert clear_factors(by=guard, account=account, reason="再来一次", at=NOW) == 0
