"""What a screen lists, and at which activities it may say that somebody is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.registry.models import Region, Station
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import Activity
from redvest.service.queries.kiosk import AROUND, AT_STATION_M, activities_near, at_station, places_at
from tests.factories import registry, service
from tests.factories.registry import NOW

HOUR = timedelta(hours=1)
METRE = 1 / 111_195  # of latitude, in degrees


def station_at(lon: float = 114.93, lat: float = 27.81) -> Station:
    return Station(lon=lon, lat=lat, region=Region(path="360500/360502/1/"))


@given(up=st.floats(-0.05, 0.05), right=st.floats(-0.05, 0.05))
def test_the_community_counts_wherever_it_is(up: float, right: float) -> None:
    inside = Activity(region_path="360500/360502/1/2/", lon=114.93 + right, lat=27.81 + up)
    assert at_station(station_at(), inside)
    assert at_station(station_at(), Activity(region_path="360500/360502/1/", lon=None, lat=None))


@given(up=st.floats(-0.05, 0.05), right=st.floats(-0.05, 0.05))
def test_elsewhere_only_what_lies_around_the_house(up: float, right: float) -> None:
    other = Activity(region_path="360500/360521/", lon=114.93 + right, lat=27.81 + up)
    far = max(abs(up), abs(right)) / METRE
    if far < 0.98 * AT_STATION_M:
        assert at_station(station_at(), other)
    elif far > 1.02 * AT_STATION_M:
        assert not at_station(station_at(), other)


def test_a_place_without_a_point_elsewhere_is_not_here() -> None:
    assert not at_station(station_at(), Activity(region_path="360500/360521/", lon=None, lat=None))


@pytest.mark.django_db
def test_only_places_that_are_held_near_the_time_are_found() -> None:
    station, person = registry.make_station(), registry.make_volunteer()

    def placed(
        starts_at: object = NOW, state: SignUpState = SignUpState.CONFIRMED, **more: object
    ) -> Activity:
        activity = service.make_activity(starts_at=starts_at, **more)  # type: ignore[arg-type]
        post = service.make_post(activity=activity)
        service.make_signup(post=post, volunteer=person, state=state)
        return activity

    on = placed()
    placed(NOW + AROUND + HOUR)
    placed(NOW + 5 * HOUR, SignUpState.CANCELLED)
    placed(NOW + 7 * HOUR, state=SignUpState.CONFIRMED, region=registry.make_region_tree().fenyi, lon=115.5)
    found = places_at(station, {person.pk}, NOW, NOW)
    assert [each.pk for each in found[person.pk]] == [on.pk]
    Activity.objects.filter(pk=on.pk).update(state=ActivityState.CANCELLED)
    assert not places_at(station, {person.pk}, NOW, NOW)


@pytest.mark.django_db
def test_the_list_is_of_what_is_near_the_nearest_first() -> None:
    station = registry.make_station()
    for title, away in (("远一点", 0.02), ("就在门口", 0.0), ("太远", 0.2)):
        service.make_post(
            activity=service.make_activity(title=title, starts_at=NOW + 3 * HOUR, lon=114.93 + away)
        )
    assert [each.title for each in activities_near(station, NOW).items] == ["就在门口", "远一点"]
