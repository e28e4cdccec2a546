"""My requests: asked, taken back, and never seen by anybody else."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.registry.actions.rights_request import answer_right
from redvest.registry.choices import RefusalGround
from redvest.registry.models import RightsRequest, Volunteer
from tests.faces.site.conftest import browser_of, words
from tests.factories import registry
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
URL = "/me/rights/requests/"


def ask(client: Client, person: Volunteer, kind: str = "correction") -> object:
    return client.post(
        URL, {"who": str(person.pk), "kind": kind, "words": "我的名字写错了一个字"}, follow=True
    )


def test_a_request_is_asked_with_its_day_and_taken_back(me: Client, person: Volunteer) -> None:
    assert "2026年3月26日" in words(me.get(URL)) and "自己就能办" in words(me.get(URL))
    page = words(ask(me, person))
    assert "最晚 2026年3月26日 答复你" in page and "我的名字写错了一个字" in page
    found = RightsRequest.objects.get()
    assert "撤回了" in words(me.post(f"{URL}{found.pk}/take-back/", follow=True))
    assert "本人撤回" in words(me.get(URL))
    assert "已经答复过" in words(me.post(f"{URL}{found.pk}/take-back/", follow=True))


def test_what_was_typed_stays_when_it_is_refused(me: Client, person: Volunteer) -> None:
    page = me.post(URL, {"who": str(person.pk), "kind": "deletion", "words": "删"})
    assert page.status_code == 422 and "四到三百个字" in words(page)
    assert ">删</textarea>" in page.content.decode()
    assert me.post(URL, {"who": "x", "kind": "deletion", "words": "删除我"}).status_code == 404
    assert not RightsRequest.objects.exists()


def test_a_refusal_shows_its_law_and_where_to_complain(me: Client, person: Volunteer) -> None:
    ask(me, person, "deletion")
    answer_right(
        by=registry.make_centre(), key=RightsRequest.objects.get().pk, grant=False,
        ground=RefusalGround.KEPT_BY_LAW.value, answer="服务记录要保存十年", at=NOW,
    )  # fmt: skip
    page = words(me.get(URL))
    assert "服务记录要保存十年" in page and "第 47 条" in page and "人民法院" in page


def test_another_person_neither_sees_nor_touches_it(me: Client, person: Volunteer) -> None:
    ask(me, person)
    found = RightsRequest.objects.get()
    other = browser_of(registry.make_volunteer(name="王大山").account)  # type: ignore[arg-type]
    assert "写错了一个字" not in words(other.get(URL))
    assert other.post(f"{URL}{found.pk}/take-back/").status_code == 404
    assert ask(other, person).status_code == 404  # type: ignore[attr-defined]
    assert Client().get(URL).status_code == 302
    found.refresh_from_db()
    assert found.state == "open" and RightsRequest.objects.count() == 1


def test_whoever_is_not_on_the_register_is_told_so(member: Client) -> None:
    assert "还没有登记" in words(member.get(URL))


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_costs_the_same_however_many_there_are(me: Client, person: Volunteer, many: int) -> None:
    for kind in ("access", "copy", "deletion")[:many]:
        ask(me, person, kind)
    with CaptureQueriesContext(connection) as spent:
        assert me.get(URL).status_code == 200
    assert len(spent) == 8
