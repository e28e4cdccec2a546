"""Codes of an authenticator app as RFC 6238 has them, and recovery codes as people type them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.rules.second_factor import (
    CODES,
    address_for,
    code_at,
    matching_step,
    new_codes,
    new_secret,
    plain_code,
    step_of,
    typed_secret,
)

SECRET = b"12345678901234567890"  # of RFC 6238, appendix B
AT = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
MOMENTS = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
    ],
)
def test_the_vectors_of_the_standard(seconds: int, code: str) -> None:
    """The last six of the eight digits of appendix B."""
    at = datetime.fromtimestamp(seconds, UTC)
    assert code_at(SECRET, at) == code
    assert matching_step(SECRET, code, at) == seconds // 30


@given(MOMENTS, st.integers(-30, 30))
def test_a_clock_may_be_half_a_minute_off(at: datetime, off: int) -> None:
    step = matching_step(SECRET, code_at(SECRET, at + timedelta(seconds=off)), at)
    assert step is not None and abs(step - step_of(at)) <= 1


def test_an_old_code_is_none() -> None:
    old = code_at(SECRET, AT - timedelta(minutes=5))
    assert matching_step(SECRET, old, AT) is None


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "12 34", "-12345", "0x1234"]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert matching_step(SECRET, typed, AT) is None


def test_spaces_are_forgiven() -> None:
    code = code_at(SECRET, AT)
    assert matching_step(SECRET, f" {code[:3]} {code[3:]} ", AT) == step_of(AT)


def test_the_secret_can_be_scanned_and_typed() -> None:
    address = address_for(SECRET, "陈小梅", "红马甲")
    assert address.startswith("otpauth://totp/")
    assert typed_secret(SECRET).replace(" ", "") in address
    assert len(new_secret()) == 20 and new_secret() != new_secret()


def test_a_sheet_holds_ten_different_codes_without_letters_that_mislead() -> None:
    codes = new_codes()
    assert len(set(codes)) == CODES
    assert not set("".join(codes)) & set("01lio")


@given(st.sampled_from(["k7m2-x9qd-ha4t", "K7M2 X9QD HA4T", " k7m2x9qdha4t "]))
def test_a_recovery_code_is_forgiven_its_spelling(typed: str) -> None:
    assert plain_code(typed) == "k7m2x9qdha4t"
