"""Who may read what oversight gathers."""

from __future__ import annotations

from redvest.core.errors import NotAllowed
from redvest.oversight.choices import UnitKind
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
