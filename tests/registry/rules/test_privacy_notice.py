"""Versions of the notice: one is in force on every day, and a consent holds until its own purpose changes."""

from __future__ import annotations

from datetime import date, timedelta

from django.template.loader import get_template
from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.choices import ConsentPurpose
from redvest.registry.rules.privacy_notice import (
    VERSIONS,
    NoticeVersion,
    good_wordings,
    version_on,
    versions_until,
)

LOCATION, NAME = ConsentPurpose.LOCATION, ConsentPurpose.PUBLISH_NAME
ONE, TWO, THREE = (
    NoticeVersion("one", date(2026, 1, 1), frozenset(ConsentPurpose), ""),
    NoticeVersion("two", date(2026, 6, 1), frozenset({NAME}), ""),
    NoticeVersion("three", date(2027, 1, 1), frozenset({LOCATION}), ""),
)
ALL = (ONE, TWO, THREE)
DAYS = st.dates(date(2024, 1, 1), date(2030, 1, 1))


def test_the_version_of_a_day() -> None:
    assert version_on(date(2020, 1, 1), ALL) is ONE and version_on(date(2026, 5, 31), ALL) is ONE
    assert version_on(date(2026, 6, 1), ALL) is TWO and version_on(date(2030, 1, 1), ALL) is THREE
    assert versions_until(date(2026, 7, 1), ALL) == [TWO, ONE] and versions_until(date(2020, 1, 1), ALL) == [
        ONE
    ]


def test_only_what_changed_is_outdated() -> None:
    later = date(2026, 7, 1)
    assert good_wordings(NAME, later, ALL) == {"two", "three"}
    assert good_wordings(LOCATION, later, ALL) == {"one", "two", "three"}
    assert good_wordings(LOCATION, date(2027, 1, 1), ALL) == {"three"}
    assert good_wordings(NAME, date(2027, 1, 1), ALL) == {"two", "three"}


@given(day=DAYS, purpose=st.sampled_from(list(ConsentPurpose)))
def test_what_is_agreed_to_today_holds_today(day: date, purpose: ConsentPurpose) -> None:
    for versions in (ALL, VERSIONS):
        assert version_on(day, versions).key in good_wordings(purpose, day, versions)


@given(day=DAYS, ahead=st.integers(0, 900), purpose=st.sampled_from(list(ConsentPurpose)))
def test_what_is_outdated_stays_so(day: date, ahead: int, purpose: ConsentPurpose) -> None:
    assert good_wordings(purpose, day + timedelta(days=ahead), ALL) <= good_wordings(purpose, day, ALL)


def test_each_version_is_later_has_its_own_name_and_its_text() -> None:
    days = [each.since for each in VERSIONS]
    assert days == sorted(set(days)) and len({each.key for each in VERSIONS}) == len(VERSIONS)
    for each in VERSIONS:
        assert get_template(f"site/notice/{each.key}.html") and len(each.key) <= 20
