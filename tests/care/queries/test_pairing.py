"""Who finds which pairing, member, branch, household and visit: one table of people against all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from redvest.care.choices import PairingKind, PairingState
from redvest.care.models import Pairing, PartyMember, Visit
from redvest.care.pairing_errors import (
    BranchUnknown,
    HouseholdUnknown,
    PairingUnknown,
    PartyMemberUnknown,
)
from redvest.care.policy import may_pair_household
from redvest.care.queries.household import household_for, households_of, is_looked_after_by, with_helpers
from redvest.care.queries.pairing import (
    asked_of,
    branch_kept,
    branches_kept,
    heir_by_number,
    member_kept,
    member_to_ask,
    members_kept,
    members_of,
    members_to_ask,
    memberships_of,
    own_membership,
    own_pairing,
    pairing_kept,
    pairings_of,
    visit_kept,
    visits_kept,
    visits_of,
    without_household,
    zones_of,
)
from redvest.care.visit_errors import VisitUnknown
from redvest.core.errors import NotFound
from redvest.registry.choices import BodyState, RegionLevel, Role, VolunteerState
from redvest.registry.models import Body, Grid, GridKeeping, Membership, Volunteer
from redvest.registry.policy import GUEST_STANDING, Standing
from tests.factories import registry as make
from tests.factories.pairing import (
    Village,
    make_branch,
    make_household,
    make_pairing,
    make_party_member,
    make_secretary,
    make_village,
    make_visit,
    make_zones,
)
from tests.factories.registry import CITY, NOW, TODAY, standing_of, volunteer_standing

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Scene:
    here: Village
    pairing: Pairing
    visit: Visit
    people: dict[str, Standing]


@pytest.fixture
def scene() -> Scene:
    here = make_village()
    tree = make.make_region_tree()
    pairing = make_pairing(member=here.member, household=here.household)
    led = make_pairing(kind=PairingKind.LED, member=here.member)
    assert led.volunteer is not None
    people = {
        "centre": make.make_centre(),
        "district": make.make_officer(),
        "community": here.officer,
        "neighbour": make.make_officer(tree.zhanqian),
        "far": make.make_officer(tree.fenyi),
        "secretary": here.secretary,
        "head": make.make_body_admin(here.branch),
        "leader": make.make_leader(here.branch),
        "other branch": here.stranger,
        "member": here.me,
        "led": volunteer_standing(led.volunteer),
        "volunteer": volunteer_standing(make.make_volunteer()),
        "account": make.make_member(),
        "guest": GUEST_STANDING(CITY),
    }
    return Scene(here, pairing, make_visit(pairing), people)


def finders(scene: Scene, find: Callable[[Standing], object], refusal: type[NotFound]) -> set[str]:
    found = set()
    for name, by in scene.people.items():
        try:
            find(by)
        except refusal:
            continue
        found.add(name)
    return found


OFFICERS = {"centre", "district", "community"}
KEEPERS = OFFICERS | {"secretary", "head"}


def test_who_keeps_a_pairing_and_its_visits(scene: Scene) -> None:
    assert finders(scene, lambda by: pairing_kept(by, scene.pairing.pk), PairingUnknown) == KEEPERS
    assert finders(scene, lambda by: visit_kept(by, scene.visit.pk), VisitUnknown) == KEEPERS


def test_whose_a_pairing_is(scene: Scene) -> None:
    assert finders(scene, lambda by: own_pairing(by, scene.pairing.pk), PairingUnknown) == {"member"}
    led = Pairing.objects.get(kind=PairingKind.LED)
    assert finders(scene, lambda by: own_pairing(by, led.pk), PairingUnknown) == {"member", "led"}


def test_who_finds_a_household(scene: Scene) -> None:
    assert finders(scene, lambda by: household_for(by, scene.here.household.pk), HouseholdUnknown) == KEEPERS


def test_who_finds_a_member_and_a_branch(scene: Scene) -> None:
    assert finders(scene, lambda by: member_kept(by, scene.here.member.pk), PartyMemberUnknown) == KEEPERS
    assert finders(scene, lambda by: branch_kept(by, scene.here.branch.pk), BranchUnknown) == {
        "centre", "district", "secretary", "head",
    }  # fmt: skip
    assert finders(scene, lambda by: own_membership(by, scene.here.member.pk), PartyMemberUnknown) == {
        "member"
    }


def test_another_city_is_another_house(scene: Scene) -> None:
    make.make_other_city()
    account = make.make_account(city="410800")
    make.make_grant(account=account, role=Role.CENTRE, region=make.make_other_city())
    by = standing_of(account)
    for find, key, refusal in (
        (pairing_kept, scene.pairing.pk, PairingUnknown),
        (visit_kept, scene.visit.pk, VisitUnknown),
        (household_for, scene.here.household.pk, HouseholdUnknown),
        (member_kept, scene.here.member.pk, PartyMemberUnknown),
        (branch_kept, scene.here.branch.pk, BranchUnknown),
    ):
        with pytest.raises(refusal):
            find(by, key)  # type: ignore[operator]


def test_branches_are_active_teams_of_the_party(scene: Scene) -> None:
    make.make_body(region=make.make_region_tree().chengnan)  # no branch
    gone = make_branch()
    Body.objects.filter(pk=gone.pk).update(state=BodyState.EXITED)
    found = set(branches_kept(scene.people["district"]))
    assert scene.here.branch in found and gone not in found
    assert all(each.team_kind == "party" for each in found)
    assert list(branches_kept(scene.people["secretary"])) == [scene.here.branch]
    assert not branches_kept(scene.people["member"]).exists()


def test_a_place_may_be_named_to_narrow_households(scene: Scene) -> None:
    other = make_household(region=make.make_region_tree().zhanqian)
    by = scene.people["district"]
    assert set(households_of(by)) == {scene.here.household, other}
    assert list(households_of(by, other.region)) == [other]
    assert not households_of(scene.people["guest"]).exists()


def test_a_household_comes_with_who_looks_after_it(scene: Scene) -> None:
    make_pairing(household=scene.here.household, kind=PairingKind.ELDER_CHILD, state=PairingState.DECLINED)
    found = with_helpers(households_of(scene.people["district"])).get()
    assert found.open_pairings == [scene.pairing]  # type: ignore[attr-defined]
    assert is_looked_after_by(found, scene.people["member"].records)
    assert not is_looked_after_by(found, scene.people["led"].records)
    assert not is_looked_after_by(found, ())


def test_what_waits_for_whose_yes() -> None:
    here = make_village()
    home = make_pairing(member=here.member, household=here.household, state=PairingState.ASKED)
    person = make.make_volunteer()
    led = make_pairing(
        kind=PairingKind.LED, member=here.member, volunteer=person, state=PairingState.ASKED, slot=1
    )
    unit = make.make_body()
    twin = make_pairing(kind=PairingKind.TWINNED, body=unit, state=PairingState.ASKED)
    helper = make_pairing(kind=PairingKind.ELDER_CHILD, volunteer=person, state=PairingState.ASKED)
    assert set(asked_of(here.me)) == {home, led}
    assert set(asked_of(volunteer_standing(person))) == {led, helper}
    assert list(asked_of(make.make_body_admin(unit))) == [twin]
    assert not asked_of(make.make_leader(unit)).exists()  # who leads activities does not speak for the unit

    Pairing.objects.filter(pk=led.pk).update(helper_yes_at=NOW)
    assert list(asked_of(here.me)) == [home]
    assert led in asked_of(volunteer_standing(person))
    Pairing.objects.filter(pk=led.pk).update(helper_yes_at=None, other_yes_at=NOW)
    assert led not in asked_of(volunteer_standing(person)) and led in asked_of(here.me)


def test_pairings_of_a_head_are_those_of_the_unit_itself(scene: Scene) -> None:
    """Who heads a branch is no side of what its members look after."""
    assert not pairings_of(scene.people["head"]).exists()
    twin = make_pairing(kind=PairingKind.TWINNED, body=scene.here.branch)
    assert list(pairings_of(scene.people["head"])) == [twin]


def test_whoever_belongs_to_a_unit_finds_what_it_is_paired_with(scene: Scene) -> None:
    unit, person = make.make_body(), make.make_volunteer()
    belongs = Membership.objects.create(city=CITY, body=unit, volunteer=person, joined_on=date(2025, 1, 1))
    twin = make_pairing(kind=PairingKind.TWINNED, body=unit)
    offered = make_pairing(
        kind=PairingKind.TWINNED, body=unit, region=make.make_region_tree().zhanqian, state=PairingState.ASKED
    )
    by = volunteer_standing(person)
    assert list(pairings_of(by)) == [twin]  # what nobody has answered is its heads' business
    assert not asked_of(by).exists()
    assert set(pairings_of(make.make_body_admin(unit))) == {twin, offered}
    assert not pairings_of(volunteer_standing(make.make_volunteer())).exists()
    belongs.left_on = TODAY
    belongs.save()
    assert not pairings_of(by).exists()


def test_members_with_what_they_have(scene: Scene) -> None:
    asked = make_party_member(branch=scene.here.branch, agreed=False, name="安静")
    make_party_member(branch=scene.here.branch, left_on=TODAY)
    make_pairing(kind=PairingKind.LED, member=scene.here.member, state=PairingState.ASKED, slot=5)
    found = {each.pk: (each.homes, each.hands) for each in members_of(scene.here.branch)}
    assert found == {scene.here.member.pk: (1, 1), asked.pk: (0, 0)}
    assert set(memberships_of(volunteer_standing(asked.volunteer))) == {asked}


def test_who_may_be_asked_is_one_rule_for_the_list_and_the_button(scene: Scene) -> None:
    """Each reader proposes whom they may ask: what the action would refuse is not on the list, nor found by its key."""
    tree, home = make.make_region_tree(), make_household()
    own = make_party_member(branch=scene.here.branch)
    near = make_party_member(branch=make_branch(region=tree.qiandong), region=tree.zhanqian)
    silent = make_party_member(branch=scene.here.branch, agreed=False)
    gone = make_party_member(branch=scene.here.branch)
    Volunteer.objects.filter(pk=gone.volunteer_id).update(state=VolunteerState.SUSPENDED)
    everybody = (own, near, silent, gone, scene.here.member)
    for who, by in scene.people.items():
        listed = set(members_to_ask(by, home, tree.chengnan))
        may = {each for each in everybody if may_pair_household(by, home, each.branch)}
        assert (who, listed) == (who, may - {silent, gone})
        for each in everybody:
            if each in listed:
                assert member_to_ask(by, home, tree.chengnan, each.pk) == each
            else:
                with pytest.raises(PartyMemberUnknown):
                    member_to_ask(by, home, tree.chengnan, each.pk)
    # Of two branches kept, the one in whose area the household does not lie is not asked.
    account = make.make_account()
    afar = make_branch(region=tree.qiandong)
    for branch in (scene.here.branch, afar):
        make.make_grant(account=account, role=Role.BRANCH_SECRETARY, body=branch)
    make_party_member(branch=afar, region=tree.baihua)
    both = standing_of(account)
    assert set(members_to_ask(both, home, tree.chengnan)) == {own, scene.here.member}


def test_who_was_only_asked_is_known_to_the_branch_alone(scene: Scene) -> None:
    tree = make.make_region_tree()
    branch = make_branch(region=tree.qiandong)
    asked = make_party_member(branch=branch, region=tree.baihua, agreed=False)
    assert asked in members_kept(make_secretary(branch))
    assert asked in members_kept(scene.people["centre"])  # governs the branch's place as well
    assert asked not in members_kept(scene.people["community"])
    PartyMember.objects.filter(pk=asked.pk).update(agreed_at=NOW)
    assert asked in members_kept(scene.people["community"])


def test_free_members_are_those_without_a_household_and_without_a_question(scene: Scene) -> None:
    free = make_party_member(branch=scene.here.branch)
    asked = make_party_member(branch=scene.here.branch)
    make_pairing(member=asked, state=PairingState.ASKED)
    assert set(without_household(PartyMember.objects.filter(branch=scene.here.branch))) == {free}


def test_an_heir_is_found_by_number_while_a_member(scene: Scene) -> None:
    number = scene.here.member.volunteer.number
    assert heir_by_number(CITY, f" {number[:4]} {number[4:]} ") == scene.here.member
    assert heir_by_number(CITY, "360500000000") is None
    assert heir_by_number("410800", number) is None
    PartyMember.objects.update(left_on=TODAY)
    assert heir_by_number(CITY, number) is None


def test_zones_and_grids_of_a_keeper() -> None:
    zone = make_zones(kept=1, free=0)[0]
    keeper = GridKeeping.objects.get(zone=zone).volunteer
    grid = Grid.objects.get()
    GridKeeping.objects.create(city=CITY, grid=grid, volunteer=keeper, starts_on=date(2025, 1, 1))
    GridKeeping.objects.create(
        city=CITY,
        grid=make_zones(free=1)[0].grid,
        volunteer=keeper,
        starts_on=date(2024, 1, 1),
        ends_on=date(2024, 2, 1),
    )
    found = zones_of(volunteer_standing(keeper), TODAY)
    assert {(each.zone, each.grid) for each in found} == {(zone, None), (None, grid)}
    assert not zones_of(volunteer_standing(make.make_volunteer()), TODAY).exists()


def test_visits_are_listed_the_latest_first(scene: Scene) -> None:
    older = make_visit(scene.pairing, hours_ago=72)
    assert list(visits_of(scene.pairing)) == [scene.visit, older]
    assert list(visits_kept(scene.people["community"])) == [scene.visit, older]
    assert not visits_kept(scene.people["neighbour"]).exists()


def test_a_secretary_of_two_branches_keeps_both() -> None:
    here = make_village()
    account = make.make_account()
    other = make_branch(region=make.make_region("360502001", "城南街道", RegionLevel.STREET))
    for branch in (here.branch, other):
        make.make_grant(account=account, role=Role.BRANCH_SECRETARY, body=branch)
    assert set(branches_kept(standing_of(account))) == {here.branch, other}
    assert make_secretary(other).grants[0].body_id == other.pk
