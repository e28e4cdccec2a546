"""``Idempotency-Key`` on every call that changes something: sent twice it is done once and answered the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from redvest.core.models import IdempotentAnswer
from redvest.faces.openapi.api import api
from redvest.registry.choices import Role
from redvest.registry.models import Account
from redvest.registry.queries.account import token_digest
from tests.faces.openapi import world as worlds
from tests.faces.openapi.conftest import Caller, problem
from tests.faces.openapi.test_bodies_and_projects import application
from tests.faces.openapi.world import World
from tests.factories import registry as make

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Sent:
    """One POST that works, by the name of its operation."""

    name: str
    who: str
    path: str
    body: Any = None


SCAN = {"nonce": "n-1", "direction": "in", "at": make.NOW.isoformat(), "volunteer": "{volunteer}"}
DRAFT = {
    "project": "{project}", "title": "社区清洁", "domain": "邻里守望", "region": "百花湖社区",
    "starts_at": "2026-03-10T09:00:00+08:00", "ends_at": "2026-03-10T11:00:00+08:00",
}  # fmt: skip
POSTS = [
    Sent("create_activity", "leader", "/activities", DRAFT),
    Sent("approve_activity", "officer", "/activities/{submitted}/approve"),
    Sent("refuse_activity", "officer", "/activities/{submitted}/refuse", {"note": "请写清集合地点"}),
    Sent("cancel_activity", "leader", "/activities/{activity}/cancel", {"reason": "暴雨"}),
    Sent("close_activity", "leader", "/activities/{activity}/close"),
    Sent("record_scans", "leader", "/activities/{activity}/attendance", {"scans": [SCAN]}),
    Sent(
        "confirm_hours",
        "leader",
        "/activities/{activity}/hours",
        {"entries": [{"volunteer": "{volunteer}", "minutes": 30}]},
    ),
    Sent("confirm_my_hours", "own", "/me/hours/{sheet}/confirm"),
    Sent("make_hour_codes", "leader", "/activities/{activity}/hour-codes", {"count": 2, "minutes": 30}),
    Sent("still_here", "own", "/activities/{activity}/pings", {}),
    Sent("my_card", "own", "/me/card"),
    Sent("second_hours", "officer", "/hours/sheets/{sheet}/confirm"),
    Sent("void_entry", "officer", "/entries/{entry}/void", {"reason": "记错了人"}),
    Sent("correct_entry", "officer", "/entries/{entry}/correct", {"minutes": 60, "reason": "早退"}),
    Sent("ask_batch", "head", "/certificates/batches", {"body": "{body}", "volunteers": ["{volunteer}"]}),
    Sent("issue", "own", "/certificates", {"body": "{body}"}),
    Sent("sign_up", "volunteer", "/posts/{free}/signups"),
    Sent(
        "create_project",
        "leader",
        "/projects",
        {"body": "{body}", "name": "新项目", "domain": "邻里守望", "region": "渝水区"},
    ),
    Sent("apply_for_body", "member", "/bodies", application),
    Sent("decide_body", "officer", "/bodies/{applied}/decide", {"approve": True}),
]
IN_OTHER_FILES = {
    "join",  # test_joining.py
    "leave",
    "add_brand",  # test_body_life.py
    "ask_body_change",
    "decide_body_change",
    "send_back_annual_report",
    "stop_brand",
    "write_annual_report",
    "withdraw",
    "draft_roster",  # test_rosters.py
    "solve_roster",
    "ask_on_roster",
    "close_roster",
    "lock_on_roster",
    "take_off_roster",
    "add_to_roster",
    "take_out_of_roster",
    "answer_on_roster",
    "keep_wishes",
    "answer_invited",
    "lay_out_series",  # test_series_doors.py
    "hand_in_series",
    "publish_series",
    "send_back_series",
    "change_announced",
    "begin_from_activity",
    "keep_template",
    "begin_from_template",
    "appoint_co_leader",
    "put_down_audience",
    "take_offer",  # test_offers.py
    "answer_application",
    "read_message",  # test_signup_doors.py
    "read_messages",
    "take_ticket",
    "enter_lottery",
    "why_not_they",  # test_finding_doors.py
    "reconfirm",  # test_reconfirm.py
    "ask_stand_in",  # test_hand_overs.py
    "ask_swap",
    "answer_hand_over",
    "sign_up_party",  # test_parties.py
    "appeal_absence",  # test_reliability.py
    "ask_for_help",  # test_needs.py
    "accept_one_need",
    "decline_one_need",
    "look_at_my_need",
    "begin_my_serving",
    "finish_my_serving",
    "cancel_my_serving",
    "confirm_my_need",
    "rate_my_need",
    "register_in_crisis",  # test_crises.py
    "report_in_crisis",
    "keep_search",  # test_finding.py
    "write_roster_letter",  # test_letters.py
    "renew_calendar_feed",  # test_channels.py
    "give_role",  # test_grants_places.py
    "revoke_role",
    "submit_activity",
    "check_in",
    "check_in_shortly",
    "redeem_hour_code",
    "redeem_one",  # test_redeem.py
    "cancel_one_redemption",
    "request_code",
    "request_token",
    "change_password",
    "register_person",
    "phone_codes",  # test_phone.py
    "move_account",
    # the recording discipline: test_records_once.py
    "answer_backfill",
    "answer_report",
    "approve_backfill",
    "ask_backfill",
    "refuse_backfill",
    "refuse_hours",
    "reopen_refused",
    "report_entry",
    "report_missing",
    "state_off_duty",
}


def filled(world: World, what: Any) -> Any:
    """Names in braces become keys of the world."""
    match what:
        case str():
            return what.format(**{name: row.pk for name, row in vars(world).items() if hasattr(row, "pk")})
        case dict():
            return {name: filled(world, value) for name, value in what.items()}
        case list():
            return [filled(world, value) for value in what]
        case _:
            return what() if callable(what) else what


def test_every_post_is_asked_twice_here_or_in_a_file_of_its_own() -> None:
    posts = {
        operation.operation_id
        for router in api._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
        if "POST" in operation.methods
    }
    assert posts == {sent.name for sent in POSTS} | IN_OTHER_FILES


@pytest.mark.parametrize("sent", POSTS, ids=lambda sent: sent.name)
def test_sent_twice_it_is_done_once_and_answered_the_same(world: World, sent: Sent) -> None:
    caller, path, body = world.people[sent.who], filled(world, sent.path), filled(world, sent.body)
    untouched = worlds.everything()

    first = caller.post(path, body, key="phone-7")
    done = worlds.everything()
    again = caller.post(path, body, key="phone-7")

    assert first.status_code in {200, 201}, first.content.decode()
    assert done != untouched
    assert again.status_code == first.status_code
    assert again.json() == first.json()
    assert again["Cache-Control"] == "no-store"
    assert worlds.everything() == done


@pytest.mark.parametrize(
    "sent", [each for each in POSTS if each.name != "sign_up"], ids=lambda sent: sent.name
)
def test_one_key_for_two_requests_is_refused_and_does_neither_again(world: World, sent: Sent) -> None:
    caller, path, body = world.people[sent.who], filled(world, sent.path), filled(world, sent.body)
    assert caller.post(path, body, key="k").status_code in {200, 201}
    done = worlds.everything()

    other = {**body, "surplus": 1} if isinstance(body, dict) else {"surplus": 1}
    answer = caller.post(path, other, key="k")

    assert answer.status_code == 422, answer.content.decode()
    assert answer.json()["code"] in {"idempotency-key-reused", "invalid"}
    assert worlds.everything() == done


def test_a_key_belongs_to_its_sender(world: World) -> None:
    """Two officers who happen to use the same key are two requests."""
    path, body = "/bodies", application()
    first = world.people["member"].post(path, body, key="same")
    second = world.people["volunteer"].post(path, body | {"name": "另一支队伍"}, key="same")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] != second.json()["id"]


def test_a_key_is_good_at_one_address_only(world: World) -> None:
    officer = world.people["officer"]
    assert officer.post(f"/activities/{world.submitted.pk}/approve", key="one").status_code == 200
    done = worlds.everything()
    problem(
        officer.post(f"/activities/{world.activity.pk}/cancel", {"reason": "雨"}, key="one"),
        422,
        "idempotency-key-reused",
    )
    assert worlds.everything() == done


def test_a_refusal_keeps_no_answer_and_the_same_key_works_once_the_way_is_clear(world: World) -> None:
    neighbour, officer = world.people["neighbour"], world.people["officer"]
    path = f"/bodies/{world.applied.pk}/decide"
    problem(neighbour.post(path, {"approve": True}, key="k"), 403, "not-allowed")
    assert not IdempotentAnswer.objects.exists()
    make.make_grant(
        account=_account_of(neighbour), role=Role.REGION_OFFICER, region=make.make_region_tree().yushui
    )
    assert neighbour.post(path, {"approve": True}, key="k").json()["state"] == "active"
    assert officer.post(path, {"approve": True}, key="k").status_code == 409


def test_what_is_kept_holds_no_request(world: World) -> None:
    """A key's row proves that a request was the same without saying what it was."""
    world.people["officer"].post(f"/entries/{world.entry.pk}/void", {"reason": "记错了李明霞"}, key="k")
    kept = IdempotentAnswer.objects.get()
    assert "李明霞" not in repr(
        [bytes(value) if isinstance(value, memoryview) else value for value in vars(kept).values()]
    )


def _account_of(caller: Caller) -> Account:
    return Account.objects.get(tokens__digest=token_digest(caller.token))
