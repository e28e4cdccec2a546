"""What suggestions know of a person: only what they said themselves or served, and where they set out from this once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.identifiers import uuid7
from redvest.registry.choices import DutyTurnState
from redvest.registry.models import DatedSetting, DutyTurn, Merge, Profile, Region, Volunteer
from redvest.registry.rules.availability import encode
from redvest.service.choices import SignUpState
from redvest.service.queries.seeker import (
    Seeker,
    plans_of,
    point_of_station,
    seeker_of,
    stations_near_home,
)
from redvest.service.queries.suggestion import weights_at
from redvest.service.rules.limits import Stretch
from redvest.service.rules.ranking import Weights
from tests.factories.registry import (
    CITY,
    NOW,
    TODAY,
    make_account,
    make_domain,
    make_other_city,
    make_region_tree,
    make_station,
    make_volunteer,
)
from tests.factories.service import HOUR, make_activity, make_post, make_signup

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Volunteer:
    return make_volunteer(region=make_region_tree().baihua)


def seen(person: Volunteer, *more: Volunteer, point: tuple[float, float] | None = None) -> Seeker:
    return seeker_of((person.pk, *(each.pk for each in more)), point=point, on=TODAY)


def test_who_said_nothing(person: Volunteer) -> None:
    found = seen(person)
    assert (found.personal, found.slots, found.skills) == (True, 0, {})
    assert (found.wanted, found.served) == (frozenset(), frozenset())
    assert (found.home, found.point) == (f"{CITY}/360502/", None)
    nowhere = make_volunteer(region=None)
    Volunteer.objects.filter(pk=nowhere.pk).update(region=None, region_path="")
    assert seen(nowhere).home == ""


def test_what_they_said(person: Volunteer) -> None:
    national = make_domain("national:03", "邻里互助")
    make_domain("xinyu:02").maps_to.add(national)
    person.domains.add("xinyu:02")
    Volunteer.objects.filter(pk=person.pk).update(skills="急救、会吹唢呐")
    slots = encode(["sat-morning"])
    Profile.objects.create(volunteer=person, slots=slots, personal_order=False, changed_at=NOW)
    found = seen(person)
    assert found.skills == {"first-aid": "急救"}
    assert found.wanted == {"xinyu:02", "national:03"}
    assert (found.slots, found.personal) == (slots, False)


def test_what_they_served_under_any_of_their_records(person: Volunteer) -> None:
    other = make_volunteer()
    for who, domain in ((person, "xinyu:02"), (other, "xinyu:05")):
        make_domain(domain, domain)
        post = make_post(activity=make_activity(domain_key=domain, starts_at=NOW - 48 * HOUR))
        make_signup(post=post, volunteer=who, state=SignUpState.SERVED)
    absent = make_post(activity=make_activity(domain_key="xinyu:09", starts_at=NOW - 24 * HOUR))
    make_signup(post=absent, volunteer=person, state=SignUpState.ABSENT)
    assert seen(person).served == {"xinyu:02"}
    assert seen(person, other).served == {"xinyu:02", "xinyu:05"}
    assert not Merge.objects.exists()  # which records are whose is the standing's affair


def test_the_way_begins_at_home_unless_said_otherwise(person: Volunteer) -> None:
    Region.objects.filter(pk=person.region_id).update(lon=114.9, lat=27.8)
    assert seen(person).point == (114.9, 27.8)
    assert seen(person, point=(115.0, 28.0)).point == (115.0, 28.0)


def test_stations_of_the_own_district(person: Volunteer) -> None:
    tree = make_region_tree()
    here, there = make_station(region=tree.baihua), make_station(region=tree.qiandong)
    assert stations_near_home(person) == [here]
    assert point_of_station(CITY, there.pk) == (there.lon, there.lat)
    assert point_of_station(make_other_city().city, there.pk) is None
    assert point_of_station(CITY, uuid7()) is None
    person.region_path = ""
    assert stations_near_home(person) == []


def test_plans_are_sign_ups_and_duty(person: Volunteer) -> None:
    post = make_post(activity=make_activity())
    make_signup(post=post, volunteer=person, state=SignUpState.WAITING)
    far = make_post(activity=make_activity(starts_at=NOW + timedelta(days=90)))
    make_signup(post=far, volunteer=person)
    gone = make_post(activity=make_activity(starts_at=NOW + 72 * HOUR))
    make_signup(post=gone, volunteer=person, state=SignUpState.CANCELLED)
    found = plans_of([person.pk], NOW, NOW + timedelta(days=30))
    assert found == [Stretch(post.activity.starts_at, post.activity.ends_at)]
    assert not DutyTurn.objects.filter(state=DutyTurnState.TAKEN).exists()


def test_the_weights_are_dated_settings_of_the_place(person: Volunteer) -> None:
    assert weights_at(person.region_path, NOW) == Weights()
    for key, value, days in (("ranking.lift", 0, 0), ("ranking.distance", 90, 1)):
        DatedSetting.objects.create(
            key=key, region_id="360502", value=value, effective_on=TODAY + timedelta(days=days),
            set_by=make_account(), set_at=NOW,
        )  # fmt: skip
    assert weights_at(person.region_path, NOW) == Weights(lift=0)
    assert weights_at(person.region_path, NOW + timedelta(days=1)) == Weights(lift=0, distance=90)
    assert weights_at(f"{CITY}/360521/", NOW) == Weights()
