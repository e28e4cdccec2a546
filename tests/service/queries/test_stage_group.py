"""Who belongs to the group of a stage: at its edges, by what is on record now, with merged records counted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.registry.models import Membership, Volunteer
from redvest.service.models import Activity
from redvest.service.queries.stage_group import belongs
from redvest.service.rules.opening import StagePlan
from tests.factories.registry import CITY, NOW, TODAY, make_body, make_region_tree, make_volunteer
from tests.factories.service import make_activity, make_entry
from tests.service.actions.test_person import merged, two_records

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def stage(group: str, value: str = "") -> StagePlan:
    return StagePlan(group, NOW, 5, value)


def joined(person: Volunteer, activity: Activity, left: bool = False) -> None:
    Membership.objects.create(
        city=CITY, body=activity.body, volunteer=person, joined_on=TODAY, left_on=TODAY if left else None
    )


def test_members_of_the_body_that_organises_it_as_of_now() -> None:
    activity = make_activity()
    member, former, other = (make_volunteer() for _n in range(3))
    joined(member, activity)
    joined(former, activity, left=True)
    joined(other, make_activity(body=make_body()))
    assert [belongs(who, stage("members"), activity) for who in (member, former, other)] == [
        True,
        False,
        False,
    ]


def test_residents_of_a_place_and_of_all_places_in_it() -> None:
    tree, activity = make_region_tree(), make_activity()
    here, elsewhere, nowhere = (
        make_volunteer(region=tree.baihua),
        make_volunteer(region=tree.fenyi),
        make_volunteer(),
    )
    Volunteer.objects.filter(pk=nowhere.pk).update(region=None, region_path="")
    nowhere.refresh_from_db()
    for region, expected in (
        (tree.baihua, [True, False, False]),
        (tree.yushui, [True, False, False]),
        (tree.fenyi, [False, True, False]),
        (tree.city, [True, True, False]),
    ):
        found = [belongs(who, stage("region", region.code), activity) for who in (here, elsewhere, nowhere)]
        assert found == expected, region
    assert not belongs(nowhere, stage("region", "000000"), activity)


@pytest.mark.parametrize(("days", "new"), [(0, True), (29, True), (30, False), (400, False)])
def test_new_is_registered_less_than_so_many_days_before_the_stage(days: int, new: bool) -> None:
    person = make_volunteer()
    person.registered_at = NOW - days * DAY
    assert belongs(person, stage("new", "30"), make_activity()) is new


@pytest.mark.parametrize(
    ("minutes", "served"), [((60, 59), False), ((60, 60), True), ((600,), True), ((), False)]
)
def test_served_counts_the_hours_on_the_ledger(minutes: tuple[int, ...], served: bool) -> None:
    person, activity = make_volunteer(), make_activity()
    for turn, each in enumerate(minutes, 3):
        make_entry(volunteer=person, body=activity.body, minutes=each, starts_at=NOW - turn * DAY)
    assert belongs(person, stage("served", "2"), activity) is served


def test_hours_and_memberships_of_a_merged_record_are_the_persons_own() -> None:
    activity = make_activity()
    old, kept = two_records()
    joined(old, activity)
    make_entry(volunteer=old, body=activity.body, minutes=120)
    groups = (stage("members"), stage("served", "2"))
    assert [belongs(kept, each, activity) for each in groups] == [False, False]
    merged(old, kept)
    assert [belongs(kept, each, activity) for each in groups] == [True, True]


def test_everybody_is_everybody() -> None:
    assert belongs(make_volunteer(), stage("all"), make_activity())
