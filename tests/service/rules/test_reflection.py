"""Texts keep their paragraphs, pictures lose what the camera wrote, and a word is needed to send something back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.choices import ReflectionState
from redvest.service.reflection_errors import ReflectionLength, ReflectionPictures, ReflectionWordsMissing
from redvest.service.rules.reflection import (
    EXCERPT,
    LARGEST_PICTURE,
    LONGEST,
    SHORTEST,
    approved_state,
    bare_pictures,
    checked_text,
    checked_words,
    excerpt,
)
from tests.factories.intake import jpeg, png, webp


@pytest.mark.parametrize("text", ["", " " * 50, "好" * 19, "好" * 2001, "\x00" * 30])
def test_too_short_and_too_long(text: str) -> None:
    with pytest.raises(ReflectionLength):
        checked_text(text)


def test_paragraphs_stay_and_gaps_close() -> None:
    said = checked_text("  第一段写我做了什么事。  \r\n\n\n\n  第二段  写我想了什么。 ")
    assert said == "第一段写我做了什么事。\n\n第二段 写我想了什么。"


@given(st.text(max_size=3000))
def test_what_is_taken_fits_and_is_taken_again_unchanged(text: str) -> None:
    try:
        said = checked_text(text)
    except ReflectionLength:
        return
    assert SHORTEST <= len(said) <= LONGEST and checked_text(said) == said and "\x00" not in said
    assert len(excerpt(said)) <= EXCERPT and "\n" not in excerpt(said)


def test_pictures_tell_nothing_of_where_they_were_taken() -> None:
    secret = b"GPS 27.81 114.93"
    found = bare_pictures([jpeg(text=secret), png(text=secret), webp(text=secret)])
    assert [kind for kind, _data in found] == ["image/jpeg", "image/png", "image/webp"]
    assert not any(secret in data for _kind, data in found) and bare_pictures([]) == []


@pytest.mark.parametrize(
    "files", [[b"%PDF-1.7"], [b""], [png()] * 4, [png(), b"x"], [png() + b"0" * LARGEST_PICTURE]]
)
def test_what_is_no_picture(files: list[bytes]) -> None:
    with pytest.raises(ReflectionPictures):
        bare_pictures(files)


@pytest.mark.parametrize("text", ["", " ", "改", "好" * 201])
def test_a_word_is_a_word(text: str) -> None:
    with pytest.raises(ReflectionWordsMissing):
        checked_words(text)
    assert checked_words(" 写写 你做了什么 ") == "写写 你做了什么"


def test_without_a_yes_nothing_is_public() -> None:
    assert approved_state(agreed=False) == ReflectionState.APPROVED
    assert approved_state(agreed=True) == ReflectionState.PUBLISHED
