"""Needs over the API: asked for, taken once, served, confirmed and rated; masked for everybody but who said yes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.care.choices import AskState, DispatchWay, MenuState, NeedState, ServingState
from redvest.care.models import Need, NeedAsk, NeedServing
from redvest.core.models import AuditLine
from redvest.registry.models import Account, Volunteer
from tests.faces.openapi.conftest import Caller, caller_for, problem
from tests.factories import dispatch as going
from tests.factories import registry as make
from tests.factories.care import GRANNY, make_dispatch, make_menu_item, make_need
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ASKED = {
    "title": "帮忙买药", "words": "膝盖疼下不了楼", "name": "刘桂英", "phone": "13907900001",
    "region": "360502001001", "address": "百花路 8 号", "risks": "没有", "declared_true": True,
}  # fmt: skip


def caller(volunteer: Volunteer) -> Caller:
    assert volunteer.account is not None
    return caller_for(volunteer.account)


@pytest.fixture
def person() -> Volunteer:
    return make.make_volunteer(region=make.make_region_tree().baihua)


@pytest.fixture
def mine(person: Volunteer) -> Caller:
    return caller(person)


class TestReading:
    def test_nobody_reads_whose_it_is(self, guest: Caller) -> None:
        need = going.offered()
        for found in (guest.get("/needs"), guest.get(f"/needs/{need.pk}")):
            text = json.dumps(found.json(), ensure_ascii=False)
            for word in (GRANNY.name, GRANNY.phone, "phone", "address", GRANNY.address, GRANNY.words):
                assert word not in text
        (item,) = guest.get("/needs").json()["items"]
        assert (item["id"], item["title"], item["region"]) == (str(need.pk), need.title, "百花湖社区")
        assert (item["state"]["key"], item["hands"], item["taken"]) == ("offered", 1, 0)

    def test_what_is_not_out_yet_is_not_there(self, guest: Caller) -> None:
        for state in (NeedState.SUBMITTED, NeedState.REFUSED, NeedState.CANCELLED):
            need = make_need(state=state)
            problem(guest.get(f"/needs/{need.pk}"), 404, "not-found")
        problem(guest.get(f"/needs/{uuid4()}"), 404, "not-found")
        assert guest.get("/needs").json() == {"items": [], "next": None}

    def test_narrowed_and_page_by_page(self, guest: Caller) -> None:
        tree = make.make_region_tree()
        here = [make_need(state=NeedState.QUEUED, at=NOW - n * HOUR) for n in range(3)]
        make_need(state=NeedState.QUEUED, region=tree.qiandong, kind="wish")
        first = guest.get("/needs?region=360502&limit=2").json()
        rest = guest.get(f"/needs?region=360502&limit=2&after={first['next']}").json()
        assert [each["id"] for each in first["items"] + rest["items"]] == [str(each.pk) for each in here]
        assert rest["next"] is None
        assert len(guest.get("/needs?kind=wish").json()["items"]) == 1
        problem(guest.get("/needs?kind=other"), 422, "invalid")

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_costs_the_same_however_many(self, guest: Caller, count: int) -> None:
        for _ in range(count):
            make_need(state=NeedState.QUEUED)
            make_menu_item(name=f"理发{uuid4().hex[:6]}", a_week=3)
        for path in ("/needs", "/menus"):
            with CaptureQueriesContext(connection) as spent:
                assert len(guest.get(path).json()["items"]) == count
            assert len(spent) == 1, path


class TestAsking:
    def test_without_an_account_and_once_per_key(self, guest: Caller) -> None:
        make.make_region_tree()
        make.make_domain("national:01", "社区服务")
        first = guest.post("/needs", ASKED | {"domain": make.make_domain().key}, key="n-1")
        assert first.status_code == 201, first.content
        again = guest.post("/needs", ASKED | {"domain": make.make_domain().key}, key="n-1")
        assert again.json() == first.json()
        need = Need.objects.get()
        assert (str(need.pk), need.number, need.state) == tuple(first.json().values())
        assert need.requester_id is None

    def test_a_member_finds_it_again(self) -> None:
        make.make_region_tree()
        account = make.make_account(name="刘军")
        body = ASKED | {"domain": make.make_domain().key, "asked_by": "刘军", "relation": "儿子"}
        assert caller_for(account).post("/needs", body).status_code == 201
        assert Need.objects.get().requester == account

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"title": ""}, "title"),
            ({"title": "到百花路 8 号 2 栋 301 送药"}, "title"),
            ({"declared_true": False}, "declared_true"),
            ({"region": "999999"}, "region"),
            ({"hands": 0}, "hands"),
        ],
    )
    def test_what_is_lacking_is_said_by_field(self, guest: Caller, wrong: dict[str, Any], field: str) -> None:
        make.make_region_tree()
        found = guest.post("/needs", ASKED | {"domain": make.make_domain().key} | wrong)
        told = problem(found, 422, "need-incomplete")
        assert [each["field"] for each in told["errors"]] == [field]
        assert not Need.objects.exists()

    def test_an_unknown_field_is_no_silent_loss(self, guest: Caller) -> None:
        problem(guest.post("/needs", ASKED | {"adress": "x"}), 422, "invalid")
        problem(guest.post("/needs", ASKED | {"urgency": "now"}), 422, "invalid")

    def test_from_a_menu_until_the_week_is_full(self, guest: Caller) -> None:
        make.make_region_tree()
        item = make_menu_item(a_week=1)
        (shown,) = guest.get("/menus").json()["items"]
        assert (shown["id"], shown["left"], shown["a_week"]) == (str(item.pk), 1, 1)
        body = ASKED | {"domain": make.make_domain().key, "menu_item": str(item.pk)}
        assert guest.post("/needs", body).status_code == 201
        assert guest.get("/menus").json()["items"][0]["left"] == 0
        told = problem(guest.post("/needs", body | {"phone": make.next_phone()}), 409, "menu-week-full")
        assert told["next_week"] and Need.objects.count() == 1

    def test_what_is_not_offered_is_not_on_the_menu(self, guest: Caller) -> None:
        make_menu_item(name="下架的", state=MenuState.WITHDRAWN)
        assert guest.get("/menus").json()["items"] == []
        make_menu_item()
        assert guest.get("/menus?region=999999").json()["items"] == []
        assert len(guest.get("/menus?region=360502").json()["items"]) == 1


class TestTaking:
    def test_the_first_yes_is_the_only_one(self, mine: Caller) -> None:
        need = going.offered()
        first = mine.post(f"/needs/{need.pk}/accept", key="a-1")
        assert first.status_code == 201
        assert mine.post(f"/needs/{need.pk}/accept", key="a-1").json() == first.json()
        other = caller(make.make_volunteer())
        problem(other.post(f"/needs/{need.pk}/accept"), 409, "need-taken")
        serving = NeedServing.objects.get()
        assert first.json() == {"id": str(serving.pk), "state": "accepted"}

    def test_a_no_of_who_was_asked(self, person: Volunteer, mine: Caller) -> None:
        need = make_need(state=NeedState.OFFERED)
        round_ = make_dispatch(need=need, way=DispatchWay.WAVES)
        NeedAsk.objects.create(
            city=need.city,
            dispatch=round_,
            need=need,
            volunteer=person,
            wave=1,
            asked_at=NOW,
            due_at=NOW + HOUR,
        )
        (asked,) = mine.get("/me/needs").json()["asked"]
        assert asked["need"]["id"] == str(need.pk)
        assert mine.post(f"/needs/{need.pk}/decline", {"words": "要上班"}).json()["state"] == "declined"
        assert NeedAsk.objects.get().state == AskState.DECLINED
        assert mine.get("/me/needs").json()["asked"] == []

    def test_guests_and_members_without_a_record_take_nothing(self, guest: Caller) -> None:
        need = going.offered()
        problem(guest.post(f"/needs/{need.pk}/accept"), 401, "unauthenticated")
        member = caller_for(make.make_account())
        problem(member.post(f"/needs/{need.pk}/accept"), 403, "needs-real-name")
        problem(member.get("/me/needs"), 403, "needs-real-name")
        assert not NeedServing.objects.exists()


class TestServing:
    @pytest.fixture
    def serving(self, person: Volunteer) -> NeedServing:
        return going.taken(by=make.volunteer_standing(person))

    def test_the_whole_way(self, serving: NeedServing, mine: Caller, travel: Callable[[Any], None]) -> None:
        path = f"/me/needs/{serving.pk}"
        (item,) = mine.get("/me/needs").json()["items"]
        assert (item["id"], item["state"]["key"], item["grade"]) == (str(serving.pk), "accepted", None)
        seen = mine.post(f"{path}/look", {}).json()
        assert (seen["name"], seen["phone"], seen["address"]) == (GRANNY.name, GRANNY.phone, GRANNY.address)
        assert AuditLine.objects.filter(verb="read_private").count() == 1

        begun = mine.post(f"{path}/begin", {"code": going.code_of(serving)}).json()
        assert begun["state"]["key"] == "serving" and begun["started_at"]
        travel(NOW + HOUR)
        done = mine.post(f"{path}/finish", {"words": "买好送到"}).json()
        assert (done["state"]["key"], done["minutes"]) == ("served", 60)
        serving.refresh_from_db()
        assert (serving.state, serving.words) == (ServingState.SERVED, "买好送到")

    @pytest.mark.django_db(transaction=True)
    def test_a_wrong_code_is_counted_and_told(self) -> None:
        person = make.make_volunteer()
        serving, mine = going.taken(by=make.volunteer_standing(person)), caller(person)
        wrong = {"code": going.wrong_code(serving)}
        problem(mine.post(f"/me/needs/{serving.pk}/begin", wrong), 422, "wrong-service-code")
        serving.refresh_from_db()
        assert (serving.code_tries, serving.state) == (1, ServingState.ACCEPTED)

    def test_until_when_the_address_can_be_read(self, travel: Callable[[Any], None]) -> None:
        need = make_need(state=NeedState.OFFERED, hands=2)
        make_dispatch(need=need)
        came, went = (make.make_volunteer() for _ in range(2))
        gone, kept = (going.taken(need, by=make.volunteer_standing(each)) for each in (went, came))
        caller(went).post(f"/me/needs/{gone.pk}/cancel", {})
        mine = caller(came)
        assert mine.get("/me/needs").json()["items"][0]["readable_until"] is None
        Need.objects.filter(pk=need.pk).update(state=NeedState.CLOSED, closed_at=NOW)
        NeedServing.objects.filter(pk=kept.pk).update(state=ServingState.CONFIRMED)
        (item,) = mine.get("/me/needs").json()["items"]
        assert datetime.fromisoformat(item["readable_until"]) == NOW + 24 * HOUR
        (other,) = caller(went).get("/me/needs").json()["items"]
        assert other["readable_until"] is None

    def test_who_cannot_come_gives_it_back(self, serving: NeedServing, mine: Caller) -> None:
        assert (
            mine.post(f"/me/needs/{serving.pk}/cancel", {"words": "发烧"}).json()["state"]["key"]
            == "cancelled"
        )
        assert Need.objects.get().state == NeedState.QUEUED

    def test_nobody_acts_for_another(self, serving: NeedServing) -> None:
        other = caller(make.make_volunteer())
        for verb in ("look", "begin", "finish", "cancel"):
            problem(other.post(f"/me/needs/{serving.pk}/{verb}", {}), 404, "not-found")
        serving.refresh_from_db()
        assert serving.state == ServingState.ACCEPTED
        assert not AuditLine.objects.filter(verb="read_private").exists()


class TestTheRequester:
    @pytest.fixture
    def asker(self) -> Account:
        return make.make_account(name="刘桂英")

    @pytest.fixture
    def need(self, asker: Account) -> Need:
        done = going.served(requester_id=asker.pk)
        return done.need

    def test_confirms_and_rates(self, need: Need, asker: Account, travel: Callable[[Any], None]) -> None:
        travel(NOW + 3 * HOUR)
        me = caller_for(asker)
        told = me.post(f"/needs/{need.pk}/confirm", {"answer": "done", "words": "小伙子很好"})
        assert told.json() == {"id": str(need.pk), "state": "closed"}
        assert me.post(f"/needs/{need.pk}/rate", {"score": 5, "words": "谢谢"}).json()["state"] == "closed"
        need.refresh_from_db()
        assert (need.score, need.score_words) == (5, "谢谢")

    def test_a_score_that_is_none_is_refused(
        self, need: Need, asker: Account, travel: Callable[[Any], None]
    ) -> None:
        travel(NOW + 3 * HOUR)
        me = caller_for(asker)
        me.post(f"/needs/{need.pk}/confirm", {"answer": "done"})
        assert me.post(f"/needs/{need.pk}/rate", {"score": 6}).status_code == 422
        need.refresh_from_db()
        assert need.score is None

    def test_nobody_else_does(self, need: Need, guest: Caller, mine: Caller) -> None:
        problem(guest.post(f"/needs/{need.pk}/confirm", {"answer": "done"}), 401, "unauthenticated")
        for verb, body in (("confirm", {"answer": "done"}), ("rate", {"score": 5})):
            problem(mine.post(f"/needs/{need.pk}/{verb}", body), 404, "not-found")
        problem(mine.post(f"/needs/{need.pk}/confirm", {"answer": "maybe"}), 422, "invalid")
        need.refresh_from_db()
        assert (need.state, need.score) == (NeedState.SERVED, None)
