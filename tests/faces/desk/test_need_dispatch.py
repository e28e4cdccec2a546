"""Sending needs out at the desk, ringing back, and what an organisation's leader does with what was sent to it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from redvest.care.actions.dispatch import dispatch_to_body
from redvest.care.actions.serving import begin_serving, finish_serving
from redvest.care.actions.wave import send_due_waves
from redvest.care.choices import ConfirmWay, DispatchState, DispatchWay, NeedState
from redvest.care.models import Dispatch, Need, NeedAsk, NeedConfirmation, NeedServing
from redvest.core.models import AuditLine
from redvest.registry.choices import Role
from redvest.registry.models import Account, Body
from redvest.service.models import Activity, HoursEntry
from tests.care.rules.test_recording import SOUNDS
from tests.faces.desk.conftest import Place, SignIn
from tests.factories import registry as make
from tests.factories.care import make_need
from tests.factories.dispatch import by_of, join, served, taken
from tests.factories.registry import NOW
from tests.factories.service import make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(place: Place, sign_in: SignIn) -> Client:
    return sign_in(place.officer)


@pytest.fixture
def leader(place: Place, sign_in: SignIn) -> Client:
    return sign_in(place.leader)


@pytest.fixture
def need(place: Place) -> Need:
    return make_need(state=NeedState.QUEUED)


def at(name: str, *keys: Any) -> str:
    return reverse(f"desk:{name}", args=keys)


def text(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def now(need: Need) -> Need:
    need.refresh_from_db()
    return need


def test_a_queued_need_offers_three_ways_and_says_what_they_are(officer: Client, need: Need) -> None:
    page = text(officer.get(at("need", need.pk)))
    for words in ("分批问志愿者", "派给组织", "公开抢单"):
        assert words in page
    waiting = make_need()
    assert "公开抢单" not in text(officer.get(at("need", waiting.pk)))


def test_waves_show_who_was_asked_and_why_with_covered_names(officer: Client, need: Need) -> None:
    make.make_volunteer(name="欧阳春来", domains=("xinyu:02",))
    page = text(officer.post(at("need-dispatch", need.pk), {"verb": "waves"}, follow=True))
    assert "欧阳*来" in page and "春来" not in page
    assert "愿意做这一类服务" in page and "收回，换一种派法" in page
    assert now(need).state == NeedState.OFFERED


def test_nobody_to_ask_is_said_on_the_page(officer: Client, need: Need) -> None:
    page = text(officer.post(at("need-dispatch", need.pk), {"verb": "waves"}, follow=True))
    assert "可以公开抢单，或者派给组织" in page
    assert now(need).state == NeedState.QUEUED


def test_open_for_all_then_taken_back(officer: Client, need: Need) -> None:
    officer.post(at("need-dispatch", need.pk), {"verb": "grab"})
    assert Dispatch.objects.get().way == DispatchWay.GRAB
    page = text(officer.post(at("need-dispatch", need.pk), {"verb": "withdraw", "reason": ""}, follow=True))
    assert "请写一句原因" in page
    officer.post(at("need-dispatch", need.pk), {"verb": "withdraw", "reason": "家里来人了"})
    assert (now(need).state, Dispatch.objects.get().reason) == (NeedState.QUEUED, "家里来人了")
    assert officer.post(at("need-dispatch", need.pk), {"verb": "什么"}).status_code == 422


def test_who_never_came_is_let_go_with_a_reason(officer: Client) -> None:
    serving = taken()
    page = text(officer.get(at("need", serving.need_id)))
    assert "换下，另外找人" in page
    form = {"verb": "release", "serving": serving.pk}
    page = text(officer.post(at("need-dispatch", serving.need_id), form | {"reason": ""}, follow=True))
    assert "请写一句原因" in page and now(serving.need).state == NeedState.ACCEPTED
    page = text(officer.post(at("need-dispatch", serving.need_id), form | {"reason": "没有来"}, follow=True))
    assert "换下来了" in page and "没有来" in page and "分批问志愿者" in page and "换下，另外找人" not in page
    assert now(serving.need).state == NeedState.QUEUED


def test_a_body_is_found_and_sent_to(officer: Client, need: Need, place: Place) -> None:
    page = text(officer.get(at("need-body", need.pk)))
    assert place.body.name in page and "分宜暖心志愿队" not in page
    assert "分宜暖心志愿队" in text(officer.get(at("need-body", need.pk), {"q": "暖心"}))
    assert "没有找到组织" in text(officer.get(at("need-body", need.pk), {"q": "没有这个队"}))
    answer = officer.post(at("need-body", need.pk), {"body": place.body.pk}, follow=True)
    assert "等答复" in text(answer) and now(need).state == NeedState.OFFERED
    for wrong in ("", "x", str(need.pk)):
        again = officer.post(at("need-body", need.pk), {"body": wrong}, follow=True)
        assert "没有找到这个组织" in text(again)
    assert Dispatch.objects.count() == 1


def test_outsiders_are_kept_out_and_nothing_changes(sign_in: SignIn, place: Place, need: Need) -> None:
    for account, status in ((place.far_officer, 404), (place.leader, 404), (place.member, 403)):
        client = sign_in(account)
        for name in ("need-dispatch", "need-body", "need-call"):
            assert (
                client.post(at(name, need.pk), {"verb": "grab", "body": place.body.pk}).status_code == status
            )
    assert (now(need).state, Dispatch.objects.count()) == (NeedState.QUEUED, 0)


def test_ringing_back_with_a_recording_that_is_heard_on_the_record(officer: Client) -> None:
    done = served()
    assert "打电话回访" in text(officer.get(at("need", done.need.pk)))
    form = {"answer": "done", "words": "说很好", "recording": SimpleUploadedFile("a.mp3", SOUNDS["mp3"])}
    officer.post(at("need-call", done.need.pk), form)
    said = NeedConfirmation.objects.get()
    assert (said.way, now(done.need).state) == (ConfirmWay.CALL, NeedState.CLOSED)
    answer = officer.get(at("need-recording", done.need.pk, said.pk))
    assert (answer.content, answer["Content-Type"]) == (SOUNDS["mp3"], "audio/mpeg")
    assert AuditLine.objects.filter(verb="hear_recording").count() == 1
    assert officer.get(at("need-recording", make_need().pk, said.pk)).status_code == 404


def test_what_is_no_recording_keeps_what_was_typed(officer: Client) -> None:
    done = served()
    form = {"answer": "done", "words": "说很好", "recording": SimpleUploadedFile("a.mp3", b"<html>")}
    answer = officer.post(at("need-call", done.need.pk), form)
    assert answer.status_code == 422 and "说很好" in text(answer) and "录音要是 MP3" in text(answer)
    assert officer.post(at("need-call", done.need.pk), {}).status_code == 422
    assert now(done.need).state == NeedState.SERVED


# --- the organisation's side ---


@pytest.fixture
def sent(place: Place, need: Need) -> Dispatch:
    return dispatch_to_body(by=make.standing_of(place.officer), need=need, body=place.body, at=NOW)


def test_a_leader_reads_it_masked_takes_it_and_asks_members(
    leader: Client, sent: Dispatch, place: Place
) -> None:
    page = text(leader.get(at("dispatches")))
    assert sent.need.title in page and "派来的需求" in page
    page = text(leader.get(at("dispatch", sent.pk)))
    assert "接下来" in page and "刘桂英" not in page and "百花路" not in page and "13907900001" not in page
    member = make.make_volunteer(name="王小勤")
    join(place.body, member)
    page = text(leader.post(at("dispatch", sent.pk), {"verb": "accept"}, follow=True))
    assert "王小勤" in page and "问这几位" in page
    leader.post(at("dispatch", sent.pk), {"verb": "ask", "person": [str(member.pk), "x"]})
    assert NeedAsk.objects.get().volunteer == member


def test_in_a_large_organisation_members_are_searched_for(
    leader: Client, sent: Dispatch, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("redvest.care.queries.dispatch.MOST", 2)
    for name in ("安一", "白二", "周小舟"):
        join(place.body, make.make_volunteer(name=name))
    page = text(leader.post(at("dispatch", sent.pk), {"verb": "accept"}, follow=True))
    assert "安一" in page and "周小舟" not in page and "找队员" in page
    for words in ("周小舟", "小舟", "zhouxiaozhou"):
        found = text(leader.get(at("dispatch", sent.pk), {"q": words}))
        assert "周小舟" in found and "安一" not in found
    assert "没有找到这位队员" in text(leader.get(at("dispatch", sent.pk), {"q": "没有这个人"}))


def test_or_does_not_take_it_and_says_why(leader: Client, sent: Dispatch) -> None:
    page = text(leader.post(at("dispatch", sent.pk), {"verb": "decline", "reason": ""}, follow=True))
    assert "请写一句原因" in page
    leader.post(at("dispatch", sent.pk), {"verb": "decline", "reason": "人手不够"})
    sent.refresh_from_db()
    assert (sent.state, sent.reason, now(sent.need).state) == (
        DispatchState.DECLINED,
        "人手不够",
        NeedState.QUEUED,
    )


def test_nobody_else_reads_or_answers_it(sign_in: SignIn, place: Place, sent: Dispatch) -> None:
    for account, status in ((place.stranger, 404), (place.officer, 404), (place.member, 403)):
        client = sign_in(account)
        assert client.get(at("dispatch", sent.pk)).status_code == status
        assert client.post(at("dispatch", sent.pk), {"verb": "accept"}).status_code == status
    assert sign_in(place.officer).get(at("dispatches")).status_code == 403
    sent.refresh_from_db()
    assert sent.state == DispatchState.OPEN


def leader_of(body: Body) -> Account:
    account = make.make_account(name="会签的人")
    make.make_grant(account=account, role=Role.ACTIVITY_LEADER, body=body)
    return account


def test_hours_are_signed_for_and_seconded(sign_in: SignIn, officer: Client) -> None:
    done = served()
    client = sign_in(leader_of(done.body))
    assert "等你会签的时长" in text(client.get(at("dispatches")))
    page = text(client.post(at("serving-sign", done.serving.pk), follow=True))
    assert "等级 D" in page and "等你会签的时长" not in page
    assert "复核" in text(officer.get(at("need", done.need.pk)))
    officer.post(at("need-dispatch", done.need.pk), {"verb": "second", "serving": done.serving.pk})
    assert NeedServing.objects.get().entry.grade == "C"  # type: ignore[union-attr]
    officer.post(at("need-dispatch", done.need.pk), {"verb": "second", "serving": "x"})
    assert HoursEntry.objects.filter(kind="record").count() == 1


def test_hours_that_nobody_records_are_taken_on(leader: Client, place: Place) -> None:
    serving = taken()
    begin_serving(by=by_of(serving), serving=serving, at=NOW)
    finish_serving(by=by_of(serving), serving=serving, at=NOW + timedelta(minutes=30))
    assert "还没有组织记录的时长" in text(leader.get(at("dispatches")))
    leader.post(at("serving-sign", serving.pk), {"body": ""})
    assert not HoursEntry.objects.exists()
    leader.post(at("serving-sign", serving.pk), {"body": place.body.pk})
    assert HoursEntry.objects.get().body == place.body


def test_an_activity_in_one_step(leader: Client, sent: Dispatch, place: Place) -> None:
    project = make_project(body=place.body)
    leader.post(at("dispatch", sent.pk), {"verb": "accept"})
    assert "建活动草稿" in text(leader.get(at("need-activity", sent.need_id)))
    form = {
        "project": project.pk,
        "starts_at": "2026-03-07T09:00",
        "ends_at": "2026-03-07T08:00",
        "places": "12",
    }
    answer = leader.post(at("need-activity", sent.need_id), form)
    assert answer.status_code == 422 and "结束时间要晚于开始时间" in text(answer)
    leader.post(at("need-activity", sent.need_id), form | {"ends_at": "2026-03-07T11:00"})
    assert now(sent.need).activity == Activity.objects.get()


def test_who_may_not_make_an_activity_of_it(sign_in: SignIn, place: Place, sent: Dispatch) -> None:
    for account, status in ((place.stranger, 404), (place.officer, 403), (place.member, 403)):
        assert sign_in(account).get(at("need-activity", sent.need_id)).status_code == status
    assert not Activity.objects.exists()


def test_as_many_queries_for_three_as_for_one(
    leader: Client, place: Place, django_assert_max_num_queries: Any
) -> None:
    by = make.standing_of(place.officer)
    for more in (1, 2):
        for _ in range(more):
            need = make_need(state=NeedState.QUEUED)
            dispatch_to_body(by=by, need=need, body=place.body, at=NOW)
        with django_assert_max_num_queries(10):
            leader.get(at("dispatches"))


def test_a_needs_page_costs_as_much_for_many_asked(officer: Client, need: Need) -> None:
    counts = []
    for more in (1, 3):
        for _ in range(more):
            make.make_volunteer()
        if more == 1:
            officer.post(at("need-dispatch", need.pk), {"verb": "waves"})
        else:
            send_due_waves(city=need.city, at=NOW + timedelta(hours=1))
        officer.get(at("need", need.pk))
        with CaptureQueriesContext(connection) as seen:
            officer.get(at("need", need.pk))
        counts.append(len(seen))
    assert NeedAsk.objects.count() == 4
    assert counts[0] == counts[1] <= 22
