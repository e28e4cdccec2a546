"""Recording and correcting over the API: what each call does, and what everybody else hears."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest

from redvest.service.actions.report import report_error
from redvest.service.choices import ActivityState, SignUpState
from redvest.service.models import (
    Activity,
    BackfillLine,
    BackfillRequest,
    ErrorReport,
    HoursEntry,
    RefusedRecord,
)
from tests.faces.openapi import world as worlds
from tests.faces.openapi.conftest import Caller, problem
from tests.faces.openapi.test_who_may import (
    ELSEWHERE,
    LEADERS,
    NO,
    NO_RECORD,
    NOT_THERE,
    OVER_IT,
    SIGN_IN,
    WITHOUT_ROLE,
    Case,
)
from tests.faces.openapi.world import World
from tests.factories import registry as make
from tests.factories import service
from tests.factories.evidence import png
from tests.kept import Keep
from tests.service.actions.test_backfill import asked

pytestmark = pytest.mark.django_db
NO_ENTRY = (404, "entry-not-found")
HIDDEN = dict.fromkeys(ELSEWHERE | {"other-city"}, NOT_THERE)


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@dataclass
class Desk:
    """The world with a report, a back-fill and somebody who was overlooked."""

    world: World
    report: ErrorReport
    backfill: BackfillRequest
    overlooked: Activity


@pytest.fixture(scope="module")
def desk_kept(keep: Keep) -> Iterator[Desk]:
    with keep(lay) as made:
        yield made


@pytest.fixture
def desk(desk_kept: Desk) -> Desk:
    return deepcopy(desk_kept)


def lay() -> Desk:
    world = worlds.build()
    by = make.volunteer_standing(world.volunteer)
    report = report_error(by=by, entry=world.entry, text="少记了", wanted_minutes=120, at=make.NOW)
    past = service.make_activity(
        project=world.project, leader=world.activity.leader, starts_at=make.NOW - 900 * service.HOUR,
        state=ActivityState.CLOSED,
    )  # fmt: skip
    service.make_signup(
        post=service.make_post(activity=past), volunteer=world.volunteer, state=SignUpState.SERVED
    )
    backfill = asked(world.body, world.volunteer, by=make.standing_of(world.activity.leader))
    return Desk(world, report, backfill, past)


def form(volunteer: Any, **changes: Any) -> dict[str, Any]:
    return {
        "title": "清理河道", "place": "抱石公园", "content": "捡垃圾", "starts_at": "2026-03-01T09:00:00+08:00",
        "ends_at": "2026-03-01T11:00:00+08:00", "reason": "没有信号",
        "people": [{"volunteer": volunteer.number, "minutes": 120}],
        "files": [{"name": "签到表.png", "content": base64.b64encode(png()).decode()}], **changes,
    }  # fmt: skip


def cases(desk: Desk) -> list[Case]:
    world = desk.world
    who = str(world.volunteer.pk)
    reason = {"reason": "看了签到表"}
    activity = f"/activities/{world.activity.pk}"
    return [
        Case(
            "entry_history", lambda c, w: c.get(f"/hours/{world.entry.pk}/history"),
            {"own"} | LEADERS | OVER_IT, rest=NO_ENTRY,
        ),
        Case("my_reports", lambda c, w: c.get("/me/reports"), {"own", "volunteer"}, rest=NO_RECORD),
        Case("reports_to_answer", lambda c, w: c.get("/reports"), LEADERS | OVER_IT | ELSEWHERE | {"other-city"}),
        Case(
            "answer_report",
            lambda c, w: c.post(f"/reports/{desk.report.pk}/answer", {"decision": "refuse", **reason}),
            LEADERS | OVER_IT, others=HIDDEN,
        ),
        Case(
            "body_overdue", lambda c, w: c.get(f"/bodies/{world.body.pk}/overdue"), LEADERS | OVER_IT,
            others=HIDDEN,
        ),
        Case(
            "refuse_hours", lambda c, w: c.post(f"{activity}/refusals", {"volunteer": who, "kind": "duty"}),
            LEADERS | OVER_IT, status=201, others={"other-city": NOT_THERE},
        ),
        Case(
            "ask_backfill", lambda c, w: c.post(f"/bodies/{world.body.pk}/backfills", form(make.make_volunteer())),
            LEADERS, status=201, others={"other-city": NOT_THERE},
        ),
        Case(
            "get_backfill", lambda c, w: c.get(f"/backfills/{desk.backfill.pk}"), LEADERS | OVER_IT,
            others=HIDDEN,
        ),
        Case(
            "approve_backfill", lambda c, w: c.post(f"/backfills/{desk.backfill.pk}/approve"), OVER_IT,
            others=HIDDEN,
        ),
        Case(
            "refuse_backfill", lambda c, w: c.post(f"/backfills/{desk.backfill.pk}/refuse", {"note": "不清楚"}),
            OVER_IT, others=HIDDEN,
        ),
        Case(
            "answer_backfill",
            lambda c, w: c.post(f"/me/backfills/{desk.backfill.lines.get().pk}/answer", {"agrees": True}),
            {"own"}, rest=NO_RECORD, others={"volunteer": NOT_THERE},
        ),
        Case(
            "report_missing",
            lambda c, w: c.post(f"/activities/{desk.overlooked.pk}/reports", {"text": "我去了"}),
            {"own"}, status=201, rest=NO_RECORD, others={"volunteer": (422, "bad-report")},
        ),
        Case(
            "state_off_duty", lambda c, w: c.post(f"{activity}/off-duty"), {"own"}, rest=NO_RECORD,
            others={"volunteer": (422, "not-on-roster")},
        ),
    ]  # fmt: skip


def written() -> tuple[int, ...]:
    models = (ErrorReport, BackfillRequest, BackfillLine, HoursEntry, RefusedRecord)
    return tuple(model.objects.count() for model in models)


def test_who_gets_through_and_a_refusal_changes_nothing(desk: Desk) -> None:
    for case in cases(desk):
        for who, caller in desk.world.people.items():
            with worlds.undone():
                before = (worlds.everything(), written())
                answer = case.ask(caller, desk.world)
                if who in case.may:
                    assert answer.status_code == case.status, (case.name, who, answer.content.decode())
                    continue
                fault = SIGN_IN if who == "guest" else case.expected(who)
                if fault == NO and who in WITHOUT_ROLE:
                    assert answer.status_code == 403, (case.name, who)
                    continue
                problem(answer, *fault)
                if case.name != "ask_backfill":  # which makes its own person first
                    assert (worlds.everything(), written()) == before, (case.name, who)


def test_only_the_volunteer_reports_their_entry(desk: Desk) -> None:
    ErrorReport.objects.all().delete()
    path = f"/hours/{desk.world.entry.pk}/reports"
    people = desk.world.people
    problem(people["guest"].post(path, {"text": "错"}), *SIGN_IN)
    problem(people["leader"].post(path, {"text": "错"}), *NO_RECORD)
    problem(people["volunteer"].post(path, {"text": "错"}), *NO_ENTRY)
    assert not ErrorReport.objects.exists()

    answer = people["own"].post(path, {"text": "错", "wanted_minutes": 100}, key="r-1")
    again = people["own"].post(path, {"text": "错", "wanted_minutes": 100}, key="r-1")

    assert answer.status_code == again.status_code == 201
    assert answer.json() == again.json()
    assert (answer.json()["state"], answer.json()["due_on"]) == ("open", "2026-03-12")
    problem(people["own"].post(path, {"text": "再说"}), 409, "already-reported")


def test_from_the_report_to_the_correction_and_its_history(desk: Desk) -> None:
    people = desk.world.people
    sent = {"decision": "correct", "minutes": 60, "reason": "早走了一小时"}
    done = people["head"].post(f"/reports/{desk.report.pk}/answer", sent).json()
    assert (done["state"], done["answer"]) == ("accepted", "早走了一小时")
    problem(people["head"].post(f"/reports/{desk.report.pk}/answer", sent), 409, "request-decided")

    lines = people["own"].get(f"/hours/{done['result']}/history").json()["items"]
    assert sorted(line["kind"] for line in lines) == ["answered", "correction", "record", "reported", "void"]
    assert {line["who"] for line in lines} >= {"志愿者本人", "组织负责人"}
    assert people["own"].get("/me/reports").json()["items"][0]["result"] == done["result"]


def test_a_backfill_from_asking_to_the_mark_in_my_hours(desk: Desk) -> None:
    people, volunteer = desk.world.people, desk.world.volunteer
    path = f"/bodies/{desk.world.body.pk}/backfills"
    started = {"starts_at": "2026-02-28T09:00:00+08:00", "ends_at": "2026-02-28T11:00:00+08:00"}
    made = people["leader"].post(path, form(volunteer, **started)).json()
    assert (made["state"], made["files"], made["people"][0]["answer"]) == ("open", 1, "")

    people["own"].post(f"/me/backfills/{made['people'][0]['id']}/answer", {"agrees": True})
    done = people["officer"].post(f"/backfills/{made['id']}/approve").json()

    entry_id = done["people"][0]["entry"]
    mine = {each["id"]: each for each in people["own"].get("/me/hours").json()["items"]}
    assert (mine[entry_id]["mark"], mine[entry_id]["grade"], mine[entry_id]["source"]) == (
        "backfill",
        "C",
        "",
    )
    problem(people["centre"].post(f"/backfills/{made['id']}/approve"), 409, "request-decided")


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"files": []}, 422, "evidence-needed"),
        ({"files": [{"name": "a.png", "content": "&&&"}]}, 422, "bad-evidence"),
        ({"files": [{"name": "a.png", "content": base64.b64encode(b"MZ").decode()}]}, 422, "bad-evidence"),
        ({"ends_at": "2026-03-01T08:00:00+08:00"}, 422, "bad-backfill"),
    ],
)
def test_a_faulty_backfill_is_refused(desk: Desk, changes: dict[str, Any], status: int, code: str) -> None:
    before = written()
    path = f"/bodies/{desk.world.body.pk}/backfills"
    problem(desk.world.people["leader"].post(path, form(desk.world.volunteer, **changes)), status, code)
    assert written() == before


def test_what_is_overdue_says_by_when_it_was_due(desk: Desk) -> None:
    items = desk.world.people["head"].get(f"/bodies/{desk.world.body.pk}/overdue").json()["items"]
    late = next(each for each in items if each["activity"] == str(desk.overlooked.pk))
    assert late["overdue"] is True
    assert late["missing"] == 1
    assert late["exact"] is True
    assert late["due_on"] > late["ends_at"][:10]


def test_a_refusal_is_taken_up_again_by_another(desk: Desk) -> None:
    people, activity, volunteer = desk.world.people, desk.world.activity, desk.world.volunteer
    sent = {"volunteer": str(volunteer.pk), "kind": "paid", "note": "领了 200 元"}
    made = people["leader"].post(f"/activities/{activity.pk}/refusals", sent).json()
    assert (made["kind"], made["reopened"]) == ("paid", False)
    hours = {"entries": [{"volunteer": str(volunteer.pk), "minutes": 30}]}
    outcome = people["leader"].post(f"/activities/{activity.pk}/hours", hours).json()["results"][0]
    assert outcome["outcome"] == "hours-refused"

    again = f"/activities/{activity.pk}/refusals/{volunteer.pk}/reopen"
    problem(people["leader"].post(again, {"reason": "弄错"}), 403, "same-person")
    for stranger in ("other-leader", "neighbour"):
        problem(people[stranger].post(again, {"reason": "弄错"}), *NO)
    assert people["head"].post(again, {"reason": "是误餐补贴"}).json()["reopened"] is True
    problem(people["head"].post(again, {"reason": "再来"}), *NOT_THERE)


# ---- the gate


def draft(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "project": str(world.project.pk), "title": "社区清洁", "domain": "邻里守望", "region": "百花湖社区",
        "starts_at": "2026-03-10T09:00:00+08:00", "ends_at": "2026-03-10T11:00:00+08:00", "content": "扫地",
        "place": "站前", "lon": 114.9, "lat": 27.8, "posts": [{"title": "帮手", "places": 5}], "conditions": "不限",
        "how_to_apply": "网上", "risks": "无", "guarantees": "保险", "contact_name": "陈", "contact_phone": "0790",
        **changes,
    }  # fmt: skip


def submitted(caller: Caller, body: dict[str, Any]) -> Any:
    made = caller.post("/activities", body)
    assert made.status_code == 201, made.content.decode()
    return caller.post(f"/activities/{made.json()['id']}/submit")


def test_a_client_that_knows_nothing_of_the_gate_submits_as_before(desk: Desk) -> None:
    answer = submitted(desk.world.people["leader"], draft(desk.world))
    assert (answer.status_code, answer.json()["state"]) == (200, "submitted")
    done = desk.world.people["officer"].post(f"/activities/{answer.json()['id']}/approve")
    assert done.json()["state"] == "published"


def test_a_client_that_answers_has_to_affirm(desk: Desk) -> None:
    statement = {"not_duty": True, "unpaid": False, "public_benefit": True, "party_service": True}
    answer = submitted(desk.world.people["leader"], draft(desk.world, service_statement=statement))
    found = problem(answer, 422, "incomplete-notice")
    assert found["missing"] == ["unpaid", "off_duty"]
    whole = statement | {"unpaid": True, "off_duty": True}
    answer = submitted(desk.world.people["leader"], draft(desk.world, service_statement=whole))
    assert answer.json()["state"] == "submitted"
