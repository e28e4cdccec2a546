"""Working logins of the demo city, for people who try it and for tests from outside."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TypedDict

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from redvest.core.clock import day_of
from redvest.core.errors import Conflict, Invalid
from redvest.registry.actions.account import issue_token
from redvest.registry.actions.bulk import is_demo
from redvest.registry.choices import RealNameState, Role, VolunteerState
from redvest.registry.models import Account
from redvest.registry.queries import secret
from redvest.registry.queries.role import live_grants
from redvest.service.choices import LIVE_SIGNUPS
from redvest.service.models import SignUp

PASSWORD = "redvest-demo-2026"  # noqa: S105 - printed at every start of a demo
ROLES: dict[str, tuple[Role, ...]] = {
    "volunteer": (),
    "leader": (Role.BODY_ADMIN,),
    "officer": (Role.REGION_OFFICER,),
    "centre": (Role.CENTRE,),
    "keeper": (Role.STATION_KEEPER,),
    "auditor": (Role.AUDITOR,),
    "juror": (Role.JUROR,),
}
TOKEN_LABEL = "demo logins"  # noqa: S105


class Login(TypedDict, total=False):
    role: str
    phone: str
    password: str
    token: str


class NoDemo(Conflict):
    """这里没有演示城市，也就没有演示账号。请先运行 redvest demo load。"""

    code = "no-demo"


class TooFewLogins(Invalid):
    """演示城市里没有这么多账号。"""

    code = "too-few-logins"


def find_logins(role: str, count: int, at: datetime) -> list[Login]:
    """Accounts of a role with their password and a fresh API token each.

    Volunteers: adults with their real name checked; who is free in the days to come is first. Raises NoDemo,
    TooFewLogins.
    """
    if not is_demo():
        raise NoDemo
    accounts = list(accounts_of(role, at)[:count])
    if len(accounts) < count:
        raise TooFewLogins(f"演示城市里这个身份的账号只有 {len(accounts)} 个，要不了 {count} 个。")
    with transaction.atomic():
        return [
            _login(role, each) | {"token": issue_token(account=each, at=at, label=TOKEN_LABEL)}
            for each in accounts
        ]


def accounts_of(role: str, at: datetime) -> QuerySet[Account]:
    """The accounts of a role, who is handed out first on top."""
    active = Account.objects.filter(is_active=True)
    if roles := ROLES[role]:
        grants = live_grants(day_of(at)).filter(account=OuterRef("pk"), role__in=roles)
        return active.filter(Exists(grants)).order_by("phone_tail", "id")
    today = day_of(at)
    adult = date(today.year - 18, today.month, min(today.day, 28))
    coming = SignUp.objects.filter(
        volunteer=OuterRef("volunteer"), state__in=LIVE_SIGNUPS, period__endswith__gt=at
    )
    people = active.filter(
        volunteer__birth_on__lt=adult,
        volunteer__state=VolunteerState.ACTIVE,
        volunteer__real_name_state__in=(RealNameState.CHECKED, RealNameState.VERIFIED),
    )
    return people.annotate(booked=Exists(coming)).order_by("booked", "volunteer__registered_at", "id")


def _login(role: str, account: Account) -> Login:
    phone = secret.open_sealed(account.phone_sealed, context=secret.ACCOUNT_PHONE)
    return {"role": role, "phone": phone, "password": PASSWORD}


def a_few(at: datetime) -> list[Login]:
    """Who to try first: the centre, every district, a station's keeper, the auditor, three organisations and five volunteers."""
    wanted = (
        ("centre", 1),
        ("officer", 20),
        ("keeper", 1),
        ("auditor", 1),
        ("juror", 1),
        ("leader", 3),
        ("volunteer", 5),
    )
    return [_login(role, account) for role, count in wanted for account in accounts_of(role, at)[:count]]


def write_down(path: Path, logins: Sequence[Login] | Iterable[Login]) -> None:
    """Keep the logins in a file that only its owner can read; the old one stays until the new one is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(
        os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        json.dump(list(logins), file, ensure_ascii=False, indent=1)
    unfinished.replace(path)
