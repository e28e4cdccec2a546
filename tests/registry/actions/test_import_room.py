"""People who are registered by a sheet into an organisation: no more than it can lead, none into one that ended."""

from __future__ import annotations

from pathlib import Path

import pytest

from redvest.registry.errors import BodyNotActive
from redvest.registry.membership_errors import BodyFull
from redvest.registry.models import Body, Membership, Volunteer
from tests.factories import registry as make
from tests.registry.actions.test_import_volunteers import load, person, sheet

pytestmark = pytest.mark.django_db


def test_a_sheet_brings_no_more_than_the_organisation_can_lead(tmp_path: Path) -> None:
    path, body = sheet(tmp_path, person(1), person(2)), make.make_body()
    Body.objects.filter(pk=body.pk).update(capacity=1)
    for dry_run in (True, False):
        with pytest.raises(BodyFull):
            load(path, body=body, dry_run=dry_run)
    assert not Volunteer.objects.exists()
    Body.objects.filter(pk=body.pk).update(capacity=2)
    assert load(path, body=body).imported == Membership.objects.filter(body=body).count() == 2


def test_what_was_read_before_the_end_takes_nobody_in(tmp_path: Path) -> None:
    path, body = sheet(tmp_path, person(1)), make.make_body()
    Body.objects.filter(pk=body.pk).update(state="exited")
    with pytest.raises(BodyNotActive):
        load(path, body=body)
    assert not Volunteer.objects.exists()
