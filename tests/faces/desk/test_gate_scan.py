"""What is scanned or typed at the gate: a proof, a tick, or a refusal that is said."""

from __future__ import annotations

from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest
import time_machine
from django.test import Client

from redvest.core.errors import DomainError
from redvest.faces.desk.gate_scan import sentence_of
from redvest.registry.rules.volunteer_number import grouped
from redvest.service import attendance_errors, code_errors
from redvest.service.actions.attendance import my_code
from redvest.service.models import Activity, Attendance, Scan
from tests.faces.desk.conftest import Place, join, said
from tests.faces.desk.test_attendance import gate
from tests.factories import registry, service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db

FETCH = {"X-Requested-With": "fetch"}


def scan(client: Client, found: Activity, code: str, direction: str = "in") -> dict[str, Any]:
    answer = client.post(gate(found), {"code": code, "direction": direction}, headers=FETCH)
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


def test_a_scanned_code_is_a_proof(as_leader: Client, running: Activity) -> None:
    volunteer = join(running)
    code = my_code(by=registry.volunteer_standing(volunteer), at=NOW)

    told = scan(as_leader, running, code.text)

    assert told == {"ok": True, "text": "李*霞 签到了"}
    stay = Attendance.objects.get()
    assert (stay.volunteer_id, stay.proofs, stay.out_at) == (volunteer.pk, ["leader-scan"], None)


def test_the_same_picture_twice_is_one_scan(as_leader: Client, running: Activity) -> None:
    volunteer = join(running)
    code = my_code(by=registry.volunteer_standing(volunteer), at=NOW)
    scan(as_leader, running, code.text)

    told = scan(as_leader, running, code.text)

    assert told == {"ok": True, "text": "李*霞 已经签到过了"}
    assert Scan.objects.count() == 1


def test_in_and_out(as_leader: Client, running: Activity) -> None:
    volunteer = join(running)
    by = registry.volunteer_standing(volunteer)
    scan(as_leader, running, my_code(by=by, at=NOW).text)

    with time_machine.travel(NOW + timedelta(minutes=40), tick=False):
        told = scan(as_leader, running, my_code(by=by, at=NOW + timedelta(minutes=40)).text, "out")

    assert told["text"] == "李*霞 签退了"
    assert Attendance.objects.get().out_at == NOW + timedelta(minutes=40)


def test_a_typed_number_is_a_tick(as_leader: Client, running: Activity) -> None:
    volunteer = join(running)

    told = scan(as_leader, running, f" {grouped(volunteer.number)} ")

    assert told["ok"]
    assert Attendance.objects.get().proofs == ["leader-tick"]


def test_refusals_are_said_and_nothing_is_written(
    as_leader: Client, running: Activity, activity: Activity
) -> None:
    stranger = registry.make_volunteer(name="路人甲")
    volunteer = join(running)
    old = my_code(by=registry.volunteer_standing(volunteer), at=NOW - timedelta(minutes=1))
    refused = {
        "": "先扫码，或者输入编号",
        "999": "没有编号是“999”",
        stranger.number: "名单里没有这个人",
        my_code(by=registry.volunteer_standing(stranger), at=NOW).text: "名单里没有这个人",
        old.text: "这个码已经过期",
        f"{old.text[:-3]}abc": "这个码认不出来",
        "RV1.A.x.1.y": "这个码认不出来",
    }
    for code, sentence in refused.items():
        told = scan(as_leader, running, code)
        assert not told["ok"], code
        assert sentence in told["text"], code
    assert not scan(as_leader, running, volunteer.number, "out")["ok"]
    tomorrow = join(activity, name="明天来")
    assert "不在这场活动的签到时间" in scan(as_leader, activity, tomorrow.number)["text"]
    assert not Attendance.objects.exists()


def test_nobody_ticks_themselves(as_leader: Client, place: Place, running: Activity) -> None:
    leader = registry.make_volunteer(account=place.leader, name="陈小梅")
    service.make_signup(post=running.posts.get(), volunteer=leader)

    told = scan(as_leader, running, leader.number)

    assert not told["ok"]
    assert "不能给自己" in told["text"]
    assert not Attendance.objects.exists()


def test_without_scripts_the_answer_is_on_the_page(as_leader: Client, running: Activity) -> None:
    volunteer = join(running)

    response = as_leader.post(gate(running), {"code": volunteer.number, "direction": "in"}, follow=True)

    assert response.redirect_chain == [(f"{gate(running)}?direction=in", 302)]
    assert "李*霞 签到了" in said(response)


def test_a_number_that_is_nobodys_stays_in_the_field_with_the_fault_below(
    as_leader: Client, running: Activity
) -> None:
    response = as_leader.post(gate(running), {"code": "123", "direction": "in"})

    page = said(response)
    assert response.status_code == 422
    assert "没有编号是“123”的志愿者" in page
    assert 'value="123"' in page
    assert page.index('id="scan-code"') < page.index('id="scan-fault"')
    assert not Attendance.objects.exists()


@pytest.mark.parametrize("topic", [attendance_errors, code_errors])
def test_a_refusal_that_comes_back_as_a_code_is_said_in_its_own_sentence(topic: ModuleType) -> None:
    kinds = [
        kind for kind in vars(topic).values() if isinstance(kind, type) and kind.__module__ == topic.__name__
    ]
    assert kinds
    for kind in kinds:
        assert sentence_of(kind.code) == kind.__doc__


def test_a_code_that_nobody_knows_still_gets_a_sentence() -> None:
    assert sentence_of("no-such-code") == DomainError().message
