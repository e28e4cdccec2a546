"""Rotating codes: nothing but the exact text is read, and none lives longer than it should or dies too soon."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from redvest.service.code_errors import BadCode, ExpiredCode
from redvest.service.rules.presence import CodeKind, kind_of, make_card, make_code, read_card, read_code

KEY, OTHER_KEY = b"k" * 32, b"l" * 32
SUBJECT = UUID("0195650f-2ce0-7d21-8a4c-0123456789ab")
AT = datetime(2026, 3, 5, 2, 0, 7, 300_000, tzinfo=UTC)

subjects = st.uuids()
kinds = st.sampled_from(CodeKind)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2126, 1, 1), timezones=st.just(UTC))
validity = st.integers(5, 60)  # the rule allows 5 to 20 seconds


def text(kind: CodeKind = CodeKind.VENUE, *, at: datetime = AT, seconds: int = 20, key: bytes = KEY) -> str:
    return make_code(key, kind, SUBJECT, at=at, seconds=seconds).text


def readable(code: str, kind: CodeKind, *, at: datetime, seconds: int) -> bool:
    try:
        read_code(KEY, kind, code, at=at, seconds=seconds)
    except ExpiredCode:
        return False
    return True


@given(subjects, kinds, moments, validity)
def test_what_was_made_is_read(subject: UUID, kind: CodeKind, at: datetime, seconds: int) -> None:
    code = make_code(KEY, kind, subject, at=at, seconds=seconds)

    assert read_code(KEY, kind, code.text, at=at, seconds=seconds).subject == subject
    assert read_code(KEY, kind, f"  {code.text}\n", at=at, seconds=seconds).subject == subject


@given(kinds, moments, validity, st.integers(0, 10**9))
def test_a_code_is_readable_for_half_its_validity_and_never_longer_than_all_of_it(
    kind: CodeKind, at: datetime, seconds: int, micros: int
) -> None:
    code = make_code(KEY, kind, SUBJECT, at=at, seconds=seconds).text
    later = timedelta(microseconds=micros)

    if later <= timedelta(seconds=seconds // 2):
        assert readable(code, kind, at=at + later, seconds=seconds)
    if later >= timedelta(seconds=seconds):
        assert not readable(code, kind, at=at + later, seconds=seconds)


@given(kinds, moments, validity)
def test_once_dead_it_stays_dead(kind: CodeKind, at: datetime, seconds: int) -> None:
    code = make_code(KEY, kind, SUBJECT, at=at, seconds=seconds).text

    alive = [
        readable(code, kind, at=at + timedelta(seconds=n / 4), seconds=seconds)
        for n in range(4 * seconds + 5)
    ]

    assert alive == sorted(alive, reverse=True)
    assert alive[0] and not alive[-1]


@given(moments, validity)
def test_it_says_when_a_newer_one_must_be_shown(at: datetime, seconds: int) -> None:
    code = make_code(KEY, CodeKind.VENUE, SUBJECT, at=at, seconds=seconds)

    assert at < code.renew_at <= at + timedelta(seconds=seconds)
    before, after = code.renew_at - timedelta(microseconds=1), code.renew_at
    assert make_code(KEY, CodeKind.VENUE, SUBJECT, at=before, seconds=seconds).text == code.text
    assert make_code(KEY, CodeKind.VENUE, SUBJECT, at=after, seconds=seconds).text != code.text
    assert readable(code.text, CodeKind.VENUE, at=after, seconds=seconds), (
        "who scans in the last moment is in time"
    )


@given(st.integers(0, 200), st.characters(codec="utf-8"))
def test_any_changed_character_is_refused(place: int, character: str) -> None:
    code = text()
    place %= len(code)
    assume(code[place] != character)
    forged = code[:place] + character + code[place + 1 :]

    with pytest.raises(BadCode):
        read_code(KEY, CodeKind.VENUE, forged, at=AT, seconds=20)


@given(st.integers(0, 200), st.integers(1, 30))
def test_any_missing_or_repeated_part_is_refused(place: int, length: int) -> None:
    code = text()
    place %= len(code)
    part = code[place : place + length]

    for forged in (code[:place] + code[place + length :], code[:place] + part + code[place:]):
        with pytest.raises(BadCode):
            read_code(KEY, CodeKind.VENUE, forged, at=AT, seconds=20)


@given(
    st.one_of(
        st.text(),
        st.from_regex(r"RV1\.[AV]\.[A-Za-z0-9_-]{22}\.[0-9a-f]{1,9}\.[A-Za-z0-9_-]{22}", fullmatch=True),
    )
)
def test_what_anybody_makes_up_is_refused(made_up: str) -> None:
    with pytest.raises(BadCode):
        read_code(KEY, CodeKind.VENUE, made_up, at=AT, seconds=20)


@pytest.mark.parametrize(
    "made_up", ["RV1.A.\ud800.1.x", "RV1.A.x.\udfff.x", "RV1.A.x.1.\ud800", "\ud800", "RV1.A.\0.1.x"]
)
def test_half_characters_are_refused_and_break_nothing(made_up: str) -> None:
    with pytest.raises(BadCode):
        read_code(KEY, CodeKind.VENUE, made_up, at=AT, seconds=20)


def test_a_code_of_one_kind_is_none_of_the_other() -> None:
    for made, read in ((CodeKind.VENUE, CodeKind.VOLUNTEER), (CodeKind.VOLUNTEER, CodeKind.VENUE)):
        with pytest.raises(BadCode):
            read_code(KEY, read, text(made), at=AT, seconds=20)
        with pytest.raises(BadCode):
            read_code(KEY, read, text(made).replace(f".{made}.", f".{read}."), at=AT, seconds=20)


def test_a_code_of_another_house_is_refused() -> None:
    with pytest.raises(BadCode):
        read_code(KEY, CodeKind.VENUE, text(key=OTHER_KEY), at=AT, seconds=20)


def test_an_old_code_cannot_be_made_young_by_its_slot() -> None:
    old = text(at=AT - timedelta(minutes=5)).split(".")
    young = text().split(".")
    old[3] = young[3]

    with pytest.raises(BadCode):
        read_code(KEY, CodeKind.VENUE, ".".join(old), at=AT, seconds=20)


def test_a_code_of_tomorrow_is_not_read_today() -> None:
    with pytest.raises(ExpiredCode):
        read_code(KEY, CodeKind.VENUE, text(at=AT + timedelta(seconds=20)), at=AT, seconds=20)


def test_a_code_is_short_enough_for_a_phone_to_scan() -> None:
    assert re.fullmatch(r"RV1\.[AV]\.[A-Za-z0-9_-]{22}\.[0-9a-f]+\.[A-Za-z0-9_-]{22}", text())
    assert len(text()) <= 62


def test_two_people_never_have_the_same_code() -> None:
    other = UUID(int=SUBJECT.int + 1)

    assert make_code(KEY, CodeKind.VOLUNTEER, other, at=AT, seconds=20).text != text(CodeKind.VOLUNTEER)


def test_a_volunteers_code_carries_the_tag_of_the_phone_that_shows_it() -> None:
    shown = [
        make_code(KEY, CodeKind.VOLUNTEER, SUBJECT, at=AT, seconds=20, device_tag=tag).text
        for tag in ("", "ab12")
    ]
    readings = [read_code(KEY, CodeKind.VOLUNTEER, each, at=AT, seconds=20) for each in shown]

    assert [each.device_tag for each in readings] == ["", "ab12"]
    assert readings[0].once == readings[1].once, "two phones of one person show what may be used once"
    with pytest.raises(BadCode):
        read_code(KEY, CodeKind.VOLUNTEER, shown[1].replace("ab12", "cd34"), at=AT, seconds=20)


@given(st.uuids(), st.integers(0, 10**6))
def test_a_card_is_read_as_it_was_made_and_not_with_another_serial(volunteer: UUID, serial: int) -> None:
    card = make_card(KEY, volunteer, serial)

    assert read_card(KEY, card) == (volunteer, serial)
    assert kind_of(card) is CodeKind.CARD
    parts = card.split(".")
    parts[3] = f"{serial + 1:x}"
    with pytest.raises(BadCode):
        read_card(KEY, ".".join(parts))
    with pytest.raises(BadCode):
        read_card(OTHER_KEY, card)


@pytest.mark.parametrize("written", ["", "RV1", "RV1.X.a.b.c", "ABC.V.a", "http://example.cn"])
def test_other_texts_are_of_no_kind(written: str) -> None:
    assert kind_of(written) is None
