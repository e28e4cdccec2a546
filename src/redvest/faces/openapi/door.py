"""Who may enter a call: its bearer token read once, its standing put on the request. Knows no call by name."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.security.base import AuthBase

from redvest.core import clock
from redvest.core.errors import NotAllowed, Unauthenticated
from redvest.faces.shared.entry import NeedsRealName
from redvest.registry.governance_errors import PledgeUnsigned
from redvest.registry.policy import GUEST_STANDING, Standing
from redvest.registry.queries.token import standing_by_token


class BadToken(Unauthenticated):
    """这个令牌认不出来，或者已经过期。请用 POST /api/v1/auth/token 重新取一个。"""

    code = "bad-token"


class Asking(HttpRequest):
    """A request that has passed a door."""

    standing: Standing


def standing_from(request: HttpRequest) -> Standing | None:
    """Whose token the request carries; None without one. Raises BadToken."""
    header = request.META.get("HTTP_AUTHORIZATION", "")
    if not header:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.startswith("rv_") or len(token) > 200:
        raise BadToken
    standing = standing_by_token(token, clock.now())
    if standing is None:
        raise BadToken
    return standing


class Open:
    """Anybody enters; a token that is sent has to be good."""

    who = "public"

    def __call__(self, request: HttpRequest) -> Standing:
        standing = standing_from(request) or GUEST_STANDING(settings.REDVEST_CITY)
        request.standing = standing  # type: ignore[attr-defined]
        return standing


class Door(AuthBase):
    """Only who carries a good token enters, and of those whom ``who`` names."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = "令牌以 rv_ 开头，由 POST /api/v1/auth/token 取得。"

    def __init__(self, who: str) -> None:
        self.who = who
        super().__init__()

    def __call__(self, request: HttpRequest) -> Any:
        standing = standing_from(request)
        if standing is None:
            raise Unauthenticated
        if self.who == "volunteers" and standing.volunteer_id is None:
            raise NeedsRealName
        if self.who == "staff" and standing.waiting:
            raise PledgeUnsigned
        if self.who == "staff" and not standing.is_staff:
            raise NotAllowed
        request.standing = standing  # type: ignore[attr-defined]
        return standing


public = Open()
members = Door("members")
volunteers = Door("volunteers")
staff = Door("staff")
