"""Every call that is not for everybody, asked by everybody: who gets through, and that a refusal changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from redvest.faces.openapi.api import api
from redvest.registry.choices import Role
from redvest.registry.models import Account, ApiToken, Grant
from redvest.registry.queries.account import token_digest
from tests.faces.openapi import world as worlds
from tests.faces.openapi.conftest import Caller, problem
from tests.faces.openapi.test_bodies_and_projects import application
from tests.faces.openapi.world import World
from tests.factories import registry as make

pytestmark = pytest.mark.django_db

Fault = tuple[int, str]
Ask = Callable[[Caller, World], Any]
SIGN_IN: Fault = (401, "unauthenticated")
NO_RECORD: Fault = (403, "needs-real-name")
NO: Fault = (403, "not-allowed")
NOT_THERE: Fault = (404, "not-found")

WITHOUT_ROLE = {"member", "volunteer", "own"}
WITH_RECORD = {"volunteer", "own"}
LEADERS = {"leader", "head"}
OVER_IT = {"officer", "centre"}  # officers of the place and above it
ELSEWHERE = {"other-leader", "street-officer", "neighbour"}


@dataclass(frozen=True)
class Case:
    """One call by the name of its operation: who gets which status, and what the others hear: ``others``, else ``rest``."""

    name: str
    ask: Ask
    may: set[str]
    status: int = 200
    rest: Fault = NO
    others: Mapping[str, Fault] = field(default_factory=dict)

    def expected(self, who: str) -> Fault:
        if who == "guest" and "guest" not in self.others:
            return SIGN_IN
        return self.others.get(who, self.rest)


def _each(people: set[str], fault: Fault) -> dict[str, Fault]:
    return dict.fromkeys(people, fault)


def _activity(step: str, body: Any = None, *, of: str = "activity") -> Ask:
    return lambda caller, world: caller.post(f"/activities/{getattr(world, of).pk}/{step}", body)


def _new_draft(world: World) -> dict[str, Any]:
    return {
        "project": str(world.project.pk), "title": "社区清洁", "domain": "邻里守望", "region": "百花湖社区",
        "starts_at": "2026-03-10T09:00:00+08:00", "ends_at": "2026-03-10T11:00:00+08:00",
    }  # fmt: skip


def _new_project(world: World) -> dict[str, Any]:
    return {"body": str(world.body.pk), "name": "新项目", "domain": "邻里守望", "region": "渝水区"}


def _scan(caller: Caller, world: World) -> Any:
    scan = {
        "nonce": "n-1",
        "direction": "in",
        "at": make.NOW.isoformat(),
        "volunteer": str(world.volunteer.pk),
    }
    return caller.post(f"/activities/{world.activity.pk}/attendance", {"scans": [scan]})


def _hours(caller: Caller, world: World) -> Any:
    entered = {"entries": [{"volunteer": str(world.volunteer.pk), "minutes": 30}]}
    return caller.post(f"/activities/{world.activity.pk}/hours", entered)


def _certificate(caller: Caller, world: World) -> Any:
    return caller.post("/certificates", {"volunteer": str(world.volunteer.pk), "body": str(world.body.pk)})


FOREIGN = {"other-city": NOT_THERE}
HIDDEN = _each(ELSEWHERE | {"other-city"}, NOT_THERE)
OWN_CALLS = [
    Case(name, lambda caller, world, path=path: caller.get(f"/me/{path}"), WITH_RECORD, rest=NO_RECORD)
    for name, path in (
        ("show_my_code", "code"),
        ("my_signups", "signups"),
        ("my_hours", "hours"),
        ("my_sheets", "hours/sheets"),
        ("my_certificates", "certificates"),
        ("my_record", "record"),
        ("my_calendar_feed", "calendar-feed"),
        ("stars_of_mine", "stars"),
        ("my_points", "points"),
        ("my_redemptions", "redemptions"),
    )
]
CASES = [
    *OWN_CALLS,
    Case("integrity_cases", lambda caller, world: caller.get("/integrity/cases"),
         OVER_IT | {"street-officer", "neighbour", "other-city"}),
    Case(
        "confirm_my_hours",
        lambda caller, world: caller.post(f"/me/hours/{world.sheet.pk}/confirm"),
        {"own"}, rest=NO_RECORD, others={"volunteer": NO},
    ),
    Case(
        "show_venue_code", lambda caller, world: caller.get(f"/activities/{world.activity.pk}/venue-code"), LEADERS,
        others=FOREIGN,
    ),
    Case(
        "make_hour_codes", _activity("hour-codes", {"count": 2, "minutes": 60}), LEADERS, status=201, others=FOREIGN,
    ),
    Case(
        "my_card", lambda caller, world: caller.post("/me/card"), WITH_RECORD, rest=NO_RECORD,
    ),
    Case(
        "redeem_hour_code", lambda caller, world: caller.post("/me/hour-codes", {"code": "none"}), WITH_RECORD,
        status=404, rest=NO_RECORD,
    ),
    Case(
        "redeem_one", lambda caller, world: caller.post("/me/redemptions", {"gift": str(world.body.pk), "price": 10}),
        WITH_RECORD, status=404, rest=NO_RECORD,
    ),
    Case(
        "cancel_one_redemption", lambda caller, world: caller.post(f"/me/redemptions/{world.body.pk}/cancel"), WITH_RECORD,
        status=404, rest=NO_RECORD,
    ),
    Case(
        "still_here", _activity("pings", {}), {"own"}, status=201, rest=NO_RECORD,
        others={"volunteer": (422, "not-on-roster")},
    ),
    Case(
        "get_roster", lambda caller, world: caller.get(f"/activities/{world.activity.pk}/roster"), LEADERS | OVER_IT,
        others=FOREIGN,
    ),
    Case(
        "get_activity", lambda caller, world: caller.get(f"/activities/{world.draft.pk}"), LEADERS | OVER_IT,
        rest=NOT_THERE, others={"guest": NOT_THERE},
    ),
    Case(
        "get_body", lambda caller, world: caller.get(f"/bodies/{world.applied.pk}"), OVER_IT,
        rest=NOT_THERE, others={"guest": NOT_THERE},
    ),
    Case(
        "create_activity", lambda caller, world: caller.post("/activities", _new_draft(world)), LEADERS | OVER_IT,
        status=201, others={"other-city": (422, "invalid")},
    ),
    Case(
        "update_activity", lambda caller, world: caller.put(f"/activities/{world.draft.pk}", _new_draft(world)),
        LEADERS | OVER_IT, others=HIDDEN,
    ),
    Case("approve_activity", _activity("approve", of="submitted"), OVER_IT, others=HIDDEN),
    Case("refuse_activity", _activity("refuse", {"note": "请写清集合地点"}, of="submitted"), OVER_IT, others=HIDDEN),
    Case("cancel_activity", _activity("cancel", {"reason": "暴雨"}), LEADERS | OVER_IT, others=FOREIGN),
    Case("close_activity", _activity("close"), LEADERS, others=FOREIGN),
    Case("record_scans", _scan, LEADERS, others=FOREIGN),
    Case("confirm_hours", _hours, LEADERS, others=FOREIGN),
    Case(
        "second_hours", lambda caller, world: caller.post(f"/hours/sheets/{world.sheet.pk}/confirm"),
        {"head"} | OVER_IT, others=FOREIGN | {"leader": (403, "same-person")},
    ),
    Case(
        "void_entry", lambda caller, world: caller.post(f"/entries/{world.entry.pk}/void", {"reason": "记错了人"}),
        LEADERS | OVER_IT, status=201, others={"other-city": (404, "entry-not-found")},
    ),
    Case(
        "correct_entry",
        lambda caller, world: caller.post(f"/entries/{world.entry.pk}/correct", {"minutes": 60, "reason": "早退"}),
        LEADERS | OVER_IT, status=201, others={"other-city": (404, "entry-not-found")},
    ),
    Case(
        "issue", _certificate, {"own", "head"}, status=201, rest=(403, "not-the-recorder"),
        others=FOREIGN,
    ),
    Case(
        "ask_batch",
        lambda caller, world: caller.post(
            "/certificates/batches", {"body": str(world.body.pk), "volunteers": [str(world.volunteer.pk)]}
        ),
        {"head"}, status=201, rest=(403, "not-the-recorder"), others=FOREIGN | _each(WITHOUT_ROLE, NO),
    ),
    Case(
        "show_batch", lambda caller, world: caller.get(f"/certificates/batches/{world.batch.pk}"), {"head"},
        rest=(404, "batch-not-found"), others=_each(WITHOUT_ROLE, NO),
    ),
    Case(
        "sign_up", lambda caller, world: caller.post(f"/posts/{world.free.pk}/signups"), WITH_RECORD, status=201,
        rest=(422, "not-eligible"),
    ),
    Case(
        "cancel_signup", lambda caller, world: caller.delete(f"/signups/{world.mine.pk}"), {"own"} | LEADERS,
        status=204,
    ),
    Case(
        "take_offer", lambda caller, world: caller.post(f"/signups/{world.mine.pk}/take"), {"own"},
    ),
    Case(
        "answer_application",
        lambda caller, world: caller.post(f"/signups/{world.mine.pk}/answer", {"accept": True}), LEADERS, status=409,
    ),
    Case(
        "get_offers", lambda caller, world: caller.get(f"/posts/{world.free.pk}/offers"), LEADERS | OVER_IT,
        others=FOREIGN,
    ),
    Case("roster_letters", lambda caller, world: caller.get(f"/activities/{world.activity.pk}/letters"), LEADERS,
         others=FOREIGN),
    Case(
        "write_roster_letter", _activity("letters", {"audience": "everybody", "text": "东门集合"}), LEADERS, status=201,
        others=FOREIGN,
    ),
    Case("renew_calendar_feed", lambda caller, world: caller.post("/me/calendar-feed"), WITH_RECORD, status=201,
         rest=NO_RECORD),
    Case("revoke_calendar_feed", lambda caller, world: caller.delete("/me/calendar-feed"), WITH_RECORD, status=204,
         rest=NO_RECORD),
    Case(
        "create_project", lambda caller, world: caller.post("/projects", _new_project(world)), LEADERS | OVER_IT,
        status=201, others=FOREIGN,
    ),
    Case(
        "decide_body", lambda caller, world: caller.post(f"/bodies/{world.applied.pk}/decide", {"approve": True}),
        OVER_IT, others=FOREIGN,
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_who_gets_through_and_a_refusal_changes_nothing(world: World, case: Case) -> None:
    before = worlds.everything()
    for who, caller in world.people.items():
        with worlds.undone():
            answer = case.ask(caller, world)
            if who in case.may:
                assert answer.status_code == case.status, (who, answer.content.decode())
                continue
            assert who == "guest" or case.may.isdisjoint({who})
            problem(answer, *case.expected(who))
            assert worlds.everything() == before, who


def test_every_person_of_the_table_is_somebody(world: World) -> None:
    """A slip of the pen in a set of names would let a row pass that says nothing."""
    people = set(world.people)
    assert {name for case in CASES for name in case.may | set(case.others)} <= people
    assert WITHOUT_ROLE | LEADERS | OVER_IT | ELSEWHERE | {"guest", "other-city"} == people


def test_every_call_behind_a_door_is_asked_by_everybody() -> None:
    behind = {
        operation.operation_id
        for router in api._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
        if (operation.openapi_extra or {})["x-who-may-enter"] != "public"
    }
    for_every_member = {"whoami", "apply_for_body", "why_not", "my_profile", "put_profile"}
    for_every_member |= {"my_messages", "read_messages", "read_message", "my_channels", "put_channels"}
    asked_elsewhere = {
        "submit_activity", "sheets_to_second", "check_in", "check_in_shortly", "get_pdf", "get_credential", "get_badge",
    }  # fmt: skip
    asked_elsewhere |= {"list_grants", "give_role", "revoke_role"}  # test_grants.py
    asked_elsewhere |= {  # test_records.py asks them of everybody
        "entry_history", "report_entry", "report_missing", "my_reports", "reports_to_answer", "answer_report",
        "body_overdue", "refuse_hours", "reopen_refused", "state_off_duty", "ask_backfill", "get_backfill",
        "approve_backfill", "refuse_backfill", "answer_backfill",
    }  # fmt: skip
    asked_elsewhere |= {  # test_joining.py and test_phone.py ask them of everybody
        "my_bodies", "join", "leave", "withdraw", "answer_invited", "move_account", "phone_codes",
    }  # fmt: skip
    asked_elsewhere |= {  # test_rosters.py asks them of everybody
        "draft_roster", "show_roster", "solve_roster", "ask_on_roster", "close_roster", "lock_on_roster",
        "take_off_roster", "add_to_roster", "take_out_of_roster", "why_on_roster", "my_roster", "answer_on_roster", "keep_wishes",
    }  # fmt: skip
    asked_elsewhere |= {  # test_body_life.py asks them of everybody
        "add_brand", "stop_brand", "changes_waiting", "body_changes", "ask_body_change", "decide_body_change",
        "write_annual_report", "send_back_annual_report",
    }  # fmt: skip
    asked_elsewhere |= {  # test_series_doors.py asks them of everybody
        "lay_out_series", "hand_in_series", "publish_series", "send_back_series", "change_announced",
        "begin_from_activity", "keep_template", "list_templates", "begin_from_template", "stop_template",
        "list_co_leaders", "appoint_co_leader", "release_co_leader", "put_down_audience",
    }  # fmt: skip
    asked_elsewhere |= {  # test_need_doors.py asks them of everybody
        "accept_one_need", "decline_one_need", "my_needs", "look_at_my_need", "begin_my_serving", "finish_my_serving",
        "cancel_my_serving", "confirm_my_need", "rate_my_need",
    }  # fmt: skip
    asked_elsewhere |= {  # test_finding_doors.py asks them of everybody
        "my_suggestions", "put_order", "my_searches", "keep_search", "change_search", "drop_search", "why_not_they",
    }  # fmt: skip
    asked_elsewhere |= {  # test_signup_doors.py asks them of everybody
        "put_opening", "delete_opening", "enter_lottery", "leave_lottery", "take_ticket", "ask_stand_in", "ask_swap",
        "my_hand_overs", "answer_hand_over", "withdraw_request", "sign_up_party", "get_party", "cancel_party",
        "leave_out", "reconfirm", "my_reliability", "appeal_absence",
    }  # fmt: skip
    drafts_and_applications = {"get_activity", "get_body"}  # public calls that hide some
    assert {
        case.name for case in CASES
    } == behind - for_every_member - asked_elsewhere | drafts_and_applications


def test_an_officers_list_holds_only_what_is_theirs(world: World) -> None:
    sees = {"head", "officer", "centre"}
    for who, caller in world.people.items():
        answer = caller.get("/hours/sheets")
        if who in {"guest"} | WITHOUT_ROLE:
            problem(answer, *(SIGN_IN if who == "guest" else NO))
            continue
        assert answer.status_code == 200
        found = [each["id"] for each in answer.json()["items"]]
        assert found == ([str(world.sheet.pk)] if who in sees else []), who


def test_whoever_is_signed_in_knows_who_they_are_and_may_apply_for_a_body(world: World) -> None:
    for who, caller in world.people.items():
        if who == "guest":
            problem(caller.get("/me"), *SIGN_IN)
            problem(caller.post("/bodies", application()), *SIGN_IN)
            continue
        me = caller.get("/me").json()
        assert (me["volunteer"] is not None) == (who in WITH_RECORD), who
        assert bool(me["roles"]) == (who not in WITHOUT_ROLE), who
        with worlds.undone():
            made = caller.post("/bodies", application())
            # Whoever governs applies for somebody, and has to say who that is.
            expected = 422 if who in OVER_IT | {"other-city"} else 201
            assert made.status_code == expected, who


def test_a_guest_may_ask_what_is_public_and_sees_nobodys_name(world: World) -> None:
    guest = world.people["guest"]
    for path in (
        "/activities", f"/activities/{world.activity.pk}", "/bodies", f"/bodies/{world.body.pk}", "/projects",
        f"/projects/{world.project.pk}", "/regions", "/domains", "/skills", "/stations", "/statistics",
    ):  # fmt: skip
        answer = guest.get(path)
        assert answer.status_code == 200, path
        text = answer.content.decode()
        assert world.volunteer.name not in text
        assert world.volunteer.number not in text


@pytest.mark.parametrize("who", ["volunteer", "own", "leader"])
def test_a_token_that_was_stopped_opens_nothing(world: World, who: str) -> None:
    caller = world.people[who]
    assert caller.get("/me").status_code == 200
    before = worlds.everything()

    assert ApiToken.objects.filter(digest=token_digest(caller.token)).delete()[0] == 1

    problem(caller.get("/me"), 401, "bad-token")
    problem(caller.post(f"/posts/{world.free.pk}/signups"), 401, "bad-token")
    assert worlds.everything() == before


@pytest.mark.parametrize("who", ["leader", "officer", "centre"])
def test_a_role_that_has_ended_is_no_role(world: World, who: str) -> None:
    caller = world.people[who]
    assert caller.get(f"/activities/{world.activity.pk}/roster").status_code == 200

    Grant.objects.update(ends_on=make.TODAY.replace(day=1))

    problem(caller.get(f"/activities/{world.activity.pk}/roster"), *NO)
    assert caller.get("/me").json()["roles"] == []


def test_an_officer_who_leads_the_activity_does_not_approve_it(world: World) -> None:
    leader = Account.objects.get(pk=world.submitted.leader_id)
    make.make_grant(account=leader, role=Role.REGION_OFFICER, region=make.make_region_tree().yushui)
    before = worlds.everything()

    for step, body in (("approve", None), ("refuse", {"note": "改"})):
        problem(world.people["leader"].post(f"/activities/{world.submitted.pk}/{step}", body), *NO)

    assert worlds.everything() == before
    assert world.people["officer"].post(f"/activities/{world.submitted.pk}/approve").status_code == 200
