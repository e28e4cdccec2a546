"""Every role at its kind of place over the API: what is given and refused, and the words of each refusal."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from redvest.core.models import AuditLine
from redvest.registry.choices import BodyState, RegionLevel, Role
from redvest.registry.models import Account, ApiToken, Body, DatedSetting, Grant, Region, Station
from tests.faces.openapi.conftest import Caller, caller_for, problem
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
PHONE = "19907906543"
NOWHERE = "01900000-0000-7000-8000-000000000000"
AT = {
    "city": {Role.CENTRE, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR, Role.REGION_OFFICER,
             Role.EDITOR, Role.JUROR, Role.INSPECTOR},
    "street": {Role.REGION_OFFICER, Role.EDITOR, Role.JUROR, Role.INSPECTOR},
    "body": {Role.BODY_ADMIN, Role.ACTIVITY_LEADER, Role.EDITOR, Role.TEACHER, Role.BRANCH_SECRETARY},
    "station": {Role.STATION_KEEPER},
}  # fmt: skip


@pytest.fixture
def newcomer() -> Account:
    return make.make_account(name="何新来", phone=PHONE)


@pytest.fixture
def body() -> Body:
    return make.make_body(name="黎明脚步志愿队", region=make.make_region_tree().yushui)


@pytest.fixture
def station() -> Station:
    return make.make_station()


@pytest.fixture
def centre(body: Body) -> Caller:
    return caller_for(make.make_centre())


def give(caller: Caller, role: str, **sent: Any) -> Any:
    return caller.post("/grants", {"phone": PHONE, "role": role, **sent})


def kept() -> list[Any]:
    return [list(Grant.objects.order_by("pk").values()), AuditLine.objects.count(), ApiToken.objects.count()]


def place(kind: str, body: Body, station: Station) -> dict[str, str]:
    return {
        "city": {"region": make.CITY},
        "street": {"region": "360502001"},
        "body": {"body": str(body.pk)},
        "station": {"station": str(station.pk)},
    }[kind]


@pytest.mark.parametrize("kind", AT)
@pytest.mark.parametrize("role", Role)
def test_a_role_is_given_at_its_kind_of_place_only(
    centre: Caller, newcomer: Account, body: Body, station: Station, role: Role, kind: str
) -> None:
    before = kept()
    answer = give(centre, role.value, **place(kind, body, station))
    if role in AT[kind]:
        assert answer.status_code == 201, answer.content.decode()
        told = answer.json()
        assert (told["role"], told["account"]["name"]) == (role.value, "何新来")
        assert (told["starts_on"], told["ends_on"], told["given_by"]) == ("2026-03-05", None, "张中心")
        named = {"city": "新余市", "street": "城南街道", "body": body.name, "station": station.name}
        assert named[kind] in told["place"]["name"]
        return
    problem(answer, 422, "grant-wrong")
    assert kept() == before


@pytest.mark.parametrize("role", ["auditor", "security-admin", "system-admin", "centre"])
def test_only_the_centre_makes_a_centre_or_one_of_the_three(newcomer: Account, body: Body, role: str) -> None:
    auditor = make.make_account(name="钱审计")
    make.make_grant(account=auditor, role=Role.AUDITOR, region=make.make_region_tree().city)
    city_officer = make.make_officer(make.make_region_tree().city)
    callers = [
        caller_for(who)
        for who in (
            city_officer,
            make.make_officer(),
            auditor,
            make.make_body_admin(body),
            make.make_member(),
        )
    ]
    before = kept()
    for caller in callers:
        problem(give(caller, role, region=make.CITY), 403, "not-allowed")
    assert kept() == before


def test_nobody_is_made_one_of_the_three_by_themselves_nor_two_of_them(newcomer: Account) -> None:
    by = make.make_centre()
    centre = caller_for(by)
    own = make.make_account(name="自己", phone="19907906544")
    make.make_grant(account=own, role=Role.CENTRE, region=make.make_region_tree().city)
    myself = caller_for(own)
    before = kept()
    refused = myself.post("/grants", {"phone": "19907906544", "role": "auditor", "region": make.CITY})
    problem(refused, 403, "own-separated-role")
    assert kept() == before

    first = give(centre, "auditor", region=make.CITY, ends_on="2026-03-31")
    assert first.status_code == 201
    before = kept()
    clash = give(centre, "system-admin", region=make.CITY, starts_on="2026-03-31")
    assert "三个人分别担任" in problem(clash, 409, "separated-roles")["detail"]
    problem(give(centre, "auditor", region=make.CITY), 409, "separated-roles")
    assert kept() == before
    assert give(centre, "system-admin", region=make.CITY, starts_on="2026-04-01").status_code == 201


def test_the_quota_of_an_organisation_is_said_and_opens_again(
    centre: Caller, newcomer: Account, body: Body
) -> None:
    DatedSetting.objects.create(
        key="grants.body_admins", region=Region.objects.get(pk="360502"), effective_on=date(2020, 1, 1),
        value=1, set_at=make.NOW,
    )  # fmt: skip
    head = make.make_body_admin(body)
    before = kept()
    told = problem(give(centre, "body-admin", body=str(body.pk)), 409, "quota-reached")
    assert told["most"] == 1
    assert kept() == before
    assert give(centre, "activity-leader", body=str(body.pk)).status_code == 201  # another quota

    held = Grant.objects.get(account_id=head.account_id)
    assert centre.post(f"/grants/{held.pk}/revoke").status_code == 200
    assert give(centre, "body-admin", body=str(body.pk)).status_code == 201


@pytest.mark.parametrize("state", [BodyState.APPLIED, BodyState.SUSPENDED, BodyState.EXITED])
def test_an_organisation_that_does_not_work_gets_nobody(
    centre: Caller, newcomer: Account, body: Body, state: BodyState
) -> None:
    Body.objects.filter(pk=body.pk).update(state=state)
    before = kept()
    for role in ("body-admin", "activity-leader", "teacher"):
        problem(give(centre, role, body=str(body.pk)), 409, "body-not-active")
    assert kept() == before


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"phone": "19907900001", "region": "360502"}, 404, "account-missing"),
        ({"phone": "12", "region": "360502"}, 422, "phone-invalid"),
        ({"region": "999999"}, 422, "invalid"),
        ({"region": "410800"}, 422, "invalid"),
        ({"station": NOWHERE}, 404, "not-found"),
        ({"region": "360502", "ends_on": "2026-03-04"}, 422, "grant-dates-wrong"),
        ({"region": "360502", "starts_on": "not a day"}, 422, "invalid"),
        ({"region": "360502", "power": "all"}, 422, "invalid"),
        ({}, 422, "grant-wrong"),
    ],
)
def test_what_is_wrong_with_a_grant_has_its_code(
    centre: Caller, newcomer: Account, sent: dict[str, str], status: int, code: str
) -> None:
    make.make_other_city()
    before = kept()
    problem(give(centre, "region-officer", **sent), status, code)
    assert kept() == before


def test_a_place_may_be_named_and_the_highest_of_that_name_is_meant(
    centre: Caller, newcomer: Account
) -> None:
    make.make_region("360521002", "渝水区", RegionLevel.STREET, make.make_region_tree().fenyi)
    told = give(centre, "inspector", region="渝水区", ends_on="2026-12-31").json()
    assert (told["place"], told["ends_on"]) == ({"key": "360502", "name": "渝水区"}, "2026-12-31")


def test_a_new_role_ends_the_tokens_from_before(centre: Caller, newcomer: Account) -> None:
    theirs = caller_for(newcomer)
    assert theirs.get("/me").status_code == 200
    assert give(centre, "region-officer", region="360502").status_code == 201
    assert theirs.get("/me").status_code == 401
    assert caller_for(newcomer).get("/grants").status_code == 200


def test_the_same_key_gives_once(centre: Caller, newcomer: Account) -> None:
    sent = {"phone": PHONE, "role": "juror", "region": "360502"}
    first, second = (centre.post("/grants", sent, key="one-juror-only-1") for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json()["id"] == second.json()["id"]
    assert Grant.objects.filter(account=newcomer).count() == 1


def test_the_last_centre_stays_and_no_other_city_is_reached(centre: Caller) -> None:
    elsewhere = make.make_account(name="焦中心", city="410800")
    far = make.make_grant(account=elsewhere, role=Role.CENTRE, region=make.make_other_city())
    own = Grant.objects.get(role=Role.CENTRE, region_id=make.CITY)
    before = kept()
    problem(centre.post(f"/grants/{own.pk}/revoke"), 409, "last-centre")
    problem(centre.post(f"/grants/{far.pk}/revoke"), 404, "not-found")
    problem(centre.post(f"/grants/{10**25}/revoke"), 404, "not-found")
    assert kept() == before


def test_the_list_leaves_out_what_is_not_in_force_and_pages(centre: Caller, body: Body) -> None:
    day = timedelta(days=1)
    for change in ({"ends_on": make.TODAY - day}, {"starts_on": make.TODAY + day}):
        make.make_grant(account=make.make_account(), role=Role.ACTIVITY_LEADER, body=body, **change)
    wanted = [
        make.make_grant(account=make.make_account(), role=Role.ACTIVITY_LEADER, body=body).pk
        for _ in range(3)
    ]
    page = centre.get("/grants", role="activity-leader", limit=2).json()
    assert [item["id"] for item in page["items"]] == wanted[:0:-1]
    rest = centre.get("/grants", role="activity-leader", limit=2, after=page["next"]).json()
    assert ([item["id"] for item in rest["items"]], rest["next"]) == (wanted[:1], None)


def test_more_grants_ask_the_same(centre: Caller, body: Body, django_assert_num_queries: Any) -> None:
    for count in (1, 2):
        for _ in range(count):
            make.make_grant(account=make.make_account(), role=Role.ACTIVITY_LEADER, body=body)
        with django_assert_num_queries(2):
            found = centre.get("/grants", role="activity-leader").json()["items"]
    assert len(found) == 3
