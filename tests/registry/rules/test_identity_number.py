"""Identity document numbers: published vectors, every slip of the pen, spreadsheets, every kind."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from redvest.registry.choices import IdType, Sex
from redvest.registry.rules import identity_number
from redvest.registry.rules.identity_number import (
    SENTENCES,
    IdentityFacts,
    IdentityNumberFault,
    IdentityReason,
    check,
    check_character,
    mask,
    normalise,
    region_warning,
)

TODAY = date(2026, 3, 5)
FEMALE_1949 = "11010519491231002X"
MALE_1880 = "440524188001010014"


@st.composite
def card_numbers(draw: st.DrawFn, beginning: str = "360502") -> str:
    born = draw(st.dates(date(1900, 1, 1), TODAY))
    body = f"{beginning}{born:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return body + check_character(body)


def reason_of(id_type: IdType, number: str, on: date = TODAY) -> IdentityReason:
    with pytest.raises(IdentityNumberFault) as caught:
        check(id_type, number, on)
    assert caught.value.message == SENTENCES[caught.value.reason]
    assert caught.value.details == {"reason": caught.value.reason.value}
    return caught.value.reason


def test_the_published_numbers_hold() -> None:
    assert check(IdType.RESIDENT_CARD, FEMALE_1949, TODAY) == IdentityFacts(
        FEMALE_1949, date(1949, 12, 31), Sex.FEMALE
    )
    assert check(IdType.RESIDENT_CARD, MALE_1880, TODAY) == IdentityFacts(
        MALE_1880, date(1880, 1, 1), Sex.MALE
    )


@pytest.mark.parametrize("division", ["310115", "310151", "410881", "360502", "410802"])
def test_new_and_retired_divisions_are_accepted(division: str) -> None:
    body = f"{division}19900307123"
    number = body + check_character(body)
    assert check(IdType.RESIDENT_CARD, number, TODAY).birth_on == date(1990, 3, 7)
    assert region_warning(number) is None


@given(card_numbers())
def test_the_facts_are_those_in_the_number(number: str) -> None:
    facts = check("resident-card", number, TODAY)
    assert facts.number == number
    assert facts.birth_on is not None
    assert f"{facts.birth_on:%Y%m%d}" == number[6:14]
    assert facts.sex is (Sex.MALE if number[16] in "13579" else Sex.FEMALE)


@given(st.data(), card_numbers())
def test_every_single_wrong_digit_is_caught(data: st.DataObject, number: str) -> None:
    place = data.draw(st.integers(0, 17))
    wrong = data.draw(st.sampled_from([c for c in "0123456789" if c != number[place]]))
    with pytest.raises(IdentityNumberFault):
        check(IdType.RESIDENT_CARD, number[:place] + wrong + number[place + 1 :], TODAY)


@given(st.data(), card_numbers())
def test_every_swap_of_neighbours_is_caught(data: st.DataObject, number: str) -> None:
    place = data.draw(st.integers(0, 16))
    assume(number[place] != number[place + 1])
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    with pytest.raises(IdentityNumberFault):
        check(IdType.RESIDENT_CARD, swapped, TODAY)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("", IdentityReason.EMPTY),
        (" - ", IdentityReason.EMPTY),
        ("1101051949123100", IdentityReason.LENGTH),
        ("11010519491231002X1", IdentityReason.LENGTH),
        ("110105491231002", IdentityReason.OLD_CARD),
        ("110105X9491231002X", IdentityReason.CHARACTER),
        ("11010519491231002Y", IdentityReason.CHARACTER),
        ("110105194912310021", IdentityReason.CHECKSUM),
        ("110105194902300021", IdentityReason.DATE),
        ("110105194913010021", IdentityReason.DATE),
        ("360502199001011000", IdentityReason.DIGITS_LOST),
        ("3.60502199001011e+17", IdentityReason.DIGITS_LOST),
    ],
)
def test_each_fault_of_a_resident_card_is_named(number: str, reason: IdentityReason) -> None:
    assert reason_of(IdType.RESIDENT_CARD, number) is reason


def test_a_birth_in_the_future_is_refused_until_the_day() -> None:
    tomorrow = TODAY + timedelta(days=1)
    body = f"360502{tomorrow:%Y%m%d}001"
    number = body + check_character(body)
    assert reason_of(IdType.RESIDENT_CARD, number) is IdentityReason.FUTURE
    assert check(IdType.RESIDENT_CARD, number, tomorrow).birth_on == tomorrow


def test_the_greatest_age_is_a_setting() -> None:
    assert check(IdType.RESIDENT_CARD, MALE_1880, date(2030, 12, 31))
    assert reason_of(IdType.RESIDENT_CARD, MALE_1880, date(2031, 1, 1)) is IdentityReason.TOO_OLD
    with pytest.raises(IdentityNumberFault) as caught:
        check(IdType.RESIDENT_CARD, MALE_1880, TODAY, max_age=130)
    assert caught.value.reason is IdentityReason.TOO_OLD


@pytest.mark.parametrize(
    ("id_type", "beginning"),
    [
        (IdType.RESIDENT_CARD, "360521"),
        (IdType.RESIDENCE_PERMIT, "810000"),
        (IdType.RESIDENCE_PERMIT, "820000"),
        (IdType.RESIDENCE_PERMIT, "830000"),
        (IdType.PERMANENT_RESIDENCE, "911840"),
    ],
)
def test_the_three_kinds_of_eighteen_characters_are_told_apart(id_type: IdType, beginning: str) -> None:
    body = f"{beginning}19850615002"
    number = body + check_character(body)
    facts = check(id_type, number, TODAY)
    assert (facts.birth_on, facts.sex) == (date(1985, 6, 15), Sex.FEMALE)
    others = {IdType.RESIDENT_CARD, IdType.RESIDENCE_PERMIT, IdType.PERMANENT_RESIDENCE} - {id_type}
    for other in others:
        assert reason_of(other, number) is IdentityReason.TYPE_MISMATCH
    assert reason_of(IdType.PASSPORT, number) is IdentityReason.TYPE_MISMATCH
    assert reason_of(IdType.TRAVEL_PERMIT_HM, number) is IdentityReason.TYPE_MISMATCH


def test_the_old_permanent_residence_card_tells_no_birth_date() -> None:
    assert check(IdType.PERMANENT_RESIDENCE, "can110085061501", TODAY) == IdentityFacts("CAN110085061501")
    assert reason_of(IdType.PERMANENT_RESIDENCE, "CA1110085061501") is IdentityReason.LENGTH


@pytest.mark.parametrize("number", ["E12345678", "EJ1234567", "AB123456", "123456789", "k-0000001"])
def test_passports_of_many_shapes(number: str) -> None:
    facts = check(IdType.PASSPORT, number, TODAY)
    assert facts == IdentityFacts(number.upper().replace("-", ""))


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        ("E123", IdentityReason.LENGTH),
        ("E1234567890123456", IdentityReason.LENGTH),
        ("PASSPORT", IdentityReason.CHARACTER),
        ("E12345/78", IdentityReason.CHARACTER),
        ("护照12345", IdentityReason.CHARACTER),
    ],
)
def test_what_no_passport_looks_like(number: str, reason: IdentityReason) -> None:
    assert reason_of(IdType.PASSPORT, number) is reason


@pytest.mark.parametrize(
    ("id_type", "typed", "kept"),
    [
        (IdType.TRAVEL_PERMIT_HM, "h12345678", "H12345678"),
        (IdType.TRAVEL_PERMIT_HM, "M1234567801", "M12345678"),
        (IdType.TRAVEL_PERMIT_TW, "12345678", "12345678"),
        (IdType.TRAVEL_PERMIT_TW, "1234567801", "12345678"),
        (IdType.TRAVEL_PERMIT_TW, "1234567801（Ｂ）", "12345678"),
        (IdType.TRAVEL_PERMIT_TW, "1234567801B", "12345678"),
    ],
)
def test_a_renewed_travel_permit_is_still_the_same_person(id_type: IdType, typed: str, kept: str) -> None:
    assert check(id_type, typed, TODAY) == IdentityFacts(kept)


@pytest.mark.parametrize(
    ("id_type", "number", "reason"),
    [
        (IdType.TRAVEL_PERMIT_HM, "H1234567", IdentityReason.LENGTH),
        (IdType.TRAVEL_PERMIT_HM, "T12345678", IdentityReason.CHARACTER),
        (IdType.TRAVEL_PERMIT_HM, "H1234567A", IdentityReason.CHARACTER),
        (IdType.TRAVEL_PERMIT_TW, "1234567", IdentityReason.LENGTH),
        (IdType.TRAVEL_PERMIT_TW, "1234567A", IdentityReason.CHARACTER),
        (IdType.TRAVEL_PERMIT_TW, FEMALE_1949, IdentityReason.TYPE_MISMATCH),
    ],
)
def test_what_no_travel_permit_looks_like(id_type: IdType, number: str, reason: IdentityReason) -> None:
    assert reason_of(id_type, number) is reason


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "110105-19491231-002X",
        "'11010519491231002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105\u300019491231\t002X\n",
    ],
)
def test_one_spelling_however_it_is_typed(typed: str) -> None:
    assert normalise(typed) == FEMALE_1949


@given(st.text(alphabet="0123456789ABCX -'．Ｘ", max_size=24))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    try:
        once = normalise(text)
    except IdentityNumberFault as fault:
        assert fault.reason is IdentityReason.DIGITS_LOST
        return
    assert normalise(once) == once


@given(card_numbers().filter(lambda number: number.isdigit()))
def test_a_card_that_was_a_float_is_restored_or_refused_never_changed(number: str) -> None:
    # What a program writes that read the number as a float: digits may be gone.
    with pytest.raises(IdentityNumberFault) as caught:
        normalise(f"{float(number):.1f}")
    assert caught.value.reason is IdentityReason.DIGITS_LOST
    with pytest.raises(IdentityNumberFault):
        normalise(repr(float(number)))
    # What a program writes that kept every digit and only added a tail.
    if int(float(number)) != int(number):
        assert normalise(f"{number}.0") == number


def test_short_floats_lose_nothing() -> None:
    assert normalise("12345678.0") == "12345678"
    assert normalise("1.2345678E+07") == "12345678"
    assert normalise(repr(1234567801.0)) == "1234567801"


def test_a_power_of_ten_that_hides_digits_is_refused() -> None:
    for text in ("1.2346E+07", "3.605E+17", "4E+07"):
        with pytest.raises(IdentityNumberFault) as caught:
            normalise(text)
        assert caught.value.reason is IdentityReason.DIGITS_LOST


def test_a_strange_region_is_a_word_of_warning_only() -> None:
    body = "17050219900307123"
    number = body + check_character(body)
    assert check(IdType.RESIDENT_CARD, number, TODAY)
    assert "省份" in str(region_warning(number))
    assert region_warning("E12345678") is None


@given(card_numbers())
def test_a_masked_number_shows_its_ends_only(number: str) -> None:
    hidden = mask(number)
    assert len(hidden) == len(number)
    assert (hidden[0], hidden[-1]) == (number[0], number[-1])
    assert set(hidden[1:-1]) == {"*"}


@pytest.mark.parametrize(("number", "hidden"), [("", ""), ("E1", "**"), ("1234", "****"), ("12345", "1***5")])
def test_short_numbers_are_hidden_altogether(number: str, hidden: str) -> None:
    assert mask(number) == hidden


def test_every_reason_has_its_own_sentence() -> None:
    assert set(SENTENCES) == set(IdentityReason)
    assert len(set(SENTENCES.values())) == len(SENTENCES)
    assert all(sentence.endswith("。") for sentence in SENTENCES.values())
    assert IdentityNumberFault(IdentityReason.DATE).status == 422


def test_the_check_character_table_is_that_of_mod_11_2() -> None:
    assert [pow(2, 17 - place, 11) for place in range(17)] == [w % 11 for w in identity_number.WEIGHTS]
