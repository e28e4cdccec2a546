"""Codes and cards: each reads back for whom it was made, once, and nothing else is taken for one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.service.code_errors import BadCode, ExpiredCode
from redvest.service.rules.presence import (
    CodeKind,
    kind_of,
    make_card,
    make_code,
    owner_of,
    read_card,
    read_code,
)

KEY = b"the key for rotating codes, 32 b"
NOON = datetime(2026, 3, 6, 4, 0, tzinfo=UTC)
ROTATING = [CodeKind.VENUE, CodeKind.VOLUNTEER]
MOMENTS = st.integers(0, 10**6).map(lambda seconds: NOON + timedelta(seconds=seconds))
SECONDS = st.integers(5, 20)


@given(st.uuids(), st.sampled_from(ROTATING), MOMENTS, SECONDS)
def test_a_code_reads_back_for_whom_it_was_made(
    subject: UUID, kind: CodeKind, at: datetime, seconds: int
) -> None:
    code = make_code(KEY, kind, subject, at=at, seconds=seconds)

    assert read_code(KEY, kind, code.text, at=at, seconds=seconds).subject == subject
    assert owner_of(KEY, kind, code.text) == subject
    assert kind_of(code.text) is kind


@given(st.uuids(), MOMENTS, SECONDS)
def test_no_code_outlives_its_seconds(subject: UUID, at: datetime, seconds: int) -> None:
    code = make_code(KEY, CodeKind.VENUE, subject, at=at, seconds=seconds)

    with pytest.raises(ExpiredCode):
        read_code(KEY, CodeKind.VENUE, code.text, at=at + timedelta(seconds=seconds + 1), seconds=seconds)


@given(st.uuids(), MOMENTS, SECONDS)
def test_a_code_seen_at_its_last_moment_can_still_be_scanned(
    subject: UUID, at: datetime, seconds: int
) -> None:
    code = make_code(KEY, CodeKind.VENUE, subject, at=at, seconds=seconds)

    assert read_code(KEY, CodeKind.VENUE, code.text, at=code.renew_at, seconds=seconds).subject == subject
    assert at < code.renew_at <= at + timedelta(seconds=seconds)


@given(st.uuids(), MOMENTS)
def test_a_code_of_later_is_not_read_now(subject: UUID, at: datetime) -> None:
    code = make_code(KEY, CodeKind.VOLUNTEER, subject, at=at + timedelta(minutes=5), seconds=20)

    with pytest.raises(ExpiredCode):
        read_code(KEY, CodeKind.VOLUNTEER, code.text, at=at, seconds=20)


@given(st.uuids(), st.uuids())
def test_two_people_never_have_one_code(one: UUID, other: UUID) -> None:
    codes = [
        make_code(KEY, CodeKind.VOLUNTEER, subject, at=NOON, seconds=20).text for subject in (one, other)
    ]

    assert (codes[0] == codes[1]) == (one == other)


@given(st.uuids(), st.text("0123456789abcdef", min_size=8, max_size=8))
def test_the_tag_of_a_phone_comes_along(subject: UUID, tag: str) -> None:
    code = make_code(KEY, CodeKind.VOLUNTEER, subject, at=NOON, seconds=20, device_tag=tag)
    read = read_code(KEY, CodeKind.VOLUNTEER, code.text, at=NOON, seconds=20)

    assert (read.subject, read.device_tag) == (subject, tag)


@given(st.uuids())
def test_what_may_be_used_once_is_told_apart_by_person_and_moment(subject: UUID) -> None:
    now = make_code(KEY, CodeKind.VOLUNTEER, subject, at=NOON, seconds=20)
    later = make_code(KEY, CodeKind.VOLUNTEER, subject, at=NOON + timedelta(minutes=1), seconds=20)
    first = read_code(KEY, CodeKind.VOLUNTEER, now.text, at=NOON, seconds=20)
    again = read_code(KEY, CodeKind.VOLUNTEER, now.text, at=NOON, seconds=20)
    next_one = read_code(KEY, CodeKind.VOLUNTEER, later.text, at=NOON + timedelta(minutes=1), seconds=20)

    assert first.once == again.once
    assert first.once != next_one.once


@given(st.uuids(), st.integers(0, 60))
def test_one_letter_changed_is_no_code(subject: UUID, place: int) -> None:
    text = make_code(KEY, CodeKind.VENUE, subject, at=NOON, seconds=20).text
    at = place % len(text)
    changed = text[:at] + ("b" if text[at] != "b" else "c") + text[at + 1 :]

    with pytest.raises((BadCode, ExpiredCode)):
        found = read_code(KEY, CodeKind.VENUE, changed, at=NOON, seconds=20)
        # The last letter of a signature carries bits that base64 ignores.
        assert found.subject != subject


@given(st.uuids())
def test_a_code_of_one_kind_is_none_of_another(subject: UUID) -> None:
    venue = make_code(KEY, CodeKind.VENUE, subject, at=NOON, seconds=20).text
    person = make_code(KEY, CodeKind.VOLUNTEER, subject, at=NOON, seconds=20).text

    with pytest.raises(BadCode):
        read_code(KEY, CodeKind.VOLUNTEER, venue, at=NOON, seconds=20)
    with pytest.raises(BadCode):
        read_code(KEY, CodeKind.VENUE, person, at=NOON, seconds=20)
    with pytest.raises(BadCode):
        read_card(KEY, person)


@given(st.uuids(), st.binary(min_size=1, max_size=40))
def test_another_house_s_code_is_none_of_ours(subject: UUID, key: bytes) -> None:
    if key == KEY:
        return
    with pytest.raises(BadCode):
        read_code(
            KEY,
            CodeKind.VENUE,
            make_code(key, CodeKind.VENUE, subject, at=NOON, seconds=20).text,
            at=NOON,
            seconds=20,
        )


@given(st.text(max_size=80))
def test_any_text_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(BadCode):
        read_code(KEY, CodeKind.VENUE, text, at=NOON, seconds=20)
    with pytest.raises(BadCode):
        read_card(KEY, text)


@given(st.uuids(), st.integers(1, 10_000))
def test_a_card_reads_back_with_its_serial(volunteer: UUID, serial: int) -> None:
    text = make_card(KEY, volunteer, serial)

    assert read_card(KEY, text) == (volunteer, serial)
    assert kind_of(text) is CodeKind.CARD


@given(st.uuids(), st.integers(1, 100), st.integers(1, 100))
def test_a_new_card_is_another_code(volunteer: UUID, one: int, other: int) -> None:
    assert (make_card(KEY, volunteer, one) == make_card(KEY, volunteer, other)) == (one == other)


@pytest.mark.parametrize(
    "text", ["", "RV1", "RV1.A", "RV2.A.x.y.z", "https://vest.example/RV1.A.x.y.z", "RV1.Q.a.b.c"]
)
def test_a_stranger_s_code_has_no_kind(text: str) -> None:
    assert kind_of(text) in (None, CodeKind.VENUE)
    with pytest.raises(BadCode):
        read_code(KEY, CodeKind.VENUE, text, at=NOON, seconds=20)
