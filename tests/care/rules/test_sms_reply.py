"""What a text message means, and that in doubt a person reads it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.care.choices import ConfirmAnswer
from redvest.care.rules.sms_reply import answer_in


@pytest.mark.parametrize("said", ["1", "１", " 1。", "是", "好了！", "办好了", "OK", "Yes", "谢谢"])
def test_done(said: str) -> None:
    assert answer_in(said) == ConfirmAnswer.DONE


@pytest.mark.parametrize("said", ["2", "２", "没有", "没来。", "没办好", "no"])
def test_not_done(said: str) -> None:
    assert answer_in(said) == ConfirmAnswer.NOT_DONE


@pytest.mark.parametrize(
    "said", ["", "。", "12", "1 2", "没有不好", "来了一个人但是没办完", "你是谁", "TD", "11"]
)
def test_in_doubt_nobody_is_taken_at_a_word(said: str) -> None:
    assert answer_in(said) is None


@given(st.text(max_size=30))
def test_anything_can_be_read(said: str) -> None:
    assert answer_in(said) in (ConfirmAnswer.DONE, ConfirmAnswer.NOT_DONE, None)
