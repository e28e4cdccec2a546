"""Who may read what oversight gathers."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from redvest.core.errors import NotAllowed
from redvest.oversight.choices import AssessmentState, TenderState, UnitKind
from redvest.oversight.contract_errors import ContractUnknown, DeliverableUnknown, SupplierDecides
from redvest.oversight.models import (
    Contract,
    Deliverable,
    LedgerFile,
    ProjectPlan,
    StationAssessment,
    TenderNotice,
)
from redvest.oversight.project_plan_errors import EffectByOneself, PlanUnknown
from redvest.oversight.queries.belonging import belongs_to
from redvest.oversight.queries.contract import accepted_by, contract_of, deliverable_of
from redvest.oversight.queries.project_plan import plan_of, plans_of, suppliers_of
from redvest.oversight.queries.station_list import stations_with_level
from redvest.oversight.queries.tender import bids_of, tender_of
from redvest.oversight.queries.unit import find_unit
from redvest.oversight.rules.unit_ledger import LedgerUnitUnknown, Unit
from redvest.oversight.tender_errors import BidderDecides, TenderUnknown
from redvest.registry.choices import Role
from redvest.registry.models import Station
from redvest.registry.opening_errors import StationUnknown
from redvest.registry.queries.station_life import station_of
from redvest.registry.rules.standing import Standing
from redvest.service.models import Project


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


def may_export_names(by: Standing, unit: Unit) -> bool:
    """Names on a register that is signed and stamped: also for the keeper of the station, with a reason on record."""
    kept = unit.kind == UnitKind.STATION and unit.key in {str(key) for key in by.stations()}
    return may_see_names(by, unit) or (by.city == unit.city and kept)


def require_may_read_ledger(by: Standing, unit: Unit, *, whole: bool = False) -> None:
    if not may_read_ledger(by, unit) or (whole and not may_export_names(by, unit)):
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


def may_inspect(by: Standing, station: Station) -> bool:
    """Officers and inspectors of its place; never who keeps it. The station's region must be at hand."""
    path = station.region.path
    inspects = by.city == station.city and (by.governs(path) or by.holds(Role.INSPECTOR, path))
    return inspects and station.pk not in by.stations()


def visits_waiting(by: Standing) -> QuerySet[StationAssessment]:
    """Self-assessments that wait for a visit by this person: of the places inspected, never of a station they keep."""
    where = Q(pk__in=[])
    for path in ledger_paths(by):
        where |= Q(station__region__path__startswith=path)
    rows = StationAssessment.objects.filter(where, city=by.city, state=AssessmentState.SUBMITTED)
    return rows.exclude(station_id__in=by.stations()).select_related("station__region")


def require_inspects(by: Standing, station: Station) -> None:
    if not may_inspect(by, station):
        raise NotAllowed


def may_see_station(by: Standing, station: Station) -> bool:
    """Who keeps it, governs its place or inspects there: these read its proofs and assessments."""
    return by.city == station.city and (
        by.keeps(station.pk, station.region.path) or by.holds(Role.INSPECTOR, station.region.path)
    )


def station_seen(by: Standing, key: UUID) -> Station:
    """One whose proofs somebody may see; any other is unknown to them. Raises StationUnknown."""
    found = station_of(by.city, key)
    if not may_see_station(by, found):
        raise StationUnknown
    return found


def stations_in_charge(by: Standing, on: date) -> QuerySet[Station]:
    """Those kept, governed or inspected, with their level and whether one waits for a visit (``waiting``)."""
    mine = Q(pk__in=by.stations())
    for path in ledger_paths(by):
        mine |= Q(region__path__startswith=path)
    waits = StationAssessment.objects.filter(station_id=OuterRef("pk"), state=AssessmentState.SUBMITTED)
    return stations_with_level(by.city, on).filter(mine).annotate(waiting=Exists(waits))


def may_see_plan(by: Standing, plan: ProjectPlan) -> bool:
    """Officers and inspectors of its place, who runs or leads for its organisation or one of its contracts."""
    if by.city != plan.city:
        return False
    looks = by.governs(plan.region_path) or by.holds(Role.INSPECTOR, plan.region_path)
    return looks or not set(by.bodies()).isdisjoint(suppliers_of(plan))


def plans_for(by: Standing) -> QuerySet[ProjectPlan]:
    """The entries of the library in somebody's charge."""
    own = Contract.objects.filter(plan=OuterRef("pk"), supplier_id__in=by.bodies())
    where = Q(project__body_id__in=by.bodies()) | Q(Exists(own))
    for path in ledger_paths(by):
        where |= Q(region_path__startswith=path)
    return plans_of(by.city).filter(where)


def plan_for(by: Standing, key: UUID) -> ProjectPlan:
    """One of them; any other is unknown. Raises PlanUnknown."""
    plan = plan_of(by.city, key)
    if not may_see_plan(by, plan):
        raise PlanUnknown
    return plan


