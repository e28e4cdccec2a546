"""A community of the demo city gets its "1151" by everybody's own yes, and not an hour that nobody stands behind."""

from __future__ import annotations

import pytest

from redvest.care.choices import PairingKind, PairingState, VisitState
from redvest.care.models import Pairing, PartyMember, Visit
from redvest.care.queries.pairing_coverage import coverage_of
from redvest.core.clock import day_of
from redvest.faces.ops.demo.pairings import HANDS, pair_city
from redvest.registry.choices import Role, TeamKind
from redvest.registry.models import Body, Grant, SanitationZone
from tests.factories import registry as make
from tests.factories.pairing import make_zones
from tests.factories.registry import NOW

pytestmark = pytest.mark.django_db


def test_a_community_is_filled_by_yeses_and_keeps_its_gaps() -> None:
    tree = make.make_region_tree()
    make.make_domain()  # what somebody needs besides is of a kind
    branch = make.make_body(region=tree.chengnan, at=NOW)
    Body.objects.filter(pk=branch.pk).update(team_kind=TeamKind.PARTY)
    make.make_body_admin(branch)
    make_zones(tree.baihua)
    assert pair_city(city="360500", at=NOW) == 0  # nobody lives there yet
    since = NOW.replace(year=2024)
    for _ in range(len(HANDS) + sum(HANDS)):
        make.make_volunteer(region=tree.baihua, at=since)
    assert pair_city(city="360500", at=NOW) == 1
    found, _ = coverage_of(tree.baihua, day_of(NOW))
    assert (found.households, found.households_met, found.members, found.full, found.led) == (4, 2, 3, 1, 8)
    assert not PartyMember.objects.filter(agreed_at=None).exists()
    assert not Pairing.objects.exclude(state=PairingState.LIVE).exists()
    assert Pairing.objects.filter(kind=PairingKind.LED).count() == 8
    assert [each.state for each in Visit.objects.all()] == [VisitState.LOGGED] * 2
    assert Grant.objects.filter(body=branch, role=Role.BRANCH_SECRETARY).count() == 1
    assert SanitationZone.objects.count() == 1
