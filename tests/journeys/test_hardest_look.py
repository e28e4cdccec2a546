"""The largest letters, the longest words and the narrowest screen at once: nothing sticks out on any page of the house."""

from __future__ import annotations

import pytest

from redvest.registry.choices import Role
from redvest.registry.models import Account
from tests.factories import registry, service
from tests.factories.registry import NOW
from tests.journeys.conftest import Arrive, Town
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GUESTS = [
    "/",
    "/activities/",
    "/activities/?view=map",
    "/activities/{activity}/",
    "/about/",
    "/help/",
    "/verify/",
    "/join/",
]
VOLUNTEERS = [
    "/me/",
    "/me/signups/",
    "/me/signups/{signup}/",
    "/me/hours/",
    "/me/certificates/",
    "/me/profile/",
    "/me/code/",
]
LEADERS = [
    "/desk/", "/desk/activities/", "/desk/activities/{activity}/", "/desk/activities/{activity}/roster/",
    "/desk/activities/{activity}/gate/", "/desk/activities/{activity}/hours/", "/desk/activities/new/", "/desk/entries/{entry}/",
]  # fmt: skip
OFFICERS = [
    "/desk/people/", "/desk/people/{person}/", "/desk/bodies/", "/desk/bodies/{body}/", "/desk/bodies/new/", "/desk/roles/",
    "/desk/hours/", "/desk/import/", "/desk/search/?q=lmx",
]  # fmt: skip


@pytest.fixture
def keys(town: Town) -> dict[str, object]:
    """One of everything: an activity that is going on, with somebody on its list who has hours."""
    person = registry.make_volunteer(name="李明霞")
    activity = service.make_activity(body=town.body, leader=town.leader, starts_at=NOW - service.HOUR / 2)
    signup = service.make_signup(post=service.make_post(activity=activity), volunteer=person)
    service.make_stay(signup=signup, in_at=NOW - service.HOUR / 4)
    done = service.make_activity(body=town.body, leader=town.leader, starts_at=NOW - 48 * service.HOUR)
    entry = service.make_entry(volunteer=person, body=town.body, activity=done)
    registry.make_grant(account=town.leader, role=Role.BODY_ADMIN, body=town.body)
    assert person.account is not None
    return {
        "activity": activity.pk, "signup": signup.pk, "entry": entry.pk, "person": person.pk, "body": town.body.pk,
        "account": person.account,
    }  # fmt: skip


def walk(visitor: Visitor, addresses: list[str], keys: dict[str, object]) -> None:
    visitor.page.goto(f"{visitor.home}/prefs/?elder=1&language=en&next=/verify/")
    for address in addresses:
        visitor.go(address.format(**keys))
        assert visitor.page.locator("html").get_attribute("data-elder") == "1"


@pytest.mark.parametrize("screen", ["phone"], indirect=True)
@pytest.mark.parametrize("who", ["guest", "volunteer", "leader", "officer"])
def test_the_elder_view_in_english_on_a_phone(
    arrive: Arrive, town: Town, keys: dict[str, object], who: str
) -> None:
    volunteer = keys["account"]
    assert isinstance(volunteer, Account)
    account, addresses = {
        "guest": (None, GUESTS),
        "volunteer": (volunteer, VOLUNTEERS),
        "leader": (town.leader, LEADERS),
        "officer": (town.officer, OFFICERS),
    }[who]
    walk(arrive(account), addresses, keys)
