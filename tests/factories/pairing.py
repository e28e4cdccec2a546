"""Rows of pairings for tests, written straight through the ORM: branches, members, households, pairings, visits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from redvest.care.choices import HouseholdConsent, PairingEnd, PairingKind, PairingState
from redvest.care.models import Household, Pairing, PartyMember, Visit
from redvest.care.rules.need_private import Private, as_text
from redvest.registry.choices import Role, TeamKind
from redvest.registry.models import Account, Body, Grid, GridKeeping, Region, SanitationZone, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.queries import secret
from tests.factories.care import GRANNY
from tests.factories.registry import (
    NOW,
    TODAY,
    make_account,
    make_body,
    make_domain,
    make_grant,
    make_officer,
    make_region_tree,
    make_volunteer,
    standing_of,
    volunteer_standing,
)

_serial = count(1)
HOUR = timedelta(hours=1)


def make_branch(*, region: Region | None = None, name: str | None = None) -> Body:
    """A party branch: an organisation of that kind, of a street unless said otherwise."""
    body = make_body(
        region=region or make_region_tree().chengnan, name=name or f"百花湖第{next(_serial)}党支部"
    )
    body.team_kind = TeamKind.PARTY
    body.save(update_fields=["team_kind"])
    return body


def make_secretary(branch: Body) -> Standing:
    return standing_of(make_secretary_account(branch))


def make_secretary_account(branch: Body) -> Account:
    account = make_account(name="钱书记")
    make_grant(account=account, role=Role.BRANCH_SECRETARY, body=branch)
    return account


def make_party_member(
    *,
    branch: Body | None = None,
    region: Region | None = None,
    volunteer: Volunteer | None = None,
    agreed: bool = True,
    joined_on: date = date(2025, 1, 1),
    name: str = "赵向前",
    **more: Any,
) -> PartyMember:
    branch = branch or make_branch()
    region = region or make_region_tree().baihua
    return PartyMember.objects.create(
        city=branch.city, branch=branch, volunteer=volunteer or make_volunteer(name=name), region=region,
        region_path=region.path, joined_on=joined_on, agreed_at=NOW - 400 * 24 * HOUR if agreed else None,
        entered_at=NOW, **more,
    )  # fmt: skip


def make_household(
    *,
    region: Region | None = None,
    private: Private = GRANNY,
    entered_on: date = date(2025, 1, 1),
    **more: Any,
) -> Household:
    region = region or make_region_tree().baihua
    make_domain()  # every city has its kinds of service
    sealed = secret.keyring().encrypt(as_text(private), context=secret.HOUSEHOLD_PRIVATE)
    return Household.objects.create(
        city=region.city, region=region, region_path=region.path, serial=next(_serial), private_sealed=sealed,
        consent=HouseholdConsent.PRESENT, consented_on=entered_on, entered_at=NOW, entered_on=entered_on, **more,
    )  # fmt: skip


def make_pairing(
    *,
    kind: PairingKind = PairingKind.HOUSEHOLD,
    state: PairingState = PairingState.LIVE,
    starts_on: date = date(2026, 1, 1),
    at: datetime = NOW,
    **sides: Any,
) -> Pairing:
    """A pairing in a state, its missing sides made; ``sides`` are member, volunteer, household, body, slot …"""
    if kind in (PairingKind.HOUSEHOLD, PairingKind.LED):
        sides.setdefault("member", None)
        sides["member"] = sides["member"] or make_party_member()
        sides.setdefault("body", sides["member"].branch)
    if kind == PairingKind.LED:
        taken = Pairing.objects.filter(member=sides["member"], kind=kind, state=PairingState.LIVE).count()
        sides.setdefault("slot", taken + 1)
        sides.setdefault("region", sides["member"].region)
    if kind not in (PairingKind.HOUSEHOLD, PairingKind.TWINNED) and "volunteer" not in sides:
        sides["volunteer"] = make_volunteer(name="孙小青")
    if kind not in (PairingKind.LED, PairingKind.TWINNED) and "household" not in sides:
        sides["household"] = make_household()
    if sides.get("household"):
        sides.setdefault("region", sides["household"].region)
    sides.setdefault("region", make_region_tree().baihua)
    sides.setdefault("body", None)
    sides["body"] = sides["body"] or make_body(region=make_region_tree().chengnan)
    begun = state in (PairingState.LIVE, PairingState.ENDED)
    if begun:
        sides = {"helper_yes_at": at, "other_yes_at": at, "starts_on": starts_on} | sides
    elif kind != PairingKind.LED:
        sides.setdefault("other_yes_at", at)
    if state == PairingState.ENDED:
        sides = {"ends_on": TODAY, "end_why": PairingEnd.AGREED} | sides
    return Pairing.objects.create(
        city=sides["region"].city,
        kind=kind,
        state=state,
        region_path=sides["region"].path,
        asked_at=at,
        **sides,
    )


def make_visit(
    pairing: Pairing, *, volunteer: Volunteer | None = None, hours_ago: int = 24, **more: Any
) -> Visit:
    volunteer = volunteer or (pairing.member.volunteer if pairing.member else pairing.volunteer)
    begins = NOW - hours_ago * HOUR
    return Visit.objects.create(
        city=pairing.city, pairing=pairing, region_path=pairing.region_path, volunteer=volunteer, starts_at=begins,
        ends_at=begins + HOUR, minutes=60, logged_at=NOW, **more,
    )  # fmt: skip


def make_zones(region: Region | None = None, *, kept: int = 0, free: int = 1) -> list[SanitationZone]:
    """A grid with so many zones, the first ones kept."""
    region = region or make_region_tree().baihua
    grid = Grid.objects.create(
        city=region.city, community=region, region_path=region.path, name=f"第{next(_serial)}网格"
    )
    zones = [
        SanitationZone.objects.create(city=region.city, grid=grid, name=f"{n + 1}片")
        for n in range(kept + free)
    ]
    for zone in zones[:kept]:
        GridKeeping.objects.create(
            city=region.city, zone=zone, volunteer=make_volunteer(), starts_on=date(2025, 1, 1)
        )
    return zones


@dataclass(frozen=True)
class Village:
    """A branch with its secretary, a member in Baihua, a household there, and the community's own officer."""

    branch: Body
    secretary: Standing
    member: PartyMember
    me: Standing  # the member's own
    household: Household
    officer: Standing
    stranger: Standing  # keeps another branch, of another district


def make_village() -> Village:
    tree = make_region_tree()
    branch = make_branch()
    member = make_party_member(branch=branch, region=tree.baihua)
    return Village(
        branch=branch,
        secretary=make_secretary(branch),
        member=member,
        me=volunteer_standing(member.volunteer),
        household=make_household(region=tree.baihua),
        officer=make_officer(tree.baihua),
        stranger=make_secretary(make_branch(region=tree.qiandong)),
    )


def the_same(*models: type[Any]) -> tuple[list[Any], ...]:
    """All that stands in these tables, to see that a refusal changed nothing."""
    return tuple(list(model.objects.order_by("pk").values()) for model in models)
