"""Eighteen is counted by the calendar, also from 29 February, and agrees with how ages are counted elsewhere."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.honour.choices import EditionState, NominationState
from redvest.honour.queries.honour_wall import wall_of_honour, years_before
from redvest.registry.choices import VolunteerState
from redvest.registry.models import Volunteer
from redvest.registry.rules.age import age_on
from tests.factories.award import make_category, make_edition, make_nomination
from tests.factories.registry import CITY, NOW, TODAY
from tests.service.actions.test_person import merged, two_records


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 3, 5), date(2008, 3, 5)),
        (date(2024, 2, 29), date(2006, 2, 28)),
        (date(2026, 2, 28), date(2008, 2, 28)),
        (date(2026, 3, 1), date(2008, 3, 1)),
    ],
)
def test_the_last_birthday_of_the_grown(day: date, last: date) -> None:
    assert years_before(day, 18) == last


@given(st.dates(date(1990, 1, 1), date(2020, 12, 31)), st.dates(date(2021, 1, 1), date(2060, 12, 31)))
def test_it_agrees_with_ages(born: date, on: date) -> None:
    assert (born <= years_before(on, 18)) == (age_on(born, on) >= 18)


@pytest.mark.django_db
def test_a_winner_whose_record_was_merged_stands_as_long_as_the_person_serves_and_is_grown() -> None:
    old, kept = two_records()
    category = make_category(edition=make_edition(state=EditionState.CONFERRED))
    made = make_nomination(
        category=category, volunteer=old, state=NominationState.CHOSEN, wall_consented_at=NOW
    )
    merged(old, kept)
    survivor = Volunteer.objects.filter(pk=kept.pk)
    assert [*wall_of_honour(CITY, TODAY)] == [made]
    survivor.update(state=VolunteerState.LEFT)
    assert not wall_of_honour(CITY, TODAY).exists()
    survivor.update(state=VolunteerState.ACTIVE, birth_on=TODAY - timedelta(days=17 * 365))
    assert not wall_of_honour(CITY, TODAY).exists()
