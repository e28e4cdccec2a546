"""Local rules at the desk: what holds and why, another value from a day on, officers within their place alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from redvest.registry.choices import Role
from redvest.registry.models import DatedSetting
from redvest.registry.queries.setting import rule
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry
from tests.factories.registry import TODAY

pytestmark = pytest.mark.django_db
URL = "/desk/settings/"
QUOTA = reverse("desk:setting", args=["grants.body_admins"])


def test_the_list_says_value_and_ground_for_few_queries(
    as_officer: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(7):
        page = said(as_officer.get(URL))
    assert "渝水区的规则" in page and "平台默认" in page and "角色名额" in page


def test_another_value_is_looked_over_and_then_set(place: Place, as_officer: Client) -> None:
    for _ in range(2):
        registry.make_grant(account=registry.make_account(), role=Role.BODY_ADMIN, body=place.body)
    typed = {"value": "２", "effective_on": TODAY.isoformat(), "basis": "区办发〔2026〕3 号"}
    looked = said(as_officer.post(QUOTA, {**typed, "verb": "look"}))
    assert "1 个组织现在的人数已经超过" in looked and not DatedSetting.objects.exists()
    assert as_officer.post(QUOTA, {**typed, "verb": "set"}).status_code == 302
    assert rule("grants.body_admins", place.body.region_path, TODAY) == 2
    page = said(as_officer.get(QUOTA))
    assert "区办发〔2026〕3 号" in page and "刘区域" in page
    roles = said(as_officer.get(reverse("desk:roles"), {"body": place.body.pk}))
    assert "组织负责人：最多 2 人，现在 3 人" in roles


@pytest.mark.parametrize(
    "typed",
    [{"value": "many"}, {"value": "-1"}, {"effective_on": "2020-01-01"}, {"basis": ""}, {"value": ""}],
)
def test_what_cannot_be_is_said_and_nothing_is_set(as_officer: Client, typed: dict[str, str]) -> None:
    sent = {"value": "3", "effective_on": TODAY.isoformat(), "basis": "文件", "verb": "set"} | typed
    assert as_officer.post(QUOTA, sent).status_code == 422
    assert not DatedSetting.objects.exists()


def test_nobody_sets_what_lies_outside_their_place(place: Place, sign_in: SignIn, as_officer: Client) -> None:
    sent = {"value": "3", "effective_on": TODAY.isoformat(), "basis": "文件", "verb": "set"}
    as_officer.post(f"{QUOTA}?region={place.tree.fenyi.code}", sent)
    assert set(DatedSetting.objects.values_list("region_id", flat=True)) == {place.tree.yushui.code}
    for account in (place.leader, place.member):
        assert sign_in(account).get(URL).status_code == 403
        assert sign_in(account).post(QUOTA, sent).status_code == 403
    assert as_officer.get(reverse("desk:setting", args=["no.rule"])).status_code == 404
    assert DatedSetting.objects.count() == 1


def test_ages_tell_how_many_are_younger(place: Place, as_officer: Client) -> None:
    registry.make_volunteer(region=place.tree.baihua, birth_on=TODAY.replace(year=2012))
    sent = {"value": "16", "effective_on": TODAY.isoformat(), "basis": "文件", "verb": "look"}
    page = said(as_officer.post(reverse("desk:setting", args=["age.self_register"]), sent))
    assert "1 名志愿者那一天还没有满这个年龄" in page
