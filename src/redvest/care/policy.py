"""Who may do what with needs, pairings and crises, where in the tree."""

from __future__ import annotations

from uuid import UUID

from redvest.care.choices import OPEN_NEEDS, NeedState, PairingKind
from redvest.care.dispatch_errors import OwnServing
from redvest.care.intake_errors import OwnNeed
from redvest.care.models import Household, MenuItem, Need, NeedServing, Pairing, PartyMember
from redvest.care.rules.pairing_keepers import branches_of
from redvest.core.errors import NotAllowed, NotFound
from redvest.registry.models import Account, Body
from redvest.registry.policy import Standing
from redvest.registry.rules.standing import KEEPING


def may_command(by: Standing, path: str) -> bool:
    """Switches a crisis of this place on and off, writes its brief, verifies and merges: its officers, or those above."""
    return by.governs(path)


def require_may_command(by: Standing, path: str) -> None:
    if not may_command(by, path):
        raise NotAllowed


def may_attend(by: Standing, path: str) -> bool:
    """Works at the staging areas: lets people in and out, types paper forms and reports. Keepers of stations there, too."""
    return may_command(by, path) or any(
        grant.role in KEEPING and grant.station_path is not None and grant.station_path.startswith(path)
        for grant in by.grants
    )


def require_may_attend(by: Standing, path: str) -> None:
    if not may_attend(by, path):
        raise NotAllowed


def _keeps_a_station_at(by: Standing, path: str) -> bool:
    return any(grant.role in KEEPING and grant.station_path == path for grant in by.grants)


def may_enter(by: Standing, region_path: str, grid: UUID | None, kept: frozenset[UUID]) -> bool:
    """Who governs the place, keeps a station in the community, or keeps the grid (``kept``: the grids of this day)."""
    return (
        by.governs(region_path) or _keeps_a_station_at(by, region_path) or (grid in kept and grid is not None)
    )


def may_review(by: Standing, need: Need) -> bool:
    """Who governs the place, at any height: a need that climbed may still be answered from below, and who is above
    need not wait for it. Nobody reviews what they ask for themselves.
    """
    return by.governs(need.region_path) and by.account_id != need.requester_id


def require_may_review(by: Standing, need: Need) -> None:
    if not by.governs(need.region_path):
        raise NotAllowed
    if not may_review(by, need):
        raise OwnNeed


def may_verify(by: Standing, need: Need, kept: frozenset[UUID]) -> bool:
    """Who may take needs in there may also call or go and see; not about their own."""
    return may_enter(by, need.region_path, need.grid_id, kept) and by.account_id != need.requester_id


def require_may_verify(by: Standing, need: Need, kept: frozenset[UUID]) -> None:
    if not may_enter(by, need.region_path, need.grid_id, kept):
        raise NotAllowed
    if not may_verify(by, need, kept):
        raise OwnNeed


def may_cancel(by: Standing, need: Need, kept: frozenset[UUID]) -> bool:
    """Who asked for it, who wrote it down for them, and who governs the place; until the service is done."""
    if need.state not in OPEN_NEEDS or need.state == NeedState.SERVED:
        return False
    return _takes_back(by, need, kept)


def require_may_cancel(by: Standing, need: Need, kept: frozenset[UUID]) -> None:
    if not _takes_back(by, need, kept):
        raise NotAllowed


def _takes_back(by: Standing, need: Need, kept: frozenset[UUID]) -> bool:
    """Whoever wrote it down and may take needs in there no more, may not take it back either."""
    if by.account_id is None:
        return False
    wrote = by.account_id == need.entered_by_id and may_enter(by, need.region_path, need.grid_id, kept)
    return by.account_id == need.requester_id or wrote or by.governs(need.region_path)


def may_add_pictures(by: Standing, need: Need, kept: frozenset[UUID]) -> bool:
    """Who asked for it and who may take needs in there now: whoever wrote it down and does so no more, may not."""
    own = by.account_id is not None and by.account_id == need.requester_id
    return own or may_enter(by, need.region_path, need.grid_id, kept)


def may_dispatch(by: Standing, need: Need) -> bool:
    """Officers of the need's place and above, and who keeps a station of its community; not while a role waits."""
    if by.waiting or by.city != need.city:
        return False
    kept = (grant.station_path for grant in by.grants if grant.role in KEEPING)
    return by.governs(need.region_path) or any(path == need.region_path for path in kept)


