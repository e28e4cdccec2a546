"""A badge is taken home and handed on; who gets it checks it without asking anybody, whole and touched."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from redvest.service.actions.certificate import issue_certificate
from redvest.service.actions.credential import baked_badge
from redvest.service.choices import Grade
from tests.factories import registry
from tests.factories.registry import NOW
from tests.factories.service import make_entry
from tests.journeys.conftest import Arrive

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_badge_is_checked_by_who_was_handed_it(arrive: Arrive, tmp_path: Path, scripts: bool) -> None:
    person, team = registry.make_volunteer(name="李明霞"), registry.make_body(name="黎明脚步志愿队")
    for days, grade in ((2, Grade.A), (5, Grade.D)):
        make_entry(volunteer=person, body=team, minutes=90, grade=grade, starts_at=NOW - timedelta(days=days))
    by = registry.volunteer_standing(person)
    issued = issue_certificate(by=by, volunteer=person, body=team, at=NOW)
    whole, touched = tmp_path / "badge.png", tmp_path / "touched.png"
    whole.write_bytes(baked_badge(by=by, number=issued.number, site_address="http://localhost", at=NOW))
    broken = bytearray(whole.read_bytes())
    broken[len(broken) // 2] ^= 1
    touched.write_bytes(bytes(broken))

    visitor = arrive(scripts=scripts)
    visitor.go(f"/verify/{issued.number}")
    page = visitor.page
    page.get_by_label("证明文件").set_input_files(whole)
    visitor.follow(page.get_by_role("button", name="核验文件"))
    assert page.get_by_role("heading", name="文件完好，证明有效").is_visible()
    page.get_by_label("证明文件").set_input_files(touched)
    visitor.follow(page.locator("main form").get_by_role("button", name="核验"))
    assert page.get_by_role("heading", name="不能采信这份文件").is_visible()
