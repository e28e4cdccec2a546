"""How a call is declared: its method and path, who may enter, what it answers and which problems it knows.

Every call goes through here, so that none can forget to say who may enter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from ninja import Router

from redvest.faces.openapi.door import Door, Open
from redvest.faces.openapi.shapes.base import Problem, Shape

F = TypeVar("F", bound=Callable[..., Any])

WORDS = {
    "public": "任何人都可以调用，不需要令牌。",
    "members": "需要令牌。",
    "volunteers": "需要完成实名登记的志愿者的令牌。",
    "staff": "需要有管理角色的账号的令牌；能做什么还要看角色所在的组织或区域。",
}
# What any call may answer besides its own problems.
EVERYWHERE = (400, 413, 422, 429, 500)


class Calls:
    """The calls of one topic."""

    def __init__(self, topic: str) -> None:
        self.router = Router(tags=[topic])

    def get(
        self, path: str, who: Open | Door, summary: str, shape: type[Shape], *problems: int
    ) -> Callable[[F], F]:
        return self._call("GET", path, who, summary, {200: shape}, problems)

    def post(
        self,
        path: str,
        who: Open | Door,
        summary: str,
        shape: type[Shape] | None,
        *problems: int,
        status: int = 200,
    ) -> Callable[[F], F]:
        """A POST; those that change something wear ``once`` besides."""
        return self._call("POST", path, who, summary, {status: shape}, problems)

    def put(
        self, path: str, who: Open | Door, summary: str, shape: type[Shape], *problems: int
    ) -> Callable[[F], F]:
        return self._call("PUT", path, who, summary, {200: shape}, problems)

    def delete(self, path: str, who: Open | Door, summary: str, *problems: int) -> Callable[[F], F]:
        return self._call("DELETE", path, who, summary, {204: None}, problems)

    def file(self, path: str, who: Open | Door, summary: str, media_type: str) -> Callable[[F], F]:
        """A GET that answers with a file."""
        content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
        extra = {"responses": {200: {"description": "OK", "content": content}}}
        return self._call("GET", path, who, summary, {200: None}, (), extra)

    def _call(
        self,
        method: str,
        path: str,
        who: Open | Door,
        summary: str,
        shapes: dict[int, type[Shape] | None],
        problems: Sequence[int],
        about: dict[str, Any] | None = None,
    ) -> Callable[[F], F]:
        known: dict[int, Any] = dict.fromkeys(
            sorted({*problems, *EVERYWHERE, *_of_door(who), *_of_path(path)}), Problem
        )
        extra: dict[str, Any] = {"x-who-may-enter": who.who, **(about or {})}
        if method == "POST":
            extra["parameters"] = [IDEMPOTENCY_KEY]

        def declare(call: F) -> F:
            # The English docstring is for who reads the code; callers read the summary and who may enter.
            operation = self.router.api_operation(
                [method],
                path,
                auth=who,
                response=shapes | known,
                summary=summary,
                description=WORDS[who.who],
                operation_id=call.__name__,
                openapi_extra=extra,
            )
            return operation(call)

        return declare


IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "maxLength": 120, "pattern": "^[!-~]+$"},
    "description": "同一个键的同一个请求只做一次，重发得到同样的回答；24 小时内有效。",
}


def _of_door(who: Open | Door) -> tuple[int, ...]:
    if isinstance(who, Open):
        return (401,)
    return (401, 403)


def _of_path(path: str) -> tuple[int, ...]:
    return (404,) if "{" in path else ()
