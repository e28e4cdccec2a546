"""Two radars at once, and two officers at once: one case, one decision."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from redvest.service.actions.integrity_case import answer_case, decide_case, take_case
from redvest.service.actions.integrity_scan import run_radar
from redvest.service.choices import CaseStep, Grade
from redvest.service.models import CaseEvent, IntegrityCase
from redvest.service.rules.integrity.refusal import CaseClosed
from tests.factories import registry, service
from tests.factories.race import at_once
from tests.factories.registry import CITY, NOW

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def test_two_radars_at_once_open_one_case() -> None:
    body = registry.make_body()
    clerk = registry.make_body_admin(body)
    registry.make_officer()
    service.make_entry(
        volunteer=registry.make_volunteer(), body=body, grade=Grade.D, recorded_by_id=clerk.account_id, at=NOW - DAY
    )  # fmt: skip

    results = at_once(*[partial(run_radar, city=CITY, at=NOW)] * 4)

    assert not [each for each in results if isinstance(each, Exception)]
    assert IntegrityCase.objects.count() == 1
    assert CaseEvent.objects.filter(step=CaseStep.OPENED).count() == 1
    assert CaseEvent.objects.filter(step=CaseStep.ASSIGNED).count() == 1
    assert sum(each.opened for each in results if not isinstance(each, Exception)) == 1


def test_one_officer_in_two_windows_decides_once() -> None:
    body = registry.make_body()
    clerk, officer = registry.make_body_admin(body), registry.make_officer()
    service.make_entry(
        volunteer=registry.make_volunteer(), body=body, grade=Grade.D, recorded_by_id=clerk.account_id, at=NOW - DAY
    )  # fmt: skip
    run_radar(city=CITY, at=NOW)
    answer_case(by=clerk, case=IntegrityCase.objects.get(), text="名单在这里", at=NOW)
    first, second = IntegrityCase.objects.get(), IntegrityCase.objects.get()

    results = at_once(
        partial(decide_case, by=officer, case=first, confirmed=True, reasons="属实", at=NOW),
        partial(decide_case, by=officer, case=second, confirmed=False, reasons="没事", at=NOW),
    )

    assert sum(isinstance(each, CaseClosed) for each in results) == 1
    assert CaseEvent.objects.filter(step=CaseStep.DECIDED).count() == 1


def test_who_has_lost_the_case_meanwhile_decides_nothing() -> None:
    body = registry.make_body()
    clerk, officer, other = registry.make_body_admin(body), registry.make_officer(), registry.make_officer()
    service.make_entry(
        volunteer=registry.make_volunteer(), body=body, grade=Grade.D, recorded_by_id=clerk.account_id, at=NOW - DAY
    )  # fmt: skip
    run_radar(city=CITY, at=NOW)
    answer_case(by=clerk, case=IntegrityCase.objects.get(), text="名单在这里", at=NOW)
    stale = IntegrityCase.objects.get()
    holder, taker = (officer, other) if stale.officer_id == officer.account_id else (other, officer)
    take_case(by=taker, case=IntegrityCase.objects.get(), at=NOW)

    with pytest.raises(CaseClosed):
        decide_case(by=holder, case=stale, confirmed=True, reasons="属实", at=NOW)

    assert not CaseEvent.objects.filter(step=CaseStep.DECIDED).exists()
    assert IntegrityCase.objects.get().outcome == ""
