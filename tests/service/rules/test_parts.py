"""The pure rules behind training, awards, evaluation, agreement and the fixed roster."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.rules.named_list import read_list, repeated_lines
from redvest.service.rules import award, evaluation, protection, training

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("on", "months", "last"),
    [
        (date(2026, 3, 5), 12, date(2027, 3, 4)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 1), 1, date(2026, 12, 31)),
        (date(2026, 3, 5), None, None),
    ],
)
def test_until_when_a_training_counts(on: date, months: int | None, last: date | None) -> None:
    assert training.expires_on(on, months) == last


@given(on=DAYS, months=st.integers(1, 600))
def test_more_months_never_count_for_less(on: date, months: int) -> None:
    one, more = training.expires_on(on, months), training.expires_on(on, months + 1)
    assert one is not None
    assert more is not None
    assert on <= one < more
    assert abs((one - on).days - months * 30.436875) < 5


@pytest.mark.parametrize(
    ("line", "number", "name"),
    [
        ("360500000001", "360500000001", ""),
        ("3605 0000 0001  李明霞", "360500000001", "李明霞"),
        ("3605-0000-0001，欧阳 娜娜。", "360500000001", "欧阳娜娜"),
        ("３６０５００００００１,Anna Li", "36050000001", "AnnaLi"),
        ("李明霞", "", "李明霞"),
    ],
)
def test_a_line_of_a_list(line: str, number: str, name: str) -> None:
    (found,) = read_list(f"\n{line}\n\n")
    assert (found.line, found.number, found.name) == (2, number, name)


@given(st.text(max_size=200))
def test_any_text_is_read_line_by_line(text: str) -> None:
    found = read_list(text)
    assert [each.line for each in found] == sorted({each.line for each in found})
    assert all(each.text.strip() for each in found)
    assert set(repeated_lines(found)) <= {each.line for each in found}


@pytest.mark.parametrize(
    ("data", "kind"), [(b"%PDF-1.7", "pdf"), (b"\xff\xd8\xff\xe0", "jpg"), (b"<html>", None), (b"", None)]
)
def test_a_proof_is_what_its_bytes_say(data: bytes, kind: str | None) -> None:
    assert award.proof_kind(data) == kind


@given(st.lists(st.integers(1, 5), max_size=20))
def test_an_average_needs_three(scores: list[int]) -> None:
    found = evaluation.average(scores)
    assert (found is None) == (len(scores) < 3)
    assert found is None or min(scores) <= found <= max(scores)


LINES = st.builds(
    protection.LineFacts,
    order=st.integers(1, 99), volunteer=st.text(max_size=5), name=st.text(max_size=5), number=st.text(max_size=5),
    masked_id=st.text(max_size=5), post=st.text(max_size=5),
    signed_up_at=st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    late=st.booleans(), added_at=st.just(datetime(2026, 3, 5, tzinfo=UTC)),
)  # fmt: skip


@given(LINES, LINES, st.binary(min_size=32, max_size=32))
def test_different_lines_have_different_digests(
    one: protection.LineFacts, other: protection.LineFacts, before: bytes
) -> None:
    same = protection.line_digest(before, one) == protection.line_digest(before, other)
    assert same == (one == other)
    assert protection.line_digest(before, one) != protection.line_digest(protection.FIRST, one) or (
        before == protection.FIRST
    )


def test_a_policy_covers_whole_days_in_china() -> None:
    """Half past eight in the evening in UTC is the next day's morning in China."""
    starts = datetime(2026, 3, 5, 20, 30, tzinfo=UTC)
    assert protection.covers(date(2026, 3, 6), date(2026, 3, 6), starts, starts + timedelta(hours=2))
    assert not protection.covers(date(2026, 3, 5), date(2026, 3, 5), starts, starts + timedelta(hours=2))
