"""The root of every expected failure. Contexts derive theirs in their own ``errors.py``.

DomainError              something a person did cannot be done, and this says why
├── NotAllowed           who asks may not do this here
├── NotFound             there is no such thing, or not for you
├── Conflict             the thing has changed, or the action was already taken
└── Invalid              what was sent has to be corrected; ``details`` says where

A face (page, API, kiosk, command line) translates them once; nobody else catches them to hide them.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any, ClassVar

from django.utils.translation import gettext


class DomainError(Exception):
    """这一步没有做成，请稍后再试。"""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400

    def __init__(self, message: str | None = None, **details: Any) -> None:
        self.source = message or inspect.cleandoc(type(self).__doc__ or "")
        self.details = details
        super().__init__(self.source)

    @property
    def message(self) -> str:
        """The sentence in the language of whoever reads it now."""
        return gettext(self.source)

    def __str__(self) -> str:
        return self.message


class NotAllowed(DomainError):
    """你没有权限做这一步。如果你认为应该有，请联系所在组织或区志愿服务中心。"""

    code = "not-allowed"
    status = 403


class NotFound(DomainError):
    """没有找到。它可能已经删除，或者地址抄错了一位。"""

    code = "not-found"
    status = 404


class Conflict(DomainError):
    """别人刚刚改过它，请刷新后再试。"""

    code = "conflict"
    status = 409


class Invalid(DomainError):
    """填写的内容有几处需要改一改。"""

    code = "invalid"
    status = 422


class TooManyTries(DomainError):
    """操作太频繁了，请稍等一会儿再试。"""

    code = "too-many-tries"
    status = 429


class Unauthenticated(DomainError):
    """请先登录。"""

    code = "unauthenticated"
    status = 401


def every_error(root: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    """All error classes that are loaded, the root first; the docs test walks them."""
    yield root
    for child in root.__subclasses__():
        yield from every_error(child)


def error_with(code: str) -> DomainError:
    """A failure of this code with its own sentence; the root's where nobody knows the code."""
    return next((error for error in every_error() if error.code == code), DomainError)()
