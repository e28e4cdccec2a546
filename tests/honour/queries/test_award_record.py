"""What the records say of who stands: the right year, the right grades, after corrections, over merged records."""

from __future__ import annotations

from datetime import date

import pytest

from redvest.honour.choices import CategorySubject, StarState
from redvest.honour.queries.award_record import evidence_of, found_on, nominee_of, subject_of
from redvest.honour.rules.award import Found
from redvest.registry.choices import BodyState, RealNameState, VolunteerState
from redvest.registry.models import Membership, Volunteer
from redvest.service.choices import AwardState, CaseOutcome, CaseState, Grade, ProjectState
from redvest.service.models import AwardRecord, IntegrityCase
from tests.factories import parts
from tests.factories.award import DAY, make_category, make_nomination
from tests.factories.registry import (
    CITY,
    NOW,
    TODAY,
    make_account,
    make_body,
    make_region_tree,
    make_volunteer,
)
from tests.factories.service import make_activity, make_entry, make_project
from tests.factories.star import make_star, serve
from tests.honour.actions.test_star import finding
from tests.service.actions.test_person import merged, two_records

pytestmark = pytest.mark.django_db
LAST_YEAR = NOW - 100 * DAY  # November 2025


class TestPerson:
    def test_of_who_has_nothing(self) -> None:
        person = make_volunteer(birth_on=date(1990, 3, 6), at=NOW - 800 * DAY)
        assert found_on(person, 2026, TODAY) == Found(age=35, years=2)

    def test_minutes_of_a_to_c_of_the_year_alone(self) -> None:
        person = make_volunteer()
        for hours, grade in ((1, Grade.A), (2, Grade.B), (4, Grade.C), (8, Grade.D)):
            serve(person, hours, grade=grade, at=NOW - hours * DAY)
        serve(person, 16, at=LAST_YEAR)
        assert found_on(person, 2026, TODAY).minutes == 7 * 60
        assert found_on(person, 2025, TODAY).minutes == 16 * 60

    def test_activities_with_hours_left(self) -> None:
        person, body = make_volunteer(), make_body()
        for back in (3, 4):
            activity = make_activity(body=body, starts_at=NOW - back * DAY)
            for part in (0, 1):
                starts = activity.starts_at + part * DAY / 12
                make_entry(volunteer=person, body=body, activity=activity, minutes=30, starts_at=starts)
        assert found_on(person, 2026, TODAY).activities == 2

    def test_records_merged_into_ones_own_count(self) -> None:
        old, kept = two_records()
        serve(old, 3, at=NOW - 20 * DAY)
        serve(kept, 4, at=NOW - 10 * DAY)
        merged(old, kept)
        nomination = make_nomination(volunteer=old)
        nominee = nominee_of(nomination)
        assert nominee == kept and found_on(nominee, 2026, TODAY).minutes == 7 * 60

    @pytest.mark.parametrize("state", [CaseState.DECIDED, CaseState.FINAL])
    def test_a_confirmed_finding_counts_also_when_it_is_closed(self, state: CaseState) -> None:
        person, other = make_volunteer(), make_volunteer()
        finding(person, state)
        finding(other, state, CaseOutcome.DISMISSED)
        assert found_on(person, 2026, TODAY).finding and not found_on(other, 2026, TODAY).finding

    def test_who_rests_does_not_serve(self) -> None:
        assert not found_on(make_volunteer(state=VolunteerState.SUSPENDED), 2026, TODAY).serving


