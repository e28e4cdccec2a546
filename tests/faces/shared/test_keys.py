"""Keys from outside."""

from __future__ import annotations

from uuid import UUID

import pytest

from redvest.faces.shared.keys import key_typed


@pytest.mark.parametrize("text", ["", "x", "0198", "é" * 32, "0" * 400])
def test_what_is_no_key_is_none(text: str) -> None:
    assert key_typed(text) is None


def test_a_key_is_read() -> None:
    assert key_typed(str(UUID(int=7))) == UUID(int=7)
