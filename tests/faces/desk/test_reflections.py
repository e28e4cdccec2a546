"""Reflections at the desk: what waits in my charge, looked at and decided on as it was read."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from redvest.service.choices import ReflectionState
from redvest.service.models import Reflection
from tests.faces.desk.conftest import Place, SignIn, said
from tests.factories import registry
from tests.factories.reflection import TEXT, make_picture, make_reflection, make_service
from tests.factories.registry import NOW
from tests.factories.school import make_child, make_guardian

pytestmark = pytest.mark.django_db
URL = "/desk/reflections/"


def written(place: Place, name: str = "李明霞", **more: object) -> Reflection:
    service = make_service(body=place.body, person=registry.make_volunteer(name=name))
    return make_reflection(service, **more)  # type: ignore[arg-type]


def spent_on(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as spent:
        assert client.get(url).status_code == 200
    return len(spent)


class TestList:
    def test_each_state_has_its_list_and_names_are_masked(self, place: Place, as_officer: Client) -> None:
        for name, state in (
            ("李等待", ReflectionState.WRITTEN), ("王改改", ReflectionState.TO_CHANGE),
            ("周公开", ReflectionState.PUBLISHED), ("吴没过", ReflectionState.REFUSED),
        ):  # fmt: skip
            written(place, name, state=state)
        for key, shown in (("", "李*待"), ("back", "王*改"), ("good", "周*开"), ("refused", "吴*过")):
            page = said(as_officer.get(f"{URL}?list={key}"))
            assert shown in page and sum(each in page for each in ("李*待", "王*改", "周*开", "吴*过")) == 1
        assert f'href="{URL}"' in said(as_officer.get("/desk/"))

    def test_mine_alone(
        self, place: Place, as_leader: Client, as_far_officer: Client, sign_in: SignIn
    ) -> None:
        row = written(place)
        assert TEXT[:10] in said(as_leader.get(URL))
        for client in (as_far_officer, sign_in(place.stranger)):
            assert TEXT[:10] not in said(client.get(URL)) and "这里没有" in said(client.get(URL))
            assert client.get(f"{URL}{row.pk}/").status_code == 404
        assert sign_in(place.member).get(URL).status_code == 403

    @pytest.mark.parametrize("many", [1, 3])
    def test_it_costs_the_same_for_many(self, place: Place, as_officer: Client, many: int) -> None:
        for _each in range(many):
            make_picture(written(place))
        assert spent_on(as_officer, URL) == 6


class TestOne:
    def test_approved_and_public(self, place: Place, as_leader: Client, client: Client) -> None:
        row = written(place, agreed_at=NOW)
        picture = make_picture(row)
        page = said(as_leader.get(f"{URL}{row.pk}/"))
        assert TEXT in page and "作者同意公开" in page and str(picture.pk) in page
        shot = f"/reflections/{row.pk}/pictures/{picture.pk}/"
        assert client.get(shot).status_code == 404 and as_leader.get(shot).status_code == 200
        page = said(as_leader.post(f"{URL}{row.pk}/", {"verb": "approve", "version": "1"}, follow=True))
        assert "作者会收到消息" in page
        row.refresh_from_db()
        assert row.state == ReflectionState.PUBLISHED
        answer = client.get(shot)
        assert answer.status_code == 200 and answer.headers["Content-Type"] == "image/png"

    def test_a_word_is_needed_and_what_was_typed_stays(self, place: Place, as_officer: Client) -> None:
        row = written(place)
        page = as_officer.post(f"{URL}{row.pk}/", {"verb": "change", "version": "1", "words": "改"})
        assert page.status_code == 422 and "请写一句为什么" in said(page) and 'value="改"' in said(page)
        row.refresh_from_db()
        assert row.state == ReflectionState.WRITTEN
        as_officer.post(f"{URL}{row.pk}/", {"verb": "change", "version": "1", "words": "名字请去掉"})
        row.refresh_from_db()
        assert (row.state, row.words) == ("to-change", "名字请去掉")

    @pytest.mark.parametrize(
        "typed",
        [{}, {"verb": "approve"}, {"verb": "approve", "version": "x"}, {"verb": "boo", "version": "1"}],
    )
    def test_nothing_that_was_not_read_is_decided_on(
        self, place: Place, as_officer: Client, typed: dict[str, str]
    ) -> None:
        row = written(place)
        assert as_officer.post(f"{URL}{row.pk}/", typed).status_code in (302, 422)
        row.refresh_from_db()
        assert row.state == ReflectionState.WRITTEN

    def test_public_ones_may_be_taken_out_of_sight(self, place: Place, as_officer: Client) -> None:
        row = written(place, state=ReflectionState.PUBLISHED)
        assert "不让公开了" in said(as_officer.get(f"{URL}{row.pk}/"))
        as_officer.post(f"{URL}{row.pk}/", {"verb": "refuse", "version": "1", "words": "有人的电话"})
        row.refresh_from_db()
        assert row.state == ReflectionState.REFUSED
        assert "审核</h2>" not in said(as_officer.get(f"{URL}{row.pk}/"))

    def test_a_guardians_own_child_is_somebody_elses(self, place: Place, sign_in: SignIn) -> None:
        child = make_child()
        mother = make_guardian(child)
        registry.make_grant(account=mother, role="activity-leader", body=place.body)  # type: ignore[arg-type]
        row = make_reflection(make_service(body=place.body, person=child))
        client = sign_in(mother)
        assert "要请别人来审核" in said(client.get(f"{URL}{row.pk}/"))
        assert client.post(f"{URL}{row.pk}/", {"verb": "approve", "version": "1"}).status_code == 403
        row.refresh_from_db()
        assert row.state == ReflectionState.WRITTEN
