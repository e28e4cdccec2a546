"""``redvest integrity scan``: one JSON document, a table for people, wrong days refused."""

from __future__ import annotations

import json

import pytest

from redvest.faces.ops import cli
from redvest.service.choices import Grade
from redvest.service.models import IntegrityCase
from tests.factories import registry, service

pytestmark = pytest.mark.django_db


def test_it_looks_and_says_what_it_found(capsys: pytest.CaptureFixture[str]) -> None:
    body = registry.make_body()
    clerk = registry.make_body_admin(body)
    service.make_entry(
        volunteer=registry.make_volunteer(), body=body, grade=Grade.D, recorded_by_id=clerk.account_id
    )

    assert cli.run(["integrity", "scan", "--days", "3650", "--json", "--city", registry.CITY]) == 0

    report = json.loads(capsys.readouterr().out)
    assert report["opened"] == 1 and report["found"] == {"absence": 1}
    assert IntegrityCase.objects.get().officer_id is None  # nobody is there to take it
    assert cli.run(["integrity", "scan", "--days", "3650", "--city", registry.CITY]) == 0
    assert "有时长没到场" in capsys.readouterr().out


@pytest.mark.parametrize("days", ["0", "none", "99999999"])
def test_wrong_days_are_refused(days: str) -> None:
    assert cli.run(["integrity", "scan", "--days", days]) == 2
    assert not IntegrityCase.objects.exists()
