"""A sheet of the desk printed from a wide screen: it takes the whole width, and what is for the screen is gone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories import registry, service
from tests.journeys.conftest import Arrive, Town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAPER = 718  # px: A4 less its margins


@pytest.mark.parametrize("screen", ["desktop"], indirect=True)
def test_a_sign_in_sheet_takes_the_whole_width(arrive: Arrive, town: Town) -> None:
    activity = service.make_activity(body=town.body, leader=town.leader)
    service.make_signup(
        post=service.make_post(activity=activity, title="引导员", shift="早班"),
        volunteer=registry.make_volunteer(name="李明霞"),
    )
    leader = arrive(town.leader)
    leader.go(f"/desk/activities/{activity.pk}/roster/?print=1")
    rail = leader.page.locator(".rail")
    expect(rail).to_be_visible()
    leader.page.emulate_media(media="print")
    expect(rail).to_be_hidden()
    box, width = leader.main.bounding_box(), leader.page.viewport_size
    assert box is not None and width is not None
    assert box["width"] > PAPER and box["width"] > 0.9 * width["width"], box
    expect(leader.main.get_by_text("引导员 早班")).to_be_visible()
