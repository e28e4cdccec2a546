"""What is typed or handed over outside a form: days, and files as answers."""

from __future__ import annotations

from datetime import date

import pytest

from redvest.faces.shared.files import download_answer, paper_answer
from redvest.faces.shared.typed import day_typed


@pytest.mark.parametrize("text", ["", "2026-02-30", "2026-13-01", "明天", "2026/03/05", "2026-03-05T10:00"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert day_typed(text) is None


def test_a_day_is_read() -> None:
    assert day_typed("2026-03-05") == date(2026, 3, 5)


def test_no_browser_guesses_what_a_paper_is() -> None:
    shown, kept = paper_answer(b"x", "image/png"), download_answer(b"x", "application/zip", "my-data.zip")
    assert [each["X-Content-Type-Options"] for each in (shown, kept)] == ["nosniff", "nosniff"]
    assert (shown["Content-Type"], "Content-Disposition" in shown) == ("image/png", False)
    assert kept["Content-Disposition"] == 'attachment; filename="my-data.zip"'
