"""``Idempotency-Key``: the same request sent twice has one effect and one answer.

Owns which key belongs to whom and what counts as the same request; ``core.idempotency`` keeps the answers.
"""

from __future__ import annotations

import base64
import inspect
import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.http import HttpResponse

from redvest.core import clock
from redvest.core.idempotency import Answer, answer_once
from redvest.core.models import IdempotentAnswer
from redvest.faces.openapi.answers import MEDIA_TYPE
from redvest.faces.openapi.door import Asking
from redvest.faces.shared.address import client_address
from redvest.registry.queries.secret import keyring

P = ParamSpec("P")
Call = Callable[Concatenate[Asking, P], HttpResponse]
CONTEXT = "idempotent-answer"


def once(call: Call[P]) -> Call[P]:
    """Answer a repeat of a POST as the first was answered."""
    return _wrapped(call, sealed=False)


def once_sealed(call: Call[P]) -> Call[P]:
    """The same for answers that hold a secret: they are kept encrypted."""
    return _wrapped(call, sealed=True)


def once_apart(call: Call[P]) -> Call[P]:
    """Sealed, too, for calls whose failures have to leave traces (counted tries): they run in no transaction of ours."""
    return _wrapped(call, sealed=True, apart=True)


def _wrapped(call: Call[P], *, sealed: bool, apart: bool = False) -> Call[P]:
    @wraps(call)
    def answered(request: Asking, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        key = request.META.get("HTTP_IDEMPOTENCY_KEY", "")
        if not key:
            return call(request, *args, **kwargs)
        owner, digest = _owner(request), _digest(request)

        def work() -> Answer:
            return _kept(call(request, *args, **kwargs), sealed)

        if apart and not IdempotentAnswer.objects.filter(owner=owner, key=key).exists():
            done = work()
            return _given(_once(owner, key, digest, lambda: done), sealed)
        return _given(_once(owner, key, digest, work), sealed)

    # The framework reads types from the signature; those of the call itself, not the names as seen from here.
    answered.__signature__ = inspect.signature(call, eval_str=True)  # type: ignore[attr-defined]
    return cast("Call[P]", answered)


def _once(owner: str, key: str, digest: bytes, work: Callable[[], Answer]) -> Answer:
    return answer_once(owner=owner, key=key, request=digest, at=clock.now(), work=work)


def _owner(request: Asking) -> str:
    """Keys of different people never meet; somebody without an account is known by their address."""
    account = request.standing.account_id
    return str(account) if account else f"ip:{client_address(request)}"[:64]


def _digest(request: Asking) -> bytes:
    # Keyed, because a body may hold a password or an ID number, and a plain hash of those can be guessed.
    text = f"{request.method} {request.path}\n".encode() + request.body
    return keyring().keyed_hash(text.decode("utf-8", "replace"), purpose="idempotent-request")


def _kept(response: HttpResponse, sealed: bool) -> Answer:
    if sealed:
        secret = keyring().encrypt(response.content.decode(), context=CONTEXT)
        return Answer(response.status_code, {"sealed": base64.b64encode(secret).decode()})
    return Answer(response.status_code, json.loads(response.content) if response.content else None)


def _given(answer: Answer, sealed: bool) -> HttpResponse:
    if answer.body is None:
        return _uncached(HttpResponse(status=answer.status))
    if sealed:
        text = keyring().decrypt(base64.b64decode(answer.body["sealed"]), context=CONTEXT)
    else:
        text = json.dumps(answer.body, ensure_ascii=False, separators=(",", ":"))
    return _uncached(HttpResponse(text, status=answer.status, content_type=MEDIA_TYPE))


def _uncached(response: Any) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response  # type: ignore[no-any-return]
