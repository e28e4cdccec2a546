"""Properties of standing and of giving roles, over any tree: power runs downwards, never up and never sideways."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from redvest.registry import policy
from redvest.registry.choices import Role
from redvest.registry.rules.powers import POWERS, Where, gives, powers_of
from redvest.registry.rules.standing import GOVERNING, KEEPING, LEADING, SEPARATED, WORKING, GrantAt, Standing

CITY = "360500/"
BODIES = [UUID(int=number) for number in (1, 2)]
STATIONS = [UUID(int=number) for number in (11, 12)]
AT_A_PLACE = [role for role in Role if role not in LEADING | KEEPING | WORKING] + [Role.EDITOR]

# Codes of which one is the beginning of another: only the slash tells them apart.
paths = st.lists(st.sampled_from(["1", "12", "123", "2"]), max_size=3).map(
    lambda codes: CITY + "".join(f"{code}/" for code in codes)
)
region_grants = st.builds(GrantAt, role=st.sampled_from(AT_A_PLACE), region_path=paths)
body_grants = st.builds(
    GrantAt, role=st.sampled_from(sorted(LEADING | WORKING)), body_id=st.sampled_from(BODIES), body_path=paths
)
station_grants = st.builds(
    GrantAt, role=st.sampled_from(sorted(KEEPING)), station_id=st.sampled_from(STATIONS), station_path=paths
)
grants = region_grants | body_grants | station_grants
standings = st.lists(grants, max_size=4).map(
    lambda held: Standing(UUID(int=99), None, "360500", "某人", tuple(held))
)


def without(by: Standing) -> Standing:
    return Standing(by.account_id, None, by.city, by.name, waiting=by.grants)


@given(standings, paths, st.sampled_from(["1/", "12/", "2/3/"]))
def test_who_governs_a_place_governs_all_below_it(by: Standing, path: str, below: str) -> None:
    if by.governs(path):
        assert by.governs(path + below)
        assert by.administers(BODIES[0], path + below)
        assert by.keeps(STATIONS[0], path + below)


@given(standings, paths)
def test_a_place_is_governed_by_a_grant_at_one_of_its_own_codes(by: Standing, path: str) -> None:
    codes = path.strip("/").split("/")
    above = {"/".join(codes[:depth]) + "/" for depth in range(1, len(codes) + 1)}
    assert by.governs(path) == bool(above & set(by.regions()))


@given(standings, st.sampled_from(Role), paths)
def test_a_role_at_a_place_comes_from_somebody_who_governs_it(by: Standing, role: Role, path: str) -> None:
    if not policy.may_give(by, role, region_path=path):
        return
    assert by.governs(path)
    assert role not in LEADING | KEEPING | {Role.TEACHER, Role.BRANCH_SECRETARY}
    if role in SEPARATED | {Role.CENTRE}:
        assert by.is_centre
    if role == Role.REGION_OFFICER and not by.is_centre:
        assert any(path != own and path.startswith(own) for own in by.regions())


@given(standings, st.sampled_from(Role), paths)
def test_roles_of_bodies_and_stations_stay_there(by: Standing, role: Role, path: str) -> None:
    in_body = policy.may_give(by, role, region_path=None, body=(BODIES[0], path))
    at_station = policy.may_give(by, role, region_path=None, station=(STATIONS[0], path))
    assert in_body == (role in LEADING | WORKING and by.administers(BODIES[0], path))
    assert at_station == (role in KEEPING and by.governs(path))
    assert not policy.may_give(by, role, region_path=None)


@given(standings, st.sampled_from(Role), paths)
def test_who_gives_anything_is_offered_the_page_of_roles(by: Standing, role: Role, path: str) -> None:
    given_here = policy.may_give(by, role, region_path=path) or any(
        policy.may_give(by, role, region_path=None, body=(body, path)) for body in BODIES
    )
    if given_here:
        assert policy.may_give_at_all(by)


@given(standings, st.sampled_from(Role), paths)
def test_roles_that_wait_for_the_signature_give_nothing(by: Standing, role: Role, path: str) -> None:
    rest = without(by)
    assert not rest.is_staff
    assert not rest.governs(path)
    assert not rest.administers(BODIES[0], path)
    assert not rest.keeps(STATIONS[0], path)
    assert (rest.regions(), rest.bodies(), rest.stations()) == ((), (), ())
    assert not policy.may_give(rest, role, region_path=path)
    assert not (policy.may_read_trail(rest) or policy.may_guard(rest) or policy.may_give_at_all(rest))


@given(standings, st.sampled_from(BODIES), paths)
def test_who_runs_a_body_leads_it_and_administers_it(by: Standing, body: UUID, path: str) -> None:
    runs = any(grant.role == Role.BODY_ADMIN and grant.body_id == body for grant in by.grants)
    assert (body in by.headed()) == runs
    if runs:
        assert by.leads(body) and by.administers(body, path) and policy.may_give_at_all(by)
    assert len(set(by.headed())) == len(by.headed()) and without(by).headed() == ()


@given(standings)
def test_the_trail_and_the_keys_are_not_of_one_role(by: Standing) -> None:
    roles = {grant.role for grant in by.grants if grant.region_path == CITY}
    assert policy.may_guard(by) == (Role.SECURITY_ADMIN in roles)
    assert policy.may_read_trail(by) == (by.is_centre or Role.AUDITOR in roles)


@given(grants, paths)
def test_a_power_at_a_place_is_one_of_the_powers_of_the_role(grant: GrantAt, path: str) -> None:
    for where in (Where(path), Where(path, body_id=BODIES[0]), Where(path, station_id=STATIONS[0])):
        had = [power for power in POWERS if gives(power, grant, where)]
        assert set(had) <= set(powers_of(grant.role))
        assert all(power.at in where.kinds for power in had)
        if grant.region_path is None:
            own = (grant.body_id, grant.station_id) == (where.body_id, where.station_id)
            assert own or not had


@given(paths, st.sampled_from(sorted(GOVERNING)))
def test_the_powers_of_a_city_have_a_meaning_in_the_city_alone(path: str, role: Role) -> None:
    grant, where = GrantAt(role, region_path=CITY), Where(path)
    of_city = {power.key for power in POWERS if power.at == "city" and gives(power, grant, where)}
    assert bool(of_city) == (path == CITY and role == Role.CENTRE)


def test_every_power_has_its_own_key_and_somebody_who_has_it() -> None:
    keys = [power.key for power in POWERS]
    assert len(keys) == len(set(keys))
    assert all(power.roles and power.words and power.policy for power in POWERS)
    assert not any(SEPARATED & power.roles for power in POWERS if power.at != "city")
