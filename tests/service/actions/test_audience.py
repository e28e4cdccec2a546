"""An audience: counted by group by who leads, replaced by a later count, told as people served."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.core.clock import day_of
from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.service.actions.activity import create_activity
from redvest.service.actions.activity_form import PostForm
from redvest.service.actions.audience import MOST, record_audience
from redvest.service.activity_errors import BadActivity
from redvest.service.audience_errors import BadAudience, NoAudience
from redvest.service.choices import ActivityState
from redvest.service.errors import WrongState
from redvest.service.models import Activity, AudienceCount
from redvest.service.queries.activity_kind import (
    activity_kinds,
    audience_groups,
    audience_of,
    kind_of,
    served_in,
)
from tests.factories.registry import NOW, make_body, make_leader, make_member, make_officer, make_region_tree
from tests.factories.service import HOUR, make_activity, make_project
from tests.service.actions.test_activity import form_for

pytestmark = pytest.mark.django_db


def lecture(**more: object) -> Activity:
    activity = make_activity(**{"starts_at": NOW - HOUR, **more})
    Activity.objects.filter(pk=activity.pk).update(kind="first-aid", audience_places=80)
    activity.refresh_from_db()
    return activity


def test_the_five_public_lectures_are_kinds_with_an_audience_and_service_is_not():
    kinds = activity_kinds()
    named = {kind.name for kind in kinds.values() if kind.audience}
    assert {"文明礼仪讲座", "保健讲座", "急救讲座", "心理讲座", "创业辅导"} <= named
    assert not kinds["service"].audience
    assert all(len(key) <= 16 for key in (*kinds, *audience_groups()))


def test_a_key_that_the_list_no_longer_has_is_an_ordinary_activity():
    assert kind_of(Activity(kind="gone")).key == "service"


def test_the_leader_counts_and_counts_again():
    activity = lecture()
    by = make_leader(activity.body)
    assert (
        record_audience(by=by, activity=activity, people={"elders": 40, "residents": 25, "other": 0}, at=NOW)
        == 65
    )
    assert audience_of(activity) == {"residents": 25, "elders": 40}

    assert record_audience(by=by, activity=activity, people={"elders": 42}, at=NOW) == 42

    assert audience_of(activity) == {"elders": 42}
    lines = AuditLine.objects.filter(verb="record_audience").order_by("id")
    assert [line.details["people"] for line in lines] == [{"elders": 40, "residents": 25}, {"elders": 42}]


def test_only_who_leads_counts_and_only_what_has_begun_and_has_an_audience():
    activity = lecture()
    for by in (make_officer(), make_member(), make_leader(make_body())):
        with pytest.raises(NotAllowed):
            record_audience(by=by, activity=activity, people={"elders": 4}, at=NOW)
    plain = make_activity(starts_at=NOW - HOUR)
    with pytest.raises(NoAudience):
        record_audience(by=make_leader(plain.body), activity=plain, people={"elders": 4}, at=NOW)
    for other in (lecture(starts_at=NOW + HOUR), lecture(state=ActivityState.CANCELLED)):
        with pytest.raises(WrongState):
            record_audience(by=make_leader(other.body), activity=other, people={"elders": 4}, at=NOW)
    assert not AudienceCount.objects.exists()


@pytest.mark.parametrize("people", [{"martians": 1}, {"elders": -1}, {"elders": MOST + 1}])
def test_what_cannot_be_counted_is_said_beside_its_group(people):
    activity = lecture()
    with pytest.raises(BadAudience) as refused:
        record_audience(by=make_leader(activity.body), activity=activity, people=people, at=NOW)
    assert refused.value.details["errors"][0]["field"] == next(iter(people))
    assert not AudienceCount.objects.exists()


def test_people_served_are_summed_by_place_body_and_day():
    tree = make_region_tree()
    here = lecture(body=make_body(region=tree.yushui))
    there = lecture(body=make_body(region=tree.fenyi), region=tree.fenyi, starts_at=NOW - 49 * HOUR)
    for activity, number in ((here, 30), (there, 12)):
        record_audience(
            by=make_leader(activity.body), activity=activity, people={"residents": number}, at=NOW
        )
    assert served_in("360500") == 42
    assert served_in("360500", region_path=tree.fenyi.path) == 12
    assert served_in("360500", body_ids=[here.body_id]) == 30
    today = day_of(NOW)
    assert served_in("360500", since=today) == 30
    assert served_in("360500", until=today - timedelta(days=1)) == 12
    assert served_in("411100") == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "party"}, "kind"),
        ({"kind": "service", "audience_places": 50}, "audience_places"),
        ({"kind": "health", "audience_places": 0}, "audience_places"),
    ],
)
def test_a_form_takes_kinds_of_the_list_and_seats_for_lectures_only(changes, field):
    make_region_tree()
    project = make_project()
    with pytest.raises(BadActivity) as refused:
        create_activity(
            by=make_leader(project.body),
            form=form_for(project, **changes),
            posts=[PostForm("讲师", 1)],
            at=NOW,
        )
    assert [error["field"] for error in refused.value.details["errors"]] == [field]


def test_a_lecture_is_drafted_with_its_seats():
    make_region_tree()
    project = make_project()
    made = create_activity(
        by=make_leader(project.body), form=form_for(project, kind="health", audience_places=120),
        posts=[PostForm("讲师", 1)], at=NOW,
    )  # fmt: skip
    assert (made.kind, made.audience_places) == ("health", 120)
