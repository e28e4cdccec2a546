"""Two more people stand behind hours on a leader's word: the volunteer, and a second officer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from redvest.core import audit
from redvest.registry.policy import Standing, require_volunteer
from redvest.service import policy
from redvest.service.actions import ledger
from redvest.service.actions.hours import require_other_account
from redvest.service.actions.hours_entry import RECORDED, HoursResult, enter_sheet, result_of
from redvest.service.actions.turns import one_at_a_time
from redvest.service.choices import EntryKind, Grade, SheetState
from redvest.service.errors import WrongState
from redvest.service.hours_errors import SamePerson
from redvest.service.models import HoursSheet
from redvest.service.queries import hours as queries
from redvest.service.queries.coleader import is_co_leader
from redvest.service.rules.evidence import grade


@transaction.atomic
def volunteer_confirms(*, by: Standing, sheet: HoursSheet, at: datetime) -> HoursResult:
    """The volunteer says that these hours are right. Raises NotAllowed for anybody else."""
    require_volunteer(by)
    sheet = _locked(sheet)
    policy.require_own_sheet(by, sheet)
    if sheet.volunteer_confirmed_at is None:
        sheet.volunteer_confirmed_at = at
        _better(sheet, by, at, verb="volunteer_confirms")
    return result_of(sheet=sheet, outcome=RECORDED)


@transaction.atomic
def second_officer_confirms(*, by: Standing, sheet: HoursSheet, at: datetime) -> HoursResult:
    """A second officer stands behind hours that a leader entered. Raises NotAllowed, SamePerson."""
    sheet = _locked(sheet)
    policy.require_second_officer(by, sheet)
    if is_co_leader(by.account_id, sheet.activity):
        raise SamePerson
    require_other_account(by=by, volunteer_id=sheet.volunteer_id, refusal=SamePerson)
    if sheet.second_officer_id is None:
        sheet.second_officer_id, sheet.second_confirmed_at = by.account_id, at
        _better(sheet, by, at, verb="second_officer_confirms")
    return result_of(sheet=sheet, outcome=RECORDED)


def _locked(sheet: HoursSheet) -> HoursSheet:
    one_at_a_time(volunteer_id=sheet.volunteer_id)
    rows = HoursSheet.objects.select_for_update(of=("self",)).select_related(
        "activity", "entry", "countersigned_by"
    )
    return rows.get(pk=sheet.pk)


def _better(sheet: HoursSheet, by: Standing, at: datetime, *, verb: str) -> None:
    """Write the new evidence down; when it gives a better grade, void the entry and enter it again."""
    entry = sheet.entry
    if entry is None or sheet.state == SheetState.REFUSED:
        raise WrongState("这条时长已经作废，不用再确认了。")
    sheet.save()
    audit.write_line(by=by.actor, at=at, city=sheet.city, verb=verb, target=sheet)
    verdict = grade(queries.evidence_of(sheet))
    if verdict.grade < Grade(entry.grade):  # "A" sorts before "D"
        ledger.void(entry=entry, reason="证据补齐，等级提升", by_account=by.account_id, at=at)
        enter_sheet(sheet=sheet, by=by, at=at, kind=EntryKind.CORRECTION, reason="证据补齐，等级提升")
