"""A change of the rules names exactly whom it meets, before it holds, and touches nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.honour.actions.star import apply_star
from redvest.honour.choices import StarState
from redvest.honour.models import StarAward
from redvest.honour.queries.star import terms_at
from redvest.honour.queries.star_preview import Typed, coming_days, preview, terms_everywhere
from redvest.honour.star_errors import StarNotReached
from redvest.registry.choices import VolunteerState
from redvest.registry.models import DatedSetting, Region, Volunteer
from redvest.service.choices import Grade
from tests.factories.registry import NOW, TODAY, make_region_tree, make_volunteer, volunteer_standing
from tests.factories.star import DAY, make_star, serve
from tests.service.actions.test_person import merged, two_records

pytestmark = pytest.mark.django_db
JULY = date(2026, 7, 1)
CHEAPER, DEARER = [80, 300, 600, 1000, 1500], [120, 300, 600, 1000, 1500]


def set_to(
    value: Any, *, key: str = "star.hours", region: Region | None = None, on: date = JULY
) -> DatedSetting:
    return DatedSetting.objects.create(
        key=key, region=region or make_region_tree().city, effective_on=on, value=value, set_at=NOW
    )


def person(hours: int, *levels: int, **more: Any) -> Volunteer:
    found = make_volunteer(**more)
    if hours:
        serve(found, hours)
    for level in levels:
        make_star(volunteer=found, level=level, state=StarState.GRANTED)
    return found


def met(path: str = "360500/", on: date = JULY, **more: Any) -> dict[Any, Any]:
    return {each.volunteer_id: each.change for each in preview(path, on, TODAY, **more)}


def test_who_gains_when_less_is_asked_for() -> None:
    gains, enough, poor = person(90), person(100), person(79)
    set_to(CHEAPER)
    found = met()
    assert set(found) == {gains.pk} and found[gains.pk].gains == 1
    assert enough.pk not in found and poor.pk not in found
    assert met(on=date(2026, 6, 30)) == {}


def test_whose_hours_would_be_short_and_their_star_stays() -> None:
    short, safe = person(110, 1), person(120, 1)
    set_to(DEARER)
    found = met()
    assert set(found) == {short.pk} and found[short.pk].below == (1,)
    assert safe.pk not in found
    assert set(StarAward.objects.values_list("state", "flagged_at")) == {(StarState.GRANTED, None)}


def test_who_could_ask_now_and_not_then_is_named_too() -> None:
    waiting, safe = person(110), person(120)
    set_to(DEARER)
    found = met()
    assert set(found) == {waiting.pk} and (found[waiting.pk].loses, found[waiting.pk].gains) == (1, None)
    assert safe.pk not in found


def test_what_is_said_is_what_happens() -> None:
    """On the day before it holds the application is refused, on the day itself it is taken."""
    gains = person(90)
    set_to(CHEAPER)
    by = volunteer_standing(gains)
    with pytest.raises(StarNotReached):
        apply_star(by=by, level=1, at=NOW)
    assert list(met()) == [gains.pk]
    assert apply_star(by=by, level=1, at=NOW + 130 * DAY).hours[0] == 80


def test_the_unverified_and_those_who_are_gone_are_not_in_it() -> None:
    unverified, gone = person(0), person(90, state=VolunteerState.SUSPENDED)
    serve(unverified, 90, grade=Grade.D)
    set_to(CHEAPER)
    assert met() == {} and gone


def test_a_place_with_rules_of_its_own_is_not_met() -> None:
    tree = make_region_tree()
    here, there = person(90), person(90, region=tree.qiandong)
    set_to([95, 300, 600, 1000, 1500], region=tree.yushui, on=TODAY)
    set_to(CHEAPER)
    assert set(met()) == {there.pk}
    assert met(tree.yushui.path) == {} and here
    assert set(met(tree.fenyi.path)) == {there.pk}


def test_of_the_other_rules() -> None:
    old_hand = make_volunteer()
    serve(old_hand, 400, at=NOW - 400 * DAY)
    make_star(volunteer=old_hand, state=StarState.GRANTED)
    set_to("annual", key="star.span")
    assert met()[old_hand.pk].below == (1,)


def test_hours_of_merged_records_are_one_persons() -> None:
    old, kept = two_records()
    serve(old, 50)
    serve(kept, 40)
    merged(old, kept)
    set_to(CHEAPER)
    assert list(met()) == [kept.pk]


def test_a_value_is_looked_over_before_it_is_set() -> None:
    tree = make_region_tree()
    gains, elsewhere = person(90), person(90, region=tree.qiandong)
    typed = Typed("star.hours", tree.yushui.path, JULY, CHEAPER)
    assert set(met(typed=typed)) == {gains.pk} and elsewhere
    assert not DatedSetting.objects.exists()
    assert met() == {}


@pytest.mark.parametrize("on", [TODAY, date(2026, 6, 30), JULY, date(2027, 1, 1)])
def test_the_terms_of_any_place_are_those_that_the_settings_say(on: date) -> None:
    tree = make_region_tree()
    set_to(CHEAPER)
    set_to(DEARER, region=tree.yushui, on=date(2026, 6, 1))
    set_to(3.5, key="star.least_score", region=tree.baihua)
    everywhere = terms_everywhere()
    for place in (tree.city, tree.yushui, tree.baihua, tree.fenyi, tree.qiandong):
        assert everywhere(place.path, on) == terms_at(place.path, on)


def test_the_days_to_come() -> None:
    tree = make_region_tree()
    set_to(CHEAPER)
    set_to(DEARER, on=TODAY)
    set_to(DEARER, region=tree.fenyi, on=date(2026, 5, 1))
    set_to(3.0, key="star.least_score", region=tree.baihua, on=date(2026, 8, 1))
    assert coming_days("360500/", TODAY) == [date(2026, 5, 1), JULY, date(2026, 8, 1)]
    assert coming_days(tree.fenyi.path, TODAY) == [date(2026, 5, 1), JULY]


def test_gains_come_first_and_the_most_hours() -> None:
    few, many, short = person(85), person(95), person(310, 1, 2)
    set_to([80, 320, 600, 1000, 1500])
    found = preview("360500/", JULY, TODAY)
    assert [each.volunteer_id for each in found] == [many.pk, few.pk, short.pk]


@pytest.mark.parametrize("many", [1, 3])
def test_it_costs_the_same_for_many(many: int) -> None:
    for _ in range(many):
        person(90)
    set_to(CHEAPER)
    with CaptureQueriesContext(connection) as spent:
        assert len(met()) == many
    assert len(spent) == 8
