"""Who may read what oversight gathers."""

from __future__ import annotations

from uuid import UUID

from redvest.core.errors import NotAllowed
from redvest.oversight.choices import UnitKind
from redvest.oversight.models import LedgerFile
from redvest.oversight.queries.unit import find_unit
from redvest.oversight.rules.unit_ledger import LedgerUnitUnknown, Unit
from redvest.registry.choices import Role
from redvest.registry.rules.standing import Standing


def may_read_ledger(by: Standing, unit: Unit) -> bool:
    """Officers of the place and its inspectors; the heads and leaders of the body; the keepers of the station."""
    if by.city != unit.city:
        return False
    if by.governs(unit.path) or by.holds(Role.INSPECTOR, unit.path):
        return True
    if unit.kind == UnitKind.BODY:
        return unit.body_id in by.bodies()
    return unit.kind == UnitKind.STATION and unit.key in {str(key) for key in by.stations()}


def may_see_names(by: Standing, unit: Unit) -> bool:
    """Whole names are for those who see the people anyway: officers of the place, who runs or leads for the body."""
    if by.city != unit.city:
        return False
    return by.governs(unit.path) or (unit.kind == UnitKind.BODY and unit.body_id in by.bodies())


def require_may_read_ledger(by: Standing, unit: Unit, *, whole: bool = False) -> None:
    if not may_read_ledger(by, unit) or (whole and not may_see_names(by, unit)):
        raise NotAllowed


def unit_for(by: Standing, kind: str, key: str) -> Unit:
    """A unit for who may read its ledger; what lies outside is not found. Raises LedgerUnitUnknown."""
    if kind not in UnitKind.values:
        raise LedgerUnitUnknown
    unit = find_unit(by.city, UnitKind(kind), key)
    if not may_read_ledger(by, unit):
        raise LedgerUnitUnknown
    return unit


def may_read_ledgers(by: Standing) -> bool:
    """Whether there is any unit whose ledger this one may read."""
    return bool(ledger_paths(by) or by.bodies() or by.stations())


def ledger_paths(by: Standing) -> tuple[str, ...]:
    """The places whose ledgers somebody reads: those governed and those inspected."""
    inspected = (grant.region_path for grant in by.grants if grant.role == Role.INSPECTOR)
    return tuple(dict.fromkeys([*by.regions(), *(path for path in inspected if path)]))


def ledger_file_for(by: Standing, key: UUID) -> LedgerFile:
    """A ledger made in the background, for who asked for it and still may read it. Raises LedgerUnitUnknown."""
    found = LedgerFile.objects.filter(pk=key, city=by.city).first()
    if found is None or by.account_id != found.asked_by_id:
        raise LedgerUnitUnknown
    require_may_read_ledger(by, unit_for(by, found.kind, found.unit_key), whole=found.whole)
    return found
