"""An organisation's life over the wire: annual reports, brands and changes, once each, and who may."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redvest.registry.choices import Role
from redvest.registry.models import Account, AnnualReport, Body, BodyChange, Brand
from tests.faces.openapi.conftest import Caller, caller_for, problem
from tests.factories import registry as make
from tests.oversight.actions.test_annual_report import NARRATIVE, RECORDING, worked
from tests.registry.actions.test_qualification import PDF

pytestmark = pytest.mark.django_db
BRAND = {"kind": "team", "name": "黎明脚步", "about": "清晨捡垃圾", "began_on": "2012-03-05"}
WORDS = {"narrative": NARRATIVE, "recording": RECORDING}
PROOF = base64.b64encode(PDF).decode()
CHANGE = {"fact": "name", "after": "晨光志愿服务队", "reason": "换届改名", "proof": PROOF}


@pytest.fixture
def body() -> Body:
    return make.make_body(at=datetime(2024, 1, 5, tzinfo=UTC))


@pytest.fixture
def head(body: Body) -> Caller:
    return caller_for(make.make_body_admin(body))


@pytest.fixture
def officer() -> Caller:
    return caller_for(make.make_officer())


def strangers(body: Body) -> list[tuple[Caller, int]]:
    """Who neither runs it nor governs its place, and what they hear."""
    far = make.make_officer(make.make_region_tree().fenyi)
    people = [make.make_leader(body), make.make_body_admin(make.make_body()), far, make.make_member()]
    return [(Caller(), 401), *((caller_for(each), 403) for each in people)]


def twice(caller: Caller, path: str, sent: dict[str, Any], key: str) -> Any:
    """Sent again with its key it is answered the same."""
    first, again = (caller.post(path, sent, key=key) for _ in range(2))
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    return first


def test_a_report_from_the_draft_to_everybody_and_back(body: Body, head: Caller, officer: Caller) -> None:
    worked(body)
    path = f"/bodies/{body.pk}/annual-reports"
    draft = head.post(f"{path}/2025", {"narrative": "开头"})
    assert draft.json()["submitted_at"] is None and draft.json()["figures"] is None
    assert Caller().get(path).json() == {"items": []} and Caller().get(f"{path}/2025").status_code == 404
    problem(head.post(f"{path}/2025", {"narrative": "短", "hand_in": True}), 422, "annual-report-empty")

    done = twice(head, f"{path}/2025", {**WORDS, "hand_in": True}, "r1").json()
    assert (done["figures"]["people"], done["figures"]["minutes"]) == (2, 181)
    assert Caller().get(f"{path}/2025").json() == done == Caller().get(path).json()["items"][0]
    problem(head.post(f"{path}/2025", WORDS), 409, "annual-report-handed-in")
    problem(head.post(f"{path}/2026", WORDS), 422, "annual-report-year-wrong")

    back = twice(officer, f"{path}/2025/send-back", {"note": "请写细一点"}, "b1").json()
    assert (back["note"], back["submitted_at"]) == ("请写细一点", None)
    problem(officer.post(f"{path}/2024/send-back", {"note": "没有"}), 409, "annual-report-not-handed-in")
    assert Caller().get(f"{path}/2025").status_code == 404


def test_brands_are_registered_read_and_ended(body: Body, head: Caller, officer: Caller) -> None:
    path = f"/bodies/{body.pk}/brands"
    made = twice(head, path, BRAND, "k1")
    assert made.status_code == 201 and Brand.objects.count() == 1
    problem(officer.post(path, BRAND), 409, "brand-taken")
    assert Caller().get(path).json() == {"items": [made.json()]}
    ended = twice(officer, f"{path}/{made.json()['id']}/end", {}, "k2").json()
    assert ended["ended_on"] == "2026-03-05"
    assert Caller().get(path).json() == {"items": []}
    problem(head.post(f"{path}/{made.json()['id']}/end"), 404, "brand-unknown")


def test_a_change_is_asked_with_its_proof_and_decided_by_another(
    body: Body, head: Caller, officer: Caller
) -> None:
    path, before = f"/bodies/{body.pk}/changes", body.name
    problem(head.post(path, CHANGE | {"proof": "不是"}), 422, "change-proof-wrong")
    asked = twice(head, path, CHANGE, "c1")
    assert (asked.status_code, asked.json()["state"], asked.json()["before"]) == (201, "open", before)
    problem(officer.post(path, CHANGE), 403, "not-allowed")
    assert officer.get("/body-changes").json()["items"] == [asked.json()]
    decide = f"{path}/{asked.json()['id']}/decide"
    problem(head.post(decide, {"verb": "accept"}), 403, "not-allowed")
    problem(officer.post(decide, {"verb": "refuse"}), 422, "note-missing")
    assert twice(officer, decide, {"verb": "accept"}, "c2").json()["state"] == "accepted"
    body.refresh_from_db()
    assert body.name == "晨光志愿服务队"
    second = head.post(path, CHANGE | {"after": "又一个名字"}).json()
    taken = head.post(f"{path}/{second['id']}/decide", {"verb": "withdraw"})
    assert taken.json()["state"] == "withdrawn"
    assert [each["state"] for each in head.get(path).json()["items"]] == ["withdrawn", "accepted"]
    assert officer.get("/body-changes").json() == {"items": [], "next": None}


def test_who_neither_runs_nor_governs_it_changes_nothing(body: Body, head: Caller) -> None:
    brand = head.post(f"/bodies/{body.pk}/brands", BRAND).json()["id"]
    change = head.post(f"/bodies/{body.pk}/changes", CHANGE).json()["id"]
    head.post(f"/bodies/{body.pk}/annual-reports/2025", {**WORDS, "hand_in": True})
    before = [list(table.objects.values()) for table in (Brand, BodyChange, AnnualReport)]
    for caller, status in strangers(body):
        for path, sent in (
            ("brands", BRAND), (f"brands/{brand}/end", {}), ("changes", CHANGE),
            (f"changes/{change}/decide", {"verb": "accept"}), (f"changes/{change}/decide", {"verb": "withdraw"}),
            ("annual-reports/2024", WORDS), ("annual-reports/2025/send-back", {"note": "退"}),
        ):  # fmt: skip
            assert caller.post(f"/bodies/{body.pk}/{path}", sent).status_code == status, path
        assert caller.get(f"/bodies/{body.pk}/changes").status_code == status
    assert [list(table.objects.values()) for table in (Brand, BodyChange, AnnualReport)] == before


def test_what_waits_is_that_of_ones_own_places(body: Body, head: Caller) -> None:
    head.post(f"/bodies/{body.pk}/changes", CHANGE)
    far = caller_for(make.make_officer(make.make_region_tree().fenyi))
    assert far.get("/body-changes").json()["items"] == head.get("/body-changes").json()["items"] == []
    assert Caller().get("/body-changes").status_code == 401
    account: Account = make.make_account(name="张中心")
    make.make_grant(account=account, role=Role.CENTRE, region=make.make_region_tree().city)
    assert len(caller_for(account).get("/body-changes").json()["items"]) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_however_long(body: Body, head: Caller, officer: Caller, count: int) -> None:
    for turn in range(count):
        other = make.make_body()
        caller_for(make.make_body_admin(other)).post(
            f"/bodies/{other.pk}/changes", CHANGE | {"after": f"新名{turn}"}
        )
        head.post(f"/bodies/{body.pk}/brands", BRAND | {"name": f"品牌{turn}"})
        AnnualReport.objects.create(
            city=body.city, body=body, year=2025 - turn, changed_at=make.NOW, submitted_at=make.NOW,
            figures={
                "since": "2025-01-01", "until": "2025-12-31", "people": 1, "times": 1, "activities": 1, "minutes": 60,
                "hours": 1, "certificates": 0, "members": 1, "projects": 0,
            },
        )  # fmt: skip
    spent = []
    for path in ("/body-changes", f"/bodies/{body.pk}/brands", f"/bodies/{body.pk}/annual-reports"):
        with CaptureQueriesContext(connection) as asked:
            assert len(officer.get(path).json()["items"]) == count
        spent.append(len(asked))
    assert spent == [2, 3, 3]
