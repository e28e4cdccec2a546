"""Roles: given at a place or for an organisation, from one day to another, and taken back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from redvest.core.audit import write_line
from redvest.core.clock import day_of
from redvest.core.db.constraint import broken_constraint
from redvest.core.errors import NotAllowed
from redvest.registry.choices import BodyState, RegionLevel, Role
from redvest.registry.errors import BodyNotActive
from redvest.registry.grant_errors import (
    GrantBackdated,
    GrantDatesWrong,
    GrantRevoked,
    GrantWrong,
    LastCentre,
    OwnSeparatedRole,
    QuotaReached,
    RoleHeld,
    SeparatedRoles,
)
from redvest.registry.models import Account, ApiToken, Body, Grant, Region, Station
from redvest.registry.policy import Standing, may_give, may_take_back, places
from redvest.registry.queries.role import QUOTAS, live_grants
from redvest.registry.queries.setting import rule
from redvest.registry.rules.standing import GOVERNING, KEEPING, LEADING, SEPARATED, SERVING, WORKING


@transaction.atomic
def give_grant(
    *,
    by: Standing,
    account: Account,
    role: Role,
    region: Region | None = None,
    body: Body | None = None,
    station: Station | None = None,
    starts_on: date,
    ends_on: date | None = None,
    at: datetime,
) -> Grant:
    """Give somebody a role. Raises NotAllowed to everybody who does not stand above it.

    An organisation has no more heads and leaders than its quota, and one person is never two of the three separated
    administrators at a time, nor made one by themselves. Nobody has one role twice, nor since before today.
    """
    _check_place(account, role, region, body, station)
    if not may_give(by, role, **places(region, body, station)):
        raise NotAllowed
    if role in SEPARATED and account.pk == by.account_id:
        raise OwnSeparatedRole
    if ends_on is not None and ends_on < starts_on:
        raise GrantDatesWrong
    if starts_on < day_of(at):
        raise GrantBackdated  # what was done in those days was done without the role
    if body is not None:
        _keep_quota(body, role, starts_on, ends_on)
    # Two who give one person two roles at once wait here: at the constraint each would wait for the other's row.
    Account.objects.select_for_update(no_key=True).filter(pk=account.pk).first()
    grant = Grant(
        account=account,
        role=role,
        region=region,
        body=body,
        station=station,
        starts_on=starts_on,
        ends_on=ends_on,
        given_by_id=by.account_id,
        given_at=at,
    )
    _insert(grant)
    # A token from before asked for no second factor; with the new role they get another.
    ApiToken.objects.filter(account=account).delete()
    write_line(by=by.actor, at=at, city=account.city, verb="give_grant", target=grant, role=Role(role).value)
    return grant


@transaction.atomic
def revoke_grant(*, by: Standing, grant: Grant, at: datetime) -> None:
    """Take a role back: whoever may give it, or its holder, who may lay it down. Never the city's last centre."""
    own = by.account_id is not None and by.account_id == grant.account_id
    if not own and not may_take_back(by, grant):
        raise NotAllowed
    if grant.role == Role.CENTRE:
        _keep_one_centre(grant, at)
    if not Grant.objects.filter(pk=grant.pk, revoked_at__isnull=True).update(
        revoked_at=at, revoked_by_id=by.account_id
    ):
        raise GrantRevoked
    grant.revoked_at = at
    write_line(
        by=by.actor, at=at, city=grant.account.city, verb="revoke_grant", target=grant, role=grant.role
    )


def _check_place(
    account: Account, role: Role, region: Region | None, body: Body | None, station: Station | None
) -> None:
    """Each role has its kind of place, the centre and the separated administrators the city; all in one city."""
    given = [place for place in (region, body, station) if place is not None]
    if len(given) != 1 or given[0].city != account.city:
        raise GrantWrong
    if region is not None:
        fits = role in GOVERNING | SERVING
        if role == Role.CENTRE or role in SEPARATED:
            fits = region.level == RegionLevel.CITY
    else:
        fits = role in (KEEPING if station is not None else LEADING | WORKING)
    if not fits:
        raise GrantWrong


def _keep_quota(body: Body, role: Role, starts_on: date, ends_on: date | None) -> None:
    """Lock the organisation, so that the last place of a role is not given twice. Raises BodyNotActive, QuotaReached."""
    locked = Body.objects.select_for_update(no_key=True).filter(pk=body.pk, state=BodyState.ACTIVE).first()
    if locked is None:
        raise BodyNotActive
    if role not in QUOTAS:
        return
    meets = Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
    if ends_on is not None:
        meets &= Q(starts_on__lte=ends_on)
    held = Grant.objects.filter(meets, body=body, role=role, revoked_at__isnull=True)
    most = rule(QUOTAS[role], locked.region_path, starts_on)
    if held.values("account").distinct().count() >= most:
        raise QuotaReached(most=most)


def _insert(grant: Grant) -> None:
    try:
        with transaction.atomic():
            grant.save(force_insert=True)
    except IntegrityError as fault:
        if broken_constraint(fault) == "one_separated_role_at_a_time":
            raise SeparatedRoles from fault
        if (broken_constraint(fault) or "").startswith("one_role_at_a_time_at_"):
            raise RoleHeld from fault
        raise


def _keep_one_centre(grant: Grant, at: datetime) -> None:
    """Lock the city, so that the last two cannot both be revoked at once."""
    Region.objects.select_for_update().get(pk=grant.region_id)
    on = day_of(at)
    others = live_grants(on).filter(role=Role.CENTRE, region_id=grant.region_id, account__is_active=True)
    if not others.exclude(pk=grant.pk).exists():
        raise LastCentre
