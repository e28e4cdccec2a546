"""Who may enter a page: every view says so with one of these, and an architecture test holds it to that."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from redvest.core import clock
from redvest.core.errors import NotAllowed, Unauthenticated
from redvest.faces.shared.strong import proven, required
from redvest.registry.governance_errors import PledgeUnsigned
from redvest.registry.models import Account
from redvest.registry.policy import GUEST_STANDING, Standing
from redvest.registry.queries.role import standing_of
from redvest.registry.second_factor_errors import SecondFactorNeeded

P = ParamSpec("P")


class HouseRequest(HttpRequest):
    """A request whose person's standing is known."""

    standing: Standing


View = Callable[Concatenate[HouseRequest, P], HttpResponseBase]
DjangoView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def standing_for(request: HttpRequest) -> Standing:
    """The standing of whoever sent the request; asked at most once per request."""
    known: Standing | None = getattr(request, "standing", None)
    if known is None:
        account = request.user
        if isinstance(account, Account):
            known = standing_of(account, clock.day_of(clock.now()))
        else:
            known = GUEST_STANDING(settings.REDVEST_CITY)
        request.standing = known  # type: ignore[attr-defined]
    return known


def _guarded(
    who: str, admit: Callable[[Standing], None], *, strong: bool = False
) -> Callable[[View[P]], DjangoView[P]]:
    def decorate(view: View[P]) -> DjangoView[P]:
        @wraps(view)
        def entered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            standing = standing_for(request)
            admit(standing)
            if strong and required() and not proven(request, standing.account_id):
                raise SecondFactorNeeded
            return view(request, *args, **kwargs)  # type: ignore[arg-type]

        entered.who_may_enter = who  # type: ignore[attr-defined]
        return cast(DjangoView[P], entered)

    return decorate


def _anybody(standing: Standing) -> None:
    return None


def _signed_in(standing: Standing) -> None:
    if not standing.signed_in:
        raise Unauthenticated


def _volunteer(standing: Standing) -> None:
    _signed_in(standing)
    if standing.volunteer_id is None:
        raise NeedsRealName


def _staff(standing: Standing) -> None:
    _signed_in(standing)
    if standing.waiting:
        raise PledgeUnsigned
    if not standing.is_staff:
        raise NotAllowed


def _signer(standing: Standing) -> None:
    """Staff, and those whose roles wait for the signature."""
    _signed_in(standing)
    if not standing.is_staff and not standing.waiting:
        raise NotAllowed


class NeedsRealName(NotAllowed):
    """先完成实名登记，才能做这一步。请到“我的”里填写。"""

    code = "needs-real-name"


public = _guarded("public", _anybody)
members = _guarded("members", _signed_in)
volunteers = _guarded("volunteers", _volunteer)
staff = _guarded("staff", _staff, strong=True)
signers = _guarded("staff", _signer, strong=True)
