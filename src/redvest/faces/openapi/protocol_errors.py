"""Failures of the protocol itself: a body, a method or an address that is none. The docstring is the sentence people read."""

from __future__ import annotations

from redvest.core.errors import DomainError, NotFound


class BadJson(DomainError):
    """请求的内容不是有效的 JSON，请检查引号、逗号和编码（UTF-8）。"""

    code = "bad-json"
    status = 400


class BodyTooLarge(DomainError):
    """请求的内容超过 1 MB，请分成几次发送。"""

    code = "body-too-large"
    status = 413


class MethodNotAllowed(DomainError):
    """这个地址不接受这种请求方法，可用的方法见 Allow 头。"""

    code = "method-not-allowed"
    status = 405


class AddressNotFound(NotFound):
    """没有这个接口地址，全部地址见 /api/docs。"""

    code = "no-such-address"


class OurFault(DomainError):
    """我们这边出了点问题，已经记下来了，请稍后再试。"""

    code = "internal"
    status = 500
