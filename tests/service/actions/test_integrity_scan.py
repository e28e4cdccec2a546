"""The nightly look against a small house: what is found, once, and who gets it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from redvest.service.actions.integrity_scan import run_radar
from redvest.service.choices import CaseState, Grade
from redvest.service.models import IntegrityCase
from tests.factories import registry, service
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_single_entry_that_nobody_stands_behind_raises_a_case_for_a_named_officer() -> None:
    officer = registry.make_officer()
    body = registry.make_body()
    clerk = registry.make_body_admin(body)
    volunteer = registry.make_volunteer()
    service.make_entry(
        volunteer=volunteer, body=body, grade=Grade.D, minutes=300, recorded_by_id=clerk.account_id
    )

    report = run_radar(city=CITY, at=NOW + HOUR)

    case = IntegrityCase.objects.get()
    assert (case.rule, case.subject_kind, case.subject_key) == ("absence", "recorder", str(clerk.account_id))
    assert "5 小时" in case.reason and "没有报名" in case.reason
    assert case.state == CaseState.ASSIGNED and case.officer_id == officer.account_id
    assert report.opened == report.assigned == 1
    assert run_radar(city=CITY, at=NOW + 2 * HOUR).opened == 0
