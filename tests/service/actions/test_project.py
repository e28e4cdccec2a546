"""Projects: opened by who may, with a code of the national pattern, and closed once."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.choices import BodyState
from redvest.registry.models import Body
from redvest.service.actions.project import ProjectForm, close_project, create_project
from redvest.service.activity_errors import BadProject
from redvest.service.choices import ProjectState
from redvest.service.errors import WrongState
from redvest.service.models import Project
from tests.factories.registry import (
    NOW,
    TODAY,
    make_body,
    make_body_admin,
    make_centre,
    make_domain,
    make_leader,
    make_member,
    make_officer,
    make_other_city,
    make_region_tree,
    make_volunteer,
    volunteer_standing,
)
from tests.factories.service import make_project

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FORM = ProjectForm(
    name=" 护河行动 ", domain_key="xinyu:02", region_code="360502", summary=" 每周清理河滩。 ", beneficiaries=" 沿河居民 ",
    guarantees=" 手套、保险 ", starts_on=date(2026, 4, 1), ends_on=date(2026, 10, 1),
)  # fmt: skip


@pytest.fixture
def body() -> Body:
    make_domain()
    make_region_tree()
    return make_body(name="沿河志愿队")


def create(body: Body, by=None, at: datetime = NOW, **changes: object) -> Project:
    return create_project(by=by or make_leader(body), body=body, form=replace(FORM, **changes), at=at)


def refused(body: Body, **changes: object) -> list[str]:
    """The fields at fault; nothing is written."""
    with pytest.raises(BadProject) as caught:
        create(body, **changes)
    assert not Project.objects.exists()
    assert not AuditLine.objects.exists()
    assert all(fault["sentence"].endswith("。") for fault in caught.value.details["errors"])
    return [fault["field"] for fault in caught.value.details["errors"]]


def test_a_project_is_written_as_it_was_filled_in(body: Body) -> None:
    by = make_leader(body)

    made = Project.objects.get(pk=create(body, by).pk)

    assert (made.name, made.summary, made.beneficiaries, made.guarantees) == (
        "护河行动", "每周清理河滩。", "沿河居民", "手套、保险",
    )  # fmt: skip
    assert (made.body, made.city, made.region_path, made.domain_id) == (
        body,
        "360500",
        "360500/360502/",
        "xinyu:02",
    )
    assert (made.starts_on, made.ends_on, made.state, made.created_at) == (
        FORM.starts_on,
        FORM.ends_on,
        "running",
        NOW,
    )
    line = AuditLine.objects.get()
    assert (line.verb, line.target_id, line.actor_id) == ("create_project", str(made.pk), by.account_id)


@pytest.mark.parametrize("term", ["护河", "行动", "hu", "hhxd", "沿河"])
def test_it_can_be_found(body: Body, term: str) -> None:
    create(body)

    assert Project.objects.filter(search__contains=[term]).exists()


def test_codes_follow_the_national_pattern_and_go_up(body: Body) -> None:
    codes = [create(body).code for _ in range(3)]

    assert all(re.fullmatch(r"P3605022603\d{7}", code) for code in codes)
    serials = [int(code[-7:]) for code in codes]
    assert serials == list(range(serials[0], serials[0] + 3))


@pytest.mark.parametrize(
    ("at", "month"),
    [(datetime(2026, 3, 31, 15, 59, tzinfo=UTC), "2603"), (datetime(2026, 3, 31, 16, 0, tzinfo=UTC), "2604")],
)
def test_the_month_in_the_code_is_that_of_china(body: Body, at: datetime, month: str) -> None:
    assert create(body, at=at).code[7:11] == month


def test_a_zone_and_a_community_have_codes_of_the_same_length(body: Body) -> None:
    codes = [create(body, region_code=code).code for code in ("3605Z1", "360502001001", "360500")]

    assert [code[:7] for code in codes] == ["P3605Z1", "P360502", "P360500"]
    assert {len(code) for code in codes} == {18}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"), ({"name": " 　"}, "name"), ({"name": "护" * 81}, "name"),
        ({"region_code": "999999"}, "region"), ({"region_code": ""}, "region"), ({"domain_key": "xinyu:99"}, "domain"),
        ({"domain_key": ""}, "domain"), ({"ends_on": date(2026, 3, 31)}, "ends_on"),
        ({"starts_on": None, "ends_on": TODAY - DAY}, "ends_on"), ({"beneficiaries": "人" * 81}, "beneficiaries"),
        ({"guarantees": "保" * 201}, "guarantees"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_field(body: Body, changes: dict[str, object], field: str) -> None:
    assert refused(body, **changes) == [field]


def test_everything_wrong_is_told_at_once(body: Body) -> None:
    assert refused(body, name=" ", region_code="x", domain_key="y", ends_on=date(2020, 1, 1)) == [
        "name", "region", "domain", "ends_on",
    ]  # fmt: skip


def test_a_place_of_another_city_is_no_place_here(body: Body) -> None:
    make_other_city()

    assert refused(body, region_code="410800") == ["region"]


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "护" * 80}, {"beneficiaries": "人" * 80}, {"guarantees": "保" * 200}, {"ends_on": None},
        {"ends_on": FORM.starts_on}, {"starts_on": None, "ends_on": TODAY}, {"starts_on": date(2020, 1, 1)},
    ],
)  # fmt: skip
def test_what_is_just_good_enough_is_taken(body: Body, changes: dict[str, object]) -> None:
    assert create(body, **changes).pk


def test_without_a_first_day_it_begins_today(body: Body) -> None:
    assert create(body, starts_on=None).starts_on == TODAY


def test_who_may_open_a_project(body: Body) -> None:
    for by in (make_leader(body), make_body_admin(body), make_officer(), make_centre()):
        assert create(body, by).body == body


def test_who_may_not_open_a_project(body: Body) -> None:
    outsiders = (
        make_member(), volunteer_standing(make_volunteer()), make_leader(make_body()),
        make_officer(make_region_tree().fenyi),
    )  # fmt: skip
    for by in outsiders:
        with pytest.raises(NotAllowed):
            create(body, by)
    assert not Project.objects.exists()


@pytest.mark.parametrize("state", [state for state in BodyState if state != BodyState.ACTIVE])
def test_a_body_not_in_good_standing_opens_none(body: Body, state: BodyState) -> None:
    leader = make_leader(body)
    body.state = state
    body.save()

    for by in (leader, make_officer()):
        with pytest.raises(WrongState, match="暂时不能发布项目"):
            create(body, by)
    with pytest.raises(NotAllowed):
        create(body, make_leader(body))
    assert not Project.objects.exists()


def test_closing_ends_it_today_and_closing_again_changes_nothing(body: Body) -> None:
    project = make_project(body=body)
    by = make_leader(body)

    close_project(by=by, project=project, at=NOW)
    close_project(by=by, project=project, at=NOW + 5 * DAY)

    project.refresh_from_db()
    assert (project.state, project.ends_on) == (ProjectState.CLOSED, TODAY)
    assert AuditLine.objects.filter(verb="close_project").count() == 1


def test_a_project_that_was_to_begin_later_can_be_closed_too(body: Body) -> None:
    project = create(body)

    close_project(by=make_leader(body), project=project, at=NOW)

    project.refresh_from_db()
    assert (project.state, project.starts_on, project.ends_on) == ("closed", FORM.starts_on, FORM.starts_on)


def test_who_may_not_close_it(body: Body) -> None:
    project = make_project(body=body)
    for by in (make_member(), make_leader(make_body()), make_officer(make_region_tree().fenyi)):
        with pytest.raises(NotAllowed):
            close_project(by=by, project=project, at=NOW)

    project.refresh_from_db()
    assert (project.state, project.ends_on) == (ProjectState.RUNNING, None)
