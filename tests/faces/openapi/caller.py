"""Somebody who speaks to the API as other programs do, and the problems that it answers with."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from redvest.registry.actions.account import issue_token
from redvest.registry.models import Account
from redvest.registry.policy import Standing
from tests.factories import registry as make

API = "/api/v1"


@dataclass
class Caller:
    """Somebody, or some program, with or without a token."""

    token: str = ""
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def __deepcopy__(self, _memo: dict[int, Any]) -> Caller:
        return self  # nothing in it changes

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"{API}{path}", query, headers=self._headers(""))

    def post(self, path: str, body: Any = None, *, key: str = "") -> Any:
        return self._send("post", path, body, key)

    def put(self, path: str, body: Any) -> Any:
        return self._send("put", path, body, "")

    def delete(self, path: str) -> Any:
        return self._send("delete", path, None, "")

    def _send(self, method: str, path: str, body: Any, key: str) -> Any:
        content = "" if body is None else body if isinstance(body, str | bytes) else json.dumps(body)
        call = getattr(self.client, method)
        return call(f"{API}{path}", content, content_type="application/json", headers=self._headers(key))

    def _headers(self, key: str) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return headers | ({"Idempotency-Key": key} if key else {})


def caller_for(who: Standing | Account) -> Caller:
    """A caller with a token of this person."""
    account = who if isinstance(who, Account) else Account.objects.get(pk=who.account_id)
    return Caller(issue_token(account=account, at=make.NOW))


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The problem in an answer, checked for what every problem has."""
    assert answer.status_code == status, answer.content.decode()
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "no-store"
    found: dict[str, Any] = answer.json()
    assert (found["code"], found["status"]) == (code, status)
    assert found["type"] == f"/api/docs#{code}"
    assert found["title"]
    assert found["detail"].endswith("。")
    return found
