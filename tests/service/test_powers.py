"""The table of powers says the same as the policies that decide, for every role at every kind of place."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from redvest.core.errors import DomainError
from redvest.honour import policy as honour
from redvest.honour.models import Contest, RedeemPartner
from redvest.registry import policy as registry
from redvest.registry.choices import Role
from redvest.registry.models import Body, Volunteer
from redvest.registry.policy import Standing
from redvest.registry.rules.powers import BODY, CITY, POWERS, STATION, Power, Where, gives, powers_of
from redvest.registry.rules.standing import GOVERNING, KEEPING, LEADING, SEPARATED, SERVING, WORKING, GrantAt
from redvest.service import policy as service
from redvest.service.models import Activity, BackfillRequest, IntegrityCase, TransferRequest

CITY_PATH, OWN, SIBLING, BELOW = "360500/", "360500/360502/", "360500/360521/", "360500/360502/360502001/"
ME, LEADER, MY_BODY, OTHER_BODY, MY_STATION, OTHER_STATION = (UUID(int=n) for n in range(1, 7))
SOMEBODY = UUID(int=9)


def passes(check: Callable[[], None]) -> bool:
    try:
        check()
    except DomainError:
        return False
    return True


def body(where: Where) -> Body:
    return Body(pk=where.body_id, region_path=where.path, city="360500")


def activity(where: Where) -> Activity:
    return Activity(body_id=where.body_id, region_path=where.path, leader_id=LEADER)


def gives_role(role: Role) -> Callable[[Standing, Where], bool]:
    def asked(by: Standing, where: Where) -> bool:
        return registry.may_give(
            by,
            role,
            region_path=where.path if not where.body_id and not where.station_id else None,
            body=(where.body_id, where.path) if where.body_id else None,
            station=(where.station_id, where.path) if where.station_id else None,
        )

    return asked


def governs(by: Standing, where: Where) -> bool:
    return passes(lambda: registry.require_governs(by, where.path))


TRUTH: dict[str, Callable[[Standing, Where], bool]] = {
    "set-rule": governs,
    "departments": governs,
    "give-serving": gives_role(Role.INSPECTOR),
    "integrity": lambda by, at: passes(
        lambda: service.require_may_handle(by, IntegrityCase(at_path=at.path, involved=[]))
    ),
    "award": lambda by, at: passes(lambda: honour.require_may_run(by, at.path)),
    "redeem": lambda by, at: honour.may_rule_redeem(by, at.path),
    "give-centre": gives_role(Role.AUDITOR),
    "erase": lambda by, at: passes(
        lambda: service.require_may_erase(by, Volunteer(pk=SOMEBODY, city="360500"))
    ),
    "audit": lambda by, at: registry.may_read_trail(by),
    "guard": lambda by, at: registry.may_guard(by),
    "publish": lambda by, at: service.may_publish_for(by, body(at)),
    "lead": lambda by, at: service.may_lead(by, activity(at)),
    "roster": lambda by, at: service.may_see_roster(by, activity(at)),
    "review": lambda by, at: service.may_review(by, activity(at)),
    "second": lambda by, at: service.may_second(by, activity(at)),
    "correct": lambda by, at: passes(lambda: service.require_may_correct(by, activity(at), body(at))),
    "backfill": lambda by, at: service.may_decide_backfill(
        by, BackfillRequest(region_path=at.path, asked_by_id=SOMEBODY), []
    ),
    "transfer": lambda by, at: passes(
        lambda: service.require_may_decide_transfer(by, TransferRequest(body=body(at), volunteer_id=SOMEBODY))
    ),
    "contest": lambda by, at: honour.may_run_contest(
        by, Contest(city="360500", body_id=at.body_id, region_path=at.path)
    ),
    "give-body": gives_role(Role.ACTIVITY_LEADER),
    "keep": lambda by, at: passes(lambda: registry.require_keeps(by, at.station_id or SOMEBODY, at.path)),
    "hand-out": lambda by, at: honour.serves_counter(
        by, RedeemPartner(station_id=at.station_id, region_path=at.path)
    ),
    "give-keeper": gives_role(Role.STATION_KEEPER),
}


def grants() -> list[GrantAt]:
    """Every role at its own place, a superior's, a sibling's and one below."""
    found = []
    for role in GOVERNING | SERVING:
        city_only = role == Role.CENTRE or role in SEPARATED
        paths = (CITY_PATH,) if city_only else (CITY_PATH, OWN, SIBLING, BELOW)
        found += [GrantAt(role, region_path=path) for path in paths]
    for role in LEADING | WORKING:
        found += [GrantAt(role, body_id=key, body_path=OWN) for key in (MY_BODY, OTHER_BODY)]
    for role in KEEPING:
        found += [GrantAt(role, station_id=key, station_path=OWN) for key in (MY_STATION, OTHER_STATION)]
    return found


def place(power: Power) -> Where:
    if power.at == BODY:
        return Where(OWN, body_id=MY_BODY)
    if power.at == STATION:
        return Where(OWN, station_id=MY_STATION)
    return Where(CITY_PATH if power.at == CITY else OWN)


@pytest.mark.parametrize("power", POWERS, ids=lambda power: power.key)
def test_the_table_says_what_the_policy_does(power: Power) -> None:
    where = place(power)
    for grant in grants():
        by = Standing(ME, None, "360500", "", (grant,))
        assert gives(power, grant, where) == TRUTH[power.key](by, where), (power.key, grant)


def test_a_role_that_waits_has_no_power() -> None:
    for power in POWERS:
        for grant in grants():
            by = Standing(ME, None, "360500", "", (), waiting=(grant,))
            assert not TRUTH[power.key](by, place(power)), (power.key, grant)


def test_every_power_is_asked_and_named_once_and_its_policy_exists() -> None:
    assert [power.key for power in POWERS] == list(TRUTH)
    for power in POWERS:
        context, _, name = power.policy.split(".")
        assert hasattr({"registry": registry, "service": service, "honour": honour}[context], name), (
            power.policy
        )


def test_every_role_with_power_is_found_by_it() -> None:
    assert {power.key for power in powers_of(Role.AUDITOR)} == {"audit"}
    assert "lead" in {power.key for power in powers_of(Role.ACTIVITY_LEADER)}
    assert not powers_of(Role.JUROR)
