"""Pairings at the own place, for the access matrix: the branch is the organisation whose people knock."""

from __future__ import annotations

from typing import Any

from redvest.registry.choices import TeamKind
from redvest.registry.models import Volunteer
from tests.factories import registry
from tests.factories.pairing import make_household, make_pairing, make_party_member, make_visit, make_zones


def pairing_keys(body: Any, volunteer: Volunteer) -> dict[str, tuple[Any, ...]]:
    """``volunteer`` is the member; a second pairing waits for an answer of theirs."""
    tree = registry.make_region_tree()
    type(body).objects.filter(pk=body.pk).update(team_kind=TeamKind.PARTY)
    member = make_party_member(branch=body, region=tree.baihua, volunteer=volunteer)
    home = make_household(region=tree.baihua)
    pairing = make_pairing(member=member, household=home)
    visit, zone = make_visit(pairing), make_zones(tree.baihua)[0]
    return {
        "desk/pairings/places/<str:code>/": (tree.baihua.code,),
        "desk/pairings/zones/<uuid:key>/": (zone.pk,),
        "desk/pairings/branches/<uuid:key>/": (body.pk,),
        "desk/pairings/members/<uuid:key>/": (member.pk,),
        "desk/pairings/households/<uuid:key>/": (home.pk,),
        "desk/pairings/visits/<uuid:key>/": (visit.pk,),
        "desk/pairings/<uuid:key>/": (pairing.pk,),
        "me/pairings/<uuid:key>/": (pairing.pk,),
        "me/pairings/branches/<uuid:key>/": (member.pk,),
    }
