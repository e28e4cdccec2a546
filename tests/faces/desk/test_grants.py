"""Giving and taking roles: by phone, never above one's own place, and back again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from redvest.registry.choices import Role
from redvest.registry.models import Account, Grant, Station
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry

pytestmark = pytest.mark.django_db
URL = "/desk/roles/"
PHONE = "19907908888"


@pytest.fixture
def newcomer() -> Account:
    return registry.make_account(name="何新来", phone=PHONE)


def give(client: Client, url: str = URL, **sent: str) -> Any:
    return client.post(
        url, {"phone": PHONE, "role": "region-officer", "region": "360502001", "ends_on": "", **sent}
    )


def test_an_officer_gives_a_street_to_somebody(as_officer: Client, place: Place, newcomer: Account) -> None:
    response = give(as_officer, ends_on="2026-12-31")

    assert response.status_code == 302
    grant = Grant.objects.get(account=newcomer)
    assert (grant.role, grant.region_id, grant.given_by_id) == (
        Role.REGION_OFFICER,
        "360502001",
        place.officer.pk,
    )
    assert "何新来" in said(as_officer.get(URL))


REFUSED = [
    ({"phone": "19907900000"}, "还没有账号"),
    ({"phone": "123"}, ""),
    ({"ends_on": "2020-01-01"}, "结束日期不能早于开始日期"),
    ({"role": "centre"}, ""),
    ({"region": "360502"}, "由上一级来给"),
    ({"region": "360521"}, ""),
]


@pytest.mark.parametrize(("change", "sentence"), REFUSED)
def test_what_cannot_be_given_is_said_and_not_given(
    as_officer: Client, newcomer: Account, change: dict[str, str], sentence: str
) -> None:
    before = Grant.objects.count()

    response = give(as_officer, **change)

    assert response.status_code == 422
    page = said(response)
    assert sentence in page
    assert f'value="{change.get("phone", PHONE)}"' in page
    assert Grant.objects.count() == before


def test_the_head_of_a_body_names_its_leaders(place: Place, newcomer: Account, sign_in: SignIn) -> None:
    client = sign_in(place.admin)
    page = said(client.get(URL))
    assert '<select name="region"' not in page
    assert "陈小梅" in page

    client.post(URL, {"phone": PHONE, "role": "activity-leader"})

    grant = Grant.objects.get(account=newcomer)
    assert (grant.role, grant.body_id) == (Role.ACTIVITY_LEADER, place.body.pk)


def test_the_head_of_a_body_makes_no_officer(place: Place, newcomer: Account, sign_in: SignIn) -> None:
    response = give(sign_in(place.admin))
    assert response.status_code == 422
    assert not Grant.objects.filter(account=newcomer).exists()


def test_roles_of_anothers_body_are_out_of_reach(place: Place, newcomer: Account, sign_in: SignIn) -> None:
    url = f"{URL}?body={place.body.pk}"
    assert sign_in(place.stranger).get(url).status_code == 404
    assert sign_in(place.leader).get(url).status_code == 403
    assert give(sign_in(place.stranger), url, role="body-admin").status_code == 404
    assert not Grant.objects.filter(account=newcomer).exists()


def revoke(client: Client, account: Account) -> Any:
    grant = Grant.objects.filter(account=account, revoked_at__isnull=True).get()
    return client.post(reverse("desk:role-revoke", args=[grant.pk]), follow=True)


def test_taking_a_role_back(as_officer: Client, place: Place) -> None:
    response = revoke(as_officer, place.leader)
    assert "已经收回 陈小梅" in said(response)
    assert Grant.objects.get(account=place.leader).revoked_at is not None


def test_laying_down_ones_own(place: Place, sign_in: SignIn) -> None:
    response = revoke(sign_in(place.leader), place.leader)
    # Without a role the desk is closed.
    assert response.status_code == 403
    assert Grant.objects.get(account=place.leader).revoked_at is not None


def test_the_last_centre_stays(place: Place, sign_in: SignIn) -> None:
    response = revoke(sign_in(place.centre), place.centre)
    assert "最后一个授权" in said(response)
    assert Grant.objects.get(account=place.centre).revoked_at is None


def test_an_officer_does_not_unseat_the_centre(as_officer: Client, place: Place) -> None:
    assert revoke(as_officer, place.centre).status_code == 403
    assert Grant.objects.get(account=place.centre).revoked_at is None
    assert "张中心" not in said(as_officer.get(URL))


def test_the_way_back_leads_nowhere_else(as_officer: Client, place: Place) -> None:
    grant = Grant.objects.get(account=place.leader)
    response = as_officer.post(reverse("desk:role-revoke", args=[grant.pk]), {"next": "https://example.org/"})
    assert response["Location"] == URL


def test_a_list_of_more_asks_the_same(
    as_officer: Client, place: Place, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(6):
        as_officer.get(URL)
    for _ in range(2):
        account = registry.make_account()
        registry.make_grant(account=account, role=Role.REGION_OFFICER, region=place.tree.chengnan)
    with django_assert_num_queries(6):
        as_officer.get(URL)


def test_officers_of_one_s_own_level_are_left_to_who_stands_above(as_officer: Client, place: Place) -> None:
    phone = registry.next_phone()
    registry.make_account(phone=phone)
    sent = {"phone": phone, "role": Role.REGION_OFFICER, "region": place.tree.yushui.code}
    before = Grant.objects.count()
    assert "由上一级来给" in said(as_officer.post(URL, sent))
    assert Grant.objects.count() == before


def test_a_role_taken_back_says_until_when_and_by_whom(as_officer: Client, place: Place) -> None:
    grant = Grant.objects.get(account=place.leader)
    revoke(as_officer, place.leader)
    page = said(as_officer.get(URL, {"state": "ended"}))
    assert "由刘区域收回" in page and " – 一直有效" not in page
    why = said(as_officer.get(reverse("desk:roles-why"), {"person": grant.account_id}))
    assert " – 一直有效" not in why
    assert "没有符合条件的角色" in said(as_officer.get(URL, {"q": "没有这个人"}))


def test_a_keeper_is_named_at_the_station(
    as_officer: Client, place: Place, newcomer: Account, sign_in: SignIn
) -> None:
    station = Station.objects.create(
        id="01900000-0000-7000-8000-000000000001", city=registry.CITY, region=place.tree.baihua, name="百花湖站",
        address="百花湖", lon=114.9, lat=27.8, opened_on="2020-01-01",
    )  # fmt: skip
    url = f"{URL}?station={station.pk}"
    assert sign_in(place.far_officer).get(url).status_code == 404
    assert give(sign_in(place.admin), url, role="station-keeper").status_code == 404
    assert not Grant.objects.filter(account=newcomer).exists()

    assert give(as_officer, url, role="station-keeper").status_code == 302

    assert Grant.objects.get(account=newcomer).station_id == UUID(station.pk)
    assert "站点管理员" in said(as_officer.get(url))


def test_a_later_start_is_shown_as_not_begun(as_officer: Client, newcomer: Account) -> None:
    give(as_officer, role="inspector", starts_on="2026-12-01")
    as_officer.get(URL)  # says once that it was given
    assert "何新来" not in said(as_officer.get(URL))
    page = said(as_officer.get(f"{URL}?state=future&role=inspector&q=何新"))
    assert "何新来" in page
    assert "还没开始" in page and "刘区域授予" in page


def test_what_ended_is_found(as_officer: Client, place: Place) -> None:
    revoke(as_officer, place.leader)  # and follows to the page that says so
    page = said(as_officer.get(f"{URL}?state=ended"))
    assert "陈小梅" in page and "已收回" in page
    assert "陈小梅" not in said(as_officer.get(f"{URL}?role=activity-leader"))


def test_only_the_centre_is_offered_the_three_administrators(
    as_officer: Client, place: Place, newcomer: Account, sign_in: SignIn
) -> None:
    centre = sign_in(place.centre)
    assert '<option value="auditor">' not in said(as_officer.get(URL)).split("给一个角色")[1]
    assert give(centre, role="auditor", region="360500").status_code == 302
    clash = give(centre, role="system-admin", region="360500")
    assert clash.status_code == 422
    assert "三个人分别担任" in said(clash)
    assert Grant.objects.filter(account=newcomer).count() == 1
