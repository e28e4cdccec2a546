"""The requester's four digits: the same whenever looked at, bound to one service, and nobody's without the token."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from redvest.care.rules.service_code import new_token, service_code, typed_code

WORDS = st.text(min_size=1, max_size=40)


@given(WORDS, WORDS)
def test_four_digits_and_always_the_same(token: str, serving: str) -> None:
    code = service_code(token, serving)
    assert len(code) == 4 and code.isdigit() and code.isascii()
    assert code == service_code(token, serving)


def test_codes_of_services_and_tokens_are_spread() -> None:
    assert len({service_code("一个链接", str(n)) for n in range(500)}) > 450
    assert len({service_code(str(n), "一次服务") for n in range(500)}) > 450


def test_the_token_and_the_service_do_not_run_into_one_another() -> None:
    assert service_code("ab", "c") != service_code("a", "bc") or service_code("ab", "d") != service_code(
        "a", "bd"
    )


def test_tokens_cannot_be_guessed() -> None:
    made = {new_token() for _ in range(1000)}
    assert len(made) == 1000
    assert {len(each) for each in made} == {20}


def test_what_people_type() -> None:
    assert typed_code(" １２ ３4 ") == "1234"
    assert typed_code("") == ""