def require_may_dispatch(by: Standing, need: Need) -> None:
    """Somebody of another city is not told that the need exists."""
    if by.city != need.city:
        raise NotFound
    if not may_dispatch(by, need):
        raise NotAllowed


def require_may_answer_for(by: Standing, body_id: UUID | None) -> None:
    """Who leads a body speaks for it."""
    if body_id is None or by.waiting or not by.leads(body_id):
        raise NotAllowed


def require_apart(by: Standing, need: Need, servings: list[NeedServing]) -> None:
    """Whoever stands behind a service is neither who served nor who was helped, by account, record or phone."""
    if by.account_id is None:
        raise NotAllowed
    served = {each.volunteer_id for each in servings}
    if by.account_id == need.requester_id or not served.isdisjoint(by.records):
        raise OwnServing
    account = Account.objects.get(pk=by.account_id)
    if need.phone_hash is not None and bytes(account.phone_hash) == bytes(need.phone_hash):
        raise OwnServing
    if any(each.volunteer.account_id == by.account_id for each in servings):
        raise OwnServing


def may_offer(by: Standing, body: Body) -> bool:
    """Writes a body's menu of services: who leads it, or an officer of its place."""
    return by.leads(body.pk) or by.governs(body.region_path)


def require_may_offer(by: Standing, body: Body) -> None:
    if not may_offer(by, body):
        raise NotAllowed


def may_rule_menu(by: Standing, item: MenuItem) -> bool:
    """Takes a service off a menu for everybody's sake: an officer of the body's place, or of the residents'."""
    return by.governs(item.region_path) or by.governs(item.body.region_path)


def require_may_rule_menu(by: Standing, item: MenuItem) -> None:
    if not may_rule_menu(by, item):
        raise NotAllowed


def may_handle_spotted(by: Standing, need: Need, *, keeps_grid: bool) -> bool:
    """Passes a spotted problem on or says that it is solved: the grid's keeper, a station's keeper there, an officer."""
    keeper = any(grant.role in KEEPING and grant.station_path == need.region_path for grant in by.grants)
    return keeps_grid or keeper or by.governs(need.region_path)


def require_may_handle_spotted(by: Standing, need: Need, *, keeps_grid: bool) -> None:
    if not may_handle_spotted(by, need, keeps_grid=keeps_grid):
        raise NotAllowed


def may_keep_branch(by: Standing, body: Body) -> bool:
    """Its secretary or head, and who governs its place."""
    return body.pk in branches_of(by) or by.governs(body.region_path)


def require_keeps_branch(by: Standing, body: Body) -> None:
    if not may_keep_branch(by, body):
        raise NotAllowed


def may_pair_household(by: Standing, household: Household, body: Body) -> bool:
    """Who governs the household's place; the body's own secretary or head, for households in its area."""
    if by.governs(household.region_path):
        return True
    return body.pk in branches_of(by) and household.region_path.startswith(body.region_path)


def may_find_volunteers(by: Standing, member: PartyMember) -> bool:
    """The member; whoever keeps the branch; who governs the place to which the member reported."""
    own = by.is_self(member.volunteer_id)
    return own or may_keep_branch(by, member.branch) or by.governs(member.region_path)


def is_helper(by: Standing, pairing: Pairing) -> bool:
    """Whether somebody is the one who goes: the member, or the volunteer of a pairing without one."""
    if pairing.member is not None:
        return by.is_self(pairing.member.volunteer_id)
    return pairing.volunteer_id is not None and by.is_self(pairing.volunteer_id)


def is_side(by: Standing, pairing: Pairing) -> bool:
    """Whether somebody is one of the two people, or heads the twinned unit."""
    if pairing.kind == PairingKind.TWINNED:
        return pairing.body_id in by.headed()
    led = pairing.volunteer_id is not None and by.is_self(pairing.volunteer_id)
    return led or is_helper(by, pairing)


def may_keep_pairing(by: Standing, pairing: Pairing) -> bool:
    """Who arranges it: the body's secretary or head, and who governs its place."""
    return pairing.body_id in branches_of(by) or by.governs(pairing.region_path)


def require_keeps_pairing(by: Standing, pairing: Pairing, *, or_side: bool = False) -> None:
    if not may_keep_pairing(by, pairing) and not (or_side and is_side(by, pairing)):
        raise NotAllowed
