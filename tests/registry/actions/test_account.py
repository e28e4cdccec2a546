"""Accounts: one a phone, the same answer to every wrong sign-in, tokens told once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from redvest.core.errors import TooManyTries
from redvest.core.models import AuditLine
from redvest.registry.account_errors import AccountMissing, PhoneTaken, SignInFailed, WeakPassword, WrongCode
from redvest.registry.actions.account import (
    discard_tokens,
    issue_token,
    register,
    reset_password,
    revoke_token,
    sign_in,
)
from redvest.registry.choices import CodePurpose
from redvest.registry.identity_errors import NameMissing, NameTooLong
from redvest.registry.models import Account, ApiToken, OneTimeCode
from redvest.registry.queries import secret
from redvest.registry.queries.account import account_of_token, masked_phone
from redvest.registry.rules.phone import PhoneFault
from tests.factories import registry as make
from tests.factories.race import at_once

PHONE = "13900001111"
GOOD = {"phone": PHONE, "password": make.PASSWORD, "name": "李明霞"}


def join(**given: Any) -> Account:
    fields = {"city": make.CITY, "code": "246810", "at": make.NOW, **GOOD, **given}
    return register(**fields)


def enter(**given: Any) -> Account:
    return sign_in(**{"city": make.CITY, "phone": PHONE, "at": make.NOW, **given})


@pytest.mark.django_db
class TestRegister:
    def test_a_phone_gets_an_account(self) -> None:
        make.make_code(PHONE, CodePurpose.REGISTER)

        account = join()

        assert account.name == "李明霞"
        assert account.check_password(make.PASSWORD)
        assert secret.open_sealed(account.phone_sealed, context=secret.ACCOUNT_PHONE) == PHONE
        assert masked_phone(account) == "139****1111"
        line = AuditLine.objects.get()
        assert (line.verb, line.actor_id, line.target_id) == ("register", account.pk, str(account.pk))

    def test_the_phone_is_stored_encrypted_only(self) -> None:
        make.make_code(PHONE, CodePurpose.REGISTER)

        account = join()

        assert PHONE.encode() not in bytes(account.phone_sealed) + bytes(account.phone_hash)
        assert account.phone_tail == "1111"

    @pytest.mark.parametrize("typed", ["+86 139 0000 1111", "１３９００００１１１１", "139-0000-1111"])
    def test_a_phone_is_taken_however_it_is_typed(self, typed: str) -> None:
        make.make_account(phone=PHONE)
        make.make_code(PHONE, CodePurpose.REGISTER)

        with pytest.raises(PhoneTaken):
            join(phone=typed)

        assert Account.objects.count() == 1
        assert OneTimeCode.objects.get().used_at is None  # the code was not wasted

    def test_the_same_phone_may_have_an_account_in_another_city(self) -> None:
        make.make_account(phone=PHONE, city="410800")
        make.make_code(PHONE, CodePurpose.REGISTER)

        assert join().city == make.CITY

    @pytest.mark.parametrize(
        ("given", "fault"),
        [
            ({"phone": "1390000111"}, PhoneFault),
            ({"name": "  "}, NameMissing),
            ({"name": "李" * 61}, NameTooLong),
            ({"password": "abc123"}, WeakPassword),
            ({"password": "12345678901"}, WeakPassword),
            ({"password": "password1"}, WeakPassword),
            ({"password": "长" * 129}, WeakPassword),
            ({"code": "135790"}, WrongCode),
        ],
    )
    def test_a_wrong_form_makes_no_account_and_wastes_no_code(self, given: Any, fault: Any) -> None:
        make.make_code(PHONE, CodePurpose.REGISTER)

        with pytest.raises(fault):
            join(**given)

        assert not Account.objects.exists()
        assert OneTimeCode.objects.get().used_at is None
        assert not AuditLine.objects.exists()


@pytest.mark.django_db
class TestSignIn:
    def test_by_password(self) -> None:
        account = make.make_account(phone=PHONE)

        assert enter(password=make.PASSWORD) == account
        assert Account.objects.get().last_login == make.NOW
        assert AuditLine.objects.get().details == {"way": "password"}

    def test_by_code(self) -> None:
        account = make.make_account(phone=PHONE)
        make.make_code(PHONE, CodePurpose.SIGN_IN)

        assert enter(code="246810") == account

    def test_a_code_for_an_unknown_phone_says_so(self) -> None:
        make.make_code(PHONE, CodePurpose.SIGN_IN)

        with pytest.raises(AccountMissing):
            enter(code="246810")

    @pytest.mark.parametrize("case", ["unknown phone", "wrong password", "switched off", "no password"])
    def test_every_failure_has_the_same_sentence(self, case: str) -> None:
        if case != "unknown phone":
            make.make_account(phone=PHONE, is_active=case != "switched off")
        password = {"wrong password": "wrong", "no password": ""}.get(case, make.PASSWORD)

        with pytest.raises(SignInFailed) as refused:
            enter(password=password)

        assert (refused.value.message, refused.value.details) == (SignInFailed().message, {})
        assert not Account.objects.filter(last_login__isnull=False).exists()

    def test_an_unknown_phone_costs_the_same_hashing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        hashed: list[str] = []

        def count(self: Any, password: str, salt: str) -> str:
            hashed.append(password)
            return "md5$x$y"

        monkeypatch.setattr("django.contrib.auth.hashers.MD5PasswordHasher.encode", count)
        with pytest.raises(SignInFailed):
            enter(password="guess-of-a-stranger")

        assert hashed == ["guess-of-a-stranger"]

    def test_someone_switched_off_cannot_come_in_by_code(self) -> None:
        make.make_account(phone=PHONE, is_active=False)
        make.make_code(PHONE, CodePurpose.SIGN_IN)

        with pytest.raises(SignInFailed):
            enter(code="246810")

    def test_ten_wrong_passwords_pause_but_a_code_still_works(self) -> None:
        account = make.make_account(phone=PHONE)
        for _ in range(10):
            with pytest.raises(SignInFailed):
                enter(password="wrong")

        with pytest.raises(TooManyTries):
            enter(password=make.PASSWORD)
        make.make_code(PHONE, CodePurpose.SIGN_IN)
        assert enter(code="246810") == account
        assert enter(password=make.PASSWORD, at=make.NOW + timedelta(minutes=15)) == account

    def test_a_success_forgets_the_wrong_tries(self) -> None:
        make.make_account(phone=PHONE)
        for _ in range(3):
            for _ in range(9):
                with pytest.raises(SignInFailed):
                    enter(password="wrong")
            enter(password=make.PASSWORD)


@pytest.mark.django_db
class TestResetPassword:
    def reset(self, **given: Any) -> None:
        fields = {"city": make.CITY, "phone": PHONE, "code": "246810", "at": make.NOW, **given}
        reset_password(**{"password": "xin-mima-2027", **fields})

    def test_the_new_password_counts_and_old_tokens_end(self) -> None:
        account = make.make_account(phone=PHONE)
        token = issue_token(account=account, at=make.NOW)
        make.make_code(PHONE, CodePurpose.RESET_PASSWORD)

        self.reset()

        assert enter(password="xin-mima-2027") == account
        with pytest.raises(SignInFailed):
            enter(password=make.PASSWORD)
        assert account_of_token(token, make.NOW) is None

    def test_a_sign_in_code_does_not_change_a_password(self) -> None:
        account = make.make_account(phone=PHONE)
        make.make_code(PHONE, CodePurpose.SIGN_IN)

        with pytest.raises(WrongCode):
            self.reset()

        account.refresh_from_db()
        assert account.check_password(make.PASSWORD)

    def test_a_phone_without_account_gets_a_sentence(self) -> None:
        make.make_code(PHONE, CodePurpose.RESET_PASSWORD)

        with pytest.raises(AccountMissing):
            self.reset()

    def test_a_weak_password_wastes_no_code(self) -> None:
        make.make_account(phone=PHONE)
        make.make_code(PHONE, CodePurpose.RESET_PASSWORD)

        with pytest.raises(WeakPassword) as refused:
            self.reset(password="1234")

        assert refused.value.details["reasons"]
        assert OneTimeCode.objects.get().used_at is None


@pytest.mark.django_db
class TestTokens:
    def test_a_token_is_told_once_and_only_its_digest_stored(self) -> None:
        account = make.make_account()

        token = issue_token(account=account, at=make.NOW, label="手机")

        row = ApiToken.objects.get()
        assert token.startswith("rv_")
        assert len(token) > 40
        assert token.encode() not in bytes(row.digest)
        assert row.expires_at == make.NOW + timedelta(days=30)
        assert token not in str(list(AuditLine.objects.values()))

    def test_a_revoked_token_ends_at_once(self) -> None:
        account = make.make_account()
        token = issue_token(account=account, at=make.NOW)

        revoke_token(account=account, token=token, at=make.NOW)
        revoke_token(account=account, token=token, at=make.NOW)

        assert account_of_token(token, make.NOW) is None
        assert AuditLine.objects.filter(verb="revoke_token").count() == 1

    def test_nobody_revokes_anothers_token(self) -> None:
        account = make.make_account()
        token = issue_token(account=account, at=make.NOW)

        revoke_token(account=make.make_account(), token=token, at=make.NOW)

        assert account_of_token(token, make.NOW) == account

    def test_tokens_that_ran_out_are_dropped(self) -> None:
        account = make.make_account()
        issue_token(account=account, at=make.NOW, days=1)
        issue_token(account=account, at=make.NOW, days=3)

        assert discard_tokens(at=make.NOW + timedelta(days=1)) == 1
        assert ApiToken.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_registrations_of_one_phone_at_once_one_wins() -> None:
    make.make_code(PHONE, CodePurpose.REGISTER)
    make.make_code(PHONE, CodePurpose.REGISTER, city="410800")

    outcomes = at_once(*[join] * 4)

    assert sum(isinstance(outcome, Account) for outcome in outcomes) == 1
    assert Account.objects.count() == 1
    assert AuditLine.objects.filter(verb="register").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_second_valid_code_still_makes_no_second_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """The constraint alone has to hold: here every code is taken for good."""
    monkeypatch.setattr("redvest.registry.actions.account.use_code", lambda **given: None)

    outcomes = at_once(*[join] * 4)

    assert sum(isinstance(outcome, Account) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, PhoneTaken) for outcome in outcomes) == 3
    assert Account.objects.count() == 1
