"""Who may do what here, and why: of a place everybody's powers, of a person all that was ever given to them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from redvest.core import clock
from redvest.core.errors import NotFound
from redvest.faces.desk.forms.options import region_options
from redvest.faces.desk.frame import show
from redvest.faces.desk.scope import body_within
from redvest.faces.shared.entry import HouseRequest, staff
from redvest.faces.shared.pages import asked_text
from redvest.registry.choices import Role
from redvest.registry.models import Account, Grant, Region
from redvest.registry.policy import (
    Standing,
    may_give_at_all,
    may_take_back,
    require_administers,
    require_governs,
    require_member,
)
from redvest.registry.queries.powers import Held, grants_of, held_at
from redvest.registry.rules.powers import Where, powers_of


@never_cache
@require_safe
@staff
def why(request: HouseRequest) -> HttpResponse:
    """``region`` or ``body`` in the address: who may do what there. ``person``: what they may; without any, oneself."""
    by, today = request.standing, clock.day_of(clock.now())
    region, body = asked_text(request, "region"), asked_text(request, "body")
    context: dict[str, object] = {"places": _places(by), "region": region}
    if region or body:
        where, name = _region(by, region) if region else _body(by, body)
        context |= {"name": name, "held": [_held(each) for each in held_at(where, by.city, today)]}
    else:
        account = _person(by, asked_text(request, "person"))
        context |= {
            "name": account.name,
            "mine": account.pk == by.account_id,
            "grants": [_grant(each, today) for each in grants_of(account)],
        }
    return show(request, "desk/why.html", context, on="roles" if may_give_at_all(by) else "")


def _places(by: Standing) -> list[tuple[str, object]]:
    return [option for path in by.regions() for option in region_options(path)]


def _region(by: Standing, code: str) -> tuple[Where, str]:
    region = Region.objects.filter(pk=code, city=by.city).first()
    if region is None:
        raise NotFound
    require_governs(by, region.path)
    return Where(region.path), region.name


def _body(by: Standing, key: str) -> tuple[Where, str]:
    body = body_within(by, _uuid(key))
    require_administers(by, body.pk, body.region_path)
    return Where(body.region_path, body_id=body.pk), body.name


def _person(by: Standing, key: str) -> Account:
    """Oneself, or somebody who holds or held a role that one may take back. Raises NotFound."""
    wanted = _uuid(key) if key else require_member(by)
    account = Account.objects.filter(pk=wanted, city=by.city).first()
    if account is None:
        raise NotFound
    if account.pk != by.account_id and not any(may_take_back(by, grant) for grant in grants_of(account)):
        raise NotFound
    return account


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as fault:
        raise NotFound from fault


def _held(held: Held) -> dict[str, object]:
    return {"words": _(held.power.words), "grants": [_by(grant) for grant in held.grants]}


def _by(grant: Grant) -> dict[str, object]:
    return {
        "grant": grant,
        "role": Role(grant.role).label,
        "place": str(grant.body or grant.station or grant.region),
        "giver": grant.given_by.name if grant.given_by else _("系统"),
    }


def _grant(grant: Grant, today: object) -> dict[str, object]:
    state, kind = _("有效"), "ok"
    if grant.revoked_at is not None:
        state, kind = _("已收回"), "off"
    elif grant.ends_on is not None and str(grant.ends_on) < str(today):
        state, kind = _("已到期"), "off"
    elif str(grant.starts_on) > str(today):
        state, kind = _("还没开始"), "wait"
    powers = [_(power.words) for power in powers_of(Role(grant.role))]
    return _by(grant) | {"state": state, "kind": kind, "powers": powers}
