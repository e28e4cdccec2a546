"""The officers' list of requests: oldest first, answered with a law, hidden from every stranger."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.registry.actions.rights_request import ask_right
from redvest.registry.choices import RefusalGround
from redvest.registry.models import RightsRequest
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
URL = "/desk/rights/"


def asked(place: Place, name: str = "李明霞", days: int = 0, **more: object) -> RightsRequest:
    person = registry.make_volunteer(name=name, region=place.tree.baihua, **more)
    by = registry.standing_of(person.account)
    return ask_right(
        by=by, volunteer=person, kind="correction", words=f"{name}的生日错了", at=NOW - timedelta(days=days)
    )


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_has_the_oldest_first_and_a_literal_cost(
    place: Place, as_officer: Client, many: int
) -> None:
    for turn in range(many):
        asked(place, f"李{'一二三'[turn]}霞", days=turn * 30)
    with CaptureQueriesContext(connection) as spent:
        page = said(as_officer.get(URL))
    assert len(spent) == 5
    assert "李*霞" in page
    if many == 3:
        assert page.index("李三霞的生日") < page.index("李二霞的生日") < page.index("李一霞的生日")
        assert "已逾期" in page


def test_it_is_answered_and_moves_to_the_settled_ones(place: Place, as_officer: Client) -> None:
    found = asked(place)
    assert f"要求{found.get_kind_display()}个人信息" in said(as_officer.get("/desk/"))
    url = f"{URL}{found.pk}/"
    assert "李明霞" in said(as_officer.get(url))
    page = as_officer.post(url, {"decision": "refuse", "ground": "", "answer": "原来的没错"})
    assert page.status_code == 422 and "选一条法律依据" in said(page)
    sent = {
        "decision": "refuse",
        "ground": RefusalGround.ACCURATE.value,
        "answer": "和身份证核对过，原来的没错",
    }
    assert "第 46 条" in said(as_officer.post(url, sent, follow=True))
    assert "没有要答复的" in said(as_officer.get(URL)) and "没有同意" in said(as_officer.get(f"{URL}?done=1"))
    again = as_officer.post(url, {**sent, "decision": "grant"}, follow=True)
    assert "已经答复过" in said(again) and "没有同意" in said(again)


def test_a_minors_name_stays_hidden_until_the_record_is_opened(place: Place, as_officer: Client) -> None:
    found = asked(place, name="王小明", birth_on=NOW.date() - timedelta(days=15 * 365))
    page = said(as_officer.get(f"{URL}{found.pk}/"))
    assert "王*明" in page and ">王小明<" not in page


def test_no_stranger_sees_that_it_exists(place: Place, sign_in: SignIn) -> None:
    found = asked(place)
    for account in (place.leader, place.admin, place.stranger, place.far_officer, place.member):
        client = sign_in(account)
        shown = client.get(URL)
        assert shown.status_code == (200 if account is place.far_officer else 403)
        assert "生日错了" not in said(shown)
        assert client.get(f"{URL}{found.pk}/").status_code in (403, 404)
        sent = {"decision": "grant", "answer": "办好了办好了"}
        assert client.post(f"{URL}{found.pk}/", sent).status_code in (403, 404)
    found.refresh_from_db()
    assert found.state == "open"
    assert said(sign_in(place.centre).get(f"{URL}{found.pk}/"))