class TestOthers:
    def test_an_organisation(self) -> None:
        body = make_body(at=NOW - 1000 * DAY)
        for state in (RealNameState.CHECKED, RealNameState.CHECKED):
            person = make_volunteer(real_name_state=state)
            Membership.objects.create(city=CITY, body=body, volunteer=person, joined_on=TODAY)
        unnamed = make_volunteer()
        Volunteer.objects.filter(pk=unnamed.pk).update(real_name_state=RealNameState.MISSING)
        Membership.objects.create(city=CITY, body=body, volunteer=unnamed, joined_on=TODAY)
        left = make_volunteer()
        Membership.objects.create(city=CITY, body=body, volunteer=left, joined_on=TODAY, left_on=TODAY)
        serve(left, 5, body=body, at=NOW - 9 * DAY)
        assert found_on(body, 2026, TODAY) == Found(minutes=300, years=2, members=2)
        body.founded_on, body.state = date(2020, 3, 5), BodyState.SUSPENDED
        found = found_on(body, 2026, TODAY)
        assert found.years == 6 and not found.serving

    def test_a_finding_about_how_an_organisation_records(self) -> None:
        body, person = make_body(), make_volunteer()
        case = finding(person, CaseState.FINAL)
        IntegrityCase.objects.filter(pk=case.pk).update(body=body)
        assert not found_on(body, 2026, TODAY).finding  # it is the person's own
        IntegrityCase.objects.filter(pk=case.pk).update(subject_kind="recorder")
        assert found_on(body, 2026, TODAY).finding

    def test_a_community_by_where_people_live_and_where_hours_were_served(self) -> None:
        tree = make_region_tree()
        person = make_volunteer(region=tree.zhanqian)
        make_volunteer(region=tree.baihua)
        serve(person, 2, body=make_body(region=tree.zhanqian), at=NOW - 9 * DAY)
        serve(person, 4, body=make_body(region=tree.baihua), at=NOW - 8 * DAY)
        assert found_on(tree.zhanqian, 2026, TODAY) == Found(minutes=120, members=1)

    def test_a_project_by_its_activities(self) -> None:
        project = make_project()
        activity = make_activity(project=project, starts_at=NOW - 5 * DAY)
        starts = activity.starts_at
        make_entry(
            volunteer=make_volunteer(), body=project.body, activity=activity, minutes=60, starts_at=starts
        )
        found = found_on(project, 2026, TODAY)
        assert (found.minutes, found.activities, found.serving, found.finding) == (60, 1, True, False)
        project.state = ProjectState.PLANNED
        assert not found_on(project, 2026, TODAY).serving


def test_what_is_nominated_is_read_back() -> None:
    body, tree = make_body(), make_region_tree()
    things = {
        CategorySubject.BODY: {"body": body},
        CategorySubject.COMMUNITY: {"region": tree.baihua},
        CategorySubject.PROJECT: {"project": make_project(body=body)},
    }
    for subject, named in things.items():
        nominee = nominee_of(make_nomination(category=make_category(subject=subject), **named))
        assert [nominee] == list(named.values()) and subject_of(nominee) == subject


def test_the_pack_of_a_person() -> None:
    person, body = make_volunteer(), make_body()
    activity = parts.served_on(body=body, leader=make_account(), volunteers=[person])
    parts.make_evaluation(activity=activity, volunteer=person, scores=(5, 4, 3))
    make_entry(volunteer=person, body=body, activity=activity, minutes=120, starts_at=activity.starts_at)
    serve(person, 8, grade=Grade.D, at=LAST_YEAR)
    make_star(volunteer=person, state=StarState.GRANTED)
    for state in (AwardState.RECORDED, AwardState.APPLIED):
        AwardRecord.objects.create(
            city=CITY, volunteer=person, giver="government", granted_by="渝水区文明办", name=f"优秀志愿者{state}",
            on=date(2025, 12, 5), state=state, created_at=NOW, created_by=person.account,
        )  # fmt: skip
    pack = evidence_of(person, 2026, TODAY)
    assert pack["minutes"] == {"A": 0, "B": 120, "C": 0, "D": 480}
    assert pack["minutes_of_year"] == {"A": 0, "B": 120, "C": 0, "D": 0}
    assert pack["activities"] == [{"title": "陪独居老人买菜", "on": "2026-03-04", "minutes": 120}]
    assert (pack["evaluations"], pack["stars"]) == ({"count": 1, "points": 12}, [1])
    assert pack["commendations"] == [
        {"name": "优秀志愿者recorded", "on": "2025-12-05", "granted_by": "渝水区文明办"}
    ]
    assert pack["figures"]["activities"] == 1 and pack["year"] == 2026


def test_the_packs_of_the_others_tell_nothing_of_persons() -> None:
    body = make_body()
    project = make_project(body=body)
    for nominee in (body, project, make_region_tree().baihua):
        pack = evidence_of(nominee, 2026, TODAY)
        assert "stars" not in pack and "commendations" not in pack and pack["activities"] == []
