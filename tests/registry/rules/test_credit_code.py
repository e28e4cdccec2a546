"""Credit codes of organisations: published vectors, every slip, every registering authority."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.rules.credit_code import (
    ALPHABET,
    AUTHORITIES,
    SENTENCES,
    CreditCodeFault,
    CreditCodeReason,
    check,
    check_character,
    kind_of,
    normalise,
)

VECTORS = ("91350100M000100Y43", "91110000600037341L")


@st.composite
def codes(draw: st.DrawFn) -> str:
    head = draw(st.sampled_from(sorted(AUTHORITIES))) + draw(st.sampled_from("1239"))
    body = head + "360502" + "".join(draw(st.lists(st.sampled_from(ALPHABET), min_size=9, max_size=9)))
    return body + check_character(body)


def reason_of(code: str) -> CreditCodeReason:
    with pytest.raises(CreditCodeFault) as caught:
        check(code)
    assert caught.value.message == SENTENCES[caught.value.reason]
    return caught.value.reason


@pytest.mark.parametrize("code", VECTORS)
def test_the_published_codes_hold(code: str) -> None:
    assert check(code) == code


@pytest.mark.parametrize("authority", ["A", "N", "Y"])
def test_codes_that_begin_with_a_letter_are_accepted(authority: str) -> None:
    body = f"{authority}1360502MJD123456"
    assert check(body + check_character(body))


@given(codes())
def test_any_code_with_its_check_character_holds(code: str) -> None:
    assert check(code) == code
    assert check(f" {code[:8].lower()}-{code[8:]} ") == code


@given(st.data(), codes())
def test_every_single_wrong_character_is_caught(data: st.DataObject, code: str) -> None:
    place = data.draw(st.integers(0, 17))
    wrong = data.draw(st.sampled_from([c for c in ALPHABET if c != code[place]]))
    with pytest.raises(CreditCodeFault):
        check(code[:place] + wrong + code[place + 1 :])


@given(st.data(), codes())
def test_every_swap_of_neighbours_is_caught(data: st.DataObject, code: str) -> None:
    place = data.draw(st.integers(0, 15))
    if code[place] != code[place + 1]:
        with pytest.raises(CreditCodeFault):
            check(code[:place] + code[place + 1] + code[place] + code[place + 2 :])


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("", CreditCodeReason.EMPTY),
        ("　", CreditCodeReason.EMPTY),
        ("9135010M000100Y43", CreditCodeReason.LENGTH),
        ("91350100M000100Y431", CreditCodeReason.LENGTH),
        ("91350100M000100Y4Z", CreditCodeReason.CHARACTER),
        ("9135O100M000100Y43", CreditCodeReason.CHARACTER),
        ("B1350100M000100Y43", CreditCodeReason.AUTHORITY),
        ("9135A100M000100Y43", CreditCodeReason.DIVISION),
        ("91350100M000100Y44", CreditCodeReason.CHECKSUM),
    ],
)
def test_each_fault_is_named(code: str, reason: CreditCodeReason) -> None:
    assert reason_of(code) is reason


def test_a_misread_letter_is_pointed_out_and_not_guessed() -> None:
    assert normalise("9135o100m000100y43") == "9135O100M000100Y43"
    assert "I、O、S、V、Z" in SENTENCES[CreditCodeReason.CHARACTER]


def test_full_width_is_read() -> None:
    assert check("９１３５０１００Ｍ０００１００Ｙ４３") == VECTORS[0]


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [
        ("51", "社会团体"),
        ("52", "民办非企业单位"),
        ("53", "基金会"),
        ("54", "居民委员会"),
        ("12", "事业单位"),
        ("91", "企业"),
        ("81", "工会登记的单位"),
        ("N2", "农业部门登记的单位"),
        ("Q1", None),
        ("", None),
    ],
)
def test_what_the_first_two_characters_say(beginning: str, kind: str | None) -> None:
    assert kind_of(beginning) == kind


def test_every_reason_has_its_own_sentence() -> None:
    assert set(SENTENCES) == set(CreditCodeReason)
    assert len(set(SENTENCES.values())) == len(SENTENCES)