def may_draft_plan(by: Standing, project: Project) -> bool:
    """Who runs its organisation, and the officers of its place."""
    return by.city == project.city and (project.body_id in by.headed() or by.governs(project.region_path))


def require_may_draft_plan(by: Standing, project: Project) -> None:
    if not may_draft_plan(by, project):
        raise NotAllowed


def require_purchases(by: Standing, city: str, path: str) -> None:
    """The office that pays: an officer of the place."""
    if by.city != city or not by.governs(path):
        raise NotAllowed


def may_list_plan(by: Standing, plan: ProjectPlan) -> bool:
    """An officer of the place, not who drafted it, nobody of its organisation."""
    governs = by.city == plan.city and by.governs(plan.region_path)
    return governs and by.account_id != plan.drafted_by_id and not belongs_to(by, [plan.project.body_id])


def may_see_contract(by: Standing, contract: Contract) -> bool:
    """Officers and inspectors of the place that pays, and who runs or leads for the supplier or the project's body."""
    if by.city != contract.city:
        return False
    path = contract.region_path
    ours = {contract.supplier_id, contract.plan.project.body_id}
    return by.governs(path) or by.holds(Role.INSPECTOR, path) or not ours.isdisjoint(by.bodies())


def contract_for(by: Standing, key: UUID) -> Contract:
    """Raises ContractUnknown for one out of reach."""
    contract = contract_of(by.city, key)
    if not may_see_contract(by, contract):
        raise ContractUnknown
    return contract


def require_buys(by: Standing, contract: Contract) -> None:
    """An officer of the place that pays who has nothing to do with the supplier. Raises NotAllowed, SupplierDecides."""
    require_purchases(by, contract.city, contract.region_path)
    if belongs_to(by, [contract.supplier_id]):
        raise SupplierDecides


def may_buy(by: Standing, contract: Contract) -> bool:
    governs = by.city == contract.city and by.governs(contract.region_path)
    return governs and not belongs_to(by, [contract.supplier_id])


def require_delivers(by: Standing, contract: Contract) -> None:
    """Who runs the supplier or leads its activities ties records to what is delivered."""
    if not may_deliver(by, contract):
        raise NotAllowed


def require_asks_payment(by: Standing, contract: Contract) -> None:
    """Who runs the supplier asks for money; who only leads its activities does not."""
    if not may_ask_payment(by, contract):
        raise NotAllowed


def require_may_award(by: Standing, tender: TenderNotice) -> None:
    """An officer of the place who belongs to none of the bidders. Raises NotAllowed, BidderDecides."""
    require_purchases(by, tender.city, tender.plan.region_path)
    if belongs_to(by, list(bids_of(tender).values_list("body_id", flat=True))):
        raise BidderDecides


def may_open_bids(by: Standing, tender: TenderNotice, today: date) -> bool:
    """Offers are read once the closing day is over, by officers and inspectors of the place; never where it was called off
    before that."""
    path = tender.plan.region_path
    looks = by.city == tender.city and (by.governs(path) or by.holds(Role.INSPECTOR, path))
    called_off = tender.decided_on is not None and tender.decided_on <= tender.closes_on
    return looks and today > tender.closes_on and not called_off


def require_may_judge(by: Standing, plan: ProjectPlan) -> None:
    """An officer of the place who neither belongs to who delivered nor accepted anything of it.

    Raises NotAllowed, EffectByOneself.
    """
    require_purchases(by, plan.city, plan.region_path)
    if not may_judge(by, plan):
        raise EffectByOneself


def may_judge(by: Standing, plan: ProjectPlan) -> bool:
    """The same as a question."""
    governs = by.city == plan.city and by.governs(plan.region_path)
    return governs and not belongs_to(by, suppliers_of(plan)) and not accepted_by(plan, by.account_id)


def tender_for(by: Standing, key: UUID) -> TenderNotice:
    """A notice for who purchases, and, once it is out, for who may offer: the heads of organisations. Raises TenderUnknown."""
    tender = tender_of(by.city, key)
    path = tender.plan.region_path
    looks = by.governs(path) or by.holds(Role.INSPECTOR, path)
    if not looks and (tender.state == TenderState.DRAFT or not by.headed()):
        raise TenderUnknown
    return tender


def may_deliver(by: Standing, contract: Contract) -> bool:
    return by.city == contract.city and by.leads(contract.supplier_id) and not by.waiting


def may_ask_payment(by: Standing, contract: Contract) -> bool:
    return by.city == contract.city and contract.supplier_id in by.headed()


def deliverable_for(by: Standing, key: UUID) -> Deliverable:
    """With what was delivered and accepted. Raises DeliverableUnknown for one out of reach."""
    found = deliverable_of(by.city, key)
    if not may_see_contract(by, found.milestone.contract):
        raise DeliverableUnknown
    return found
