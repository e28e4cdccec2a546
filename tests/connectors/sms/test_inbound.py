"""Texts sent back, as the vendor pushes them; whatever is no text is left out."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.connectors.sms.inbound import LARGEST, Inbound, NotUnderstood, received
from redvest.core.clock import CHINA

ROW = {
    "phone_number": "13900001111", "content": "1", "sign_name": "新余志愿", "send_time": "2026-03-05 13:00:00",
    "dest_code": "99", "sequence_id": 1234567890,
}  # fmt: skip
MOMENT = datetime(2026, 3, 5, 13, tzinfo=CHINA)


def push(*rows: object) -> list[Inbound]:
    return received(json.dumps(list(rows)).encode())


def test_an_array_of_texts() -> None:
    assert push(ROW, ROW | {"content": "没有"}) == [
        Inbound("13900001111", "1", MOMENT), Inbound("13900001111", "没有", MOMENT),
    ]  # fmt: skip


@pytest.mark.parametrize("change", [{"send_time": "20260305130000"}, {"phone_number": "+8613900001111"}])
def test_the_vendors_other_ways_of_writing(change: dict[str, str]) -> None:
    assert push(ROW | change) == [Inbound("13900001111", "1", MOMENT)]


def test_one_text_that_is_no_array() -> None:
    assert received(json.dumps(ROW).encode()) == [Inbound("13900001111", "1", MOMENT)]


@pytest.mark.parametrize(
    "row",
    [
        None,
        1,
        "x",
        [],
        {},
        ROW | {"phone_number": "一二三"},
        ROW | {"send_time": "昨天"},
        ROW | {"phone_number": None},
    ],
)
def test_what_is_no_text_is_left_out(row: object) -> None:
    assert push(row, ROW) == [Inbound("13900001111", "1", MOMENT)]


def test_however_many_came_none_is_dropped_and_each_has_a_length() -> None:
    assert len(push(*[ROW] * 900)) == 900
    assert len(push(ROW | {"content": "好" * 5000})[0].content) == 1000


@given(st.binary(max_size=200))
def test_anything_else_is_not_understood_and_nothing_worse(body: bytes) -> None:
    with suppress(NotUnderstood):
        assert isinstance(received(body), list)


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 200_000, b"[1]", b"[" + b" " * LARGEST + b"]"])
def test_a_push_without_a_text_or_too_large_is_not_understood(body: bytes) -> None:
    with pytest.raises(NotUnderstood):
        received(body)


def test_an_empty_push_is_understood() -> None:
    assert received(b"[]") == []
