"""The gate: the code that rotates, scanning and typing, ticking, forgotten ways out, and what each refusal says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from redvest.registry.rules.volunteer_number import grouped
from redvest.service.actions.attendance import check_in_with_venue_code, my_code
from redvest.service.choices import Direction, SignUpState
from redvest.service.models import Activity, Attendance, Scan, SignUp
from tests.faces.desk.conftest import Place, join, said
from tests.factories import registry, service
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
FETCH = {"X-Requested-With": "fetch"}


def gate(found: Activity) -> str:
    return reverse("desk:gate", args=[found.pk])


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


def test_the_venue_code_changes_and_is_read(as_leader: Client, running: Activity) -> None:
    url = reverse("desk:venue-code", args=[running.pk])
    first = as_leader.get(url)
    shown = first.json()
    assert shown["svg"].startswith("<svg")
    assert "style=" not in shown["svg"]
    assert 1 <= shown["expires_in"] <= shown["period"] == 10
    assert "no-store" in first["Cache-Control"]

    with time_machine.travel(NOW + timedelta(seconds=21), tick=False):
        assert as_leader.get(url).json()["svg"] != shown["svg"]


def test_the_picture_on_the_page_is_the_venues(
    as_leader: Client, place: Place, running: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(
        "redvest.faces.desk.attendance.qr_svg", lambda text: drawn.append(text) or "<svg></svg>"
    )
    as_leader.get(gate(running))
    volunteer = join(running)

    check_in_with_venue_code(
        by=registry.volunteer_standing(volunteer), code=drawn[0], direction=Direction.IN, nonce="n1", at=NOW
    )

    assert Attendance.objects.get().proofs == ["venue-code"]


def test_ticking_in_and_out_on_the_list(as_leader: Client, running: Activity) -> None:
    volunteer = join(running)
    url = reverse("desk:tick", args=[running.pk])

    page = said(as_leader.post(url, {"volunteer": str(volunteer.pk), "direction": "in"}, follow=True))
    assert "李*霞 签到了" in page
    assert "1 / 1 人到了，1 人还在" in page

    with time_machine.travel(NOW + timedelta(minutes=9), tick=False):
        as_leader.post(url, {"volunteer": str(volunteer.pk), "direction": "out"})
    assert Attendance.objects.get().out_at == NOW + timedelta(minutes=9)


@pytest.mark.parametrize("who", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_ticking_nobody_is_said(as_leader: Client, running: Activity, who: str) -> None:
    response = as_leader.post(reverse("desk:tick", args=[running.pk]), {"volunteer": who}, follow=True)
    assert "名单里没有这个人" in said(response)
    assert not Attendance.objects.exists()


@pytest.fixture
def forgotten(over: Activity) -> Attendance:
    volunteer = join(over)
    signup = SignUp.objects.get(volunteer=volunteer)
    return service.make_stay(signup=signup, in_at=over.starts_at)


def test_a_forgotten_way_out_is_shown_and_closed(
    as_leader: Client, over: Activity, forgotten: Attendance
) -> None:
    page = said(as_leader.get(gate(over)))
    assert '<li class="forgotten">' in page
    assert "还有 1 人没有签退" in page
    # It ended at nine.
    assert 'name="out_at" value="09:00"' in page

    url = reverse("desk:end-stay", args=[over.pk, forgotten.pk])
    response = as_leader.post(url, {"out_at": "8:45"}, follow=True)

    forgotten.refresh_from_db()
    assert forgotten.out_at == NOW - timedelta(minutes=75)
    assert forgotten.closed_by_id == over.leader_id
    assert "签退补上了" in said(response)


@pytest.mark.parametrize(
    ("out_at", "sentence"),
    [("", "请写成 10:30"), ("25:00", "请写成 10:30"), ("06:00", "签退时间不能早于签到时间")],
)
def test_a_time_that_cannot_be_is_refused(
    as_leader: Client, over: Activity, forgotten: Attendance, out_at: str, sentence: str
) -> None:
    url = reverse("desk:end-stay", args=[over.pk, forgotten.pk])

    assert sentence in said(as_leader.post(url, {"out_at": out_at}, follow=True))

    forgotten.refresh_from_db()
    assert forgotten.out_at is None


def test_who_is_still_at_it_is_not_called_forgotten(as_leader: Client, running: Activity) -> None:
    volunteer = join(running)
    service.make_stay(signup=SignUp.objects.get(volunteer=volunteer), in_at=NOW)
    page = said(as_leader.get(gate(running)))
    assert 'class="forgotten"' not in page
    assert 'name="out_at"' not in page


def test_once_it_is_over_the_camera_is_set_to_leaving(
    as_leader: Client, over: Activity, running: Activity
) -> None:
    assert 'name="direction" value="out"' in said(as_leader.get(gate(over)))
    assert 'action="/desk/activities/' in said(as_leader.get(gate(running)))
    assert 'type="hidden" name="direction" value="in"' in said(as_leader.get(gate(running)))


def test_after_midnight_a_time_is_of_the_next_day(as_leader: Client, place: Place) -> None:
    evening = NOW - timedelta(hours=13)
    late = service.make_activity(body=place.body, leader=place.leader, starts_at=evening, hours=5)
    service.make_post(activity=late)
    volunteer = join(late)
    stay = service.make_stay(signup=SignUp.objects.get(volunteer=volunteer), in_at=evening)

    # From nine in the evening until two; out at half past one.
    as_leader.post(reverse("desk:end-stay", args=[late.pk, stay.pk]), {"out_at": "01:30"})

    stay.refresh_from_db()
    assert stay.out_at == evening + timedelta(hours=4, minutes=30)


def test_the_list_alone_is_fetched_after_a_scan(as_leader: Client, running: Activity) -> None:
    join(running)
    page = said(as_leader.get(reverse("desk:gate-list", args=[running.pk])))
    assert "<html" not in page
    assert "李明霞" in page


def test_the_gate_of_one_and_of_three_asks_the_same(
    as_leader: Client, running: Activity, django_assert_num_queries: Any
) -> None:
    for names in (["甲一"], ["乙二", "丙三"]):
        for name in names:
            volunteer = join(running, name=name)
            service.make_stay(signup=SignUp.objects.get(volunteer=volunteer), in_at=NOW)
        with django_assert_num_queries(11):
            as_leader.get(gate(running))


def test_those_still_to_come_stand_first(as_leader: Client, running: Activity) -> None:
    here, gone, missing = join(running, name="甲在"), join(running, name="乙走"), join(running, name="丙没来")
    service.make_stay(signup=SignUp.objects.get(volunteer=here), in_at=NOW)
    service.make_stay(signup=SignUp.objects.get(volunteer=gone), in_at=running.starts_at, out_at=NOW)
    join(running, name="候补的", state=SignUpState.WAITING)

    people = as_leader.get(gate(running)).context["people"]

    assert [person["volunteer"] for person in people] == [missing.pk, here.pk, gone.pk]


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
