"""Every read of the API with odd questions, and every write with odd bodies: answered in words, nothing written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.faces.openapi import world as worlds
from tests.faces.openapi.test_every_call import READS, WRITES, Call, address, names
from tests.faces.openapi.world import World

pytestmark = pytest.mark.django_db
ODD_QUESTIONS = [
    {"after": "x" * 300},
    {"limit": "-1"},
    {"limit": "1000000"},
    {"leaf": "-1", "size": "0"},
    {"leaf": "99999999999999999999", "size": "99999999999999999999"},
    {"from": "x", "to": "y"},
    {"from": "5", "to": "1"},
    {"near": "east,west"},
    {"near": "900,900"},
    {"q": "%'\\<b>"},
    {"region": "不存在的地方"},
    {"domain": "不存在的类别"},
    {"open": "perhaps"},
]
ODD_BODIES: list[Any] = [
    [],
    "text",
    12,
    None,
    {"unknown": 1},
    {"volunteer": "nobody", "minutes": -1},
    {"entries": [{"volunteer": "nobody", "minutes": "many"}]},
    {"scans": [{"nonce": "", "direction": "sideways", "at": "yesterday"}]},
    {"scans": "none"},
    {"reason": "x" * 5_000},
    {"people": [{"volunteer": None, "minutes": None}]},
    {"files": [{"name": "a", "content": "***"}]},
]


def told(question: Any) -> str:
    return json.dumps(question, ensure_ascii=True)[:40]


@pytest.mark.parametrize("question", ODD_QUESTIONS, ids=told)
def test_odd_questions_are_answered_in_words(world: World, question: dict[str, str]) -> None:
    untouched = worlds.everything()
    headers = {"Authorization": f"Bearer {world.people['officer'].token}"}

    for call in READS:
        response = Client().get(address(call), question, headers=headers)

        assert response.status_code < 500, (call.name, response.content.decode()[:200])
        if response.status_code >= 400:
            assert response.json()["code"], call.name
    assert worlds.everything() == untouched


@pytest.mark.parametrize("body", ODD_BODIES, ids=told)
def test_odd_bodies_are_refused_in_words(world: World, body: Any) -> None:
    headers = (
        {"Authorization": f"Bearer {world.people['stranger'].token}"} if "stranger" in world.people else {}
    )

    for number, call in enumerate(WRITES):
        response = Client().generic(
            call.method,
            address(call),
            json.dumps(body),
            content_type="application/json",
            headers={**headers, "Idempotency-Key": f"odd-{number}"},
        )

        assert response.status_code < 500, (call.name, response.content.decode()[:200])


@pytest.mark.parametrize("call", READS, ids=names)
def test_a_guest_s_question_never_breaks(world: World, call: Call) -> None:
    response = Client().get(address(call))

    assert response.status_code < 500, response.content.decode()[:200]
    if response.status_code >= 400:
        assert response.headers["Content-Type"].startswith("application/problem+json")
        assert response.json()["status"] == response.status_code


@pytest.mark.parametrize("call", READS, ids=names)
def test_the_head_may_be_asked_alone(world: World, call: Call) -> None:
    headers = {"Authorization": f"Bearer {world.people['own'].token}"}

    assert Client().head(address(call), headers=headers).status_code < 500


@pytest.mark.parametrize("call", READS, ids=names)
def test_other_languages_are_understood(world: World, call: Call) -> None:
    headers = {"Authorization": f"Bearer {world.people['own'].token}"}

    for language in ("en", "zh-CN", "fr;q=0.3", "*"):
        response = Client().get(address(call), headers={**headers, "Accept-Language": language})
        assert response.status_code < 500


@pytest.mark.parametrize("call", WRITES, ids=names)
def test_another_content_type_is_no_fault_of_ours(world: World, call: Call) -> None:
    untouched = worlds.everything()
    headers = {"Authorization": f"Bearer {world.people['own'].token}", "Idempotency-Key": "type-1"}

    response = Client().generic(
        call.method, address(call), "<xml/>", content_type="application/xml", headers=headers
    )

    assert response.status_code < 500, response.content.decode()[:200]
    if response.status_code >= 400:
        assert worlds.everything() == untouched
