"""What each call says to wrong input: which field, in a sentence that helps, with a stable code, and nothing kept."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from redvest.registry.models import OneTimeCode, OutgoingMessage
from tests.faces.openapi import world as worlds
from tests.faces.openapi.conftest import Caller, problem
from tests.faces.openapi.test_bodies_and_projects import application
from tests.faces.openapi.world import World
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
REQUIRED = "这一项必须填写。"


def path_in(world: World, path: str) -> str:
    """``{activity}`` and so on become keys of the world."""
    names = ("activity", "draft", "submitted", "post", "free", "signup", "mine", "sheet", "entry", "applied")
    return path.format(nobody=uuid4(), **{name: getattr(world, name).pk for name in names})


def refused(
    world: World, who: str, method: str, path: str, body: Any, code: str = "invalid", status: int = 422
) -> Any:
    """The problem that this request brings, after which everything is as it was."""
    before = worlds.everything()
    caller = world.people[who]
    answer = caller.put(path, body) if method == "PUT" else caller.post(path, body)
    found = problem(answer, status, code)
    assert worlds.everything() == before
    return found


def faults(found: dict[str, Any]) -> dict[str, str]:
    return {each["field"]: each["sentence"] for each in found["errors"]}


NONCE = {"nonce": "n", "direction": "in", "at": "2026-03-05T10:00:00+08:00", "volunteer": "360500000001"}
REGISTER = {
    "phone": "13807900001", "code": "246810", "password": make.PASSWORD, "name": "李明霞", "region": "百花湖社区",
    "id_number": "11010519491231002X", "domains": ["邻里守望"], "consents": ["registration"],
}  # fmt: skip


def without(body: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in names}


@pytest.mark.parametrize(
    ("who", "path", "body", "said"),
    [
        # codes, tokens, passwords
        ("guest", "/auth/code", {}, {"phone": REQUIRED, "purpose": REQUIRED}),
        ("guest", "/auth/code", {"phone": "", "purpose": "sign-in"}, {"phone": "至少要 1 个字。"}),
        ("guest", "/auth/code", {"phone": "1" * 31, "purpose": "sign-in"}, {"phone": "最长 30 个字。"}),
        ("guest", "/auth/code", {"phone": 13807900001, "purpose": "sign-in"}, {"phone": "这一项要写成文字。"}),
        ("guest", "/auth/token", {"phone": "13807900001"}, {"password": "请填密码或验证码，二者填一个。"}),
        ("guest", "/auth/token", {"password": "x"}, {"phone": REQUIRED}),
        ("guest", "/auth/token", {"phone": "1", "password": "x" * 129}, {"password": "最长 128 个字。"}),
        ("guest", "/auth/password", {"phone": "13807900001"}, {"code": REQUIRED, "password": REQUIRED}),
        ("guest", "/auth/password", [], {"body": "这一项要写成一个对象。"}),
        # registering
        ("guest", "/volunteers", without(REGISTER, "name"), {"name": REQUIRED}),
        ("guest", "/volunteers", without(REGISTER, "code", "phone"), {"phone": REQUIRED, "code": REQUIRED}),
        ("guest", "/volunteers", REGISTER | {"domains": []}, {"domains": "至少要 1 项。"}),
        ("guest", "/volunteers", REGISTER | {"domains": "邻里守望"}, {"domains": "这一项要写成列表。"}),
        ("guest", "/volunteers", REGISTER | {"domains": ["打麻将"]},
         {"domains": "没有这个服务类别，请从 /api/v1/domains 里选。"}),
        ("guest", "/volunteers", REGISTER | {"region": "火星"}, {"region": "没有这个区划，请从 /api/v1/regions 里选。"}),
        ("guest", "/volunteers", REGISTER | {"birth_on": "31/12/1949"}, {"birth_on": "日期的格式不对，请写成 2026-03-05。"}),
        ("guest", "/volunteers", REGISTER | {"birth_on": "1900-01-01"}, {"birth_on": "这个日期太早或太晚了，请检查年份。"}),
        ("guest", "/volunteers", REGISTER | {"guardian": {"name": "王"}},
         {"guardian.relation": REQUIRED, "guardian.phone": REQUIRED, "guardian.code": REQUIRED}),
        ("guest", "/volunteers", REGISTER | {"nickname": "小李"}, {"nickname": "没有这一项，请检查名称有没有写错。"}),
        # activities
        ("head", "/activities/{submitted}/refuse", {}, {"note": REQUIRED}),
        ("officer", "/activities/{submitted}/refuse", {"note": ""}, {"note": "至少要 1 个字。"}),
        ("officer", "/activities/{submitted}/refuse", {"note": "改" * 201}, {"note": "最长 200 个字。"}),
        ("leader", "/activities/{activity}/cancel", {"reason": 7}, {"reason": "这一项要写成文字。"}),
        ("leader", "/activities/{activity}/cancel", {"why": "雨"},
         {"reason": REQUIRED, "why": "没有这一项，请检查名称有没有写错。"}),
        # attendance
        ("leader", "/activities/{activity}/attendance", {"scans": []}, {"scans": "至少要 1 项。"}),
        ("leader", "/activities/{activity}/attendance", {"scans": [without(NONCE, "nonce")]}, {"scans.0.nonce": REQUIRED}),
        ("leader", "/activities/{activity}/attendance", {"scans": [NONCE, NONCE | {"at": "2026-03-05T10:00:00"}]},
         {"scans.1.at": "时间要写明时区，例如 2026-03-05T09:00:00+08:00。"}),
        ("leader", "/activities/{activity}/attendance", {"scans": [NONCE | {"code": "RV1.x"}]},
         {"scans.0": "请给出 code 或 volunteer，二者给一个。"}),
        ("leader", "/activities/{activity}/attendance", {"scans": [NONCE] * 1_001},
         {"scans": "最多 1000 项，请分成几次发送。"}),
        ("own", "/me/check-ins", {"code": "RV1.x"}, {"nonce": REQUIRED}),
        ("own", "/me/check-ins", {"code": "", "nonce": "n"}, {"code": "至少要 1 个字。"}),
        # hours
        ("leader", "/activities/{activity}/hours", {"entries": [{"volunteer": "x", "minutes": 0}]},
         {"entries.0.minutes": "不能小于 1。"}),
        ("leader", "/activities/{activity}/hours", {"entries": [{"volunteer": "x", "minutes": 44_641}]},
         {"entries.0.minutes": "不能大于 44640。"}),
        ("leader", "/activities/{activity}/hours", {"entries": [{"volunteer": "x", "minutes": 1.5}]},
         {"entries.0.minutes": "请写一个整数。"}),
        ("leader", "/activities/{activity}/hours", {"entries": [{"minutes": 60}]}, {"entries.0.volunteer": REQUIRED}),
        ("officer", "/entries/{entry}/void", {}, {"reason": REQUIRED}),
        ("officer", "/entries/{entry}/correct", {"minutes": "六十", "reason": "错"}, {"minutes": "请写一个整数。"}),
        ("officer", "/entries/{entry}/correct", {"minutes": -60, "reason": "错"}, {"minutes": "不能小于 1。"}),
        # bodies, projects, certificates
        ("officer", "/bodies/{applied}/decide", {}, {"approve": REQUIRED}),
        ("officer", "/bodies/{applied}/decide", {"approve": "也许"}, {"approve": "请写 true 或 false。"}),
        ("leader", "/projects", {"body": "7", "name": "", "domain": "邻里守望", "region": "渝水区"},
         {"body": "编号的格式不对，请从列表里原样取用。", "name": "至少要 1 个字。"}),
        ("own", "/certificates", {"body": "新余"}, {"body": "编号的格式不对，请从列表里原样取用。"}),
        ("own", "/certificates", {"starts_on": "2026-13-01"}, {"starts_on": "日期的格式不对，请写成 2026-03-05。"}),
        ("own", "/certificates", {"starts_on": "2999-01-01"}, {"starts_on": "这个日期太早或太晚了，请检查年份。"}),
    ],
)  # fmt: skip
def test_each_wrong_field_is_named_with_what_to_change(
    world: World, who: str, path: str, body: Any, said: dict[str, str]
) -> None:
    assert faults(refused(world, who, "POST", path_in(world, path), body)) == said
    assert not OutgoingMessage.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "club"}, "kind"), ({"team_kind": "band"}, "team_kind"), ({"region": ""}, "region"),
        ({"domains": ["邻里守望", "打麻将"]}, "domains"), ({"domains": ["邻里守望"] * 13}, "domains"),
        ({"founded_on": "去年"}, "founded_on"), ({"parent": "上级"}, "parent"), ({"contact_phone": "1" * 21}, "contact_phone"),
        ({"name": None}, "name"),
    ],
)  # fmt: skip
def test_a_wrong_application_names_its_field(world: World, change: dict[str, Any], field: str) -> None:
    assert set(faults(refused(world, "member", "POST", "/bodies", application(**change)))) == {field}


@pytest.mark.parametrize(
    "path", ["/stations", "/bodies", "/projects", "/activities", "/me/hours", "/me/signups"]
)
@pytest.mark.parametrize(
    ("limit", "words"), [(0, "不能小于 1。"), ("many", "请写一个整数。"), (10_000, "不能大于")]
)
def test_a_page_has_a_reasonable_length(world: World, path: str, limit: Any, words: str) -> None:
    found = faults(problem(world.people["own"].get(path, limit=limit), 422, "invalid"))
    assert set(found) == {"limit"}
    assert words in found["limit"]


@pytest.mark.parametrize(
    "path",
    ["/stations", "/bodies", "/projects", "/activities", "/me/hours", "/me/signups", "/me/certificates"],
)
@pytest.mark.parametrize("after", ["nonsense", "eyJ9", "=" * 40])
def test_a_next_that_was_never_given_out_is_refused(world: World, path: str, after: str) -> None:
    answer = world.people["own"].get(path, after=after)
    assert answer.status_code == 422, answer.content.decode()
    assert answer.json()["detail"].endswith("。")


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("POST", "/activities/{nobody}/submit", None, "not-found"),
        ("POST", "/activities/{nobody}/approve", None, "not-found"),
        ("POST", "/activities/{nobody}/cancel", {"reason": "雨"}, "not-found"),
        ("POST", "/activities/{nobody}/close", None, "not-found"),
        ("POST", "/activities/{nobody}/hours", {"entries": [{"volunteer": "x"}]}, "not-found"),
        ("POST", "/activities/{nobody}/attendance", {"scans": [NONCE]}, "not-found"),
        ("POST", "/hours/sheets/{nobody}/confirm", None, "not-found"),
        ("POST", "/bodies/{nobody}/decide", {"approve": True}, "not-found"),
        ("POST", "/entries/{nobody}/void", {"reason": "错"}, "entry-not-found"),
        ("POST", "/entries/{nobody}/correct", {"minutes": 5, "reason": "错"}, "entry-not-found"),
        ("POST", "/certificates", {"volunteer": "01890000-0000-7000-8000-000000000000"}, "not-found"),
        ("POST", "/projects",
         {"body": "01890000-0000-7000-8000-000000000000", "name": "甲", "domain": "邻里守望", "region": "渝水区"}, "not-found"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found_even_for_the_centre(
    world: World, method: str, path: str, body: Any, code: str
) -> None:
    refused(world, "centre", method, path_in(world, path), body, code, 404)


@pytest.mark.parametrize(
    ("who", "path", "body", "status"),
    [
        ("officer", "/activities/{draft}/approve", None, 409),
        ("officer", "/activities/{activity}/approve", None, 409),
        ("officer", "/activities/{activity}/refuse", {"note": "改"}, 409),
        ("leader", "/activities/{activity}/submit", None, 409),
        ("leader", "/activities/{submitted}/close", None, 409),
        ("leader", "/activities/{draft}/hours", {"entries": [{"volunteer": "x"}]}, 409),
    ],
)  # fmt: skip
def test_a_step_out_of_turn_is_a_conflict(world: World, who: str, path: str, body: Any, status: int) -> None:
    refused(world, who, "POST", path_in(world, path), body, "wrong-state", status)


def test_a_published_activity_is_no_draft_any_more(world: World) -> None:
    form = {
        "project": str(world.project.pk), "title": "另一场", "domain": "邻里守望", "region": "百花湖社区",
        "starts_at": "2026-03-10T09:00:00+08:00", "ends_at": "2026-03-10T11:00:00+08:00",
    }  # fmt: skip
    refused(world, "leader", "PUT", f"/activities/{world.activity.pk}", form, "wrong-state", 409)


def test_the_second_step_of_the_same_kind_is_refused(world: World) -> None:
    """A decision stands: approving twice, voiding twice, confirming twice."""
    officer, own = world.people["officer"], world.people["own"]
    assert officer.post(f"/activities/{world.submitted.pk}/approve").status_code == 200
    refused(world, "officer", "POST", f"/activities/{world.submitted.pk}/approve", None, "wrong-state", 409)
    assert officer.post(f"/bodies/{world.applied.pk}/decide", {"approve": True}).status_code == 200
    before = worlds.everything()
    assert (
        officer.post(f"/bodies/{world.applied.pk}/decide", {"approve": False, "note": "不行"}).status_code
        == 409
    )
    assert worlds.everything() == before
    assert officer.post(f"/entries/{world.entry.pk}/void", {"reason": "错"}).status_code == 201
    refused(
        world, "officer", "POST", f"/entries/{world.entry.pk}/void", {"reason": "错"}, "entry-voided", 409
    )
    assert own.post(f"/me/hours/{world.sheet.pk}/confirm").status_code == 200


@pytest.mark.parametrize("phone", ["12345", "1380790000a", "+1 202 555 0100", "０１２３４"])
def test_a_phone_that_cannot_be_one_gets_no_code(world: World, phone: str) -> None:
    answer = world.people["guest"].post("/auth/code", {"phone": phone, "purpose": "register"})
    assert answer.status_code == 422, answer.content.decode()
    assert answer.json()["detail"].endswith("。")
    assert not OneTimeCode.objects.exists()
    assert not OutgoingMessage.objects.exists()


@pytest.mark.parametrize("number", ["RV-0000", "x" * 300, "％20", "RV-2026-AAAAAAAA"])
def test_a_certificate_number_that_is_none_is_not_found(number: str) -> None:
    answer = Caller().get(f"/certificates/{number}")
    assert answer.status_code == 404
    assert answer.json()["detail"].endswith("。")


@pytest.mark.parametrize("path", ["/activities/7", "/bodies/abc", "/posts/1/reasons", "/projects/x"])
def test_an_address_with_no_key_in_it_is_no_address(guest: Caller, path: str) -> None:
    problem(guest.get(path), 404, "no-such-address")
