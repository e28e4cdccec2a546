"""Everybody who may knock: each role at its own place, above it, beside it and in another city; and who has no role."""

from __future__ import annotations

from dataclasses import dataclass

from redvest.registry.choices import Role
from redvest.registry.models import Account, Body, Region, Station, Volunteer
from redvest.registry.rules.standing import GOVERNING, KEEPING, LEADING, SEPARATED, SERVING, WORKING
from tests.factories import registry as make

OWN, SUPERIOR, SIBLING, STRANGER = RELATIONS = ("own", "superior", "sibling", "stranger")
ELSEWHERE = "410800"
Place = Region | Body | Station


@dataclass(frozen=True)
class Places:
    """What the asked-for things belong to, and what lies above it, beside it and in another city."""

    own: Place
    superior: Place | None
    sibling: Place | None
    stranger: Place

    def at(self, relation: str) -> Place | None:
        found: Place | None = getattr(self, relation)
        return found


@dataclass(frozen=True)
class Ground:
    """The three kinds of places in their four relations."""

    regions: Places
    bodies: Places
    stations: Places


def lay_ground() -> Ground:
    """Yushui district, an organisation of it and the station of one of its communities."""
    tree, far = make.make_region_tree(), make.make_other_city()
    above = make.make_body(name="新余市志愿者协会", region=tree.city)
    own = make.make_body(name="黎明脚步志愿队", region=tree.yushui)
    own.parent = above
    own.save()
    beside = make.make_body(name="渝水暖心志愿队", region=tree.yushui)
    abroad = make.make_body(name="焦作暖心志愿队", region=far)
    return Ground(
        regions=Places(tree.yushui, tree.city, tree.fenyi, far),
        bodies=Places(own, above, beside, abroad),
        stations=Places(
            make.make_station(tree.baihua), None, make.make_station(tree.zhanqian), make.make_station(far)
        ),
    )


def kinds_of(role: Role) -> str:
    """Where a role stands: an editor at a place, though organisations have them, too."""
    if role in KEEPING:
        return "stations"
    return "regions" if role in GOVERNING | SERVING else "bodies"


def everybody(ground: Ground, own: Volunteer) -> dict[str, Account | None]:
    """Accounts by a name such as ``body-admin/sibling``; the guest has none."""
    other = make.make_volunteer(name="赵路人").account
    found: dict[str, Account | None] = {
        "guest": None, "member": make.make_account(name="王小路"), "volunteer": other, "self": own.account,
    }  # fmt: skip
    for role in Role:
        places: Places = getattr(ground, kinds_of(role))
        for relation in RELATIONS:
            place = places.at(relation)
            if role == Role.CENTRE or role in SEPARATED:
                # These stand at a city alone: what lies above everything in it is their own place.
                place = {OWN: ground.regions.superior, STRANGER: ground.regions.stranger}.get(relation)
            if place is not None:
                found[f"{role.value}/{relation}"] = _holder(role, place, relation)
    return found


def _holder(role: Role, place: Place, relation: str) -> Account:
    city = ELSEWHERE if relation == STRANGER else make.CITY
    account = make.make_account(name=f"{role.label}", city=city)
    make.make_grant(
        account=account, role=role,
        region=place if isinstance(place, Region) else None,
        body=place if isinstance(place, Body) else None,
        station=place if isinstance(place, Station) else None,
    )  # fmt: skip
    return account


assert set(Role) == GOVERNING | LEADING | KEEPING | WORKING | SERVING
