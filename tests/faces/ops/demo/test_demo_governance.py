"""The demo city is governed: departments since their day, three administrators apart, nobody's role waits."""

from __future__ import annotations

from datetime import date

import pytest

from redvest.core.clock import day_of
from redvest.oversight.queries.annual_report import annual_figures
from redvest.registry.choices import Role
from redvest.registry.models import (
    Account,
    AnnualReport,
    Body,
    Brand,
    Department,
    Grant,
    JoinRequest,
    Membership,
    PledgeSignature,
    Region,
)
from redvest.registry.policy import SYSTEM_STANDING
from redvest.registry.queries.annual_report import bodies_lacking, bodies_owing
from redvest.registry.queries.department import departments_of, lead_of
from redvest.registry.queries.role import standing_of
from redvest.registry.rules.standing import SEPARATED

pytestmark = pytest.mark.django_db


def test_who_leads_changed_in_2024_everywhere(xinyu):
    city = Region.objects.get(pk="360500")
    for region in Region.objects.filter(city="360500", level__in=["city", "district", "zone"]):
        before, now = lead_of(region.path, date(2024, 4, 11)), lead_of(region.path, day_of(xinyu.at))
        assert before is not None and before.department.name == "文明办"
        assert now is not None and now.department.name == "社会工作部"
    assert [row.department.name for row in departments_of(city, date(2018, 1, 1))][:2] == ["文明办", "民政局"]
    assert Department.objects.count() == 17


def test_the_three_administrators_are_three_people(xinyu):
    found = Grant.objects.filter(role__in=SEPARATED)
    assert sorted(found.values_list("role", flat=True)) == sorted(SEPARATED)
    assert len(set(found.values_list("account", flat=True))) == 3


def test_all_staff_have_signed(xinyu):
    staff = Account.objects.filter(grants__isnull=False).distinct()
    assert PledgeSignature.objects.count() == staff.count()
    auditor = standing_of(staff.get(grants__role=Role.AUDITOR), day_of(xinyu.at))
    assert auditor.is_staff
    assert not auditor.waiting


def test_brands_have_their_owners(xinyu):
    brands = {brand.name: brand for brand in Brand.objects.select_related("body")}
    assert "黎明脚步" in brands
    assert all(brand.began_on >= (brand.body.founded_on or brand.began_on) for brand in brands.values())


def test_some_reports_are_in_with_the_figures_of_the_records_and_some_are_missing(xinyu):
    report = AnnualReport.objects.select_related("body").order_by("pk").first()
    assert report is not None
    assert report.submitted_at == xinyu.at
    assert report.figures == annual_figures(report.body, report.year, xinyu.at)
    officer = SYSTEM_STANDING(report.city)
    assert 0 < bodies_lacking(officer, report.year).count() < bodies_owing(officer, report.year).count()


def test_everybody_agreed_and_some_people_ask_to_come_in(xinyu):
    assert not Membership.objects.filter(consent="earlier").exists()
    asked = JoinRequest.objects.filter(state="open").select_related("body")
    assert asked.count() == 3
    for each in asked:
        assert not Membership.objects.filter(body=each.body, volunteer=each.volunteer).exists()
    assert not Body.objects.exclude(kind="registered").exclude(mark_number="").exists()
