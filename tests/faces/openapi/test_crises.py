"""A crisis over the API: empty on ordinary days, a pass once per phone and once per key, a board without names."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from redvest.care.actions.crisis import hand_back_crisis, say_stop_coming
from redvest.care.models import CrisisNeed, CrisisVolunteer
from redvest.core.models import IdempotentAnswer
from tests.faces.openapi.conftest import Caller, problem
from tests.factories import crisis as care
from tests.factories import registry as make
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db
PERSON = {
    "name": "王小路",
    "phone": "13812345678",
    "born": "19900517",
    "brief_version": 1,
    "skills": ["boat"],
}
REPORT = {"kind": "rescue", "place": "幸福里 3 号楼", "words": "两位老人被困", "phone": "13812345678"}


def test_empty_on_ordinary_days_and_gone_afterwards(guest: Caller) -> None:
    assert guest.get("/crises").json() == {"items": []}
    crisis = care.make_crisis()
    (found,) = guest.get("/crises").json()["items"]
    assert (found["id"], found["takes_people"], found["brief"]) == (str(crisis.pk), True, care.BRIEF)
    assert found["kind"] == {"key": "flood", "name": "洪涝"}
    hand_back_crisis(by=make.make_officer(), crisis=crisis, note="水退了", at=NOW)
    assert guest.get("/crises").json() == {"items": []}
    for path, body in (("registrations", PERSON), ("reports", REPORT)):
        problem(guest.post(f"/crises/{crisis.pk}/{path}", body), 404, "crisis-unknown")
    problem(guest.get(f"/crises/{crisis.pk}/board"), 404, "crisis-unknown")
    problem(guest.get(f"/crises/{uuid4()}/board"), 404, "crisis-unknown")
    assert not CrisisVolunteer.objects.exists() and not CrisisNeed.objects.exists()


def test_a_pass_once_per_phone_and_once_per_key(guest: Caller) -> None:
    path = f"/crises/{care.make_crisis().pk}/registrations"
    first = guest.post(path, PERSON, key="k-1")
    assert first.status_code == 201 and first.json()["again"] is False
    assert guest.post(path, PERSON, key="k-1").json() == first.json()
    again = guest.post(path, PERSON).json()
    assert again == {"pass_code": first.json()["pass_code"], "again": True}
    mine = CrisisVolunteer.objects.get()
    assert (mine.pass_code, mine.via, mine.skills) == (again["pass_code"], "api", ["boat"])
    kept = str(IdempotentAnswer.objects.get().body)
    assert mine.pass_code not in kept, "what a key keeps is sealed"


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"born": "20100101"}, 422, "crisis-minor"),
        ({"born": "昨天"}, 422, "birth-day-wrong"),
        ({"phone": "123"}, 422, "phone-invalid"),
        ({"brief_version": 2}, 409, "brief-changed"),
        ({"name": "1"}, 422, "crisis-words-missing"),
        ({"rank": "captain"}, 422, "invalid"),
    ],
)
def test_refusals(guest: Caller, change: dict[str, Any], status: int, code: str) -> None:
    path = f"/crises/{care.make_crisis().pk}/registrations"
    problem(guest.post(path, PERSON | change), status, code)
    assert not CrisisVolunteer.objects.exists()


def test_stop_coming_and_another_name(guest: Caller) -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    path = f"/crises/{crisis.pk}/registrations"
    guest.post(path, PERSON)
    problem(guest.post(path, PERSON | {"name": "李明霞"}), 409, "phone-of-another")
    say_stop_coming(by=officer, crisis=crisis, words="人手够了", at=NOW)
    problem(guest.post(path, PERSON | {"phone": "13812345679"}), 409, "crisis-stopped")
    assert guest.get("/crises").json()["items"][0]["stop_words"] == "人手够了"
    assert CrisisVolunteer.objects.count() == 1


def test_a_report_once_and_the_board_without_its_words(guest: Caller) -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    sent = [guest.post(f"/crises/{crisis.pk}/reports", REPORT, key="k-2").json() for _ in range(2)]
    assert sent[0] == sent[1] and sent[0]["state"] == "new"
    assert CrisisNeed.objects.count() == 1
    problem(
        guest.post(f"/crises/{crisis.pk}/reports", REPORT | {"kind": "cash"}), 422, "crisis-words-missing"
    )
    assert guest.get(f"/crises/{crisis.pk}/board").json() == {"items": [], "next": None}
    need = care.verified(crisis, officer, words="王奶奶被困")
    answer = guest.get(f"/crises/{crisis.pk}/board")
    (shown,) = answer.json()["items"]
    assert (shown["id"], shown["verified_by"], shown["wanted"]) == (str(need.pk), "渝水区应急管理局", 2)
    assert shown["verified_at"] == "2026-03-05T10:00:00+08:00"
    for secret in ("王奶奶", "幸福里小区 3 号楼", "刘区域"):
        assert secret not in answer.content.decode()


def test_the_board_page_by_page_at_the_same_cost(guest: Caller, django_assert_num_queries: Any) -> None:
    officer = make.make_officer()
    crisis = care.make_crisis(by=officer)
    path = f"/crises/{crisis.pk}/board"
    for count in (1, 2):
        for _ in range(count):
            care.verified(crisis, officer)
        with django_assert_num_queries(2):
            guest.get(path)
    first = guest.get(f"{path}?limit=2").json()
    rest = guest.get(f"{path}?limit=2&after={first['next']}").json()
    ids = [each["id"] for each in first["items"] + rest["items"]]
    assert len(ids) == len(set(ids)) == 3 and rest["next"] is None
