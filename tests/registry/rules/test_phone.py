"""Mobile numbers: however they are typed or exported, what is wrong with them, and how they are shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.rules.phone import SENTENCES, PhoneFault, PhoneReason, check, mask, normalise

NUMBERS = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True).filter(str.isascii)


@given(NUMBERS)
def test_every_mobile_number_holds_and_is_its_own_spelling(number: str) -> None:
    assert check(number) == number
    assert normalise(number) == number


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        " 138 0013 8000 ",
        "138-0013-8000",
        "138—0013—8000",
        "+8613800138000",
        "+86 138 0013 8000",
        "0086-13800138000",
        "8613800138000",
        "(+86)13800138000",
        "１３８００１３８０００",
        "＋８６１３８００１３８０００",
        "13800138000.0",
        "13800138000.",
        "'13800138000",
        "1.3800138000E+10",
    ],
)
def test_one_spelling_however_it_is_typed(typed: str) -> None:
    assert check(typed) == "13800138000"


@given(NUMBERS)
def test_a_number_that_was_a_float_comes_back(number: str) -> None:
    assert check(str(float(number))) == number


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", PhoneReason.EMPTY),
        ("  - ", PhoneReason.EMPTY),
        ("1380013800", PhoneReason.LENGTH),
        ("138001380000", PhoneReason.LENGTH),
        ("0790-6442110", PhoneReason.RANGE),
        ("12800138000", PhoneReason.RANGE),
        ("10086000000", PhoneReason.RANGE),
        ("1380013800O", PhoneReason.CHARACTER),
        ("138001380零零", PhoneReason.CHARACTER),
        ("+85291234567", PhoneReason.CHARACTER),
        ("1.38E+10", PhoneReason.CHARACTER),
        ("13800138000/13900139000", PhoneReason.CHARACTER),
        ("٠١٢٣٤٥٦٧٨٩٠", PhoneReason.CHARACTER),
    ],
)
def test_each_fault_is_named(typed: str, reason: PhoneReason) -> None:
    with pytest.raises(PhoneFault) as caught:
        check(typed)
    assert caught.value.reason is reason
    assert caught.value.message == SENTENCES[reason]
    assert caught.value.details == {"reason": reason.value}


def test_a_number_that_begins_with_86_is_not_cut() -> None:
    # 86 goes only where eleven digits beginning with 1 are left behind it.
    assert normalise("86138001380") == "86138001380"


def test_the_mask_is_the_usual_one() -> None:
    assert mask("13800138000") == "138****8000"


@given(NUMBERS)
def test_the_mask_hides_the_middle(number: str) -> None:
    hidden = mask(number)
    assert hidden[:3] + hidden[-4:] == number[:3] + number[-4:]
    assert hidden[3:7] == "****"
    assert len(hidden) == 11


@given(st.text(max_size=10))
def test_what_is_no_number_is_hidden_altogether(text: str) -> None:
    assert mask(text) == "*" * len(text)


def test_every_reason_has_its_own_sentence() -> None:
    assert set(SENTENCES) == set(PhoneReason)
    assert len(set(SENTENCES.values())) == len(SENTENCES)
