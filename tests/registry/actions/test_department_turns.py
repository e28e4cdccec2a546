"""Turns of office and the refusals between them: what is refused leaves every former duty as it was."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from redvest.core.errors import NotAllowed
from redvest.core.models import AuditLine
from redvest.registry.actions.department import add_department, appoint_department, end_duty, load_departments
from redvest.registry.choices import DepartmentDuty
from redvest.registry.governance_errors import (
    DepartmentNameWrong,
    DepartmentUnknown,
    DutyDatesWrong,
    DutyTaken,
    LeadTaken,
)
from redvest.registry.models import Department, DepartmentRole, Region
from redvest.registry.policy import Standing
from redvest.registry.queries.department import (
    department_lines,
    departments,
    departments_of,
    duty_history,
    lead_of,
)
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
LEAD, ADMINISTERS, MEMBER = DepartmentDuty.LEAD, DepartmentDuty.ADMINISTERS, DepartmentDuty.MEMBER
DAY = timedelta(days=1)


@pytest.fixture
def centre() -> Standing:
    load_departments(city=make.CITY)
    return make.make_centre()


def named(key: str, city: str = make.CITY) -> Department:
    return Department.objects.get(city=city, key=key)


def appoint(by: Standing, key: str, duty: DepartmentDuty, since: date, **given: Any) -> DepartmentRole:
    region = given.pop("region", None) or make.make_region_tree().city
    return appoint_department(
        by=by, department=named(key), region=region, duty=duty, starts_on=since, at=make.NOW, **given
    )


def rows() -> list[dict[str, Any]]:
    return list(DepartmentRole.objects.order_by("pk").values())


def duties(region: Region, on: date) -> list[tuple[str, str]]:
    return [(row.department.key, row.duty) for row in departments_of(region, on)]


def test_a_refused_turn_leaves_the_lead_in_office(centre: Standing) -> None:
    """The former lead would end first: the refusal of the new one has to take that back too."""
    appoint(centre, "civilisation-office", LEAD, date(2012, 1, 1))
    appoint(centre, "social-work", MEMBER, date(2025, 1, 1), ends_on=date(2026, 12, 31))
    before, lines = rows(), AuditLine.objects.count()

    with pytest.raises(DutyTaken):
        appoint(centre, "social-work", LEAD, date(2024, 4, 12))

    assert rows() == before
    assert AuditLine.objects.count() == lines


def test_a_second_lead_of_the_same_first_day_is_refused(centre: Standing) -> None:
    appoint(centre, "civilisation-office", LEAD, make.TODAY)
    before = rows()
    for since in (make.TODAY, make.TODAY - DAY):
        with pytest.raises(LeadTaken):
            appoint(centre, "social-work", LEAD, since)
    assert rows() == before
    appoint(centre, "social-work", LEAD, make.TODAY + DAY)
    assert duties(make.make_region_tree().city, make.TODAY) == [("civilisation-office", "lead")]
    assert duties(make.make_region_tree().city, make.TODAY + DAY) == [("social-work", "lead")]


def test_a_member_that_becomes_the_lead_has_one_duty_a_day(centre: Standing) -> None:
    city = make.make_region_tree().city
    appoint(centre, "civilisation-office", LEAD, date(2012, 1, 1))
    appoint(centre, "social-work", MEMBER, date(2023, 1, 1))
    appoint(centre, "social-work", LEAD, date(2024, 4, 12))

    assert duties(city, date(2024, 4, 11)) == [("civilisation-office", "lead"), ("social-work", "member")]
    assert duties(city, date(2024, 4, 12)) == [("social-work", "lead")]
    # The former lead may go on as a member from the very day on which it leads no more.
    appoint(centre, "civilisation-office", MEMBER, date(2024, 4, 12))
    assert duties(city, date(2024, 4, 12)) == [("social-work", "lead"), ("civilisation-office", "member")]


def test_a_new_member_ends_nobody_elses_duty(centre: Standing) -> None:
    tree = make.make_region_tree()
    appoint(centre, "civilisation-office", LEAD, date(2012, 1, 1))
    appoint(centre, "civil-affairs", ADMINISTERS, date(2012, 1, 1))
    appoint(centre, "social-work", LEAD, date(2024, 1, 1), region=tree.yushui)
    appoint(centre, "youth-league", MEMBER, date(2024, 1, 1))

    assert not DepartmentRole.objects.filter(ends_on__isnull=False).exists()
    assert len(duties(tree.city, make.TODAY)) == 3


@pytest.mark.parametrize(("offset", "counts"), [(-1, False), (0, True), (9, True), (10, False)])
def test_a_duty_counts_on_its_first_and_on_its_last_day(centre: Standing, offset: int, counts: bool) -> None:
    city = make.make_region_tree().city
    appoint(centre, "red-cross", LEAD, make.TODAY, ends_on=make.TODAY + 9 * DAY)
    on = make.TODAY + offset * DAY
    assert bool(duties(city, on)) is counts
    assert (lead_of(city.path, on) is not None) is counts


def test_one_day_in_office_is_long_enough(centre: Standing) -> None:
    row = appoint(centre, "red-cross", LEAD, make.TODAY, ends_on=make.TODAY)
    assert row.starts_on == row.ends_on
    with pytest.raises(DutyDatesWrong):
        appoint(centre, "education", MEMBER, make.TODAY, ends_on=make.TODAY - DAY)
    assert DepartmentRole.objects.count() == 1


def test_a_duty_is_shortened_and_never_lengthened(centre: Standing) -> None:
    row = appoint(centre, "red-cross", MEMBER, date(2024, 1, 1), ends_on=date(2026, 12, 31))
    end_duty(by=centre, role=row, ends_on=date(2025, 6, 30), at=make.NOW)
    before, lines = rows(), AuditLine.objects.filter(verb="end_duty").count()

    for day in (date(2025, 6, 30), date(2025, 12, 31)):
        with pytest.raises(DepartmentUnknown):
            end_duty(by=centre, role=row, ends_on=day, at=make.NOW)

    assert rows() == before
    assert (lines, AuditLine.objects.filter(verb="end_duty").count()) == (1, 1)
    assert AuditLine.objects.get(verb="end_duty").details == {"ends_on": "2025-06-30"}


def test_a_department_of_another_city_has_no_part_here(centre: Standing) -> None:
    make.make_other_city()
    load_departments(city="410800")
    with pytest.raises(DepartmentUnknown):
        appoint_department(
            by=centre, department=named("social-work", "410800"), region=make.make_region_tree().city,
            duty=LEAD, starts_on=make.TODAY, at=make.NOW,
        )  # fmt: skip
    assert not DepartmentRole.objects.exists()


def test_only_who_governs_the_place_appoints_or_ends(centre: Standing) -> None:
    tree = make.make_region_tree()
    body = make.make_body(region=tree.yushui)
    row = appoint(centre, "red-cross", MEMBER, date(2024, 1, 1), region=tree.yushui)
    before = rows()
    for by in (
        make.make_member(), make.make_leader(body), make.make_body_admin(body), make.make_officer(tree.fenyi),
        make.make_officer(tree.chengnan),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            appoint(by, "education", MEMBER, make.TODAY, region=tree.yushui)
        with pytest.raises(NotAllowed):
            end_duty(by=by, role=row, ends_on=make.TODAY, at=make.NOW)
    assert rows() == before
    end_duty(by=make.make_officer(tree.yushui), role=row, ends_on=make.TODAY, at=make.NOW)
    assert DepartmentRole.objects.get().ends_on == make.TODAY


def test_the_basis_is_one_line_and_the_trail_names_place_and_duty(centre: Standing) -> None:
    row = appoint(centre, "social-work", LEAD, make.TODAY, basis="  两办\n 意见  " + "长" * 300)
    assert row.basis.startswith("两办 意见 长")
    assert len(row.basis) == 200
    assert row.set_by_id == centre.account_id
    line = AuditLine.objects.get(verb="appoint_department")
    assert line.details == {"department": "social-work", "region": make.CITY, "duty": "lead"}
    assert (line.target_kind, line.target_id) == ("DepartmentRole", str(row.pk))


@pytest.mark.parametrize("name", ["", " ", "局", "局" * 41, "文明办", "  文明办 "])
def test_a_name_of_a_department_is_new_and_of_a_sane_length(centre: Standing, name: str) -> None:
    before = Department.objects.count()
    with pytest.raises(DepartmentNameWrong):
        add_department(by=centre, name=name, at=make.NOW)
    assert Department.objects.count() == before
    assert not AuditLine.objects.filter(verb="add_department").exists()


def test_a_city_has_its_own_list_and_loading_mends_a_changed_name(centre: Standing) -> None:
    lines = list(department_lines())
    Department.objects.filter(key=lines[0][0]).update(name="改过的名字", order=99)
    add_department(by=centre, name="文 旅  局", at=make.NOW)
    load_departments(city="410800")

    assert load_departments(city=make.CITY) == len(lines)

    kept = [(row.key, row.name) for row in departments(make.CITY)]
    assert kept == [*lines, (f"own-{len(lines) + 1}", "文 旅 局")]
    assert [(row.key, row.name) for row in departments("410800")] == lines


def test_more_duties_ask_the_same(centre: Standing, django_assert_num_queries: Any) -> None:
    city = make.make_region_tree().city
    for keys in (("social-work",), ("red-cross", "education")):
        for key in keys:
            appoint(centre, key, MEMBER, make.TODAY)
        with django_assert_num_queries(2):
            now = [row.department.name for row in departments_of(city, make.TODAY)]
            told = [(row.department.name, row.set_by and row.set_by.name) for row in duty_history(city)]
        assert len(now) == len(told)
    assert len(now) == 3


def test_whose_turn_is_over_has_a_line_of_its_own(centre: Standing) -> None:
    former = appoint(centre, "civilisation-office", LEAD, date(2012, 1, 1))
    own = appoint(centre, "social-work", MEMBER, date(2023, 1, 1))
    stays = appoint(centre, "red-cross", MEMBER, date(2023, 1, 1))
    appoint(centre, "social-work", LEAD, date(2024, 4, 12))
    lines = AuditLine.objects.filter(verb="end_duty")
    assert {line.target_id for line in lines} == {str(former.pk), str(own.pk)}
    assert {line.details["ends_on"] for line in lines} == {"2024-04-11"}
    stays.refresh_from_db()
    assert stays.ends_on is None
