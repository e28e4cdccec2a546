"""Organisations at the desk: applying, deciding, pausing, and the list."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from redvest.registry.choices import BodyState
from redvest.registry.models import Body
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry

pytestmark = pytest.mark.django_db
URL = "/desk/bodies/"
NEW = "/desk/bodies/new/"


@pytest.fixture
def applied(place: Place) -> Body:
    return registry.make_body(name="春苗志愿队", region=place.tree.chengnan, state=BodyState.APPLIED)


@pytest.fixture
def form() -> dict[str, Any]:
    registry.make_domain()
    return {
        "name": "春苗志愿队", "kind": "registered", "team_kind": "youth", "credit_code": registry.next_credit_code(),
        "consenting_unit": "", "region_code": "360502001", "domains": ["xinyu:02"], "responsible_name": "周建国",
        "contact_name": "陈小梅", "contact_phone": "0790-6440000", "address": "", "founded_on": "2020-03-05",
    }  # fmt: skip


def decide(client: Client, body: Body, verb: str, note: str = "") -> Any:
    response = client.post(
        reverse("desk:body-decide", args=[body.pk]), {"verb": verb, "note": note}, follow=True
    )
    body.refresh_from_db()
    return response


def test_an_application_waits_for_the_officer(
    as_leader: Client, as_officer: Client, form: dict[str, Any]
) -> None:
    response = as_leader.post(NEW, form, follow=True)

    body = Body.objects.get(name="春苗志愿队")
    assert body.state == BodyState.APPLIED
    assert "等所在区审核" in said(response)
    page = said(as_officer.get("/desk/"))
    assert "组织待审核" in page
    assert reverse("desk:body", args=[body.pk]) in page


WRONG = [
    ({"credit_code": "51360500123456789X"}, "id_credit_code"),
    ({"contact_phone": "电话"}, "id_contact_phone"),
    ({"kind": "consented-team", "credit_code": ""}, "id_consenting_unit"),
    ({"founded_on": "2030-01-01"}, "id_founded_on"),
    ({"name": ""}, "id_name"),
    ({"region_code": "410800"}, "id_region_code"),
]


@pytest.mark.parametrize(("change", "anchor"), WRONG)
def test_what_is_wrong_stands_beside_its_field(
    as_leader: Client, form: dict[str, Any], change: dict[str, str], anchor: str
) -> None:
    before = Body.objects.count()

    response = as_leader.post(NEW, {**form, **change})

    assert response.status_code == 422
    page = said(response)
    assert f'href="#{anchor}"' in page
    assert 'value="周建国"' in page
    assert Body.objects.count() == before


def test_the_same_name_at_the_same_place_is_refused(
    as_leader: Client, applied: Body, form: dict[str, Any]
) -> None:
    response = as_leader.post(NEW, form)
    assert response.status_code == 422
    assert "已经登记过了" in said(response)
    assert Body.objects.filter(name="春苗志愿队").count() == 1


def test_an_officer_approves(as_officer: Client, applied: Body) -> None:
    assert "等你审核" in said(as_officer.get(reverse("desk:body", args=[applied.pk])))

    response = decide(as_officer, applied, "approve")

    assert applied.state == BodyState.ACTIVE
    assert "通过了" in said(response)


def test_refusing_needs_a_word(as_officer: Client, applied: Body) -> None:
    assert "请写明原因" in said(decide(as_officer, applied, "refuse"))
    assert applied.state == BodyState.APPLIED

    decide(as_officer, applied, "refuse", "名称和登记证书不一致")
    assert (applied.state, applied.review_note) == (BodyState.REFUSED, "名称和登记证书不一致")


def test_an_application_is_decided_once(as_officer: Client, applied: Body) -> None:
    decide(as_officer, applied, "approve")
    assert "已经有人处理过" in said(decide(as_officer, applied, "refuse", "再想想"))
    assert applied.state == BodyState.ACTIVE


def test_pausing_and_going_on(as_officer: Client, place: Place) -> None:
    decide(as_officer, place.body, "suspend", "年检没有通过")
    assert place.body.state == BodyState.SUSPENDED

    assert "恢复" in said(as_officer.get(reverse("desk:body", args=[place.body.pk])))
    decide(as_officer, place.body, "resume")
    assert place.body.state == BodyState.ACTIVE


def test_its_own_head_decides_nothing(place: Place, sign_in: SignIn) -> None:
    client = sign_in(place.admin)
    page = said(client.get(reverse("desk:body", args=[place.body.pk])))
    assert "暂停这个组织" not in page

    assert decide(client, place.body, "suspend", "不想干了").status_code == 403
    assert place.body.state == BodyState.ACTIVE


def test_an_unknown_verb_is_said(as_officer: Client, applied: Body) -> None:
    assert "没看懂" in said(decide(as_officer, applied, "explode"))
    assert applied.state == BodyState.APPLIED


def test_the_list_filters_by_the_address(as_officer: Client, place: Place, applied: Body) -> None:
    page = said(as_officer.get(URL, {"state": "applied"}))
    assert applied.name in page
    assert place.body.name not in page
    assert applied.name in said(as_officer.get(URL, {"q": "春苗"}))
    assert applied.name in said(as_officer.get(URL, {"q": applied.code.lower()}))
    assert "没有找到组织" in said(as_officer.get(URL, {"q": "没有这个词"}))


def test_the_page_names_who_has_a_role(as_officer: Client, place: Place) -> None:
    page = said(as_officer.get(reverse("desk:body", args=[place.body.pk])))
    for words in ("陈小梅", "周建国", "活动领队", "组织负责人", place.body.credit_code):
        assert words in page


def test_a_list_of_one_and_of_three_asks_the_same(
    as_officer: Client, place: Place, django_assert_num_queries: Any
) -> None:
    for count in (0, 2):
        for _ in range(count):
            registry.make_body()
        with django_assert_num_queries(5):
            as_officer.get(URL)


def dissolve(client: Client, body: Body, successor: str) -> Any:
    data = {"verb": "dissolve", "note": "并入", "successor": successor}
    response = client.post(reverse("desk:body-decide", args=[body.pk]), data, follow=True)
    body.refresh_from_db()
    return response


def test_dissolving_names_who_takes_over(as_officer: Client, place: Place) -> None:
    body, heir = registry.make_body(region=place.tree.chengnan), registry.make_body(name="承接的队伍")
    assert "解散这个组织" in said(as_officer.get(reverse("desk:body", args=[body.pk])))

    assert "承接组织要是" in said(dissolve(as_officer, body, "NOSUCH"))
    assert body.state == BodyState.ACTIVE

    page = said(dissolve(as_officer, body, heir.code.lower()))
    assert "已经解散" in page
    assert "承接的队伍" in page
    assert (body.state, body.successor) == (BodyState.EXITED, heir)


def test_its_own_head_does_not_dissolve_it(place: Place, sign_in: SignIn) -> None:
    client = sign_in(place.admin)
    assert "解散这个组织" not in said(client.get(reverse("desk:body", args=[place.body.pk])))

    assert dissolve(client, place.body, "").status_code == 403
    assert place.body.state == BodyState.ACTIVE
