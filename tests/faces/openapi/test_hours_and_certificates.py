"""From the scan at the gate to the certificate that anybody can check, over the API alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from redvest.registry.models import Account, Body, Volunteer
from redvest.service.choices import Grade
from redvest.service.models import Activity, Attendance, Certificate, HoursEntry, HoursSheet
from tests.faces.openapi.conftest import Caller, caller_for, problem
from tests.factories import registry as make
from tests.factories import service

pytestmark = pytest.mark.django_db
Travel = Callable[[datetime], None]


@dataclass
class Occasion:
    """An activity on its day, its leader, and somebody with a place on it."""

    body: Body
    activity: Activity
    volunteer: Volunteer
    leader: Caller
    me: Caller


@pytest.fixture
def occasion() -> Occasion:
    body = make.make_body()
    leader = make.make_leader(body)
    account = Account.objects.get(pk=leader.account_id)
    activity = service.make_activity(body=body, leader=account, starts_at=make.NOW)
    volunteer = make.make_volunteer(name="欧阳明霞")
    service.make_signup(post=service.make_post(activity=activity), volunteer=volunteer)
    assert volunteer.account is not None
    return Occasion(body, activity, volunteer, caller_for(account), caller_for(volunteer.account))


def scan(nonce: str, direction: str, at: datetime, **who: str) -> dict[str, str]:
    return {"nonce": nonce, "direction": direction, "at": at.isoformat(), "device": "测试", **who}


def outcomes(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 200, answer.content.decode()
    return [(each["nonce"], each["outcome"]) for each in answer.json()["results"]]


def test_the_whole_way_gives_grade_a_and_a_certificate(occasion: Occasion, travel: Travel) -> None:
    path = f"/activities/{occasion.activity.pk}"
    code = occasion.me.get("/me/code").json()["code"]
    assert outcomes(
        occasion.leader.post(f"{path}/attendance", {"scans": [scan("n1", "in", make.NOW, code=code)]})
    ) == [("n1", "accepted")]
    end = make.NOW + timedelta(hours=2)
    travel(end)
    venue = occasion.leader.get(f"{path}/venue-code").json()["code"]
    left = occasion.me.post("/me/check-ins", {"code": venue, "direction": "out", "nonce": "n2"}, key="out-1")
    assert left.status_code == 201, left.content.decode()
    assert left.json()["title"] == occasion.activity.title
    shown = occasion.me.get("/me/code").json()["code"]
    seen = {"scans": [scan("n3", "out", end, code=shown)]}
    assert outcomes(occasion.leader.post(f"{path}/attendance", seen)) == [("n3", "accepted")]

    entry = {"volunteer": str(occasion.volunteer.pk), "minutes": 120}
    first, again = (occasion.leader.post(f"{path}/hours", {"entries": [entry]}, key="h-1") for _ in range(2))
    result = first.json()["results"][0]
    assert (result["outcome"], result["minutes"], result["grade"], result["missing"]) == (
        "recorded",
        120,
        "A",
        [],
    )
    assert again.json() == first.json()
    assert HoursEntry.objects.count() == 1

    mine = occasion.me.get("/me/hours").json()
    assert mine["minutes_by_grade"] == {"A": 120, "B": 0, "C": 0, "D": 0}
    line = mine["items"][0]
    assert (line["minutes"], line["grade"], line["state"], line["leaf"]) == (120, "A", "valid", None)
    assert len(line["commitment"]) == 64

    issued = occasion.me.post("/certificates", {})
    assert issued.status_code == 201, issued.content.decode()
    found = issued.json()
    assert set(found) == {"number", "pdf_url", "credential_url", "verify_url"}
    assert found["verify_url"] == f"http://testserver/verify/{found['number']}"
    paper = occasion.me.client.get(found["pdf_url"], headers={"Authorization": f"Bearer {occasion.me.token}"})
    assert paper["Content-Type"] == "application/pdf"
    assert PdfReader(BytesIO(b"".join(paper.streaming_content))).pages
    public = Caller().get(f"/certificates/{found['number']}").json()
    assert (public["status"], public["name"], public["minutes"]) == ("valid", "欧阳*霞", 120)
    assert public["body"] == occasion.body.name

    head = caller_for(make.make_body_admin(occasion.body))
    void = head.post(f"/entries/{line['id']}/void", {"reason": "记错了人"})
    assert (void.status_code, void.json()["minutes"]) == (201, -120)
    revoked = Caller().get(f"/certificates/{found['number']}").json()
    assert (revoked["status"], revoked["reason"]) == ("revoked", "记错了人")
    states = [each["state"] for each in occasion.me.get("/me/hours").json()["items"]]
    assert sorted(states) == ["void", "voided"]


def test_a_batch_answers_each_scan_for_itself(occasion: Occasion, travel: Travel) -> None:
    travel(make.NOW + timedelta(hours=2))
    path = f"/activities/{occasion.activity.pk}/attendance"
    stranger = make.make_volunteer()
    batch = {
        "scans": [
            scan("out", "out", make.NOW + timedelta(hours=2), volunteer=occasion.volunteer.number),
            scan("in", "in", make.NOW, volunteer=str(occasion.volunteer.pk)),
            scan("who", "in", make.NOW, volunteer=stranger.number),
            scan("none", "in", make.NOW, volunteer="360599999999"),
            scan("early", "in", make.NOW - timedelta(days=1), volunteer=occasion.volunteer.number),
            scan("bad", "in", make.NOW, code="RV1.V.x.1.y"),
        ]
    }
    answered = outcomes(occasion.leader.post(path, batch))
    assert dict(answered) == {
        "out": "accepted", "in": "accepted", "who": "not-on-roster", "none": "not-on-roster",
        "early": "outside-hours", "bad": "bad-code",
    }  # fmt: skip
    assert [nonce for nonce, _ in answered] == ["out", "in", "who", "none", "early", "bad"]
    again = dict(outcomes(occasion.leader.post(path, batch)))
    assert (again["in"], again["out"], again["who"]) == ("repeated", "repeated", "not-on-roster")
    stay = Attendance.objects.get()
    assert (stay.in_at, stay.out_at) == (make.NOW, make.NOW + timedelta(hours=2))


@pytest.mark.parametrize(
    ("scans", "field"),
    [
        ([], "scans"),
        ([{"nonce": "n", "direction": "in", "at": "2026-03-05T10:00:00+08:00"}], "scans.0"),
        ([{"nonce": "", "direction": "in", "at": "2026-03-05T10:00:00+08:00", "code": "x"}], "scans.0.nonce"),
        (
            [{"nonce": "n", "direction": "up", "at": "2026-03-05T10:00:00+08:00", "code": "x"}],
            "scans.0.direction",
        ),
        ([{"nonce": "n", "direction": "in", "at": "10:00", "code": "x"}], "scans.0.at"),
        ([{"nonce": "n", "direction": "in", "at": "2026-03-05T10:00:00+08:00", "code": "x"}] * 1001, "scans"),
    ],
)
def test_a_wrong_batch_is_refused_whole(occasion: Occasion, scans: list[dict[str, str]], field: str) -> None:
    answer = occasion.leader.post(f"/activities/{occasion.activity.pk}/attendance", {"scans": scans})
    found = problem(answer, 422, "invalid")
    assert found["errors"][0]["field"] == field
    assert found["errors"][0]["sentence"].endswith("。")
    assert not Attendance.objects.exists()


def test_only_its_leaders_check_in_and_confirm(occasion: Occasion) -> None:
    key = occasion.activity.pk
    others = [caller_for(make.make_leader(make.make_body())), caller_for(make.make_officer())]
    attendance = {"scans": [scan("n", "in", make.NOW, volunteer=occasion.volunteer.number)]}
    hours = {"entries": [{"volunteer": occasion.volunteer.number, "minutes": 60}]}
    for caller in others:
        problem(caller.post(f"/activities/{key}/attendance", attendance), 403, "not-allowed")
        problem(caller.post(f"/activities/{key}/hours", hours), 403, "not-allowed")
        problem(caller.get(f"/activities/{key}/venue-code"), 403, "not-allowed")
    for caller, code in ((occasion.me, "not-allowed"), (Caller(), "unauthenticated")):
        status = 403 if code == "not-allowed" else 401
        problem(caller.post(f"/activities/{key}/attendance", attendance), status, code)
        problem(caller.post(f"/activities/{key}/hours", hours), status, code)
        problem(caller.get(f"/activities/{key}/venue-code"), status, code)
    assert not Attendance.objects.exists()
    assert not HoursEntry.objects.exists()


def test_hours_entered_without_proof_need_two_more_people(occasion: Occasion) -> None:
    path = f"/activities/{occasion.activity.pk}/hours"
    entry = {"volunteer": occasion.volunteer.number, "minutes": 60}
    result = occasion.leader.post(path, {"entries": [entry]}).json()["results"][0]
    assert (result["grade"], len(result["missing"])) == ("D", 2)
    assert result["volunteer"] == occasion.volunteer.number

    sheet = occasion.me.get("/me/hours/sheets").json()["items"][0]
    assert sheet["id"] == result["sheet"]
    problem(occasion.leader.post(f"/hours/sheets/{sheet['id']}/confirm"), 403, "same-person")
    problem(
        caller_for(make.volunteer_standing(make.make_volunteer())).post(f"/me/hours/{sheet['id']}/confirm"),
        403,
        "not-allowed",
    )
    assert occasion.me.post(f"/me/hours/{sheet['id']}/confirm").json()["grade"] == "D"
    second = caller_for(make.make_officer())
    assert [each["id"] for each in second.get("/hours/sheets").json()["items"]] == [sheet["id"]]
    assert second.post(f"/hours/sheets/{sheet['id']}/confirm").json()["grade"] == "C"
    assert occasion.me.get("/me/hours/sheets").json()["items"] == []
    assert occasion.me.get("/me/hours").json()["minutes_by_grade"]["C"] == 60


def test_refused_hours_say_why(occasion: Occasion) -> None:
    path = f"/activities/{occasion.activity.pk}/hours"
    lines = [
        {"volunteer": str(uuid4()), "minutes": 10},
        {"volunteer": occasion.volunteer.number, "minutes": 600},
    ]
    results = occasion.leader.post(path, {"entries": lines}).json()["results"]
    assert [each["outcome"] for each in results] == ["bad-hours", "bad-hours"]
    assert "120 分钟" in results[1]["sentence"]
    assert not HoursEntry.objects.exists()
    problem(occasion.leader.post(path, {"entries": [{"volunteer": "x", "minutes": 0}]}), 422, "invalid")


def test_correcting_an_entry_is_for_those_who_answer_for_it(occasion: Occasion) -> None:
    entry = service.make_entry(volunteer=occasion.volunteer, body=occasion.body, minutes=90)
    path = f"/entries/{entry.pk}/correct"
    sent = {"minutes": 60, "reason": "中途离开"}
    problem(occasion.me.post(path, sent), 403, "not-allowed")
    problem(caller_for(make.make_body_admin(make.make_body())).post(path, sent), 403, "not-allowed")
    head = caller_for(make.make_body_admin(occasion.body))
    problem(head.post(path, {"minutes": 0, "reason": "错"}), 422, "invalid")
    assert HoursEntry.objects.count() == 1
    made = head.post(path, sent)
    assert (made.status_code, made.json()["kind"], made.json()["minutes"]) == (201, "correction", 60)
    problem(head.post(path, sent), 409, "entry-voided")
    problem(head.post(f"/entries/{uuid4()}/void", {"reason": "错了"}), 404, "entry-not-found")
    assert sorted(HoursEntry.objects.values_list("minutes", flat=True)) == [-90, 60, 90]


def test_a_certificate_is_for_its_volunteer_and_the_recording_body(occasion: Occasion) -> None:
    problem(occasion.me.post("/certificates", {}), 422, "nothing-to-certify")
    service.make_entry(volunteer=occasion.volunteer, body=occasion.body, grade=Grade.B)
    who = {"volunteer": str(occasion.volunteer.pk), "body": str(occasion.body.pk)}
    problem(
        caller_for(make.make_body_admin(make.make_body())).post("/certificates", who), 403, "not-the-recorder"
    )
    problem(Caller().post("/certificates", who), 401, "unauthenticated")
    problem(caller_for(make.make_member()).post("/certificates", {}), 403, "no-volunteer-record")
    problem(occasion.me.post("/certificates", {"body": str(uuid4())}), 404, "not-found")
    assert not Certificate.objects.exists()
    number = caller_for(make.make_body_admin(occasion.body)).post("/certificates", who).json()["number"]
    assert [each["number"] for each in occasion.me.get("/me/certificates").json()["items"]] == [number]
    problem(caller_for(make.make_member()).get(f"/certificates/{number}/pdf"), 404, "certificate-not-found")
    problem(Caller().get(f"/certificates/{number}/pdf"), 401, "unauthenticated")


def test_numbers_cannot_be_tried_out(guest: Caller) -> None:
    for _ in range(30):
        problem(guest.get("/certificates/RV-0000-0000-0000-0000"), 404, "certificate-not-found")
    answer = guest.get("/certificates/RV-0000-0000-0000-0000")
    problem(answer, 429, "too-many-tries")
    assert answer["Retry-After"] == "60"


def test_the_public_address_is_the_configured_one(occasion: Occasion, settings: Any) -> None:
    settings.REDVEST_BASE_URL = "https://vol.example.cn"
    service.make_entry(volunteer=occasion.volunteer, body=occasion.body)
    found = occasion.me.post("/certificates", {}).json()
    assert found["verify_url"].startswith("https://vol.example.cn/verify/RV-")
    assert found["pdf_url"].startswith("https://vol.example.cn/api/v1/certificates/RV-")


def test_longer_ledgers_ask_no_more_queries(occasion: Occasion) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert occasion.me.get(path).status_code == 200
        return len(caught)

    service.make_entry(
        volunteer=occasion.volunteer, body=occasion.body, starts_at=make.NOW - timedelta(days=9)
    )
    occasion.me.post("/certificates", {})
    one = [queries("/me/hours"), queries("/me/certificates")]
    for day in range(3):
        body = make.make_body()
        service.make_entry(
            volunteer=occasion.volunteer, body=body, starts_at=make.NOW - timedelta(days=day + 2)
        )
        occasion.me.post("/certificates", {"body": str(body.pk)})
    assert [queries("/me/hours"), queries("/me/certificates")] == one == [3, 2]  # the first asks who it is
    assert HoursSheet.objects.count() == 0
