"""Who may enter: outsiders are sent to sign in and come back, members and staff pass where they may."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.conf import LazySettings
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import include, path

from redvest.faces.shared.entry import HouseRequest, members, public, staff, standing_for, volunteers
from redvest.registry.choices import Role
from redvest.registry.models import Account
from tests.factories.registry import (
    NOW,
    TODAY,
    make_account,
    make_body,
    make_grant,
    make_region_tree,
    make_volunteer,
)


def _say(request: HouseRequest) -> HttpResponse:
    standing = request.standing
    return HttpResponse(
        f"{standing.city} {standing.name or '-'} {standing.volunteer_id} {len(standing.grants)}"
    )


@public
def open_to_all(request: HouseRequest) -> HttpResponse:
    """The hall."""
    return _say(request)


@members
def for_members(request: HouseRequest, number: int = 0) -> HttpResponse:
    return _say(request)


@volunteers
def for_volunteers(request: HouseRequest) -> HttpResponse:
    return _say(request)


@staff
def for_staff(request: HouseRequest) -> HttpResponse:
    return _say(request)


urlpatterns = [
    path("open/", open_to_all),
    path("members/", for_members),
    path("members/<int:number>/", for_members),
    path("volunteers/", for_volunteers),
    path("staff/", for_staff),
    path("", include("redvest.config.urls")),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
GUARDED = ("/members/", "/volunteers/", "/staff/")


@pytest.fixture(autouse=True)
def the_tests_day() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def next_of(response: HttpResponse) -> str:
    address = urlsplit(response["Location"])
    assert (response.status_code, address.scheme, address.netloc, address.path) == (302, "", "", "/login/")
    return parse_qs(address.query)["next"][0]


def test_the_hall_is_open_to_everybody(settings: LazySettings) -> None:
    assert Client().get("/open/").content.decode() == f"{settings.REDVEST_CITY} - None 0"


@pytest.mark.parametrize("address", [*GUARDED, "/members/7/?tab=a&q=老 人", "/staff/?next=//evil.example"])
def test_an_outsider_is_sent_to_sign_in_and_comes_back(address: str) -> None:
    response = Client().get(address)

    expected = RequestFactory().get(address).get_full_path()
    assert next_of(response) == expected


def test_an_outsider_who_posts_comes_back_to_the_page_they_posted_from() -> None:
    came_from = {"Referer": "http://testserver/activities/1/?tab=posts#top"}

    assert next_of(Client().post("/members/", headers=came_from)) == "/activities/1/?tab=posts"
    assert next_of(Client().get("/members/", headers=came_from)) == "/members/"
    assert next_of(Client().post("/members/")) == "/members/"


@pytest.mark.parametrize(
    "referer",
    [
        "http://evil.example/x",
        "//evil.example/x",
        "javascript:alert(1)",
        "http://testserver.evil.example/",
        "x",
    ],
)
def test_the_way_back_never_leaves_the_house(referer: str) -> None:
    back = next_of(Client().post("/members/", headers={"Referer": referer}))

    assert back == "/members/"


def test_a_member_without_a_record_or_a_role() -> None:
    client = signed_in(make_account(name="王小路"))

    assert client.get("/members/7/").content.decode() == "360500 王小路 None 0"
    refused = client.get("/volunteers/")
    assert refused.status_code == 403
    assert "先完成实名登记" in refused.content.decode()
    assert client.get("/staff/").status_code == 403


def test_a_volunteer_enters_their_own_pages_and_not_the_desk() -> None:
    volunteer = make_volunteer()
    assert volunteer.account
    client = signed_in(volunteer.account)

    assert str(volunteer.pk) in client.get("/volunteers/").content.decode()
    refused = client.get("/staff/")
    assert refused.status_code == 403
    assert "你没有权限做这一步" in refused.content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_every_role_enters_the_desk(role: Role) -> None:
    account = make_account()
    of_place = role in (Role.CENTRE, Role.REGION_OFFICER)
    make_grant(
        account=account, role=role,
        region=make_region_tree().city if of_place else None, body=None if of_place else make_body(),
    )  # fmt: skip

    assert signed_in(account).get("/staff/").status_code == 200


@pytest.mark.parametrize(
    ("starts", "ends", "status"),
    [(0, None, 200), (1, None, 403), (-9, 0, 200), (-9, -1, 403)],
)
def test_a_role_counts_on_its_days_only(starts: int, ends: int | None, status: int) -> None:
    account = make_account()
    make_grant(
        account=account, role=Role.BODY_ADMIN, body=make_body(), starts_on=TODAY + timedelta(days=starts),
        ends_on=None if ends is None else TODAY + timedelta(days=ends),
    )  # fmt: skip

    assert signed_in(account).get("/staff/").status_code == status


def test_a_closed_account_is_an_outsider() -> None:
    account = make_account()
    client = signed_in(account)
    Account.objects.filter(pk=account.pk).update(is_active=False)

    assert next_of(client.get("/members/")) == "/members/"


def test_a_refused_page_is_not_run() -> None:
    ran: list[object] = []
    guarded = staff(lambda request: ran.append(request) or HttpResponse())
    request = RequestFactory().get("/")
    request.user = make_account()

    with pytest.raises(Exception, match="没有权限"):
        guarded(request)

    assert ran == []


def test_who_one_is_is_asked_once_a_request() -> None:
    request = RequestFactory().get("/")
    request.user = make_account()

    first = standing_for(request)
    with CaptureQueriesContext(connection) as asked:
        again = standing_for(request)

    assert again is first
    assert len(asked) == 0


def test_each_view_says_who_may_enter_and_keeps_its_name() -> None:
    said = {view.who_may_enter for view in (open_to_all, for_members, for_volunteers, for_staff)}  # type: ignore[attr-defined]

    assert said == {"public", "members", "volunteers", "staff"}
    assert (open_to_all.__name__, open_to_all.__doc__) == ("open_to_all", "The hall.")
