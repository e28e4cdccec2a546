"""Cases at the desk: who sees them, what they say, taking, deciding, voiding."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.registry.choices import Role
from redvest.service.actions.integrity_case import answer_case
from redvest.service.actions.integrity_scan import run_radar
from redvest.service.choices import CaseState, Grade
from redvest.service.models import HoursEntry, IntegrityCase
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry, service
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db


def sell(place: Place) -> HoursEntry:
    """The clerk enters five hours for somebody whom nobody saw."""
    return service.make_entry(
        volunteer=registry.make_volunteer(), body=place.body, grade=Grade.D, minutes=300,
        recorded_by_id=place.admin.pk, at=NOW - timedelta(hours=2),
    )  # fmt: skip


@pytest.fixture
def case(place: Place) -> IntegrityCase:
    sell(place)
    run_radar(city=CITY, at=NOW)
    return IntegrityCase.objects.get()


def test_the_officer_finds_the_case_in_today_in_the_list_and_on_its_page(
    case: IntegrityCase, as_officer: Client
) -> None:
    assert "去核实" in said(as_officer.get("/desk/"))
    listed = said(as_officer.get("/desk/integrity/"))
    page = said(as_officer.get(reverse("desk:case", args=[case.pk])))

    assert "有时长没到场" in listed and "刘区域" in listed
    assert "5 小时" in page and "正在等本人说明" in page


@pytest.mark.parametrize("filters", ["state=final", "rule=travel"])
def test_the_list_filters_by_its_address(case: IntegrityCase, as_officer: Client, filters: str) -> None:
    assert "没有符合的风险提示" in said(as_officer.get(f"/desk/integrity/?{filters}"))
    assert "有时长没到场" in said(as_officer.get("/desk/integrity/?mine=1&state=assigned"))


def test_the_list_costs_the_same_for_one_and_for_three(place: Place, as_officer: Client) -> None:
    counts = []
    for people in (1, 2):
        for _ in range(people):
            account = registry.make_account()
            service.make_entry(
                volunteer=registry.make_volunteer(), body=place.body, grade=Grade.D, recorded_by_id=account.pk,
                at=NOW - timedelta(hours=2),
            )  # fmt: skip
        run_radar(city=CITY, at=NOW)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            as_officer.get("/desk/integrity/")
        counts.append(len(caught))
    assert IntegrityCase.objects.count() == 3
    assert counts[0] == counts[1] <= 12


def test_who_has_a_part_in_it_or_no_charge_of_the_place_finds_nothing(
    case: IntegrityCase, place: Place, sign_in: SignIn
) -> None:
    registry.make_grant(account=place.admin, role=Role.REGION_OFFICER, region=place.tree.yushui)
    url = reverse("desk:case", args=[case.pk])

    for account in (place.admin, place.leader, place.stranger, place.far_officer):
        assert sign_in(account).get(url).status_code == 404
        assert sign_in(account).post(reverse("desk:case-decide", args=[case.pk])).status_code == 404
    assert sign_in(place.member).get(url).status_code == 403
    assert sign_in(place.centre).get(url).status_code == 200
    case.refresh_from_db()
    assert case.state == CaseState.ASSIGNED and case.outcome == ""


def test_deciding_needs_the_person_heard_and_changes_no_hours(
    case: IntegrityCase, place: Place, as_officer: Client
) -> None:
    url, entries = reverse("desk:case-decide", args=[case.pk]), HoursEntry.objects.count()
    early = as_officer.post(url, {"answer": "yes", "reasons": "没有任何材料"}, follow=True)
    assert "还没有听本人说明" in said(early)

    answer_case(by=registry.standing_of(place.admin), case=case, text="当天名单丢了", at=NOW)
    done = as_officer.post(url, {"answer": "yes", "reasons": "查无此活动", "propose_void": "1"}, follow=True)

    assert "情况属实" in said(done) and "查无此活动" in said(done)
    assert HoursEntry.objects.count() == entries
    case.refresh_from_db()
    assert case.state == CaseState.DECIDED and case.propose_void


def test_somebody_of_the_place_above_takes_over_and_voids_once_it_is_final(
    case: IntegrityCase, place: Place, sign_in: SignIn
) -> None:
    IntegrityCase.objects.filter(pk=case.pk).update(
        state=CaseState.FINAL, outcome="confirmed", decided_by=place.officer
    )
    entry = HoursEntry.objects.get()

    page = sign_in(place.centre).post(
        reverse("desk:case-void", args=[case.pk, entry.pk]), {"reason": "查实没有到场"}, follow=True
    )

    assert "已经作废" in said(page)
    assert HoursEntry.objects.get(voids=entry).minutes == -300
    assert case.events.get(step="voided").entry_id == entry.pk
