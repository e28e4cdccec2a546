"""Who may enter each page of the desk: nobody uninvited, nobody from elsewhere, and no address is forgotten here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from redvest.faces.desk.urls import urlpatterns
from redvest.registry.models import Grant, Membership
from redvest.service.models import Activity, HoursEntry, IntegrityCase, Post
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry, service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db

LISTS = {
    "today",
    "search",
    "activities",
    "activity-new",
    "hours",
    "people",
    "bodies",
    "body-new",
    "integrity",
}
OF_ACTIVITY = {
    "activity", "activity-edit", "submit", "approve", "refuse", "cancel", "close", "roster", "gate", "gate-list",
    "venue-code", "tick", "activity-hours",
}  # fmt: skip
POSTS = {
    "submit", "approve", "refuse", "cancel", "close", "roster-remove", "tick", "end-stay", "entry-void",
    "entry-correct", "body-decide", "role-revoke", "case-take", "case-decide", "case-void",
}  # fmt: skip
LEADER_ONLY = {"gate", "gate-list", "venue-code", "roster-remove", "tick", "end-stay", "close"}


OF_UPLOAD = {"import-check", "import-bad"}  # see test_importing


@dataclass(frozen=True)
class Rows:
    """One row of each kind, all of the place's body."""

    activity: Activity
    keys: dict[str, list[Any]]


@pytest.fixture
def rows(place: Place) -> Rows:
    running = service.make_activity(
        body=place.body, leader=place.leader, title="给养老院修剪花木", starts_at=NOW - service.HOUR
    )
    post: Post = service.make_post(activity=running)
    volunteer = registry.make_volunteer(region=place.tree.baihua)
    Membership.objects.create(
        city=place.body.city, body=place.body, volunteer=volunteer, joined_on=date(2025, 1, 1)
    )
    signup = service.make_signup(post=post, volunteer=volunteer)
    stay = service.make_stay(signup=signup, in_at=NOW)
    entry: HoursEntry = service.make_entry(volunteer=volunteer, body=place.body)
    grant = Grant.objects.get(account=place.leader)
    case = IntegrityCase.objects.create(
        city=place.body.city, region_path=place.body.region_path, at_path=place.body.region_path, rule="absence",
        subject_kind="recorder", subject_key=str(place.leader.pk), severity="low", reason="没有签到", innocent="忘了",
        concerned=place.leader, involved=[place.leader.pk], evidence_until=NOW, opened_at=NOW,
    )  # fmt: skip
    nowhere = [UUID("01900000-0000-7000-8000-000000000000")]
    one = [running.pk]
    keys: dict[str, list[Any]] = dict.fromkeys(OF_ACTIVITY, one) | {name: [] for name in LISTS | {"roles"}}
    keys |= {
        "roster-remove": [running.pk, signup.pk],
        "end-stay": [running.pk, stay.pk],
        "entry": [entry.pk], "entry-void": [entry.pk], "entry-correct": [entry.pk],
        "person": [volunteer.pk],
        "body": [place.body.pk], "body-decide": [place.body.pk], "project-new": [place.body.pk],
        "role-revoke": [grant.pk],
        "case": [case.pk], "case-take": [case.pk], "case-decide": [case.pk], "case-void": [case.pk, entry.pk],
        "import": [], "import-check": nowhere, "import-bad": nowhere,
    }  # fmt: skip
    return Rows(running, keys)


NAMES = [str(pattern.name) for pattern in urlpatterns]


def ask(client: Client, rows: Rows, name: str) -> int:
    url = reverse(f"desk:{name}", args=rows.keys[name])
    response = client.post(url) if name in POSTS else client.get(url)
    return response.status_code


@pytest.mark.parametrize("pattern", urlpatterns, ids=NAMES)
def test_every_page_says_that_it_is_for_staff(pattern: Any) -> None:
    assert pattern.callback.who_may_enter == "staff"


@pytest.mark.parametrize("name", NAMES)
def test_a_guest_is_sent_to_sign_in_and_back(rows: Rows, name: str) -> None:
    url = reverse(f"desk:{name}", args=rows.keys[name])
    client = Client()

    response = client.post(url) if name in POSTS else client.get(url)

    assert response.status_code == 302
    assert response["Location"].startswith("/login/?next=%2Fdesk%2F")


@pytest.mark.parametrize("name", NAMES)
def test_a_member_without_a_role_may_not_enter(place: Place, rows: Rows, sign_in: SignIn, name: str) -> None:
    assert ask(sign_in(place.member), rows, name) == 403


@pytest.mark.parametrize("name", sorted(set(NAMES) - LISTS - {"roles", "import"}))
def test_the_leader_of_another_body_finds_nothing(
    place: Place, rows: Rows, sign_in: SignIn, name: str
) -> None:
    assert ask(sign_in(place.stranger), rows, name) in (403, 404)


@pytest.mark.parametrize("name", sorted(set(NAMES) - LISTS - {"roles", "import"}))
def test_the_officer_of_another_district_finds_nothing(
    place: Place, rows: Rows, sign_in: SignIn, name: str
) -> None:
    assert ask(sign_in(place.far_officer), rows, name) in (403, 404)


@pytest.mark.parametrize("name", sorted(set(NAMES) - POSTS - LEADER_ONLY - OF_UPLOAD - {"activity-edit"}))
def test_the_officer_of_the_place_sees_its_pages(
    place: Place, rows: Rows, sign_in: SignIn, name: str
) -> None:
    assert ask(sign_in(place.officer), rows, name) == 200


@pytest.mark.parametrize("name", sorted(LEADER_ONLY))
def test_the_officer_of_the_place_does_not_lead(place: Place, rows: Rows, sign_in: SignIn, name: str) -> None:
    assert ask(sign_in(place.officer), rows, name) == 403


@pytest.mark.parametrize(
    "name", sorted(set(NAMES) - POSTS - OF_UPLOAD - {"roles", "import", "activity-edit"})
)
def test_the_leader_sees_the_pages_of_the_body(place: Place, rows: Rows, sign_in: SignIn, name: str) -> None:
    assert ask(sign_in(place.leader), rows, name) == (404 if name in ("entry", "case") else 200)


def test_a_leader_gives_no_roles(place: Place, sign_in: SignIn) -> None:
    assert sign_in(place.leader).get(reverse("desk:roles")).status_code == 403
    assert sign_in(place.admin).get(reverse("desk:roles")).status_code == 200


def test_nothing_of_elsewhere_is_on_the_lists(place: Place, rows: Rows, sign_in: SignIn) -> None:
    client = sign_in(place.stranger)
    for name in sorted(LISTS):
        page = client.get(reverse(f"desk:{name}"), {"q": ""}).content.decode()
        assert rows.activity.title not in page, name
        assert place.body.name not in page, name


def test_a_role_that_has_ended_opens_nothing(place: Place, sign_in: SignIn) -> None:
    client = sign_in(place.leader)
    assert client.get(reverse("desk:today")).status_code == 200

    Grant.objects.filter(account=place.leader).update(revoked_at=NOW)

    assert client.get(reverse("desk:today")).status_code == 403


@pytest.mark.parametrize("name", sorted(POSTS))
def test_what_writes_cannot_be_asked_by_a_link(place: Place, rows: Rows, sign_in: SignIn, name: str) -> None:
    url = reverse(f"desk:{name}", args=rows.keys[name])
    assert sign_in(place.leader).get(url).status_code == 405


def test_forms_are_refused_without_their_token(place: Place, rows: Rows) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(place.officer)

    response = client.post(reverse("desk:cancel", args=[rows.activity.pk]), {"reason": "下雨"})

    assert response.status_code == 403
    rows.activity.refresh_from_db()
    assert rows.activity.state == "published"
